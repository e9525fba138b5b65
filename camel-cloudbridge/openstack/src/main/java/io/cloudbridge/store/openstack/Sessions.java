/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

/** The one session that all threads share. Logs in when the first request needs it, and again when the token ends. */
final class Sessions {

    private final Login login;
    private volatile Session current;

    Sessions(Login login) {
        this.login = login;
    }

    Session current() {
        Session session = current;
        return session == null || session.isOld() ? renew(session) : session;
    }

    /** Replaces the session, unless another thread has done so already. */
    synchronized Session renew(Session refused) {
        if (current == null || current == refused) {
            current = login.logIn(refused);
        }
        return current;
    }
}
