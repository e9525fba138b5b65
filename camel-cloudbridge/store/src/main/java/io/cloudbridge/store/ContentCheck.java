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
    static ContentCheck of(DriverCalls store, String provider, ObjectContent opened, ObjectInfo info) {
        if (info.checksum() != null) {
            return new ChecksumCheck(provider, info);
        }
        return MultipartETag.isOf(info, opened.partSize())
                ? new PartsCheck(provider, info, opened.partSize(), store.stalePartSizes())
                : null;
    }

    /** @param read checksum of the bytes that were read, by the store's algorithm */
    static CloudBridgeException compare(String provider, Checksum read, ObjectInfo info) {
        return read.equals(info.checksum())
                ? null
                : mismatch(
                        provider,
                        info,
                        "the " + read.algorithm() + " of what was read is " + read.hex() + ", the store says "
                                + info.checksum().hex() + "; read it again");
    }

    static CloudBridgeException mismatch(String provider, ObjectInfo info, String message) {
        return new CloudBridgeException.ChecksumMismatch(
                Failure.of(message).in(provider, "download", info.bucket(), info.key()), null);
    }
}
