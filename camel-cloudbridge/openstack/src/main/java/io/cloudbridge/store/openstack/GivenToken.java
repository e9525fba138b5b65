/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.http.HttpTransport;
import java.net.URI;

/** {@code storageUrl} and {@code authToken}, without Keystone: for a token that somebody else got, perhaps for one container only. */
record GivenToken(URI storageUrl, String token) implements SwiftLogin {

    @Override
    public SwiftSession logIn(SwiftSession refused) {
        if (refused != null) {
            throw new CloudBridgeException.AccessDenied(
                    Failure.of("the authToken is no longer accepted at " + HttpTransport.host(storageUrl)
                            + ": it has ended, was revoked or is not for this storageUrl; give a new authToken, or authUrl with"
                            + " username and password so that tokens are renewed"),
                    null);
        }
        return SwiftSession.until(storageUrl, token, null);
    }

    /** Without the token, which is a secret. */
    @Override
    public String toString() {
        return "GivenToken[" + storageUrl + "]";
    }
}
