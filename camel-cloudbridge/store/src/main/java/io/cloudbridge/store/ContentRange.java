/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which bytes of an object an answer carries, as the answer itself says (RFC 9110 section 14.4). A driver reports it; the engine compares it with
 * what was asked for.
 *
 * @param start position of the first byte, from 0; {@link #UNKNOWN} if the answer does not say
 * @param end position behind the last byte; {@link #UNKNOWN} if the answer does not say
 * @param total size of the whole object; {@link #UNKNOWN} if the answer does not say
 */
public record ContentRange(long start, long end, long total) {

    /** What the answer does not say. */
    public static final long UNKNOWN = -1;

    /** Of an answer that says nothing. */
    public static final ContentRange NONE = new ContentRange(UNKNOWN, UNKNOWN, UNKNOWN);

    private static final Pattern HEADER = Pattern.compile("\\s*bytes\\s+(\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)\\s*");

    public ContentRange {
        if (start >= 0 && end >= 0 && end < start || total >= 0 && end > total) {
            throw wrong(start + " to " + end + " of " + total);
        }
    }

    /**
     * Of the whole object, as status 200 means.
     *
     * @param length as {@code Content-Length} says, or negative if it does not
     */
    public static ContentRange whole(long length) {
        return length < 0 ? new ContentRange(0, UNKNOWN, UNKNOWN) : new ContentRange(0, length, length);
    }

    /**
     * Of an answer over HTTP.
     *
     * @param status 206 for a range; any other success carries the whole object
     * @param contentRange the {@code Content-Range} header, or null
     * @param contentLength the {@code Content-Length} header, or negative if there is none
     * @throws CloudBridgeException.Unavailable if the header cannot be what the protocol says
     */
    public static ContentRange of(int status, String contentRange, long contentLength) {
        if (status != 206) {
            return whole(contentLength);
        }
        if (contentRange == null) {
            throw wrong("missing");
        }
        Matcher header = HEADER.matcher(contentRange);
        if (!header.matches()) {
            throw wrong(contentRange);
        }
        long start = Long.parseLong(header.group(1));
        long end = Long.parseLong(header.group(2)) + 1;
        long total = header.group(3).equals("*") ? UNKNOWN : Long.parseLong(header.group(3));
        if (contentLength >= 0 && contentLength != end - start) {
            throw wrong(contentRange + " of a body of " + contentLength + " bytes");
        }
        return new ContentRange(start, end, total);
    }

    private static CloudBridgeException wrong(String found) {
        return new CloudBridgeException.Unavailable(
                Failure.of("the store answered a request for a range with a Content-Range that cannot be: " + found),
                null);
    }
}
