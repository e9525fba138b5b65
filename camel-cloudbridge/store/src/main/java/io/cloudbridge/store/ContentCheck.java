/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.util.function.Function;

/** What the bytes of a whole object are compared with while they are read. Takes all of them, in order; not thread-safe. */
interface ContentCheck {

    void update(byte[] buffer, int offset, int length);

    /**
     * Whether the bytes are those that the store has, once all were seen.
     *
     * @param again reads a range of the same version once more, where that is the only way to know
     * @return null if nothing is wrong with them
     */
    CloudBridgeException failure(Function<ByteRange, ObjectReader> again);

    /** Null if the store tells nothing to compare with. */
    static ContentCheck of(DriverCalls store, ObjectContent opened, ObjectInfo info) {
        boolean whole = info.size() == opened.partSize();
        boolean byETag = MultipartETag.isOf(info, opened.partSize());
        if (info.checksum() != null && !(byETag && whole && isETag(info.checksum(), info))) {
            return new ChecksumCheck(info.checksum());
        }
        return byETag ? new PartsCheck(info, opened.partSize(), store.stale(whole)) : null;
    }

    private static boolean isETag(Checksum checksum, ObjectInfo info) {
        return checksum.algorithm() == Checksum.Algorithm.MD5 && checksum.hex().equalsIgnoreCase(info.etag());
    }

    /**
     * Compares checksums of one algorithm.
     *
     * @param read of the bytes that were read
     * @param told by the store
     * @return null if they are the same
     */
    static CloudBridgeException compare(Checksum read, Checksum told) {
        return read.equals(told)
                ? null
                : mismatch("the " + read.algorithm() + " of what was read is " + read.hex() + ", the store says "
                        + told.hex() + "; read it again");
    }

    static CloudBridgeException mismatch(String message) {
        return new CloudBridgeException.ChecksumMismatch(Failure.of(message), null);
    }
}
