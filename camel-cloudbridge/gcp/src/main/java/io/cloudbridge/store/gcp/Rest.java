/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body that knows how much of it is left, since giving back a connection that has bytes left would mean to read them. */
class Rest extends FilterInputStream {

    private long left;

    /** @param length negative where it is unknown */
    Rest(InputStream in, long length) {
        super(in);
        this.left = length;
    }

    /** Whether nothing is left; of a body of unknown length once its end was seen. */
    final boolean isReadToItsEnd() {
        return left == 0;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int n = in.read(target, offset, length);
        if (n > 0 && left > 0) {
            left -= n;
        } else if (n < 0) {
            left = 0;
        }
        return n;
    }

    @Override
    public long skip(long n) throws IOException {
        byte[] buffer = new byte[(int) Math.min(8192, Math.max(1, n))];
        int read = n <= 0 ? 0 : read(buffer, 0, buffer.length);
        return Math.max(0, read);
    }
}
