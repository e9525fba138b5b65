/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.driver;

import java.util.Locale;

/** What an answer shows of who gave it. */
public final class Answers {

    private Answers() {}

    /**
     * Whether a media type is that of a text for people, as proxies and gateways send with their own errors, and no document of a protocol.
     *
     * @param contentType as the header has it, or null
     */
    public static boolean isForPeople(String contentType) {
        String type = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
        return type.startsWith("text/html") || type.startsWith("text/plain");
    }
}
