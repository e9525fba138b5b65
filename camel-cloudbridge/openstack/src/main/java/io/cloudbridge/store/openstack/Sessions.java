/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import io.cloudbridge.store.CloudBridgeException;

/** The one session that all threads share. Logs in when the first request needs it, and again when the token ends. */
final class Sessions {

    private final Login login;
    private volatile Session current;

    Sessions(Login login) {
        this.login = login;
    }

    Session current() {
        Session session = current;
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
    synchronized Session renew(Session refused) {
        if (current == null || current == refused) {
            current = login.logIn(refused);
        }
        return current;
    }
}
