/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;

/**
 * A request on its way, from its first byte until its answer is read or dropped, as {@link Watcher} sees it. A blocking socket knows a time limit
 * for reads only, and no interruption; the watcher closes the connection where these are due.
 */
final class Exchange {

    /** Above this it is the watcher's turn; up to it the socket's own limit of reads fires first, which leaves the better message. */
    private static final long SLACK_NANOS = Duration.ofMillis(500).toNanos();

    private final HttpTransport transport;
    private final HttpUriRequestBase request;
    private volatile Thread waiting;
    /** When a write, or a request without one, has stood still for too long, as nanoTime; 0 while nothing is sent. */
    private volatile long writeDeadline;

    private volatile boolean tooSlow;

    Exchange(HttpTransport transport, HttpUriRequestBase request) {
        this.transport = transport;
        this.request = request;
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
        request.cancel();
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
