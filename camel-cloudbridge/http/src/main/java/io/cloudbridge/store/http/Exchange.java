/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.http;

import io.cloudbridge.store.driver.Watcher;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.io.ConnectionEndpoint;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.util.TimeValue;

/**
 * A request on its way, from its first byte until its answer is read or dropped, as {@link Watcher} sees it. A blocking socket knows a time limit
 * for reads only, and no interruption; the watcher closes the connection where these are due.
 */
final class Exchange {

    /** Above this it is the watcher's turn; up to it the socket's own limit of reads fires first, which leaves the better message. */
    private static final long SLACK_NANOS = Duration.ofMillis(500).toNanos();

    private final HttpTransport transport;
    private final Connections connections;
    /** The connection that this exchange has; whoever empties it gives the connection back or closes it. */
    private final AtomicReference<ConnectionEndpoint> connection = new AtomicReference<>();

    /** A request through a proxy, whose connection HttpClient's chain looks after; else null. */
    private volatile Cancellable chained;

    private TimeValue keep;
    private volatile boolean dropped;
    private volatile Thread waiting;
    /** When a write, or a request without one, has stood still for too long, as nanoTime; 0 while nothing is sent. */
    private volatile long writeDeadline;

    private volatile boolean tooSlow;

    Exchange(HttpTransport transport, Connections connections) {
        this.transport = transport;
        this.connections = connections;
    }

    /** Has a connection from now on. */
    void on(ConnectionEndpoint leased) throws IOException {
        connection.set(leased);
        if (dropped) {
            drop();
            throw new IOException("the request was given up");
        }
    }

    void onProxy(Cancellable request) {
        chained = request;
    }

    /** @param value how long the connection may be kept after this answer; null closes it */
    void reusable(TimeValue value) {
        keep = value;
    }

    /** The answer is read to its end. */
    void giveBack() {
        ConnectionEndpoint own = connection.getAndSet(null);
        if (own == null) {
            return;
        }
        if (keep == null) {
            connections.drop(own);
        } else {
            connections.takeBack(own, keep);
        }
    }

    /** The current thread is about to block. */
    void waits() {
        waiting = Thread.currentThread();
    }

    void goesOn() {
        waiting = null;
        writeDeadline = 0;
    }

    /**
     * A request without a body is about to be sent, and its answer must begin within this time. Interim answers (1xx) are no beginning: a server can
     * send them for ever. The wait for a connection counts too; it has shorter limits of its own, with better messages.
     */
    void asks(Duration longest) {
        writeDeadline = System.nanoTime() + longest.toNanos() + SLACK_NANOS | 1;
    }

    /** A piece of the body is about to be written. */
    void writes() {
        writeDeadline = System.nanoTime() + transport.patience().toNanos() | 1;
    }

    /** The body is written, but for what buffers hold; the answer is awaited. */
    void written(Duration extraPatience) {
        writeDeadline =
                System.nanoTime() + transport.patience().plus(extraPatience).toNanos() + SLACK_NANOS | 1;
    }

    /** Closes the connection if its thread is interrupted or its write stands still. */
    void check() {
        Thread thread = waiting;
        if (thread != null && thread.isInterrupted()) {
            drop();
        }
        long deadline = writeDeadline;
        if (deadline != 0 && System.nanoTime() - deadline > 0) {
            tooSlow = true;
            drop();
        }
    }

    /** Closes the connection at once, whoever uses it. */
    void drop() {
        dropped = true;
        ConnectionEndpoint own = connection.getAndSet(null);
        if (own != null) {
            connections.drop(own);
        }
        Cancellable other = chained;
        if (other != null) {
            other.cancel();
        }
    }

    void end() {
        transport.ended(this);
    }

    /** Says in our words what the exception of a closed or silent socket means. */
    IOException explain(IOException thrown) {
        if (Thread.currentThread().isInterrupted()) {
            return caused(new InterruptedIOException("interrupted, probably because the route is stopping"), thrown);
        }
        if (thrown instanceof ConnectionRequestTimeoutException) {
            return caused(
                    new SocketTimeoutException("all " + transport.maxConnections() + " connections were in use for "
                            + transport.patience().toMillis()
                            + " ms; close bodies that are no longer read, or raise maxConnections"),
                    thrown);
        }
        if (thrown instanceof ConnectTimeoutException) {
            return caused(new SocketTimeoutException(thrown.getMessage() + "; the limit is connectTimeout"), thrown);
        }
        if (tooSlow || thrown instanceof SocketTimeoutException) {
            return caused(
                    new SocketTimeoutException(
                            "no progress for " + transport.patience().toMillis() + " ms; the limit is requestTimeout"),
                    thrown);
        }
        return thrown;
    }

    private static IOException caused(IOException said, IOException cause) {
        said.initCause(cause);
        return said;
    }
}
