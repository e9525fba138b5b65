/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import io.cloudbridge.store.Checksum;
import java.util.Locale;

/**
 * The CRC32C of a whole from those of its parts, without its bytes.
 *
 * <p>A CRC is linear over GF(2): appending n zero bytes multiplies the register by a 32 × 32 bit matrix, and the CRC of {@code AB} is that of {@code A} so moved, xor that of {@code B}. The matrix for
 * n bytes is a product of those for powers of two.
 */
final class Crc32c {

    /** The Castagnoli polynomial, bits reversed (RFC 3720, appendix B.4). */
    private static final int POLYNOMIAL = 0x82F63B78;

    private Crc32c() {}

    /** The CRC32C of {@code first} followed by {@code second}, which has {@code secondLength} bytes. */
    static Checksum append(Checksum first, Checksum second, long secondLength) {
        int[] operator = oneZeroByte();
        int crc = value(first);
        for (long n = secondLength; n > 0; n >>>= 1) {
            if ((n & 1) == 1) {
                crc = times(operator, crc);
            }
            operator = square(operator);
        }
        return new Checksum(Checksum.Algorithm.CRC32C, String.format(Locale.ROOT, "%08x", crc ^ value(second)));
    }

    private static int value(Checksum checksum) {
        return Integer.parseUnsignedInt(checksum.hex(), 16);
    }

    /** The effect of one zero byte: that of one zero bit, squared three times. */
    private static int[] oneZeroByte() {
        int[] bit = new int[32];
        bit[0] = POLYNOMIAL;
        for (int i = 1; i < 32; i++) {
            bit[i] = 1 << (i - 1);
        }
        return square(square(square(bit)));
    }

    private static int[] square(int[] matrix) {
        int[] squared = new int[32];
        for (int i = 0; i < 32; i++) {
            squared[i] = times(matrix, matrix[i]);
        }
        return squared;
    }

    private static int times(int[] matrix, int vector) {
        int sum = 0;
        int bits = vector;
        for (int i = 0; bits != 0; i++, bits >>>= 1) {
            if ((bits & 1) == 1) {
                sum ^= matrix[i];
            }
        }
        return sum;
    }
}
