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

    /** Drops all parts. Idempotent, also after a failed {@link #complete}. */
    void abort();

    /**
     * A part that the store has.
     *
     * @param number from 1
     * @param etag what the store called it; may be empty
     * @param size in bytes
     */
    record Part(int number, String etag, long size) {}
}
