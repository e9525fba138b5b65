/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.driver;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/** What is common to the answers of all stores. */
public final class Answers {

    /** Far above the longest document, which are listings of some MiB. */
    public static final int LONGEST_DOCUMENT = 64 << 20;

    /** Errors are a few lines, and the status says what is most needed. */
    public static final int LONGEST_ERROR = 1 << 20;

    private static final int LONGEST_NUMBER = 18;

    private Answers() {}

    /**
     * Reads a document or an error into memory, however long a server makes it. The content of objects is a stream and has no bound. What is left
     * unread of the stream is for the caller to drop.
     *
     * @param success whether it is of no use when it is cut; an error is cut at {@link #LONGEST_ERROR}
     * @throws CloudBridgeException.Unavailable if it is longer than {@link #LONGEST_DOCUMENT}
     */
    public static byte[] read(InputStream in, boolean success) throws IOException {
        byte[] document = in.readNBytes(success ? LONGEST_DOCUMENT : LONGEST_ERROR);
        if (success && document.length == LONGEST_DOCUMENT && in.read() >= 0) {
            throw new CloudBridgeException.Unavailable(
                    Failure.of("the answer is longer than any document of a store"
                            + "; check option endpoint, and proxies on the way to it"),
                    null);
        }
        return document;
    }

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
