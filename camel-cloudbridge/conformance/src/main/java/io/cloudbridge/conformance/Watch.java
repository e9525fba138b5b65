/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudbridge.store.ObjectStore;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * What goes on between engine and driver: how many calls of each kind reached the driver, which streams and uploads are still open, and what
 * should happen just before or after the next call of a kind. Names of calls are those of {@link ObjectStore}'s methods, and {@code uploadPart},
 * {@code complete} and {@code abort} of an upload in parts. Thread-safe.
 */
public final class Watch {

    private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
    private final Map<String, Runnable> before = new ConcurrentHashMap<>();
    private final Map<String, Runnable> after = new ConcurrentHashMap<>();
    private final Set<Object> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong breakAfter = new AtomicLong(-1);

    Watch() {}

    /** How many calls of this kind reached the driver since {@link #forget}. */
    public int calls(String operation) {
        AtomicInteger count = calls.get(operation);
        return count == null ? 0 : count.get();
    }

    /** How many calls of any kind reached the driver since {@link #forget}. */
    public int calls() {
        return calls.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    /** Sets all counts to zero. */
    public void forget() {
        calls.clear();
    }

    /** Runs something once, before the next call of this kind; what it throws is thrown instead of the call. */
    public void beforeNext(String operation, Runnable action) {
        before.put(operation, action);
    }

    /** Runs something once, after the next call of this kind has succeeded and before its caller knows. */
    public void afterNext(String operation, Runnable action) {
        after.put(operation, action);
    }

    /** Breaks the stream of the next read after so many bytes, as a lost connection does. */
    public void breakNextRead(long afterBytes) {
        breakAfter.set(afterBytes);
    }

    /** Streams and uploads that were opened and neither closed, aborted nor completed. */
    public Set<Object> open() {
        return Set.copyOf(open);
    }

    /** Ends a test: drops all hooks that were not used, and asserts that nothing is left open. */
    void awaitNothingOpen() {
        before.clear();
        after.clear();
        breakAfter.set(-1);
        if (open.isEmpty()) {
            return;
        }
        try {
            await().atMost(Duration.ofSeconds(3))
                    .untilAsserted(() ->
                            assertThat(open).as("streams and uploads left open").isEmpty());
        } finally {
            open.clear();
        }
    }

    /** What is open was ended by another way than its own, and is no longer expected to be closed. */
    void endedElsewhere() {
        open.clear();
    }

    <T> T call(String operation, Supplier<T> action) {
        calls.computeIfAbsent(operation, name -> new AtomicInteger()).incrementAndGet();
        run(before.remove(operation));
        T result = action.get();
        run(after.remove(operation));
        return result;
    }

    void opened(Object what) {
        open.add(what);
    }

    void closed(Object what) {
        open.remove(what);
    }

    /** After how many bytes the stream that is being opened breaks; negative for never. */
    long takeBreak() {
        return breakAfter.getAndSet(-1);
    }

    private static void run(Runnable action) {
        if (action != null) {
            action.run();
        }
    }
}
