/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import io.cloudbridge.store.driver.Tasks;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts of one upload on their way, so many at a time. Closing it without {@link #complete()} waits for what is under way and drops the
 * upload, so that nothing stays behind.
 */
final class PartsInFlight implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PartsInFlight.class);

    private final Engine engine;
    private final Transfers.Transfer transfer;
    private final MultipartUpload upload;
    private final Semaphore slots;
    private final List<Future<MultipartUpload.Part>> parts = new ArrayList<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private boolean completed;

    PartsInFlight(
            DriverCalls store,
            ObjectRef ref,
            PutOptions options,
            long partSize,
            Engine engine,
            int concurrency,
            Transfers.Transfer transfer) {
        this.engine = engine;
        this.transfer = transfer;
        this.upload = store.startMultipart(ref, options, partSize);
        this.slots = new Semaphore(upload.inOrder() ? 1 : concurrency);
    }

    /** Fails if a part has failed, so that no more of the body is read in vain. */
    void check() {
        rethrow();
    }

    /** Sends the next part when a slot is free, and closes it afterwards if it is a buffer. */
    void send(Content content) {
        boolean handed = false;
        try {
            acquire();
            int number = parts.size() + 1;
            parts.add(Tasks.start(engine.executor(), () -> upload(number, content)));
            handed = true;
        } finally {
            if (!handed) {
                release(content);
            }
        }
    }

    /** Waits until all parts are stored. */
    void await() {
        for (Future<MultipartUpload.Part> part : parts) {
            result(part);
        }
    }

    PutResult complete() {
        List<MultipartUpload.Part> stored = parts.stream()
                .map(this::result)
                .sorted(Comparator.comparingInt(MultipartUpload.Part::number))
                .toList();
        PutResult result = upload.complete(stored);
        completed = true;
        return result;
    }

    @Override
    public void close() {
        if (completed) {
            return;
        }
        failure.compareAndSet(null, new IllegalStateException("the upload was given up"));
        // an aborted upload with a part still on its way would leave that part behind
        boolean interrupted = Thread.interrupted();
        parts.forEach(Tasks::settle);
        interrupted |= Thread.interrupted();
        try {
            upload.abort();
        } catch (CloudBridgeException e) {
            LOG.warn(
                    "The parts of upload {} could not be dropped; operation abortUploads does so later: {}",
                    upload.id(),
                    e.getMessage());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private MultipartUpload.Part upload(int number, Content content) {
        try {
            if (failure.get() != null) {
                throw new IllegalStateException("another part failed");
            }
            MultipartUpload.Part part = upload.uploadPart(number, transfer.watched(content));
            transfer.advance(content.length());
            return part;
        } catch (RuntimeException | Error e) {
            failure.compareAndSet(null, e);
            throw e;
        } finally {
            release(content);
            slots.release();
        }
    }

    private void acquire() {
        rethrow();
        try {
            slots.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Retry.interrupted(e);
        }
        Throwable failed = failure.get();
        if (failed != null) {
            slots.release();
            rethrow();
        }
    }

    private MultipartUpload.Part result(Future<MultipartUpload.Part> part) {
        try {
            return Tasks.get(part);
        } catch (RuntimeException | Error e) {
            // the first failure, not the one of a part that was given up because of it
            rethrow();
            throw e;
        }
    }

    private void rethrow() {
        Throwable failed = failure.get();
        if (failed instanceof RuntimeException e) {
            throw e;
        }
        if (failed instanceof Error e) {
            throw e;
        }
    }

    private static void release(Content content) {
        if (content instanceof PartBuffer buffer) {
            buffer.close();
        }
    }
}
