/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import io.cloudbridge.store.driver.PercentEncoding;

/** Names in the URLs of Swift. */
final class Names {

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
        return PercentEncoding.segment(text);
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
        return ".".equals(segment) || "..".equals(segment)
                ? segment.replace(".", "%2E")
                : PercentEncoding.segment(segment);
    }
}
