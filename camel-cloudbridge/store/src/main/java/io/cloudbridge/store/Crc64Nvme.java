/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** CRC-64/NVME, which Amazon S3 uses for whole objects; eight bytes at a time. Not thread-safe. */
final class Crc64Nvme implements java.util.zip.Checksum {

    /** The polynomial 0xad93d23594c93659, its bits reversed. */
    static final long POLYNOMIAL = 0x9a6c9329ac4bc9b5L;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long[][] TABLES = tables();

    private long state = -1;

    @Override
    public void update(int b) {
        state = TABLES[0][(int) (state ^ b) & 0xff] ^ (state >>> 8);
    }

    @Override
    public void update(byte[] buffer, int offset, int length) {
        int at = offset;
        int end = offset + length;
        for (; end - at >= Long.BYTES; at += Long.BYTES) {
            long x = state ^ (long) LONGS.get(buffer, at);
            long next = 0;
            for (int i = 0; i < Long.BYTES; i++) {
                next ^= TABLES[Long.BYTES - 1 - i][(int) (x >>> (8 * i)) & 0xff];
            }
            state = next;
        }
        for (; at < end; at++) {
            update(buffer[at]);
        }
    }

    @Override
    public long getValue() {
        return ~state;
    }

    @Override
    public void reset() {
        state = -1;
    }

    private static long[][] tables() {
        long[][] tables = new long[Long.BYTES][256];
        for (int b = 0; b < 256; b++) {
            long value = b;
            for (int bit = 0; bit < 8; bit++) {
                value = (value & 1) == 0 ? value >>> 1 : (value >>> 1) ^ POLYNOMIAL;
            }
            tables[0][b] = value;
        }
        for (int i = 1; i < Long.BYTES; i++) {
            for (int b = 0; b < 256; b++) {
                long before = tables[i - 1][b];
                tables[i][b] = tables[0][(int) before & 0xff] ^ (before >>> 8);
            }
        }
        return tables;
    }
}
