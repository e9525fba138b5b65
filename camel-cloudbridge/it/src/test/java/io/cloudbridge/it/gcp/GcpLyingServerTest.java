/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.gcp;

import io.cloudbridge.conformance.LyingServerSuite;
import io.cloudbridge.it.gcp.server.GcsServer;
import io.cloudbridge.store.gcp.GcpProvider;
import java.net.URI;
import java.util.Map;

/** Lies about the server of Google's API. */
class GcpLyingServerTest extends LyingServerSuite {

    private final GcsServer real = GcpStores.sharedServer();
    private final String token = real.token();

    @Override
    public String provider() {
        return GcpProvider.NAME;
    }

    @Override
    protected URI server() {
        return URI.create(real.endpoint());
    }

    @Override
    protected Map<String, ?> settings(URI endpoint) {
        return GcpStores.settings(real, endpoint.toString(), token);
    }
}
