/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import io.cloudbridge.store.driver.Bodies;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedChannelException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Content on its way to a driver. It computes each checksum once, and remembers when reading it failed: whatever a client makes of that error, the
 * caller hears that the body could not be read. Thread-safe.
 */
final class SentContent implements Content {

    private final Content content;
    private final Map<Checksum.Algorithm, Checksum> checksums = new ConcurrentHashMap<>();
    private volatile IOException unreadable;

    SentContent(Content content) {
        this.content = content;
    }

    /** Runs a call that sends this content. */
    <T> T send(Supplier<T> call) {
        try {
            T result = call.get();
            if (unreadable == null) {
                return result;
            }
        } catch (RuntimeException e) {
            if (unreadable == null) {
                throw e;
            }
        }
        throw Bodies.unreadable(unreadable);
    }

    @Override
    public long length() {
        return content.length();
    }

    @Override
    public InputStream open() throws IOException {
        try {
            return new Stream(content.open());
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** A stream that the client itself closed, since the connection broke, is no fault of the body. */
    private IOException failed(IOException e) {
        if (!(e instanceof ClosedChannelException)) {
            unreadable = e;
        }
        return e;
    }

    @Override
    public Checksum checksum(Checksum.Algorithm algorithm) throws IOException {
        Checksum known = checksums.get(algorithm);
        if (known == null) {
            try {
                known = content.checksum(algorithm);
            } catch (IOException e) {
                throw failed(e);
            }
            checksums.put(algorithm, known);
        }
        return known;
    }

    private final class Stream extends FilterInputStream {

        private Stream(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            try {
                return in.read();
            } catch (IOException e) {
                throw failed(e);
            }
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            try {
                return in.read(target, offset, length);
            } catch (IOException e) {
                throw failed(e);
            }
        }
    }
}
