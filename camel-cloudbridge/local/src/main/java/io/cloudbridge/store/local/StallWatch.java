/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Ends requests whose client makes no progress, by an interrupt, which closes their connection. The JDK's server has no timeouts but for the
 * whole process. A thread is watched while it waits for its client, never while it works on files. Thread-safe.
 */
final class StallWatch implements Closeable {

    private static final ThreadLocal<Request> CURRENT = new ThreadLocal<>();

    private final long limit;
    private final Set<Request> running = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService watcher;

    /** @param limit the longest wait for a byte of the client, and for all headers of a request */
    StallWatch(Duration limit) {
        this.limit = limit.toNanos();
        this.watcher = Executors.newSingleThreadScheduledExecutor(SignedUrlServer::thread);
        long period = Math.max(1, limit.toMillis() / 10);
        watcher.scheduleWithFixedDelay(() -> running.forEach(Request::check), period, period, TimeUnit.MILLISECONDS);
    }

    /** One request on its thread. */
    private final class Request {
        private final Thread thread = Thread.currentThread();
        private long waitingSince;
        private boolean waiting;

        synchronized void begin() {
            waitingSince = System.nanoTime();
            waiting = true;
        }

        synchronized void end() {
            waiting = false;
        }

        synchronized void check() {
            if (waiting && System.nanoTime() - waitingSince > limit) {
                waiting = false;
                thread.interrupt();
            }
        }
    }

    /** The request with a watch on it: from its first byte to the end of its headers, and after its answer. */
    Runnable watched(Runnable request) {
        return () -> {
            Request watched = new Request();
            running.add(watched);
            CURRENT.set(watched);
            watched.begin();
            try {
                request.run();
            } finally {
                watched.end();
                running.remove(watched);
                CURRENT.remove();
                // the thread goes on with another request
                Thread.interrupted();
            }
        };
    }

    /** The client has sent all headers, and the server is at work. */
    static void headersRead() {
        CURRENT.get().end();
    }

    /** All that is left of the request is up to the client. */
    static void answered() {
        CURRENT.get().begin();
    }

    static InputStream watched(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] target, int from, int count) throws IOException {
                CURRENT.get().begin();
                try {
                    return in.read(target, from, count);
                } finally {
                    CURRENT.get().end();
                }
            }
        };
    }

    static OutputStream watched(OutputStream out) {
        return new FilterOutputStream(out) {
            @Override
            public void write(byte[] source, int from, int count) throws IOException {
                CURRENT.get().begin();
                try {
                    out.write(source, from, count);
                } finally {
                    CURRENT.get().end();
                }
            }
        };
    }

    @Override
    public void close() {
        watcher.shutdownNow();
    }
}
