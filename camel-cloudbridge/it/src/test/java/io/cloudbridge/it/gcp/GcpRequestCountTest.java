/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.gcp;

import io.cloudbridge.conformance.wire.SeenRequest;
import io.cloudbridge.it.RequestCounts;
import io.cloudbridge.it.gcp.server.GcsServer;
import io.cloudbridge.store.StoreProvider;
import io.cloudbridge.store.gcp.GcpProvider;
import java.net.URI;
import java.util.Map;

class GcpRequestCountTest extends RequestCounts {

    private final GcsServer server = GcpStores.sharedServer();

    @Override
    protected StoreProvider provider() {
        return new GcpProvider();
    }

    @Override
    protected URI server() {
        return URI.create(server.endpoint());
    }

    @Override
    protected Map<String, ?> settings(URI endpoint) {
        return GcpStores.settings(server, endpoint.toString(), server.token());
    }

    @Override
    protected boolean isListing(SeenRequest request) {
        return request.method().equals("GET") && request.target().matches("/storage/v1/b/[^/]+/o(\\?.*)?");
    }
}
