/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.azure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.stream.Stream;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;

/**
 * The body of a response of a transport that the user chose, as a stream. Asks for a few buffers at a time, so that an object of any size fits
 * the heap; closing it early cancels the response. Not thread-safe.
 */
final class FluxStream extends InputStream {

    private static final int BUFFERS_AHEAD = 4;

    private final Stream<ByteBuffer> source;
    private final Iterator<ByteBuffer> buffers;
    private ByteBuffer current = ByteBuffer.allocate(0);

    FluxStream(Flux<ByteBuffer> body) {
        source = body.toStream(BUFFERS_AHEAD);
        buffers = source.iterator();
    }

    @Override
    public int read() throws IOException {
        return more() ? current.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        if (count == 0) {
            return 0;
        }
        if (!more()) {
            return -1;
        }
        int n = Math.min(count, current.remaining());
        current.get(target, offset, n);
        return n;
    }

    @Override
    public int available() {
        return current.remaining();
    }

    private boolean more() throws IOException {
        try {
            while (!current.hasRemaining()) {
                if (!buffers.hasNext()) {
                    return false;
                }
                current = buffers.next();
            }
            return true;
        } catch (RuntimeException e) {
            Throwable cause = Exceptions.unwrap(e);
            throw cause instanceof IOException broken ? broken : new IOException(cause.getMessage(), cause);
        }
    }

    @Override
    public void close() {
        source.close();
    }
}
