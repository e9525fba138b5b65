/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import io.cloudbridge.store.driver.Tasks;
import java.util.ArrayList;
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

    /** Waits until all parts are stored, and makes the object of them. */
    PutResult complete() {
        PutResult result = upload.complete(parts.stream().map(this::result).toList());
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
        if (interrupted) {
            // somebody waits; a part whose request is cut off may be stored all the same, and is then for abortUploads
            parts.forEach(Tasks::stop);
        }
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
        check();
        try {
            slots.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ErrorMapping.interrupted(e);
        }
        if (failure.get() != null) {
            slots.release();
            check();
        }
    }

    private MultipartUpload.Part result(Future<MultipartUpload.Part> part) {
        try {
            return Tasks.get(part);
        } catch (RuntimeException | Error e) {
            // the first failure, not the one of a part that was given up because of it
            check();
            throw e;
        }
    }

    /** Fails if a part has failed, so that no more of the body is read in vain. */
    void check() {
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
