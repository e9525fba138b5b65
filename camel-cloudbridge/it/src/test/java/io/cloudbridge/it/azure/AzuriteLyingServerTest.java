/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.azure;

import io.cloudbridge.conformance.LyingServerSuite;
import java.net.URI;
import java.util.Map;

/** Lies about Azurite. */
class AzuriteLyingServerTest extends LyingServerSuite {

    @Override
    public String provider() {
        return "azure";
    }

    @Override
    protected URI server() {
        return Azurite.endpoint();
    }

    @Override
    protected Map<String, ?> settings(URI endpoint) {
        return Azurite.byKey(endpoint);
    }
}
