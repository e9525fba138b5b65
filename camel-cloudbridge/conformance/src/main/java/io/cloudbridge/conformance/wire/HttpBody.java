/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance.wire;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** How long the body of an HTTP message is, and how to pass it on byte for byte. */
final class HttpBody {

    static final HttpBody EMPTY = new HttpBody(0, false);
    static final HttpBody CHUNKED = new HttpBody(-1, true);
    static final HttpBody UNTIL_CLOSE = new HttpBody(-1, false);

    private final long length;
    private final boolean chunked;

    private HttpBody(long length, boolean chunked) {
        this.length = length;
        this.chunked = chunked;
    }

    static HttpBody ofLength(long length) {
        return new HttpBody(length, false);
    }

    boolean isEmpty() {
        return length == 0;
    }

    boolean endsWithConnection() {
        return length < 0 && !chunked;
    }

    /**
     * Passes the body on, but not more than {@code limit} bytes of it.
     *
     * @return whether that was the whole body
     * @throws EOFException when the body ends too early
     */
    boolean copy(InputStream in, OutputStream out, long limit) throws IOException {
        if (chunked) {
            return copyChunks(in, out, limit);
        }
        long wanted = length < 0 ? Long.MAX_VALUE : length;
        long copied = copyBytes(in, out, Math.min(wanted, limit));
        if (length >= 0 && copied < Math.min(wanted, limit)) {
            throw new EOFException("the body ended after " + copied + " of " + length + " bytes");
        }
        return copied < limit || wanted <= limit;
    }

    /** The whole body, without the framing of chunks. */
    byte[] read(InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        if (!chunked) {
            copy(in, body, Long.MAX_VALUE);
            return body.toByteArray();
        }
        OutputStream framing = OutputStream.nullOutputStream();
        for (long size = chunkSize(in, framing); size > 0; size = chunkSize(in, framing)) {
            copyBytes(in, body, size);
            copyLine(in, framing);
        }
        while (!copyLine(in, framing).isEmpty()) {
            // trailing headers up to the empty line that ends the message
        }
        return body.toByteArray();
    }

    private static long chunkSize(InputStream in, OutputStream out) throws IOException {
        return Long.parseLong(copyLine(in, out).split(";", 2)[0].strip(), 16);
    }

    private static boolean copyChunks(InputStream in, OutputStream out, long limit) throws IOException {
        long left = limit;
        while (true) {
            long size = chunkSize(in, out);
            if (size == 0) {
                break;
            }
            long now = Math.min(size, left);
            if (copyBytes(in, out, now) < now) {
                throw new EOFException("the body ended inside a chunk");
            }
            if (now < size) {
                return false;
            }
            left -= now;
            copyLine(in, out);
        }
        while (!copyLine(in, out).isEmpty()) {
            // trailing headers up to the empty line that ends the message
        }
        return true;
    }

    private static long copyBytes(InputStream in, OutputStream out, long count) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        long copied = 0;
        while (copied < count) {
            int n = in.read(buffer, 0, (int) Math.min(buffer.length, count - copied));
            if (n < 0) {
                break;
            }
            out.write(buffer, 0, n);
            out.flush();
            copied += n;
        }
        return copied;
    }

    private static String copyLine(InputStream in, OutputStream out) throws IOException {
        byte[] line = HttpHead.readLine(in);
        if (line == null) {
            throw new EOFException("the body ended between chunks");
        }
        out.write(line);
        return new String(line, StandardCharsets.ISO_8859_1).strip();
    }
}
