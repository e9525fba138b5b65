/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.driver;

import java.util.Locale;

/** What the headers of an answer tell. */
public final class Answers {

    private static final int LONGEST_NUMBER = 18;

    private Answers() {}

    /**
     * The length of a body.
     *
     * @param contentLength as the header has it, or null
     * @return -1 if the header is none, or no length
     */
    public static long length(String contentLength) {
        if (contentLength == null || contentLength.isEmpty() || contentLength.length() > LONGEST_NUMBER) {
            return -1;
        }
        long length = 0;
        for (int i = 0; i < contentLength.length(); i++) {
            int digit = contentLength.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            length = 10 * length + digit;
        }
        return length;
    }

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
