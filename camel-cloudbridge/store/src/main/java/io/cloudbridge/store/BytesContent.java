/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.io.ByteArrayInputStream;
import java.io.InputStream;

/** A part of an array, which must not change while the content is in use. Thread-safe. */
record BytesContent(byte[] bytes, int offset, int count) implements Content {

    @Override
    public long length() {
        return count;
    }

    @Override
    public InputStream open() {
        return new ByteArrayInputStream(bytes, offset, count);
    }

    /** Without the buffer that other content is read through. */
    @Override
    public Checksum checksum(Checksum.Algorithm algorithm) {
        Checksum.Digest digest = algorithm.digest();
        digest.update(bytes, offset, count);
        return digest.checksum();
    }
}
