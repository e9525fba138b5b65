/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.aws;

import io.cloudbridge.conformance.wire.SeenRequest;
import io.cloudbridge.it.RequestCounts;
import io.cloudbridge.it.Servers;
import io.cloudbridge.store.StoreProvider;
import io.cloudbridge.store.aws.AwsProvider;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

class S3ProxyRequestCountTest extends RequestCounts {

    @Override
    protected StoreProvider provider() {
        return new AwsProvider();
    }

    @Override
    protected URI server() {
        return URI.create(Servers.setting("s3proxy.endpoint"));
    }

    @Override
    protected Map<String, ?> settings(URI endpoint) {
        Map<String, Object> settings = new HashMap<>(S3.settingsOf("s3proxy"));
        settings.put("endpoint", endpoint.toString());
        return settings;
    }

    @Override
    protected boolean isListing(SeenRequest request) {
        return request.method().equals("GET") && request.target().contains("list-type=2");
    }
}
