/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.net.URI;
import java.time.Instant;
import java.util.Map;

/**
 * A request that anybody may send until it expires.
 *
 * @param url the URL; a secret
 * @param headers what the client must send with it
 * @param expiresAt when it ends
 */
public record SignedRequest(PresignRequest.Method method, URI url, Map<String, String> headers, Instant expiresAt) {

    public SignedRequest {
        headers = Map.copyOf(headers);
    }

    /** Without the URL, which is a secret. */
    @Override
    public String toString() {
        return "SignedRequest[" + method + ", until " + expiresAt + "]";
    }
}
