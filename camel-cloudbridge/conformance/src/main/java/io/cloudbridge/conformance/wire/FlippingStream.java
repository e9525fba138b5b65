/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance.wire;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Flips one bit of what is written. Not thread-safe. */
final class FlippingStream extends FilterOutputStream {

    private final long flipped;
    private long position;

    /** @param flipped position of the byte, from 0; negative for none */
    FlippingStream(OutputStream out, long flipped) {
        super(out);
        this.flipped = flipped;
    }

    @Override
    public void write(int b) throws IOException {
        out.write(position++ == flipped ? b ^ 1 : b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        byte[] changed = bytes;
        int from = offset;
        if (flipped >= position && flipped < position + length) {
            changed = java.util.Arrays.copyOfRange(bytes, offset, offset + length);
            changed[(int) (flipped - position)] ^= 1;
            from = 0;
        }
        out.write(changed, from, length);
        position += length;
    }
}
