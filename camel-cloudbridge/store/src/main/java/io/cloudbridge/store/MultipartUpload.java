/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.util.List;

/** An upload in parts. Thread-safe: parts are sent in parallel and a part may be sent again, which replaces it. */
public interface MultipartUpload {

    /** The store's name for this upload, for logs and {@link ObjectStore#abortUpload}. */
    String id();

    /**
     * Sends one part.
     *
     * @param number from 1, in the order of the content
     */
    Part uploadPart(int number, Content content);

    /** Whether parts must be sent one at a time, in the order of their numbers; the engine then does so. */
    default boolean inOrder() {
        return false;
    }

    /** Makes the object visible. Conditions of {@link PutOptions} hold here. {@code parts} are in order and at least one. */
    PutResult complete(List<Part> parts);

    /**
     * Whether the object that is there now is the one that this upload made of these parts, and no other. The engine asks when {@link #complete} was
     * repeated after a lost answer, and then failed at a condition or did not find the upload. By itself the engine compares the object's checksum,
     * its ETag and, up to 64 MiB, its content; a store that knows more of its uploads overrides this.
     */
    default boolean isCompleted(List<Part> parts) {
        return false;
    }

    /** Drops all parts. Idempotent, also after a failed {@link #complete}. */
    void abort();

    /**
     * A part that the store has.
     *
     * @param number from 1
     * @param etag what the store called it; may be empty
     * @param size in bytes
     * @param checksum of the part as the store computed it, or as it was sent and accepted; or null. It is compared with what was sent, and
     *     CRCs of parts are combined into that of the object.
     */
    record Part(int number, String etag, long size, Checksum checksum) {

        public Part(int number, String etag, long size) {
            this(number, etag, size, null);
        }

        /** The checksum of what these parts make, in their order; null if it cannot be known from theirs. */
        public static Checksum checksumOf(List<Part> parts) {
            Checksum whole = null;
            for (Part part : parts) {
                Checksum next = part.checksum();
                if (next == null
                        || !next.algorithm().isCombinable()
                        || whole != null && whole.algorithm() != next.algorithm()) {
                    return null;
                }
                whole = whole == null ? next : whole.append(next, part.size());
            }
            return whole;
        }
    }
}
