/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.driver;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Names in URLs: each byte of their UTF-8 that is not unreserved (RFC 3986 section 2.3) is escaped, so that none is cut or read as something else. */
public final class PercentEncoding {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private PercentEncoding() {}

    /** A segment of a path, or a name or value of a query. */
    public static String segment(String text) {
        return encode(text, '-');
    }

    /** A path: slashes stay. */
    public static String path(String text) {
        return encode(text, '/');
    }

    private static String encode(String text, char kept) {
        int plain = 0;
        while (plain < text.length() && isPlain(text.charAt(plain), kept)) {
            plain++;
        }
        if (plain == text.length()) {
            return text;
        }
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (isPlain(c, kept)) {
                encoded.append(c);
            } else {
                encoded.append('%').append(HEX.toHexDigits(b));
            }
        }
        return encoded.toString();
    }

    private static boolean isPlain(char c, char kept) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || c == '-'
                || c == '.'
                || c == '_'
                || c == '~'
                || c == kept;
    }
}
