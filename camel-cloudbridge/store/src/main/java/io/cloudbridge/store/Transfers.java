/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The transfers of one {@link Engine} that are under way, and who listens to them. Thread-safe. */
public final class Transfers {

    private static final Logger LOG = LoggerFactory.getLogger(Transfers.class);
    private static final long REPORT_NANOS = Duration.ofMillis(100).toNanos();
    private static final long LOG_NANOS = Duration.ofSeconds(10).toNanos();

    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, Transfer> active = new ConcurrentHashMap<>();
    private final List<TransferListener> listeners = new CopyOnWriteArrayList<>();

    /** What is under way now, oldest first. */
    public List<TransferStatus> active() {
        return active.values().stream()
                .map(Transfer::status)
                .sorted((a, b) -> Long.compare(a.id(), b.id()))
                .toList();
    }

    public void addListener(TransferListener listener) {
        listeners.add(listener);
    }

    public void removeListener(TransferListener listener) {
        listeners.remove(listener);
    }

    Transfer begin(TransferStatus.Kind kind, String provider, ObjectRef ref, long totalBytes) {
        Transfer transfer = new Transfer(ids.incrementAndGet(), kind, provider, ref, totalBytes);
        active.put(transfer.id, transfer);
        tell(l -> l.started(transfer.status()));
        return transfer;
    }

    private void tell(Consumer<TransferListener> event) {
        for (TransferListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (RuntimeException e) {
                LOG.warn("Transfer listener {} failed: {}", listener.getClass().getName(), e.toString());
            }
        }
    }

    /** One transfer under way. Must be ended. */
    final class Transfer {
        private final long id;
        private final TransferStatus.Kind kind;
        private final String provider;
        private final ObjectRef ref;
        private final long totalBytes;
        private final Instant started = Instant.now();
        private final long startNanos = System.nanoTime();
        private final AtomicLong done = new AtomicLong();
        private final AtomicLong nextReport = new AtomicLong(startNanos);
        private final AtomicLong nextLog = new AtomicLong(startNanos + LOG_NANOS);

        private Transfer(long id, TransferStatus.Kind kind, String provider, ObjectRef ref, long totalBytes) {
            this.id = id;
            this.kind = kind;
            this.provider = provider;
            this.ref = ref;
            this.totalBytes = totalBytes;
        }

        void advance(long bytes) {
            done.addAndGet(bytes);
            long now = System.nanoTime();
            if (isDue(nextReport, now, REPORT_NANOS)) {
                tell(l -> l.progressed(status()));
            }
            if (isDue(nextLog, now, LOG_NANOS)) {
                LOG.info("{}", status());
            }
        }

        /** @param failure why, or null */
        void end(Throwable failure) {
            if (active.remove(id) != null) {
                tell(l -> l.ended(status(), failure));
            }
        }

        private boolean isDue(AtomicLong next, long now, long every) {
            long due = next.get();
            return now - due >= 0 && next.compareAndSet(due, now + every);
        }

        private TransferStatus status() {
            Duration took = Duration.ofNanos(System.nanoTime() - startNanos);
            return new TransferStatus(id, kind, provider, ref, done.get(), totalBytes, started, took);
        }
    }
}
