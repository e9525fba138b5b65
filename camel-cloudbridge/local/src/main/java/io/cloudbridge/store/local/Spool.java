/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.Failure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Writes content to files. */
final class Spool {

    /** Larger buffers gain nothing, and the JDK keeps a direct buffer of this size for each thread. */
    static final int BUFFER = 128 * 1024;

    /** The length of a stream that does not tell it. */
    static final long UNKNOWN = -1;

    private Spool() {}

    /**
     * Writes the whole content at a place of a file.
     *
     * @return its CRC32C
     * @throws CloudBridgeException.InvalidState if the content cannot be read or is not as long as it said
     */
    static Checksum write(Content content, FileChannel file, long position) throws IOException {
        try (InputStream in = open(content)) {
            return write(in, content.length(), file, position);
        }
    }

    /**
     * Writes a stream to an empty file.
     *
     * @param length of the stream, or {@link #UNKNOWN}
     * @return its CRC32C
     * @throws CloudBridgeException.InvalidState if the stream cannot be read or is not as long as it should be
     */
    static Checksum write(InputStream in, long length, FileChannel file) throws IOException {
        return write(in, length, file, 0);
    }

    private static Checksum write(InputStream in, long length, FileChannel file, long position) throws IOException {
        Target target = new Target(length, file, position);
        if (in instanceof ByteArrayInputStream) {
            // gives its array, which spares a copy
            in.transferTo(target);
        } else {
            byte[] bytes = new byte[length == UNKNOWN ? BUFFER : (int) Math.max(1, Math.min(BUFFER, length))];
            for (int n = read(in, bytes); n >= 0; n = read(in, bytes)) {
                target.write(bytes, 0, n);
            }
        }
        return target.end();
    }

    /** A place of a file that takes content of a length. */
    private static final class Target extends OutputStream {
        private final long length;
        private final FileChannel file;
        private final long position;
        private final Checksum.Digest digest = Checksum.Algorithm.CRC32C.digest();
        private long done;

        /** @param length or {@link #UNKNOWN} */
        Target(long length, FileChannel file, long position) {
            this.length = length;
            this.file = file;
            this.position = position;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            if (length != UNKNOWN && done + count > length) {
                throw broken("the content goes on behind the " + length + " bytes it said it has", null);
            }
            digest.update(bytes, from, count);
            for (int at = 0; at < count; at += BUFFER) {
                writeFully(file, ByteBuffer.wrap(bytes, from + at, Math.min(BUFFER, count - at)), position + done + at);
            }
            done += count;
        }

        Checksum end() {
            if (length != UNKNOWN && done < length) {
                throw broken("the content ended after " + done + " of " + length + " bytes", null);
            }
            return digest.checksum();
        }
    }

    static void writeFully(FileChannel file, ByteBuffer bytes, long position) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            at += file.write(bytes, at);
        }
    }

    /** Copies a region of a file inside the kernel. */
    static void copy(FileChannel from, long offset, long length, FileChannel to, long position) throws IOException {
        long done = 0;
        to.position(position);
        while (done < length) {
            long n = from.transferTo(offset + done, length - done, to);
            if (n <= 0) {
                throw broken("the file became shorter while it was copied", null);
            }
            done += n;
        }
    }

    private static InputStream open(Content content) {
        try {
            return content.open();
        } catch (IOException e) {
            throw broken("the content cannot be read: " + e.getMessage(), e);
        }
    }

    private static int read(InputStream in, byte[] bytes) {
        try {
            return in.read(bytes);
        } catch (IOException e) {
            throw broken("the content cannot be read: " + e.getMessage(), e);
        }
    }

    private static CloudBridgeException broken(String message, IOException cause) {
        return new CloudBridgeException.InvalidState(Failure.of(message + "; nothing was stored"), cause);
    }
}
