/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it;

import io.cloudbridge.store.Checksum;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;

/** Any number of bytes that no part repeats, and their digest; takes no memory. Not thread-safe. */
public final class LongBody extends InputStream {

    private final Checksum.Digest digest = Checksum.Algorithm.CRC32C.digest();
    private final byte[] noise = new byte[1 << 16];
    private final long length;
    private long position;

    public LongBody(long length) {
        this.length = length;
        new Random(length).nextBytes(noise);
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int count) {
        if (position == length) {
            return -1;
        }
        int n = (int) Math.min(count, length - position);
        for (int i = 0; i < n; i++, position++) {
            buffer[offset + i] = (byte) (noise[(int) (position & 0xffff)] + (position >> 16));
        }
        digest.update(buffer, offset, n);
        return n;
    }

    /** The digest of what was read; once, at the end. */
    public Checksum checksum() {
        return digest.checksum();
    }

    public static Checksum checksumOf(InputStream in) throws IOException {
        Checksum.Digest digest = Checksum.Algorithm.CRC32C.digest();
        byte[] buffer = new byte[1 << 16];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            digest.update(buffer, 0, n);
        }
        return digest.checksum();
    }
}
