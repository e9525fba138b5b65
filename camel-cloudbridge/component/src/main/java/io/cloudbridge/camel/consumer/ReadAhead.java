/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer;

import io.cloudbridge.camel.BodyType;
import io.cloudbridge.camel.message.BodyOpener;
import io.cloudbridge.camel.message.PinnedObjectBody;
import io.cloudbridge.store.Engine;
import io.cloudbridge.store.MemoryBudget;
import io.cloudbridge.store.ObjectInfo;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Objects that are claimed and wait for the route, in order, the first of them opened while those before them are routed. Small bodies are read
 * into memory, within the half of the transfer memory that read-ahead may take; larger ones are opened while the client has connections to spare.
 * What cannot be opened ahead is opened when it is routed. While the store opens objects faster than one thread can wake another, all are.
 * Used by one thread, the poll's; what it hands out may go to another.
 */
final class ReadAhead {

    /** In nanoseconds, about what it takes to have a body opened by another thread and to wait for that. */
    private static final long CHEAP = TimeUnit.MICROSECONDS.toNanos(100);

    /** In nanoseconds; so long that objects are opened ahead until some 70 openings have been cheap. */
    private static final long AT_FIRST = TimeUnit.MILLISECONDS.toNanos(10);

    private final BodyOpener opener;
    private final Engine engine;
    private final int most;
    private final long maxInMemory;
    private final LongSupplier clock;

    /** How long the last openings took on average, in nanoseconds. An update lost among threads does not matter. */
    private volatile long average = AT_FIRST;

    private final Deque<Pending> pending = new ArrayDeque<>();
    private int opened;

    /**
     * @param most how many objects are opened ahead; 0 for none
     * @param clock tells nanoseconds
     */
    ReadAhead(BodyOpener opener, Engine engine, int most, long maxInMemory, LongSupplier clock) {
        this.opener = opener;
        this.engine = engine;
        this.most = most;
        this.maxInMemory = maxInMemory;
        this.clock = clock;
    }

    static ReadAhead of(BodyOpener opener, ConsumerSettings settings) {
        BodyType type = settings.options().getBodyType();
        boolean opens = type != BodyType.none && type != BodyType.file;
        return new ReadAhead(
                opener,
                settings.engine(),
                opens ? settings.options().getPrefetch() : 0,
                settings.options().getPrefetchMaxSize(),
                System::nanoTime);
    }

    /**
     * A claimed object on its way to the route.
     *
     * @param index in its batch, from 0
     * @param batch how many objects the batch has
     */
    record Pending(Claim claim, int index, int batch, Opening opening) {}

    /** The body of an object, opened ahead or to be opened by whoever asks for it. */
    static final class Opening {
        private CompletableFuture<PinnedObjectBody> body;
        private MemoryBudget.Reservation room;

        /** The body, or null if it was not opened ahead. Gives the memory back to read-ahead: the body is the exchange's now. */
        PinnedObjectBody await() {
            if (body == null) {
                return null;
            }
            try {
                return body.join();
            } catch (CompletionException e) {
                if (e.getCause() instanceof Error error) {
                    throw error;
                }
                throw e.getCause() instanceof RuntimeException cause ? cause : e;
            } finally {
                release();
            }
        }

        /** Closes what was opened, if nobody is going to use it. */
        void drop() {
            if (body != null) {
                body.whenComplete((open, failure) -> {
                    if (open != null) {
                        open.close();
                    }
                    release();
                });
            }
        }

        private void release() {
            if (room != null) {
                room.close();
            }
        }
    }

    /** Adds a batch of claimed objects. */
    void add(List<Claim> claims) {
        for (int index = 0; index < claims.size(); index++) {
            pending.add(new Pending(claims.get(index), index, claims.size(), new Opening()));
        }
        openAhead();
    }

    /** How many objects wait. */
    int size() {
        return pending.size();
    }

    /** Whether so few wait that the next batch is to be claimed, so that the objects to be opened ahead do not run out. */
    boolean isLow() {
        return pending.size() <= most / 2;
    }

    /** The next object, or null if none waits. */
    Pending poll() {
        Pending next = pending.poll();
        if (next != null) {
            opened = Math.max(0, opened - 1);
            openAhead();
        }
        return next;
    }

    /** Opens the first objects that wait, in their order. */
    private void openAhead() {
        if (opened >= most || opened >= pending.size() || average < CHEAP) {
            return;
        }
        int at = 0;
        for (Pending one : pending) {
            if (at++ < opened) {
                continue;
            }
            if (at > most || !startOpening(one)) {
                return;
            }
            opened++;
        }
    }

    /**
     * Opens an object that was not opened ahead.
     *
     * @throws io.cloudbridge.store.CloudBridgeException if it cannot be had
     */
    PinnedObjectBody open(Claim claim) {
        long start = clock.getAsLong();
        try {
            return opener.open(claim.object(), claim.gone());
        } finally {
            average += (clock.getAsLong() - start - average) / 16;
        }
    }

    private boolean startOpening(Pending one) {
        ObjectInfo object = one.claim().object();
        Opening opening = one.opening();
        if (object.size() <= maxInMemory) {
            Optional<MemoryBudget.Reservation> room = engine.memory().tryReserveReadAhead(object.size());
            if (room.isEmpty()) {
                return false;
            }
            opening.room = room.get();
        } else if (!opener.open().hasRoom()) {
            return false;
        }
        try {
            opening.body = CompletableFuture.supplyAsync(() -> open(one.claim()), engine.executor());
        } catch (RejectedExecutionException e) {
            opening.release();
            return false;
        }
        return true;
    }

    /** Takes what was not handed out, and closes what was opened for it. */
    List<Claim> clear() {
        List<Claim> left = new ArrayList<>(pending.size());
        pending.forEach(one -> {
            one.opening().drop();
            left.add(one.claim());
        });
        pending.clear();
        opened = 0;
        return left;
    }
}
