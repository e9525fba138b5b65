/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.aws;

import io.cloudbridge.conformance.LyingServerSuite;
import io.cloudbridge.it.Servers;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/** Lies about S3Proxy, which knows no checksums of objects. */
class S3ProxyLyingServerTest extends LyingServerSuite {

    @Override
    public String provider() {
        return "aws";
    }

    @Override
    protected URI server() {
        return URI.create(Servers.setting("s3proxy.endpoint"));
    }

    @Override
    protected Map<String, ?> settings(URI endpoint) {
        Map<String, String> settings = new HashMap<>(S3.settingsOf("s3proxy"));
        settings.put("endpoint", endpoint.toString());
        return settings;
    }
}
