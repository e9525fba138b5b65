/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;

/**
 * What logging in gave.
 *
 * @param storageUrl where the account is, without a slash at its end
 * @param token sent with each request; a secret
 * @param renewAt when it is time to log in again, before the token ends; null if the end is not known
 */
record SwiftSession(URI storageUrl, String token, Instant renewAt) {

    private static final Duration MARGIN = Duration.ofMinutes(1);

    /** @param expires when the token ends, or null */
    static SwiftSession until(URI storageUrl, String token, Instant expires) {
        if (expires == null) {
            return new SwiftSession(storageUrl, token, null);
        }
        Duration life = Duration.between(Instant.now(), expires);
        Duration margin = life.dividedBy(4).compareTo(MARGIN) < 0 ? life.dividedBy(4) : MARGIN;
        return new SwiftSession(storageUrl, token, expires.minus(margin));
    }

    boolean isOld() {
        return renewAt != null && Instant.now().isAfter(renewAt);
    }

    /** Without the token, which is a secret. */
    @Override
    public String toString() {
        return "SwiftSession[" + storageUrl + "]";
    }
}
