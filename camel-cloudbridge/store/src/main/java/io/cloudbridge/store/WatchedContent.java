/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Content that tells when a client reads of it, which it does as fast as the store takes it. Thread-safe. */
record WatchedContent(Content content, Runnable read) implements Content {

    @Override
    public long length() {
        return content.length();
    }

    @Override
    public Checksum checksum(Checksum.Algorithm algorithm) throws IOException {
        return content.checksum(algorithm);
    }

    @Override
    public InputStream open() throws IOException {
        return new FilterInputStream(content.open()) {
            @Override
            public int read() throws IOException {
                read.run();
                return in.read();
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                read.run();
                return in.read(target, offset, length);
            }
        };
    }
}
