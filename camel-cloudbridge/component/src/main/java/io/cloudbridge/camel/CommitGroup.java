/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.DeleteResult;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes of objects that were processed, gathered into the store's bulk calls. A group is sent when it is full, when its oldest member has
 * waited long enough, and whenever {@link #flush} is called. Each delete is of the version that was processed: an object that was rewritten
 * meanwhile stays. Thread-safe.
 */
final class CommitGroup implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CommitGroup.class);

    private final Function<List<DeleteRequest>, List<DeleteResult>> bulk;
    private final int size;
    private final Duration interval;
    private final ScheduledExecutorService timer;
    private List<Waiting> waiting = new ArrayList<>();
    private ScheduledFuture<?> deadline;
    private final List<Thread> senders = new ArrayList<>();
    private boolean closed;

    /**
     * @param bulk deletes in the store's bulk calls, and goes on one by one where such a call fails
     * @param size the most that wait; 1 deletes at once
     * @param interval the longest that one waits
     */
    CommitGroup(
            Function<List<DeleteRequest>, List<DeleteResult>> bulk,
            int size,
            Duration interval,
            ScheduledExecutorService timer) {
        this.bulk = bulk;
        this.size = size;
        this.interval = interval;
        this.timer = timer;
    }

    private record Waiting(ObjectInfo object, Consumer<CloudBridgeException> settled) {

        /** Just this content. In a bucket with versions it stays as an old one, which a delete by version would take away for good. */
        DeleteRequest request() {
            return object.etag().isEmpty()
                    ? new DeleteRequest(object.ref())
                    : new DeleteRequest(object.ref().withVersion(null), object.etag());
        }

        void settle(CloudBridgeException failure) {
            try {
                settled.accept(failure);
            } catch (RuntimeException e) {
                LOG.warn("cannot settle the delete of {}", object.ref(), e);
            }
        }
    }

    /**
     * Adds a delete.
     *
     * @param settled called once, by whatever thread: with null when the object is gone, else with what keeps it
     */
    void add(ObjectInfo object, Consumer<CloudBridgeException> settled) {
        List<Waiting> full = List.of();
        synchronized (this) {
            waiting.add(new Waiting(object, settled));
            if (waiting.size() >= size || closed) {
                full = takeAll();
            } else if (deadline == null) {
                schedule();
            }
        }
        send(full);
    }

    private void schedule() {
        try {
            deadline = timer.schedule(this::flush, interval.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("the timer is shut down; the group waits for the next flush");
        }
    }

    /** To be sent: from here to the end of {@link #send} it counts. */
    private List<Waiting> takeAll() {
        List<Waiting> all = waiting;
        waiting = new ArrayList<>();
        if (!all.isEmpty()) {
            senders.add(Thread.currentThread());
        }
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
        return all;
    }

    /** Deletes everything that waits; returns when that is done, and what other threads are deleting is too. */
    void flush() {
        List<Waiting> all;
        synchronized (this) {
            all = takeAll();
        }
        send(all);
        awaitOthers();
    }

    private synchronized void awaitOthers() {
        try {
            // who is told of a delete may come here again, for example to stop the route: it does not wait for itself
            while (senders.stream().anyMatch(sender -> sender != Thread.currentThread())) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Flushes, and from then on deletes at once. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        flush();
    }

    synchronized int size() {
        return waiting.size();
    }

    private void send(List<Waiting> group) {
        if (group.isEmpty()) {
            return;
        }
        try {
            settle(group, bulk.apply(group.stream().map(Waiting::request).toList()));
        } catch (RuntimeException e) {
            CloudBridgeException failure = failure(e);
            group.forEach(one -> one.settle(failure));
        } finally {
            synchronized (this) {
                senders.remove(Thread.currentThread());
                notifyAll();
            }
        }
    }

    private static void settle(List<Waiting> group, List<DeleteResult> results) {
        Map<ObjectRef, DeleteResult> byRef =
                results.stream().collect(Collectors.toMap(DeleteResult::ref, result -> result, (a, b) -> a));
        for (Waiting one : group) {
            DeleteResult result = byRef.get(one.request().ref());
            if (result == null) {
                one.settle(
                        CloudBridgeException.invalid("the store did not say whether it deleted " + one.object.ref()));
            } else if (result.failure() instanceof CloudBridgeException.ObjectNotFound) {
                one.settle(null);
            } else {
                one.settle(result.failure());
            }
        }
    }

    private static CloudBridgeException failure(RuntimeException e) {
        if (e instanceof CloudBridgeException known) {
            return known;
        }
        return new CloudBridgeException.InvalidState(Failure.of("a delete failed: " + e), e);
    }
}
