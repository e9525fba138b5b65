/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The value of {@code If-Match} or {@code If-None-Match}: {@code *}, or a list of tags (RFC 9110 section 13.1). */
record ETagCondition(boolean any, List<String> strong, List<String> weak) {

    private static final Pattern TAG = Pattern.compile("(W/)?\"([^\"]*)\"");

    /** @param header null if there is none */
    static ETagCondition parse(String header) {
        if (header == null) {
            return null;
        }
        String text = header.strip();
        if (!text.contains("\"")) {
            // tolerated: a tag without its quotes
            return new ETagCondition(text.equals("*"), List.of(text), List.of());
        }
        Matcher matcher = TAG.matcher(text);
        List<String> strong = new ArrayList<>();
        List<String> weak = new ArrayList<>();
        while (matcher.find()) {
            (matcher.group(1) == null ? strong : weak).add(matcher.group(2));
        }
        return new ETagCondition(matcher.replaceAll("").contains("*"), strong, weak);
    }

    /** As {@code If-Match} compares: a weak tag never matches. */
    boolean matchesStrongly(String etag) {
        return any || strong.contains(etag);
    }

    /** As {@code If-None-Match} compares. */
    boolean matchesWeakly(String etag) {
        return matchesStrongly(etag) || weak.contains(etag);
    }
}
