/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.azure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;

/** The body of a request on its way to the JDK's client, piece by piece as that asks. The stream is left for its opener to close. */
final class RequestBody implements Flow.Subscription {

    private static final int PIECE = 64 * 1024;

    private final InputStream in;
    private final Flow.Subscriber<? super ByteBuffer> target;
    private final Transport.Progress progress;
    private final AtomicLong demand = new AtomicLong();
    private long left;
    private volatile boolean done;

    RequestBody(InputStream in, long length, Flow.Subscriber<? super ByteBuffer> target, Transport.Progress progress) {
        this.in = in;
        this.left = length;
        this.target = target;
        this.progress = progress;
    }

    @Override
    public void request(long pieces) {
        // Asked again from within onNext: the loop below, further up the stack or on another thread, serves that too.
        if (demand.getAndAdd(pieces) != 0) {
            return;
        }
        do {
            if (done) {
                return;
            }
            progress.made();
            sendPiece();
        } while (demand.decrementAndGet() > 0);
    }

    private void sendPiece() {
        try {
            byte[] piece = in.readNBytes((int) Math.min(PIECE, left));
            left -= piece.length;
            if (piece.length > 0) {
                target.onNext(ByteBuffer.wrap(piece));
            }
            // A stream that ends early is for the JDK's client to notice: it fails the request for the missing bytes.
            if (left == 0 || piece.length == 0) {
                done = true;
                target.onComplete();
            }
        } catch (IOException | RuntimeException e) {
            done = true;
            target.onError(e);
        }
    }

    @Override
    public void cancel() {
        done = true;
    }
}
