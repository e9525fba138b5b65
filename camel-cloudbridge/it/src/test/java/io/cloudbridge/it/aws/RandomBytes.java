/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.aws;

import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.Checksum.Algorithm;
import java.io.InputStream;
import java.util.SplittableRandom;

/** A stream of so many bytes that looks random, is the same each time, and digests what was read of it. */
final class RandomBytes extends InputStream {

    private final SplittableRandom random = new SplittableRandom(42);
    private final Checksum.Digest digest = Algorithm.CRC32C.digest();
    private long left;

    RandomBytes(long length) {
        this.left = length;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        if (left == 0) {
            return -1;
        }
        // the same bytes in whatever portions they are read would need more than this; the digest is of what was read
        int n = (int) Math.min(length, left);
        long word = random.nextLong();
        for (int i = 0; i < n; i++) {
            buffer[offset + i] = (byte) (word >>> (i & 56));
            if ((i & 63) == 63) {
                word = random.nextLong();
            }
        }
        left -= n;
        digest.update(buffer, offset, n);
        return n;
    }

    /** Of all that was read. */
    Checksum checksum() {
        return digest.checksum();
    }

    /** Reads a stream to its end. */
    static Checksum checksumOf(InputStream in) throws java.io.IOException {
        Checksum.Digest digest = Algorithm.CRC32C.digest();
        byte[] buffer = new byte[64 * 1024];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            digest.update(buffer, 0, n);
        }
        return digest.checksum();
    }
}
