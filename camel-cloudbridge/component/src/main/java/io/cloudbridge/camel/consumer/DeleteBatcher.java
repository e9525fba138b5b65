/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.DeleteResult;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectRef;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
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
 * Deletes objects that were processed, in the store's bulk calls. A batch is sent when it is full, when its oldest member has waited long enough,
 * and whenever {@link #flush} is called; batches are sent one at a time and in order, beside the thread that adds to them. Each delete is of the
 * version that was processed: an object that was rewritten meanwhile stays. Thread-safe.
 */
final class DeleteBatcher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DeleteBatcher.class);

    private final Function<List<DeleteRequest>, List<DeleteResult>> bulk;
    private final int size;
    private final Duration interval;
    private final ScheduledExecutorService timer;
    private final Executor executor;
    private final Deque<List<Waiting>> batches = new ArrayDeque<>();
    private List<Waiting> filling = new ArrayList<>();
    private boolean sending;
    private Thread sender;
    private ScheduledFuture<?> deadline;
    private boolean closed;

    /**
     * @param bulk deletes in the store's bulk calls, and goes on one by one where such a call fails
     * @param size the most objects of a batch
     * @param interval the longest that an object waits for its batch to be full
     * @param executor sends batches
     */
    DeleteBatcher(
            Function<List<DeleteRequest>, List<DeleteResult>> bulk,
            int size,
            Duration interval,
            ScheduledExecutorService timer,
            Executor executor) {
        this.bulk = bulk;
        this.size = size;
        this.interval = interval;
        this.timer = timer;
        this.executor = executor;
    }

    private record Waiting(ObjectInfo object, Consumer<CloudBridgeException> settled) {

        /** Just this content. In a bucket with versions it stays as an old one, which a delete by version would take away for good. */
        DeleteRequest request() {
            return new DeleteRequest(object.ref().withVersion(null), object.etag());
        }

        void settle(CloudBridgeException failure) {
            try {
                settled.accept(failure);
            } catch (RuntimeException | Error e) {
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
        synchronized (this) {
            filling.add(new Waiting(object, settled));
            if (filling.size() < size && !closed) {
                if (deadline == null) {
                    schedule();
                }
                return;
            }
        }
        submit();
    }

    private void schedule() {
        try {
            deadline = timer.schedule(this::submit, interval.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("the timer is shut down; the batch waits for the next flush");
        }
    }

    /** Sends what waits, however few: by the thread that sends already, or else by one of the executor. */
    private void submit() {
        boolean here;
        synchronized (this) {
            if (!filling.isEmpty()) {
                batches.add(filling);
                filling = new ArrayList<>();
            }
            if (deadline != null) {
                deadline.cancel(false);
                deadline = null;
            }
            if (sending || batches.isEmpty()) {
                return;
            }
            sending = true;
            here = closed;
        }
        if (!here) {
            try {
                executor.execute(this::sendAll);
                return;
            } catch (RejectedExecutionException e) {
                LOG.debug("the executor is shut down; the batch is sent all the same");
            }
        }
        sendAll();
    }

    private void sendAll() {
        synchronized (this) {
            sender = Thread.currentThread();
        }
        sendBatches(true);
    }

    /** @param ends this call ends the sender's work, which leaves none behind */
    private void sendBatches(boolean ends) {
        for (List<Waiting> batch = take(ends); batch != null; batch = take(ends)) {
            try {
                send(batch);
            } catch (RuntimeException | Error e) {
                LOG.warn("a batch of deletes failed", e);
            }
        }
    }

    private synchronized List<Waiting> take(boolean ends) {
        List<Waiting> batch = batches.poll();
        if (batch == null && ends) {
            sending = false;
            sender = null;
        }
        notifyAll();
        return batch;
    }

    /** Waits until no full batch waits for another to be sent. */
    synchronized void awaitRoom() throws InterruptedException {
        while (!batches.isEmpty()) {
            wait();
        }
    }

    /**
     * Sends what waits; returns when it and everything sent before is deleted. Callbacks may call it: then it returns when all but their own batch is
     * deleted.
     */
    void flush() {
        submit();
        if (isSender()) {
            sendBatches(false);
        } else {
            awaitSender();
        }
    }

    private synchronized boolean isSender() {
        return sender == Thread.currentThread();
    }

    private synchronized void awaitSender() {
        try {
            while (sending) {
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
        return filling.size();
    }

    private void send(List<Waiting> batch) {
        List<DeleteResult> results;
        try {
            results = bulk.apply(batch.stream().map(Waiting::request).toList());
        } catch (RuntimeException | Error e) {
            CloudBridgeException failure = failure(e);
            batch.forEach(one -> one.settle(failure));
            return;
        }
        settle(batch, results);
    }

    private static void settle(List<Waiting> batch, List<DeleteResult> results) {
        Map<ObjectRef, DeleteResult> byRef =
                results.stream().collect(Collectors.toMap(DeleteResult::ref, result -> result, (a, b) -> a));
        for (Waiting one : batch) {
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

    private static CloudBridgeException failure(Throwable e) {
        if (e instanceof CloudBridgeException known) {
            return known;
        }
        return new CloudBridgeException.InvalidState(Failure.of("a delete failed: " + e), e);
    }
}
