/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer;

import io.cloudbridge.store.ObjectInfo;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How often versions of objects have failed in a row, and until when each waits: 1 s after the first failure, twice as long after each further one,
 * at most 5 minutes. Forgets what succeeds, what is rewritten and what is no longer listed, so its size is that of the failing objects in the
 * bucket. Thread-safe.
 */
final class FailureCounts {

    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    private final Map<String, Count> counts = new ConcurrentHashMap<>();
    private final Clock clock;
    private volatile int listing;

    FailureCounts(Clock clock) {
        this.clock = clock;
    }

    /**
     * The failures of one version of an object.
     *
     * @param failures how often it failed in the route or in its commit; 0 if it was only found to be gone when it was opened
     * @param until when it waits
     * @param listing the last one that showed the object
     */
    private record Count(String etag, int failures, Instant until, int listing) {}

    /** Counts one more, and says how many it makes. */
    int failed(ObjectInfo object) {
        return counts.compute(object.key(), (key, old) -> {
                    int failures = isOf(object, old) ? old.failures + 1 : 1;
                    return new Count(object.etag(), failures, clock.instant().plus(wait(failures)), listing);
                })
                .failures;
    }

    /**
     * A version was gone when it was opened.
     *
     * @return false if that happened before to the very version: then the listing and the object contradict each other, which is a failure
     */
    boolean isFirstTimeGone(ObjectInfo object) {
        boolean[] first = new boolean[1];
        counts.compute(object.key(), (key, old) -> {
            first[0] = !isOf(object, old);
            return first[0] ? new Count(object.etag(), 0, clock.instant().plus(FIRST_WAIT), listing) : old;
        });
        return first[0];
    }

    /** How long an object waits after so many failures. */
    static Duration wait(int failures) {
        Duration doubled = FIRST_WAIT.multipliedBy(1L << Math.min(failures - 1, 20));
        return doubled.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : doubled;
    }

    private static boolean isOf(ObjectInfo object, Count count) {
        return count != null && count.etag.equals(object.etag());
    }

    /** Forgets an object, and says how often it had failed. */
    int forget(ObjectInfo object) {
        Count count = counts.isEmpty() ? null : counts.remove(object.key());
        return count == null ? 0 : count.failures;
    }

    /** How often this version has failed. */
    int of(ObjectInfo object) {
        Count count = counts.isEmpty() ? null : counts.get(object.key());
        return isOf(object, count) ? count.failures : 0;
    }

    /** Whether this version must wait before it is tried again. */
    boolean isWaiting(ObjectInfo object) {
        Count count = counts.isEmpty() ? null : counts.get(object.key());
        return isOf(object, count) && clock.instant().isBefore(count.until);
    }

    /** A listing begins at its first key. */
    void beginListing() {
        listing++;
    }

    /** The listing shows this object. */
    void listed(ObjectInfo object) {
        if (!counts.isEmpty()) {
            counts.computeIfPresent(
                    object.key(), (key, count) -> new Count(count.etag, count.failures, count.until, listing));
        }
    }

    /** The listing is complete: what it did not show is gone. */
    void endListing() {
        counts.values().removeIf(count -> count.listing != listing);
    }

    /** How many objects fail at the moment. */
    int size() {
        return counts.size();
    }

    /** Lets every object be tried again at once, those that are skipped too. */
    void retryNow() {
        counts.replaceAll((key, count) -> new Count(count.etag, 0, Instant.EPOCH, count.listing));
    }
}
