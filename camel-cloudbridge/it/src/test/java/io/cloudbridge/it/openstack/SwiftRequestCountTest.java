/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.openstack;

import io.cloudbridge.conformance.wire.SeenRequest;
import io.cloudbridge.it.RequestCounts;
import io.cloudbridge.store.StoreProvider;
import io.cloudbridge.store.openstack.OpenstackProvider;
import java.net.URI;
import java.util.Map;

class SwiftRequestCountTest extends RequestCounts {

    private final Map<String, Object> login = Swift.givenToken();

    @Override
    protected StoreProvider provider() {
        return new OpenstackProvider();
    }

    @Override
    protected URI server() {
        return URI.create(login.get("storageUrl").toString());
    }

    @Override
    protected Map<String, ?> settings(URI endpoint) {
        return Swift.with(login, "storageUrl", endpoint.toString());
    }

    /** Swift answers 404 for a moment while an object is overwritten, so the driver asks once more. */
    @Override
    protected int requestsForNothing() {
        return 2;
    }

    @Override
    protected boolean isListing(SeenRequest request) {
        return request.method().equals("GET") && request.target().matches("/v1/[^/]+/[^/?]+\\?.*format=json.*");
    }
}
