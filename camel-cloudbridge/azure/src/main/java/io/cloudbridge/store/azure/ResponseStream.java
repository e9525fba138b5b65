/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The body of a response as a stream, with head. A read that stands still for too long fails; closing it early drops the connection, without
 * reading what is left. Read by one thread; the JDK's client fills it from another. Holds two pieces (of 16 KiB) at most.
 */
final class ResponseStream extends InputStream implements HttpResponse.BodySubscriber<ResponseStream> {

    private static final List<ByteBuffer> END = List.of(ByteBuffer.allocate(0));

    private final int status;
    private final HttpHeaders headers;
    private final Duration patience;
    private final Runnable release;
    private final BlockingQueue<List<ByteBuffer>> arrived = new LinkedBlockingQueue<>();
    private volatile Flow.Subscription subscription;
    private volatile Throwable failure;
    private Iterator<ByteBuffer> pieces = Collections.emptyIterator();
    private ByteBuffer piece = ByteBuffer.allocate(0);
    private long left;
    private boolean ended;
    private volatile boolean closed;

    /** @param release called when the connection is free again, or lost; possibly more than once */
    ResponseStream(int status, HttpHeaders headers, Duration patience, Runnable release) {
        this.status = status;
        this.headers = headers;
        this.patience = patience;
        this.release = release;
        String length = headers.getValue(HttpHeaderName.CONTENT_LENGTH);
        this.left = length == null ? Long.MAX_VALUE : Long.parseLong(length);
    }

    int status() {
        return status;
    }

    HttpHeaders headers() {
        return headers;
    }

    @Override
    public CompletionStage<ResponseStream> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription granted) {
        subscription = granted;
        if (closed) {
            granted.cancel();
        } else {
            granted.request(2);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        arrived.add(buffers);
    }

    @Override
    public void onError(Throwable broken) {
        failure = broken;
        arrived.add(END);
        release.run();
    }

    @Override
    public void onComplete() {
        arrived.add(END);
        release.run();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        if (count == 0) {
            return 0;
        }
        if (!available(true)) {
            return -1;
        }
        int n = Math.min(count, piece.remaining());
        piece.get(target, offset, n);
        left -= n;
        return n;
    }

    @Override
    public int available() throws IOException {
        return available(false) ? piece.remaining() : 0;
    }

    private boolean available(boolean wait) throws IOException {
        if (closed) {
            throw new IOException("the stream is closed");
        }
        while (!piece.hasRemaining()) {
            if (pieces.hasNext()) {
                piece = pieces.next();
            } else if (ended || !next(wait)) {
                return false;
            }
        }
        return true;
    }

    private boolean next(boolean wait) throws IOException {
        List<ByteBuffer> buffers = wait ? await() : arrived.poll();
        if (buffers == END) {
            ended = true;
            if (failure != null) {
                throw new IOException("the connection broke: " + failure.getMessage(), failure);
            }
            return false;
        }
        if (buffers != null) {
            pieces = buffers.iterator();
            subscription.request(1);
        }
        return buffers != null;
    }

    private List<ByteBuffer> await() throws IOException {
        try {
            List<ByteBuffer> buffers = arrived.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (buffers == null) {
                close();
                throw new HttpTimeoutException(
                        "no data for " + patience.toSeconds() + " s; the limit is requestTimeout");
            }
            return buffers;
        } catch (InterruptedException e) {
            close();
            throw Transport.interrupted();
        }
    }

    /** Gives the connection back if everything was read, which its end tells a moment later; else drops it. */
    @Override
    public void close() {
        boolean all = !closed && left == 0 && !ended;
        closed = true;
        if (all) {
            try {
                next(true);
            } catch (IOException e) {
                failure = e;
            }
        }
        Flow.Subscription granted = subscription;
        if (granted != null) {
            granted.cancel();
        }
        release.run();
    }
}
