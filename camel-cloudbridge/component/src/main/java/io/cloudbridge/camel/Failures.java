/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import io.cloudbridge.store.ObjectInfo;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How often versions of objects have failed in a row. Forgets what succeeds, what is rewritten and what is no longer listed, so its size is that
 * of the failing objects in the bucket. Thread-safe.
 */
final class Failures {

    private final Map<String, Count> counts = new ConcurrentHashMap<>();
    private volatile int listing;

    /** @param listing the last one that showed the object */
    private record Count(String etag, int failures, int listing) {}

    /** Counts one more, and says how many it makes. */
    int failed(ObjectInfo object) {
        return counts.merge(
                        object.key(),
                        new Count(object.etag(), 1, listing),
                        (old, one) -> old.etag.equals(one.etag) ? new Count(one.etag, old.failures + 1, listing) : one)
                .failures;
    }

    void forget(ObjectInfo object) {
        counts.remove(object.key());
    }

    /** How often this version has failed. */
    int of(ObjectInfo object) {
        Count count = counts.get(object.key());
        return count == null || !count.etag.equals(object.etag()) ? 0 : count.failures;
    }

    /** A listing begins at its first key. */
    void beginListing() {
        listing++;
    }

    /** The listing shows this object. */
    void listed(ObjectInfo object) {
        counts.computeIfPresent(object.key(), (key, count) -> new Count(count.etag, count.failures, listing));
    }

    /** The listing is complete: what it did not show is gone. */
    void endListing() {
        counts.values().removeIf(count -> count.listing != listing);
    }

    int size() {
        return counts.size();
    }
}
