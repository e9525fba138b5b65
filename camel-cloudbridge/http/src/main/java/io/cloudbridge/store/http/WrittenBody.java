/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.http;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/** The body of a request that another library writes. */
final class WrittenBody extends SentOnce {

    private final HttpCall.BodyWriter writer;
    private final long length;
    private final Exchange exchange;
    private final Duration extraPatience;

    /** @param length negative if it is unknown */
    WrittenBody(HttpCall.BodyWriter writer, long length, Exchange exchange, Duration extraPatience) {
        super(length < 0);
        this.writer = writer;
        this.length = length;
        this.exchange = exchange;
        this.extraPatience = extraPatience;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        writer.writeTo(new FilterOutputStream(out) {
            @Override
            public void write(int b) throws IOException {
                exchange.writes();
                out.write(b);
            }

            @Override
            public void write(byte[] piece, int offset, int count) throws IOException {
                exchange.writes();
                out.write(piece, offset, count);
            }

            /** The connection goes on. */
            @Override
            public void close() throws IOException {
                flush();
            }
        });
        exchange.written(extraPatience);
    }

    @Override
    public long getContentLength() {
        return length;
    }

    @Override
    public InputStream getContent() {
        throw new UnsupportedOperationException("it is written, not read");
    }
}
