/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.driver;

import java.time.Duration;
import java.time.Instant;

/** The {@code Retry-After} header (RFC 9110 section 10.2.3). */
public final class RetryAfter {

    private RetryAfter() {}

    /**
     * How long to wait from now on.
     *
     * @param value seconds, some servers give fractions, or a date; null or anything else means that the store did not ask
     * @return never negative; null if the store did not ask
     */
    public static Duration parse(String value) {
        if (value == null) {
            return null;
        }
        String text = value.strip();
        if (text.matches("[0-9]{1,9}(\\.[0-9]{1,9})?")) {
            return Duration.ofMillis((long) (1000 * Double.parseDouble(text)));
        }
        Instant date = HttpDate.parse(text);
        Duration until = date == null ? null : Duration.between(Instant.now(), date);
        return until != null && until.isNegative() ? Duration.ZERO : until;
    }
}
