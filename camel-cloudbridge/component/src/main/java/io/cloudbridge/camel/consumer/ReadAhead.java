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
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Objects that are claimed and wait for the route, in order, the first of them opened while those before them are routed. Small bodies are read
 * into memory, within the half of the transfer memory that read-ahead may take; larger ones are opened while the client has connections to spare.
 * What cannot be opened ahead is opened when it is routed.
 *
 * <p>How many are opened at a time depends on how long the store takes: waking a thread for each object costs as much CPU as a request to a store
 * that answers at once, so for such a store one thread opens one object after the other, and the route opens what that has not come to.
 *
 * <p>Used by one thread, the poll's; what it hands out may go to another.
 */
final class ReadAhead {

    /** A thread more for each so long that the store takes at least. */
    private static final long NANOS_FOR_A_THREAD = 500_000;

    private final BodyOpener opener;
    private final Engine engine;
    private final int most;
    private final long maxInMemory;
    private final Deque<Pending> pending = new ArrayDeque<>();
    private int opened;

    private final Queue<Opening> toOpen = new ConcurrentLinkedQueue<>();
    private final AtomicInteger threads = new AtomicInteger();
    private volatile long shortestNanos = Long.MAX_VALUE;

    /** @param most how many objects are opened ahead; 0 for none */
    ReadAhead(BodyOpener opener, Engine engine, int most, long maxInMemory) {
        this.opener = opener;
        this.engine = engine;
        this.most = most;
        this.maxInMemory = maxInMemory;
    }

    static ReadAhead of(BodyOpener opener, ConsumerSettings settings) {
        BodyType type = settings.options().getBodyType();
        boolean opens = type != BodyType.none && type != BodyType.file;
        return new ReadAhead(
                opener,
                settings.engine(),
                opens ? settings.options().getPrefetch() : 0,
                settings.options().getPrefetchMaxSize());
    }

    /**
     * A claimed object on its way to the route.
     *
     * @param index in its batch, from 0
     * @param batch how many objects the batch has
     */
    record Pending(Claim claim, int index, int batch, Opening opening) {}

    /** The body of an object, opened ahead or to be opened by whoever asks for it. */
    final class Opening {
        private final Claim claim;
        private final AtomicBoolean begun = new AtomicBoolean();
        private final CompletableFuture<PinnedObjectBody> body = new CompletableFuture<>();
        private boolean ahead;
        private MemoryBudget.Reservation room;

        private Opening(Claim claim) {
            this.claim = claim;
        }

        private void open() {
            if (!begun.compareAndSet(false, true)) {
                return;
            }
            long start = System.nanoTime();
            try {
                body.complete(opener.open(claim.object(), claim.gone()));
                took(System.nanoTime() - start);
            } catch (Throwable e) {
                // an Error too is for whoever routes the object
                body.completeExceptionally(e);
            }
        }

        /** The body, or null if it is not opened ahead. Gives the memory back to read-ahead: the body is the exchange's now. */
        PinnedObjectBody await() {
            if (!ahead) {
                return null;
            }
            try {
                open();
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
            if (begun.compareAndSet(false, true)) {
                body.complete(null);
            }
            body.whenComplete((open, failure) -> {
                if (open != null) {
                    open.close();
                }
                release();
            });
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
            pending.add(new Pending(claims.get(index), index, claims.size(), new Opening(claims.get(index))));
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

    /** Has the first objects that wait opened, in their order, several at once so that a thread has more than one to do. */
    private void openAhead() {
        if (opened > most / 2 || opened >= pending.size()) {
            return;
        }
        int at = 0;
        for (Pending one : pending) {
            if (at++ < opened) {
                continue;
            }
            if (at > most || !mayOpen(one.opening())) {
                break;
            }
            one.opening().ahead = true;
            toOpen.add(one.opening());
            opened++;
        }
        startThreads();
    }

    private boolean mayOpen(Opening opening) {
        ObjectInfo object = opening.claim.object();
        if (object.size() > maxInMemory) {
            return opener.open().hasRoom();
        }
        Optional<MemoryBudget.Reservation> room = engine.memory().tryReserveReadAhead(object.size());
        opening.room = room.orElse(null);
        return room.isPresent();
    }

    private void startThreads() {
        int useful = (int) Math.min(toOpen.size(), 1 + shortestNanos / NANOS_FOR_A_THREAD);
        for (int running = threads.get(); running < useful; running = threads.get()) {
            if (threads.compareAndSet(running, running + 1)) {
                try {
                    engine.executor().execute(this::openAll);
                } catch (RejectedExecutionException e) {
                    // the context is going down; what is still routed is opened by the route
                    threads.decrementAndGet();
                    return;
                }
            }
        }
    }

    private void openAll() {
        for (Opening next = toOpen.poll(); next != null; next = toOpen.poll()) {
            next.open();
        }
        threads.decrementAndGet();
        if (!toOpen.isEmpty()) {
            startThreads();
        }
    }

    /** The shortest of late; it is forgotten slowly, since a store that has become slower shows it with every object. */
    private void took(long nanos) {
        long shortest = shortestNanos;
        shortestNanos = nanos < shortest ? nanos : shortest + (nanos - shortest) / 32;
    }

    /** Takes what was not handed out, and closes what was opened for it. */
    List<Claim> clear() {
        List<Claim> left = new ArrayList<>(pending.size());
        pending.forEach(one -> {
            one.opening().drop();
            left.add(one.claim());
        });
        pending.clear();
        toOpen.clear();
        opened = 0;
        return left;
    }
}
