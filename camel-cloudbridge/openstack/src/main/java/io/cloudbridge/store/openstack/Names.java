/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;

/** Names in URLs: every byte that is not unreserved (RFC 3986 section 2.3) is escaped, so that a name is never cut or read as something else. */
final class Names {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

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
        return Arrays.stream(key.split("/", -1)).map(Names::segment).collect(Collectors.joining("/"));
    }

    private static String segment(String segment) {
        // a proxy on the way may resolve dot segments, and then it would be another object
        return ".".equals(segment) || "..".equals(segment) ? segment.replace(".", "%2E") : escape(segment);
    }

    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (UNRESERVED.indexOf(c) >= 0) {
                escaped.append(c);
            } else {
                escaped.append('%').append(HEX.toHexDigits(b));
            }
        }
        return escaped.toString();
    }
}
