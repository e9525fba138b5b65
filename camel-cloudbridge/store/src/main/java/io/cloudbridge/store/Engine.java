/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;

/**
 * What all {@link StoreClient}s of an application share: threads, memory for parts, the registry of transfers. Thread-safe.
 *
 * <p>The executor belongs to the caller. It must not be bounded in a way that lets tasks wait for each other: the number of tasks is bounded by
 * {@link TransferSettings} for each transfer.
 */
public final class Engine {

    private final ExecutorService executor;
    private final MemoryBudget memory;
    private final PartBuffer.Pool buffers = new PartBuffer.Pool();
    private final Transfers transfers = new Transfers();
    private final Listeners<RequestListener> requestListeners = new Listeners<>();
    private final Set<Call> calls = ConcurrentHashMap.newKeySet();

    /** An engine whose parts take {@link MemoryBudget#defaultBytes()} of heap together at most. */
    public Engine(ExecutorService executor) {
        this(executor, MemoryBudget.defaultBytes());
    }

    /**
     * @param executor runs parts and pages; for example {@link java.util.concurrent.Executors#newCachedThreadPool()}
     * @param transferMemory bytes of heap that parts may take together
     */
    public Engine(ExecutorService executor, long transferMemory) {
        this.executor = executor;
        this.memory = new MemoryBudget(transferMemory);
    }

    public ExecutorService executor() {
        return executor;
    }

    public MemoryBudget memory() {
        return memory;
    }

    public Transfers transfers() {
        return transfers;
    }

    public void addRequestListener(RequestListener listener) {
        requestListeners.add(listener);
    }

    public void removeRequestListener(RequestListener listener) {
        requestListeners.remove(listener);
    }

    /** Requests that have no answer yet, the oldest first. */
    public List<PendingCall> pendingCalls() {
        long now = System.nanoTime();
        return calls.stream()
                .map(call -> call.pending(now))
                .sorted(Comparator.comparing(PendingCall::took).reversed())
                .toList();
    }

    /** A request begins; {@link Call#end} it. */
    Call begin(Retry.Request request) {
        Call call = new Call(request, System.nanoTime());
        calls.add(call);
        return call;
    }

    /** One request under way. */
    final class Call {
        private final Retry.Request request;
        private final long start;

        private Call(Retry.Request request, long start) {
            this.request = request;
            this.start = start;
        }

        private PendingCall pending(long now) {
            return new PendingCall(
                    request.provider(),
                    request.operation(),
                    request.bucket(),
                    request.key(),
                    Duration.ofNanos(now - start));
        }

        void end(String verb, String outcome) {
            calls.remove(this);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            requestListeners.tell(listener -> listener.requested(request.provider(), verb, outcome, took));
        }
    }

    /** An empty buffer with room for {@code bytes}; waits for the room. */
    PartBuffer buffer(long bytes) {
        return new PartBuffer(buffers, memory.acquire(bytes));
    }
}
