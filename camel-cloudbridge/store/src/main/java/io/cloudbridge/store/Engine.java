/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.time.Duration;
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

    /** An empty buffer with room for {@code bytes}; waits for the room. */
    PartBuffer buffer(long bytes) {
        return new PartBuffer(buffers, memory.acquire(bytes));
    }

    void requested(String provider, String operation, String outcome, Duration took) {
        requestListeners.tell(listener -> listener.requested(provider, operation, outcome, took));
    }
}
