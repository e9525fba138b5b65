/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.http;

import java.io.IOException;
import java.io.InputStream;

/** The body of an answer. HttpClient's own stream would read what is left when it is closed early; this one drops the connection. */
final class AnswerBody extends InputStream {

    private static final int SKIPPED_AT_ONCE = 2048;

    private final InputStream in;
    private final Exchange exchange;
    private long left;
    private boolean ended;
    private boolean closed;

    /** @param in null if there is no body */
    AnswerBody(InputStream in, long length, Exchange exchange) {
        this.in = in == null ? InputStream.nullInputStream() : in;
        this.exchange = exchange;
        this.ended = in == null;
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
        if (ended) {
            return -1;
        }
        exchange.waits();
        try {
            int n = in.read(target, offset, count);
            left = n < 0 ? 0 : left - n;
            if (n < 0) {
                // the next request can have the connection, also if this stream is closed late
                ended = true;
                exchange.giveBack();
            }
            return n;
        } catch (IOException e) {
            IOException explained = exchange.explain(e);
            close();
            throw explained;
        } finally {
            exchange.goesOn();
        }
    }

    /** Reads what is left and throws it away, but no more than {@code most} bytes. */
    void skipRest(int most) throws IOException {
        byte[] piece = new byte[(int) Math.min(left, SKIPPED_AT_ONCE)];
        for (int n = 0, all = 0; n >= 0 && left > 0 && all < most; all += n) {
            n = read(piece, 0, piece.length);
        }
    }

    @Override
    public int available() throws IOException {
        checkOpen();
        return ended ? 0 : in.available();
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
            } else if (!ended) {
                in.close();
                exchange.giveBack();
            }
        } catch (IOException e) {
            exchange.drop();
        } finally {
            exchange.end();
        }
    }
}
