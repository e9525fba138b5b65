/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.openstack;

import io.cloudbridge.conformance.LyingServerSuite;
import io.cloudbridge.it.Servers;
import java.net.URI;
import java.util.Map;

/** Lies about the Swift API of Ceph's gateway, whose clients were given a token. */
class RgwSwiftLyingServerTest extends LyingServerSuite {

    private final String token = Swift.token(
            Servers.setting("rgw.swift.authUrl"),
            Servers.setting("rgw.swift.username"),
            Servers.setting("rgw.swift.password"));

    @Override
    public String provider() {
        return "openstack";
    }

    @Override
    protected URI server() {
        return URI.create(Servers.setting("rgw.swift.storageUrl"));
    }

    @Override
    protected Map<String, ?> settings(URI endpoint) {
        return Map.of("storageUrl", endpoint.toString(), "authToken", token);
    }
}
