/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

/**
 * A range of an object's bytes (RFC 9110 section 14).
 *
 * @param offset of the first byte, from 0
 * @param length in bytes, or {@link #TO_END}; 0 asks for the attributes and no content, which the engine answers without asking a driver to
 *     read
 */
public record ByteRange(long offset, long length) {

    /** Length of a range that goes to the end. */
    public static final long TO_END = -1;

    /** Everything. */
    public static final ByteRange ALL = new ByteRange(0, TO_END);

    public ByteRange {
        if (offset < 0) {
            throw CloudBridgeException.invalid(
                    "range offset " + offset + " is negative; give the first byte's position, from 0");
        }
        if (length < TO_END) {
            throw CloudBridgeException.invalid(
                    "range length " + length + " is negative; leave it out to read to the end");
        }
        if (length > Long.MAX_VALUE - offset) {
            length = TO_END; // no object ends behind it
        }
    }

    public boolean isAll() {
        return offset == 0 && length == TO_END;
    }

    /** Whether no byte is asked for. */
    public boolean isEmpty() {
        return length == 0;
    }

    /**
     * As the value of the HTTP {@code Range} header.
     *
     * @throws IllegalStateException if the range is empty, which HTTP cannot say
     */
    public String toHeader() {
        if (isEmpty()) {
            throw new IllegalStateException("HTTP has no range of no bytes");
        }
        return "bytes=" + offset + "-" + (length == TO_END ? "" : String.valueOf(offset + length - 1));
    }
}
