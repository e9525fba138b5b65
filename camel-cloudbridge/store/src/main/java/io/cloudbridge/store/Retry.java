/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import io.cloudbridge.store.driver.LogLimit;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
    /** A first retry is every day's; a second one, or a pause that a user notices, is a sign of trouble. */
    private static final Duration NOTICEABLE = Duration.ofSeconds(5);

    private final int maxRetries;
    private final AtomicInteger tokens = new AtomicInteger(CAPACITY);
    private final Map<String, LogLimit> limits = new ConcurrentHashMap<>();

    /**
     * What is tried, for the log.
     *
     * @param operation by the name that users know it
     * @param key or null
     */
    record Request(String provider, String operation, String bucket, String key) {
        @Override
        public String toString() {
            String what = bucket == null ? "" : key == null ? " of bucket " + bucket : " of " + bucket + "/" + key;
            return provider + ": " + operation + Keys.printable(what);
        }
    }

    Retry(int maxRetries) {
        this.maxRetries = maxRetries;
    }

    /**
     * Calls until it succeeds, fails for good, or the retries are used up. The call gets the number of the attempt, from 0.
     *
     * @throws CloudBridgeException of the last attempt, which says how many there were
     */
    <T> T call(Request request, IntFunction<T> attempt) {
        for (int n = 0; ; n++) {
            try {
                T result = attempt.apply(n);
                give(n == 0 ? 1 : COST);
                return result;
            } catch (CloudBridgeException e) {
                if (!mayRetry(n, e)) {
                    throw n == 0 ? e : e.afterAttempts(n + 1);
                }
                pause(request, n, e);
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

    /** Waits before the next attempt, and tells of it where it is not the first or the wait is long. */
    void pause(Request request, int n, CloudBridgeException e) {
        Duration delay = delay(n, e);
        tell(request, n, e, delay);
        Following.retried(n + 1, e, delay);
        try {
            Thread.sleep(delay.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            e.addSuppressed(interrupted);
            throw e;
        }
    }

    private void tell(Request request, int n, CloudBridgeException e, Duration delay) {
        boolean notable = n > 0 || delay.compareTo(NOTICEABLE) >= 0;
        String end = notable
                ? limits.computeIfAbsent(request.operation(), operation -> new LogLimit(1))
                        .next()
                : null;
        if (end != null) {
            LOG.warn(
                    "{} failed, attempt {} of {}; the next is in {} ms: {}{}",
                    request,
                    n + 1,
                    maxRetries + 1,
                    delay.toMillis(),
                    e.getMessage(),
                    end);
        } else {
            LOG.debug(
                    "{} failed, attempt {}; the next is in {} ms: {}",
                    request,
                    n + 1,
                    delay.toMillis(),
                    e.getMessage());
        }
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
