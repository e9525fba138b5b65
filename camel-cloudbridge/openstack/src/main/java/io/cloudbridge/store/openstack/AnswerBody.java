/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * The body of an answer as a stream. Takes from the connection only what is read, gives up when nothing comes for the whole of the request
 * timeout, and drops the connection when it is closed before its end. The JDK's own stream would wait for ever.
 */
final class AnswerBody extends InputStream implements BodySubscriber<AnswerBody> {

    /** How much may wait to be read before the connection is left to fill up. */
    private static final int READ_AHEAD = 256 * 1024;

    private final long patienceNanos;
    private final Runnable release;

    /** All below: guarded by this. */
    private final ArrayDeque<ByteBuffer> arrived = new ArrayDeque<>();

    private Flow.Subscription subscription;
    private int waiting;
    private boolean asked;
    private boolean ended;
    private boolean aborted;
    private Throwable failure;

    /** @param release called when the connection is no longer in use, perhaps more than once */
    AnswerBody(Duration patience, Runnable release) {
        this.patienceNanos = patience.toNanos();
        this.release = release;
    }

    // ---- as the connection sees it

    @Override
    public CompletionStage<AnswerBody> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public synchronized void onSubscribe(Flow.Subscription given) {
        subscription = given;
        if (aborted) {
            given.cancel();
        } else {
            ask();
        }
    }

    @Override
    public synchronized void onNext(List<ByteBuffer> buffers) {
        asked = false;
        if (!aborted) {
            for (ByteBuffer buffer : buffers) {
                if (buffer.hasRemaining()) {
                    arrived.add(buffer);
                    waiting += buffer.remaining();
                }
            }
            ask();
            notifyAll();
        }
    }

    @Override
    public void onError(Throwable problem) {
        end(problem);
    }

    @Override
    public void onComplete() {
        end(null);
    }

    private void end(Throwable problem) {
        synchronized (this) {
            ended = true;
            failure = problem;
            notifyAll();
        }
        release.run();
    }

    /** Asks the connection for more, if there is room and it was not asked yet. Guarded by this. */
    private void ask() {
        if (!asked && !ended && waiting < READ_AHEAD) {
            asked = true;
            subscription.request(1);
        }
    }

    // ---- as the reader sees it

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public synchronized int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        ByteBuffer buffer = awaitBytes();
        if (buffer == null) {
            return -1;
        }
        int n = Math.min(length, buffer.remaining());
        buffer.get(target, offset, n);
        if (!buffer.hasRemaining()) {
            arrived.remove();
        }
        waiting -= n;
        ask();
        return n;
    }

    @Override
    public synchronized int available() {
        return waiting;
    }

    /** Drops the connection unless everything has arrived. Idempotent; never throws. */
    void abort() {
        Flow.Subscription current;
        synchronized (this) {
            aborted = true;
            arrived.clear();
            waiting = 0;
            current = ended ? null : subscription;
            notifyAll();
        }
        if (current != null) {
            current.cancel();
        }
        release.run();
    }

    @Override
    public void close() {
        abort();
    }

    private ByteBuffer awaitBytes() throws IOException {
        long deadline = System.nanoTime() + patienceNanos;
        while (true) {
            if (aborted) {
                throw new IOException("the stream is closed");
            }
            if (!arrived.isEmpty()) {
                return arrived.peek();
            }
            if (ended) {
                if (failure != null) {
                    throw new IOException("the connection broke: " + failure.getMessage(), failure);
                }
                return null;
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                subscription.cancel();
                throw new HttpTimeoutException(
                        "nothing arrived for " + patienceNanos / 1_000_000 + " ms (requestTimeout)");
            }
            try {
                wait(left / 1_000_000 + 1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted, probably because the route is stopping", e);
            }
        }
    }
}
