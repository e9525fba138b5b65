/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import io.cloudbridge.store.CloudBridgeException;

/** The one session that all threads share. Logs in when the first request needs it, and again when the token ends. */
final class SwiftSessions {

    private final SwiftLogin login;
    private volatile SwiftSession current;

    SwiftSessions(SwiftLogin login) {
        this.login = login;
    }

    SwiftSession current() {
        SwiftSession session = current;
        if (session != null && !session.isOld()) {
            return session;
        }
        try {
            return renew(session);
        } catch (CloudBridgeException e) {
            if (session == null || !e.isRetryable()) {
                throw e;
            }
            return session; // it may still be good for a while, which is longer than Keystone is away, with luck
        }
    }

    /** Replaces the session, unless another thread has done so already. */
    synchronized SwiftSession renew(SwiftSession refused) {
        if (current == null || current == refused) {
            current = login.logIn(refused);
        }
        return current;
    }
}
