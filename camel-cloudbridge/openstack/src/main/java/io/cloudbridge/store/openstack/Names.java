/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Names in URLs: every byte that is not unreserved (RFC 3986 section 2.3) is escaped, so that a name is never cut or read as something else. */
final class Names {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private Names() {}

    /** {@code /bucket/key}, escaped but for slashes; {@code /bucket} or nothing where key or bucket is null. */
    static String path(String bucket, String key) {
        if (bucket == null) {
            return "";
        }
        return key == null ? "/" + segment(bucket) : "/" + segment(bucket) + "/" + key(key);
    }

    /** Escaped for the value of a query parameter. */
    static String query(String text) {
        return escape(text);
    }

    private static String key(String key) {
        int slash = key.indexOf('/');
        if (slash < 0) {
            return segment(key);
        }
        StringBuilder path = new StringBuilder(key.length() + 16);
        int start = 0;
        for (; slash >= 0; slash = key.indexOf('/', start)) {
            path.append(segment(key.substring(start, slash))).append('/');
            start = slash + 1;
        }
        return path.append(segment(key.substring(start))).toString();
    }

    private static String segment(String segment) {
        // a proxy on the way may resolve dot segments, and then it would be another object
        return ".".equals(segment) || "..".equals(segment) ? segment.replace(".", "%2E") : escape(segment);
    }

    private static String escape(String text) {
        int plain = 0;
        while (plain < text.length() && isUnreserved(text.charAt(plain))) {
            plain++;
        }
        if (plain == text.length()) {
            return text;
        }
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (isUnreserved(c)) {
                escaped.append(c);
            } else {
                escaped.append('%').append(HEX.toHexDigits(b));
            }
        }
        return escaped.toString();
    }

    private static boolean isUnreserved(char c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || c == '-'
                || c == '.'
                || c == '_'
                || c == '~';
    }
}
