/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.openstack;

import io.cloudbridge.conformance.LyingServerSuite;
import io.cloudbridge.it.Servers;
import java.net.URI;
import java.util.Map;

/** Lies about Swift, whose clients were given a token and talk to nothing but the store of objects. */
class SwiftLyingServerTest extends LyingServerSuite {

    private final String token = Swift.token(Servers.setting("swift.username"), Servers.setting("swift.password"));

    @Override
    public String provider() {
        return "openstack";
    }

    @Override
    protected URI server() {
        return URI.create(Servers.setting("swift.storageUrl"));
    }

    @Override
    protected Map<String, ?> settings(URI endpoint) {
        return Map.of("storageUrl", endpoint.toString(), "authToken", token);
    }
}
