/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** Bytes of known length that can be read as often as needed, so that a retry never sends half a body. Thread-safe. */
public interface Content {

    /** The number of bytes; every stream of {@link #open} delivers exactly so many or fails. */
    long length();

    /** A fresh stream from the first byte. The caller closes it. */
    InputStream open() throws IOException;

    /** The digest of the bytes, as hex; computed at each call. */
    default Checksum checksum(Checksum.Algorithm algorithm) throws IOException {
        Checksum.Digest digest = algorithm.digest();
        byte[] buffer = new byte[16 * 1024];
        try (InputStream in = open()) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return digest.checksum();
    }

    /** The array itself; it must not change while the content is in use. */
    static Content of(byte[] bytes) {
        return new BytesContent(bytes, 0, bytes.length);
    }

    /** A region of a file, which must not change while the content is in use. */
    static Content ofFile(Path file, long offset, long length) {
        return new FileContent(file, offset, length, null);
    }
}
