/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer;

import io.cloudbridge.camel.ConsumerStatus.FailingObject;
import io.cloudbridge.store.ObjectInfo;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
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
    /** Objects whose cause is remembered, and its length, so that a bucket of failing objects does not fill the heap. */
    private static final int MOST_CAUSES = 1000;

    private static final int LONGEST_CAUSE = 500;

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
     * @param cause of the last failure, or null
     */
    private record Count(String etag, int failures, Instant until, int listing, String cause) {
        Count now() {
            return new Count(etag, 0, Instant.EPOCH, listing, cause);
        }
    }

    /**
     * Counts one more, and says how many it makes.
     *
     * @param why for people; null if it is not known
     */
    int failed(ObjectInfo object, String why) {
        String cause = why == null || counts.size() > MOST_CAUSES ? null : cut(why);
        return counts.compute(object.key(), (key, old) -> {
                    int failures = isOf(object, old) ? old.failures + 1 : 1;
                    return new Count(object.etag(), failures, clock.instant().plus(wait(failures)), listing, cause);
                })
                .failures;
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_CAUSE ? text : text.substring(0, LONGEST_CAUSE) + "…";
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
            return first[0] ? new Count(object.etag(), 0, clock.instant().plus(FIRST_WAIT), listing, null) : old;
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
                    object.key(),
                    (key, count) -> new Count(count.etag, count.failures, count.until, listing, count.cause));
        }
    }

    /** The listing is complete: what it did not show is gone. */
    void endListing() {
        counts.values().removeIf(count -> count.listing != listing);
    }

    /** How many objects fail at the moment. */
    int size() {
        return (int)
                counts.values().stream().filter(count -> count.failures > 0).count();
    }

    /** Lets every object be tried again at once, those that are skipped too. */
    void retryNow() {
        counts.replaceAll((key, count) -> count.now());
    }

    /** The same of one object; false if it does not fail. */
    boolean retryNow(String key) {
        return counts.computeIfPresent(key, (name, count) -> count.now()) != null;
    }

    /** How many objects have failed so often, and are not tried again. */
    int skipped(int maxFailures) {
        return maxFailures == 0
                ? 0
                : (int) counts.values().stream()
                        .filter(count -> count.failures >= maxFailures)
                        .count();
    }

    /** Some of the objects that failed, those that failed most often first. */
    List<FailingObject> some(int most, int maxFailures) {
        return counts.entrySet().stream()
                .filter(entry -> entry.getValue().failures > 0)
                .limit(MOST_CAUSES)
                .map(entry -> {
                    Count count = entry.getValue();
                    boolean skipped = maxFailures > 0 && count.failures >= maxFailures;
                    return new FailingObject(
                            entry.getKey(), count.failures, skipped, skipped ? null : count.until, count.cause);
                })
                .sorted(Comparator.comparing(FailingObject::tries).reversed().thenComparing(FailingObject::key))
                .limit(most)
                .toList();
    }
}
