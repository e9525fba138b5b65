/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The bytes that transfers of one {@link Engine} may hold in heap together. First come, first served; thread-safe.
 *
 * <p>An upload never holds one part while it waits for another that it needs to go on, so waiting always ends. What is read ahead of its use
 * holds half of the budget at most, takes only what is free and that no upload waits for, and a part takes at most the other half: an upload
 * never waits for a body that nobody reads.
 */
public final class MemoryBudget {

    private static final long UNIT = 1024;

    private final long total;
    private final int mostReadAhead;
    private final int mostOfOnePart;
    private final Semaphore free;
    private final Semaphore readAhead;

    /** What an application that sets nothing has: 256 MiB, but a third of the largest heap at most, so that no upload fills a small one. */
    public static long defaultBytes() {
        return defaultBytes(Runtime.getRuntime().maxMemory());
    }

    static long defaultBytes(long heap) {
        return Math.max(1024 * UNIT, Math.min(256 * 1024 * UNIT, heap / 3));
    }

    /** @param bytes at least 1 MiB */
    public MemoryBudget(long bytes) {
        if (bytes < 1024 * UNIT) {
            throw CloudBridgeException.invalid(
                    "transferMemory is " + bytes + " bytes; give at least 1 MiB, so that a part fits");
        }
        this.total = bytes;
        int units = (int) Math.min(Integer.MAX_VALUE, bytes / UNIT);
        this.mostReadAhead = units / 2;
        this.mostOfOnePart = units - mostReadAhead;
        this.free = new Semaphore(units, true);
        this.readAhead = new Semaphore(mostReadAhead);
    }

    /** All there is, in bytes. */
    public long total() {
        return total;
    }

    /** What is free now, in bytes. */
    public long available() {
        return free.availablePermits() * UNIT;
    }

    /**
     * Waits for room for a part of an upload. More than half of all is cut to that half.
     *
     * @throws CloudBridgeException.Unavailable if the thread is interrupted while it waits
     */
    public Reservation acquire(long bytes) {
        int wanted = Math.min(units(bytes), mostOfOnePart);
        try {
            free.acquire(wanted);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ErrorMapping.interrupted(e);
        }
        return new Reservation(wanted, null);
    }

    /**
     * Takes room for a body that is read ahead of its use, if there is some now; never waits.
     *
     * @param bytes more than half of all there is never fits
     */
    public Optional<Reservation> tryReserveReadAhead(long bytes) {
        int wanted = units(bytes);
        if (wanted > mostReadAhead || isWaitedFor() || !readAhead.tryAcquire(wanted)) {
            return Optional.empty();
        }
        if (!free.tryAcquire(wanted)) {
            readAhead.release(wanted);
            return Optional.empty();
        }
        return Optional.of(new Reservation(wanted, readAhead));
    }

    /** Whether an upload waits for room. */
    boolean isWaitedFor() {
        return free.hasQueuedThreads();
    }

    private static int units(long bytes) {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, (bytes + UNIT - 1) / UNIT));
    }

    /** Room that was taken. */
    public final class Reservation implements AutoCloseable {
        private final AtomicInteger held;
        private final Semaphore share;

        /** @param share of the budget that the room counts against as well, or null */
        private Reservation(int units, Semaphore share) {
            this.held = new AtomicInteger(units);
            this.share = share;
        }

        /** Gives back all but this much. */
        public void shrinkTo(long bytes) {
            int keep = units(bytes);
            giveBack(held.getAndUpdate(now -> Math.min(now, keep)) - keep);
        }

        /** Gives everything back. Idempotent. */
        @Override
        public void close() {
            giveBack(held.getAndSet(0));
        }

        private void giveBack(int units) {
            if (units > 0) {
                free.release(units);
                if (share != null) {
                    share.release(units);
                }
            }
        }
    }
}
