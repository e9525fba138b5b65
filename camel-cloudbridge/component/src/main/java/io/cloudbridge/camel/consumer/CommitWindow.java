/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs commits beside the route, some at a time and begun in the order they came, so that the thread of an exchange never waits for the store to
 * delete what it has processed. Thread-safe.
 */
final class CommitWindow {

    private static final Logger LOG = LoggerFactory.getLogger(CommitWindow.class);

    private final Executor executor;
    private final int most;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private final Set<Thread> running = new HashSet<>();
    private int workers;
    private boolean closed;

    /** @param most how many commits run at a time */
    CommitWindow(Executor executor, int most) {
        this.executor = executor;
        this.most = most;
    }

    /** Runs a commit when there is room for it. After {@link #close} it runs on the calling thread. */
    void submit(Runnable commit) {
        boolean here;
        synchronized (this) {
            waiting.add(commit);
            here = closed;
            if (!here && workers >= most) {
                return;
            }
            workers++;
        }
        if (here) {
            work();
            return;
        }
        try {
            executor.execute(this::work);
        } catch (RejectedExecutionException e) {
            // the context is going down; the commit is due all the same
            work();
        }
    }

    private void work() {
        Thread thread = Thread.currentThread();
        boolean added;
        synchronized (this) {
            added = running.add(thread);
        }
        for (Runnable commit = take(thread, added); commit != null; commit = take(thread, added)) {
            try {
                commit.run();
            } catch (RuntimeException | Error e) {
                LOG.warn("a commit failed", e);
            }
        }
    }

    private synchronized Runnable take(Thread thread, boolean added) {
        Runnable commit = waiting.poll();
        if (commit == null) {
            workers--;
            if (added) {
                running.remove(thread);
            }
        }
        notifyAll();
        return commit;
    }

    /** Returns when every commit that was submitted has run. May be called from within a commit, which then does not wait for itself. */
    void flush() {
        boolean mine;
        synchronized (this) {
            mine = running.contains(Thread.currentThread());
            if (mine && !waiting.isEmpty()) {
                workers++;
            } else {
                mine = false;
            }
        }
        if (mine) {
            work();
        }
        synchronized (this) {
            try {
                while (!waiting.isEmpty()
                        || running.stream().anyMatch(t -> t != Thread.currentThread())
                        || starting()) {
                    wait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Whether a worker was sent out and has not begun. */
    private boolean starting() {
        return workers > running.size();
    }

    /** Waits while more commits wait than there is sense in. */
    synchronized void awaitRoom(int mostWaiting) throws InterruptedException {
        while (waiting.size() > mostWaiting) {
            wait();
        }
    }

    /** Flushes, and from then on runs each commit on the thread that submits it. */
    void close() {
        flush();
        synchronized (this) {
            closed = true;
        }
        flush();
    }
}
