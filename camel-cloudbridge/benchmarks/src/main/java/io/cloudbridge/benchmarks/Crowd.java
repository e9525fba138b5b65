/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Eight threads that share the work, as eight exchanges at once would. */
final class Crowd implements AutoCloseable {

    static final int THREADS = 8;

    /** The work on one of many. */
    interface Work {
        void on(int number) throws Exception;
    }

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    /** Does the work on 0 to {@code count - 1}; throws what the first failure threw. */
    void each(int count, Work work) throws Exception {
        AtomicInteger next = new AtomicInteger();
        List<Future<?>> running = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            running.add(threads.submit(() -> {
                for (int number = next.getAndIncrement(); number < count; number = next.getAndIncrement()) {
                    work.on(number);
                }
                return null;
            }));
        }
        for (Future<?> future : running) {
            future.get();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
