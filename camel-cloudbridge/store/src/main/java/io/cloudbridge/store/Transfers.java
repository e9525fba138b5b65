/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The transfers of one {@link Engine} that are under way, and who listens to them. Thread-safe. */
public final class Transfers {

    private static final long REPORT_NANOS = Duration.ofMillis(100).toNanos();
    private static final long NEVER = Long.MAX_VALUE / 2;

    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, Transfer> active = new ConcurrentHashMap<>();
    private final Listeners<TransferListener> listeners = new Listeners<>();

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
        listeners.tell(l -> l.started(transfer.status()));
        return transfer;
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
        private volatile long movedNanos = startNanos;
        private volatile boolean waits = true;

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
            movedNanos = now;
            long due = nextReport.get();
            // one thread at a time, and the pause begins when it comes back: a slow listener holds up no other thread
            if (now - due >= 0 && nextReport.compareAndSet(due, now + NEVER)) {
                try {
                    listeners.tell(l -> l.progressed(status()));
                } finally {
                    nextReport.set(System.nanoTime() + REPORT_NANOS);
                }
            }
        }

        /** Bytes are moving that count only once the other side has them all. */
        void moves() {
            movedNanos = System.nanoTime();
        }

        /** The store is asked for bytes from now on, or nobody wants any for now: what is not asked for is not late. */
        void waits(boolean asked) {
            if (asked) {
                movedNanos = System.nanoTime();
            }
            waits = asked;
        }

        /** The same content, whose bytes count as moving while a client reads them. */
        Content watched(Content content) {
            return new WatchedContent(content, this::moves);
        }

        /** @param failure why, or null */
        void end(Throwable failure) {
            if (active.remove(id) != null) {
                listeners.tell(l -> l.ended(status(), failure));
            }
        }

        private TransferStatus status() {
            long now = System.nanoTime();
            Duration idle = waits ? Duration.ofNanos(Math.max(0, now - movedNanos)) : Duration.ZERO;
            return new TransferStatus(
                    id, kind, provider, ref, done.get(), totalBytes, started, Duration.ofNanos(now - startNanos), idle);
        }
    }
}
