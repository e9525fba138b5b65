/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Runs something in several threads at once. */
final class Parallel {

    private static final long MINUTES = 3;

    private Parallel() {}

    /** Starts all at the same moment, and returns all results in order; the first failure is thrown. */
    static <T> List<T> race(ExecutorService executor, int threads, IntFunction<T> action) {
        CountDownLatch ready = new CountDownLatch(threads);
        return run(
                executor,
                IntStream.range(0, threads)
                        .mapToObj(i -> (Callable<T>) () -> {
                            ready.countDown();
                            ready.await();
                            return action.apply(i);
                        })
                        .toList());
    }

    /** Works through all items in so many threads; the first failure is thrown. */
    static <T> void forEach(ExecutorService executor, int threads, Collection<T> items, Consumer<T> action) {
        List<T> all = List.copyOf(items);
        run(
                executor,
                IntStream.range(0, threads)
                        .mapToObj(thread -> (Callable<Void>) () -> {
                            for (int i = thread; i < all.size(); i += threads) {
                                action.accept(all.get(i));
                            }
                            return null;
                        })
                        .toList());
    }

    private static <T> List<T> run(ExecutorService executor, List<Callable<T>> actions) {
        List<Future<T>> running = actions.stream().map(executor::submit).toList();
        List<T> results = new ArrayList<>();
        try {
            for (Future<T> one : running) {
                results.add(one.get(MINUTES, TimeUnit.MINUTES));
            }
            return results;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new AssertionError("a thread failed", e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("a thread did not end within " + MINUTES + " minutes", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        } finally {
            running.forEach(one -> one.cancel(true));
        }
    }
}
