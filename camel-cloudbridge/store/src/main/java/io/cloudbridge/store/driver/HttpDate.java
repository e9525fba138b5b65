/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.driver;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** The dates of HTTP headers (RFC 9110 section 5.6.7). */
public final class HttpDate {

    private HttpDate() {}

    /**
     * The time that a header names.
     *
     * @param value or null
     * @return null if there is none, or it is written in a way that HTTP does not know
     */
    public static Instant parse(String value) {
        try {
            return value == null
                    ? null
                    : ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }
}
