/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.MultipartUpload;
import java.util.HexFormat;
import java.util.List;

/**
 * The CRC32C of a whole from those of its parts, without reading it again. A CRC is linear over GF(2): appending a zero bit multiplies it by a
 * matrix, appending many by a power of that matrix, and the checksums of two texts of the same length add up by exclusive or.
 */
final class Crc32c {

    private static final int POLYNOMIAL = 0x82f63b78;

    private Crc32c() {}

    /** @param parts in order, with their CRC32C in hex as ETag */
    static Checksum whole(List<MultipartUpload.Part> parts) {
        int crc = 0;
        for (MultipartUpload.Part part : parts) {
            crc = append(crc, HexFormat.fromHexDigits(part.etag()), part.size());
        }
        return new Checksum(Checksum.Algorithm.CRC32C, HexFormat.of().toHexDigits(crc));
    }

    /** @param length of what {@code second} is the checksum of, in bytes */
    private static int append(int first, int second, long length) {
        int[] zeros = oneZeroBit();
        // three squarings: one zero byte
        for (int i = 0; i < 3; i++) {
            zeros = square(zeros);
        }
        int crc = first;
        for (long left = length; left != 0; left >>>= 1) {
            if ((left & 1) != 0) {
                crc = times(zeros, crc);
            }
            zeros = square(zeros);
        }
        return crc ^ second;
    }

    private static int[] oneZeroBit() {
        int[] matrix = new int[32];
        matrix[0] = POLYNOMIAL;
        for (int i = 1; i < 32; i++) {
            matrix[i] = 1 << (i - 1);
        }
        return matrix;
    }

    private static int times(int[] matrix, int vector) {
        int sum = 0;
        for (int i = 0; i < 32; i++) {
            if ((vector >>> i & 1) != 0) {
                sum ^= matrix[i];
            }
        }
        return sum;
    }

    private static int[] square(int[] matrix) {
        int[] squared = new int[32];
        for (int i = 0; i < 32; i++) {
            squared[i] = times(matrix, matrix[i]);
        }
        return squared;
    }
}
