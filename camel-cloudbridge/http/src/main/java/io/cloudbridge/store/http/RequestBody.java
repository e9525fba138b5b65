/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.http;

import io.cloudbridge.store.Content;
import io.cloudbridge.store.driver.Bodies;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/** The body of a request, written piece by piece from content that is opened for it. */
final class RequestBody extends SentOnce {

    private static final int PIECE = 64 * 1024;

    private final Content content;
    private final Exchange exchange;
    private final Duration extraPatience;

    RequestBody(Content content, Exchange exchange, Duration extraPatience) {
        super(false);
        this.content = content;
        this.exchange = exchange;
        this.extraPatience = extraPatience;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        long left = content.length();
        byte[] piece = new byte[(int) Math.min(PIECE, left)];
        try (InputStream in = Bodies.open(content)) {
            while (left > 0) {
                int n = read(in, piece, left);
                exchange.writes();
                out.write(piece, 0, n);
                left -= n;
            }
        }
        exchange.written(extraPatience);
    }

    private static int read(InputStream in, byte[] piece, long left) {
        try {
            int n = in.read(piece, 0, (int) Math.min(piece.length, left));
            if (n < 0) {
                throw new EOFException("it ended " + left + " bytes early");
            }
            return n;
        } catch (IOException e) {
            throw Bodies.unreadable(e); // the connection is dropped before the last byte
        }
    }

    @Override
    public long getContentLength() {
        return content.length();
    }

    @Override
    public InputStream getContent() throws IOException {
        return content.open();
    }
}
