/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.util.function.Function;

/** By the checksum that the store tells. */
final class ChecksumCheck implements ContentCheck {
    private final String provider;
    private final ObjectInfo info;
    private final Checksum.Digest digest;

    ChecksumCheck(String provider, ObjectInfo info) {
        this.provider = provider;
        this.info = info;
        this.digest = info.checksum().algorithm().digest();
    }

    @Override
    public void update(byte[] buffer, int offset, int length) {
        digest.update(buffer, offset, length);
    }

    @Override
    public CloudBridgeException failure(Function<ByteRange, ObjectReader> again) {
        return ContentCheck.compare(provider, digest.checksum(), info);
    }
}
