/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.http;

import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.core5.http.ClassicHttpResponse;

/** The body of an answer. HttpClient's own stream would read what is left when it is closed early; this one drops the connection. */
final class AnswerBody extends InputStream {

    private final ClassicHttpResponse response;
    private final InputStream in;
    private final Exchange exchange;
    private long left;
    private boolean closed;

    /** @param in null if there is no body */
    AnswerBody(ClassicHttpResponse response, InputStream in, long length, Exchange exchange) {
        this.response = response;
        this.in = in == null ? InputStream.nullInputStream() : in;
        this.exchange = exchange;
        this.left = in == null ? 0 : length < 0 ? Long.MAX_VALUE : length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        checkOpen();
        exchange.waits();
        try {
            int n = in.read(target, offset, count);
            left = n < 0 ? 0 : left - n;
            return n;
        } catch (IOException e) {
            IOException explained = exchange.explain(e);
            close();
            throw explained;
        } finally {
            exchange.goesOn();
        }
    }

    @Override
    public int available() throws IOException {
        checkOpen();
        return in.available();
    }

    private void checkOpen() throws IOException {
        if (closed) {
            throw new IOException("the stream is closed");
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (left > 0) {
                exchange.drop();
            }
            in.close();
            response.close();
        } catch (IOException e) {
            exchange.drop();
        } finally {
            exchange.end();
        }
    }
}
