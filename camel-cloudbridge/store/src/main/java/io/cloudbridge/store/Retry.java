/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one layer of retries: exponential with jitter, on errors that are retryable only, honours what the store asks ({@code Retry-After}),
 * and has a budget for each client so that a store that is down is not stormed. Thread-safe.
 *
 * <p>The budget is that of the AWS SDKs' standard mode: 500 tokens; a retry takes 5, which a success gives back.
 */
final class Retry {

    private static final Logger LOG = LoggerFactory.getLogger(Retry.class);
    private static final int CAPACITY = 500;
    private static final int COST = 5;
    private static final Duration BASE = Duration.ofMillis(100);
    private static final Duration THROTTLED_BASE = Duration.ofMillis(500);
    private static final Duration CAP = Duration.ofSeconds(20);
    private static final Duration LONGEST_ASKED = Duration.ofSeconds(60);

    private final int maxRetries;
    private final AtomicInteger tokens = new AtomicInteger(CAPACITY);

    Retry(int maxRetries) {
        this.maxRetries = maxRetries;
    }

    int maxRetries() {
        return maxRetries;
    }

    /** Calls until it succeeds, fails for good, or the retries are used up. The call gets the number of the attempt, from 0. */
    <T> T call(IntFunction<T> attempt) {
        for (int n = 0; ; n++) {
            try {
                T result = attempt.apply(n);
                give(n == 0 ? 1 : COST);
                return result;
            } catch (CloudBridgeException e) {
                if (!mayRetry(n, e)) {
                    throw e;
                }
                LOG.debug("Attempt {} failed and is tried again: {}", n + 1, e.getMessage());
                pause(n, e);
            }
        }
    }

    /** Whether attempt {@code n} (from 0) may be followed by another; takes the tokens for it. */
    boolean mayRetry(int n, CloudBridgeException e) {
        return e.isRetryable()
                && n < maxRetries
                && !Thread.currentThread().isInterrupted()
                && tokens.getAndUpdate(t -> t >= COST ? t - COST : t) >= COST;
    }

    void pause(int n, CloudBridgeException e) {
        try {
            Thread.sleep(delay(n, e).toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            e.addSuppressed(interrupted);
            throw e;
        }
    }

    static CloudBridgeException interrupted(Exception e) {
        return new CloudBridgeException.Unavailable(
                Failure.of("interrupted, probably because the route is stopping")
                        .withRetryable(false),
                e);
    }

    private void give(int amount) {
        tokens.getAndUpdate(t -> Math.min(CAPACITY, t + amount));
    }

    private static Duration delay(int n, CloudBridgeException e) {
        if (e.getRetryAfter() != null) {
            return e.getRetryAfter().compareTo(LONGEST_ASKED) > 0 ? LONGEST_ASKED : e.getRetryAfter();
        }
        Duration base = e instanceof CloudBridgeException.Throttled ? THROTTLED_BASE : BASE;
        long most = Math.min(CAP.toMillis(), base.toMillis() << Math.min(n, 16));
        return Duration.ofMillis(most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1));
    }
}
