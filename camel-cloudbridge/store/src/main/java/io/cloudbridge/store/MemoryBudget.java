/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes that transfers of one {@link Engine} may hold in heap together. First come, first served; thread-safe.
 *
 * <p>An upload never holds one part while it waits for another that it needs to go on, so waiting always ends.
 */
public final class MemoryBudget {

    private static final long UNIT = 1024;

    private final long total;
    private final int units;
    private final Semaphore free;

    /** @param bytes at least 1 MiB */
    public MemoryBudget(long bytes) {
        if (bytes < 1024 * UNIT) {
            throw CloudBridgeException.invalid(
                    "transferMemory is " + bytes + " bytes; give at least 1 MiB, so that a part fits");
        }
        this.total = bytes;
        this.units = (int) Math.min(Integer.MAX_VALUE, bytes / UNIT);
        this.free = new Semaphore(units, true);
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
     * Waits for room. More than there is in all is cut to all there is.
     *
     * @throws CloudBridgeException.Unavailable if the thread is interrupted while it waits
     */
    public Reservation acquire(long bytes) {
        int wanted = units(bytes);
        try {
            free.acquire(wanted);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Retry.interrupted(e);
        }
        return new Reservation(wanted);
    }

    /** Takes the room if it is free now. */
    public Optional<Reservation> tryAcquire(long bytes) {
        int wanted = units(bytes);
        return free.tryAcquire(wanted) ? Optional.of(new Reservation(wanted)) : Optional.empty();
    }

    private int units(long bytes) {
        return (int) Math.max(1, Math.min(units, (bytes + UNIT - 1) / UNIT));
    }

    /** Room that was taken. */
    public final class Reservation implements AutoCloseable {
        private final AtomicLong held;

        private Reservation(int units) {
            this.held = new AtomicLong(units);
        }

        /** Gives back all but this much. */
        public void shrinkTo(long bytes) {
            long keep = units(bytes);
            long before = held.getAndUpdate(now -> Math.min(now, keep));
            if (before > keep) {
                free.release((int) (before - keep));
            }
        }

        /** Gives everything back. Idempotent. */
        @Override
        public void close() {
            free.release((int) held.getAndSet(0));
        }
    }
}
