/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a listing stands, as text that callers hand back: the store's own token, and what is needed to see that the listing goes on. So a page that
 * is asked for by itself, later or in another process, is checked like one of a {@link Listing}.
 *
 * @param pages how many pages came before
 * @param withoutProgress how many of the latest had nothing new
 * @param mark hash of an earlier token of the store, moved on at each power of two: a loop of tokens meets it (Brent)
 * @param lastKey of the pages before, or empty
 * @param lastPrefix the last common prefix of the pages before, or empty
 * @param token the store's own, or null for the first page
 */
record PageToken(long pages, int withoutProgress, long mark, String lastKey, String lastPrefix, String token) {

    private static final Pattern TEXT = Pattern.compile(
            "cb1~([0-9]{1,18})~([0-9]{1,9})~([0-9a-f]{16})~([A-Za-z0-9_-]*)~([A-Za-z0-9_-]*)~(.*)", Pattern.DOTALL);

    /** @param text as {@link #toString} gave it; any other text is a token of the store itself; null begins a listing */
    static PageToken parse(String text) {
        Matcher parts = TEXT.matcher(text == null ? "" : text);
        return parts.matches()
                ? new PageToken(
                        Long.parseLong(parts.group(1)),
                        Integer.parseInt(parts.group(2)),
                        Long.parseUnsignedLong(parts.group(3), 16),
                        decode(parts.group(4)),
                        decode(parts.group(5)),
                        parts.group(6))
                : new PageToken(0, 0, 0, "", "", text);
    }

    @Override
    public String toString() {
        return String.format(
                "cb1~%d~%d~%016x~%s~%s~%s", pages, withoutProgress, mark, encode(lastKey), encode(lastPrefix), token);
    }

    /** FNV-1a: tokens are short, and two of one listing must not meet by chance. */
    static long hash(String token) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < token.length(); i++) {
            hash = (hash ^ token.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String text) {
        try {
            return new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new CloudBridgeException.InvalidRequest(
                    Failure.of(
                            "the page token was changed; give the one of header CamelCloudBridgeNextPageToken as it is"),
                    e);
        }
    }
}
