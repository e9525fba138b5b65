/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** A document or an error that is read into memory: bounded, however long a server makes it. The content of objects is a stream and has no bound. */
final class Document extends FilterInputStream {

    /** Far above the longest, which are listings of some MiB. */
    static final int LONGEST = 64 << 20;

    /** Errors are a few lines, and the status says what is most needed. */
    static final int LONGEST_ERROR = 1 << 20;

    private final boolean success;
    private long left;

    private Document(InputStream in, boolean success) {
        super(in);
        this.success = success;
        this.left = success ? LONGEST : LONGEST_ERROR;
    }

    /** @param success whether it is of no use when it is cut; an error ends at the bound */
    static Document of(InputStream in, boolean success) {
        return new Document(in, success);
    }

    /** Reads a document to its end, and unpacks it. */
    static byte[] read(GcpAnswer answer) throws IOException {
        boolean success = answer.isSuccess();
        byte[] bytes = of(answer.body(), success).readAllBytes();
        if (bytes.length == 0 || !"gzip".equalsIgnoreCase(answer.header("Content-Encoding"))) {
            return bytes;
        }
        try (InputStream unpacked = of(new GZIPInputStream(new ByteArrayInputStream(bytes)), success)) {
            return unpacked.readAllBytes();
        } catch (IOException e) {
            throw GcpErrors.wrongAnswer("it cannot be unpacked (" + e.getMessage() + ")");
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (left == 0 && length > 0) {
            boolean ended = !success || in.read() < 0;
            if (!ended) {
                throw GcpErrors.wrongAnswer("it is longer than any document of this service");
            }
            return -1;
        }
        int n = in.read(target, offset, (int) Math.min(length, left));
        left -= Math.max(0, n);
        return n;
    }

    @Override
    public long skip(long count) throws IOException {
        byte[] buffer = new byte[(int) Math.min(8192, Math.max(1, count))];
        return count <= 0 ? 0 : Math.max(0, read(buffer, 0, buffer.length));
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
