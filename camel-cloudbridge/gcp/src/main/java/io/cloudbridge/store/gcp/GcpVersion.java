/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import java.util.Base64;
import java.util.Optional;

/**
 * Which content and which attributes an object has: the service counts a generation for each content, and a metageneration for each change of the
 * attributes.
 *
 * <p>The service's two APIs show different ETags for one object, and its writes know no conditions on ETags. The ETag of this driver is therefore
 * made of these two numbers, in the form that the JSON API shows, so that a condition on it is one on them, without asking the service first.
 *
 * @param generation of the content
 * @param metageneration of the attributes
 */
record GcpVersion(long generation, long metageneration) {

    private static final int GENERATION = 0x08;
    private static final int METAGENERATION = 0x10;

    /** The version that an ETag of this form names; empty for every other ETag. */
    static Optional<GcpVersion> of(String etag) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(etag);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        long[] numbers = new long[2];
        int at = 0;
        for (int field = 0; field < 2; field++) {
            if (at >= bytes.length || bytes[at++] != (field == 0 ? GENERATION : METAGENERATION)) {
                return Optional.empty();
            }
            boolean more = true;
            for (int shift = 0; more; shift += 7) {
                if (at >= bytes.length || shift > 56) {
                    return Optional.empty();
                }
                numbers[field] |= (bytes[at] & 0x7fL) << shift;
                more = bytes[at++] < 0;
            }
        }
        GcpVersion version = new GcpVersion(numbers[0], numbers[1]);
        return version.etag().equals(etag) ? Optional.of(version) : Optional.empty();
    }

    String etag() {
        byte[] bytes = new byte[20];
        int end = append(bytes, append(bytes, 0, GENERATION, generation), METAGENERATION, metageneration);
        return Base64.getEncoder().encodeToString(java.util.Arrays.copyOf(bytes, end));
    }

    private static int append(byte[] bytes, int start, int field, long number) {
        int at = start;
        bytes[at++] = (byte) field;
        long rest = number;
        for (; rest > 0x7f; rest >>>= 7) {
            bytes[at++] = (byte) (rest & 0x7f | 0x80);
        }
        bytes[at++] = (byte) rest;
        return at;
    }
}
