/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import io.cloudbridge.store.CloudBridgeException;

/** A way to log in. Thread-safe. */
interface SwiftLogin {

    /**
     * Asks for a token.
     *
     * @param refused the session whose token was refused or is about to end; null the first time
     * @throws CloudBridgeException.AccessDenied if there is no token to be had
     */
    SwiftSession logIn(SwiftSession refused);
}
