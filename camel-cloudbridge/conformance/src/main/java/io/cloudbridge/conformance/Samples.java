/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import io.cloudbridge.store.Checksum;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Contents to store: the same seed gives the same bytes. */
public final class Samples {

    private Samples() {}

    /** Bytes that do not compress and do not repeat, so that a lost, doubled or swapped part shows. */
    public static byte[] bytes(long seed, long length) {
        byte[] bytes = new byte[Math.toIntExact(length)];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** Text as UTF-8. */
    public static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The SHA-256 of some bytes, in hex. */
    public static String sha256(byte[] bytes) {
        Checksum.Digest digest = Checksum.Algorithm.SHA256.digest();
        digest.update(bytes, 0, bytes.length);
        return digest.checksum().hex();
    }

    /** A stream as a slow socket delivers it: short reads, nothing available, no mark. */
    public static InputStream trickle(byte[] bytes) {
        return new FilterInputStream(new ByteArrayInputStream(bytes)) {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                return super.read(buffer, offset, Math.min(length, 8191));
            }

            @Override
            public int available() {
                return 0;
            }

            @Override
            public boolean markSupported() {
                return false;
            }
        };
    }

    /** A stream that delivers these bytes and then fails as a lost connection does. */
    public static InputStream failingAfter(byte[] bytes) {
        return new FilterInputStream(new ByteArrayInputStream(bytes)) {
            @Override
            public int read() throws IOException {
                return orFail(super.read());
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                return orFail(super.read(buffer, offset, length));
            }

            private int orFail(int read) throws IOException {
                if (read < 0) {
                    throw new IOException("the source of this upload broke");
                }
                return read;
            }
        };
    }
}
