/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Writes content to files. */
final class Spool {

    /** Larger buffers gain nothing, and the JDK keeps a direct buffer of this size for each thread. */
    static final int BUFFER = 128 * 1024;

    private Spool() {}

    /**
     * Writes the whole content at a place of a file.
     *
     * @return its digest
     * @throws CloudBridgeException.InvalidState if the content cannot be read or is not as long as it said
     */
    static Checksum write(Content content, FileChannel file, long position, Checksum.Algorithm algorithm)
            throws IOException {
        Checksum.Digest digest = algorithm.digest();
        byte[] bytes = new byte[(int) Math.max(1, Math.min(BUFFER, content.length()))];
        long left = content.length();
        long at = position;
        try (InputStream in = open(content)) {
            while (left > 0) {
                int n = read(in, bytes, (int) Math.min(bytes.length, left));
                if (n < 0) {
                    throw broken("the content ended " + left + " bytes early", null);
                }
                digest.update(bytes, 0, n);
                writeFully(file, ByteBuffer.wrap(bytes, 0, n), at);
                at += n;
                left -= n;
            }
            if (read(in, bytes, 1) >= 0) {
                throw broken("the content goes on behind the " + content.length() + " bytes it said it has", null);
            }
        }
        return digest.checksum();
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

    private static int read(InputStream in, byte[] bytes, int length) {
        try {
            return in.read(bytes, 0, length);
        } catch (IOException e) {
            throw broken("the content cannot be read: " + e.getMessage(), e);
        }
    }

    private static CloudBridgeException broken(String message, IOException cause) {
        return new CloudBridgeException.InvalidState(Failure.of(message + "; nothing was stored"), cause);
    }
}
