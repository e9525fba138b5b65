/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.util.function.Function;

/** By the checksum that the store tells. */
final class ChecksumCheck implements ContentCheck {
    private final Checksum told;
    private final Checksum.Digest digest;

    ChecksumCheck(Checksum told) {
        this.told = told;
        this.digest = told.algorithm().digest();
    }

    @Override
    public void update(byte[] buffer, int offset, int length) {
        digest.update(buffer, offset, length);
    }

    @Override
    public CloudBridgeException failure(Function<ByteRange, ObjectReader> again) {
        return ContentCheck.compare(digest.checksum(), told);
    }
}
