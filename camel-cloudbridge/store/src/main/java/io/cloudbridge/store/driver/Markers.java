/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.driver;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import java.util.HashSet;
import java.util.Set;

/**
 * Where the pages of one listing go on. A server, or a cache before it, that names a place again, or has nothing but empty pages, would keep a caller
 * that wants the whole listing for ever. Not thread-safe.
 */
public final class Markers {

    private static final int MOST_EMPTY = 1000;

    private final Set<String> seen = new HashSet<>();
    private int empty;

    /**
     * What to ask for the next page with.
     *
     * @param marker as the last page names it; null or empty at the end of the listing
     * @param entries how many the last page had
     * @return the marker, or null at the end
     * @throws CloudBridgeException.Unavailable if the listing does not go on
     */
    public String next(String marker, int entries) {
        if (marker == null || marker.isEmpty()) {
            return null;
        }
        empty = entries == 0 ? empty + 1 : 0;
        if (!seen.add(marker)) {
            throw stuck("it gave the same page token twice");
        }
        if (empty > MOST_EMPTY) {
            throw stuck("it gave " + MOST_EMPTY + " pages in a row with nothing in them");
        }
        return marker;
    }

    private static CloudBridgeException stuck(String why) {
        return new CloudBridgeException.Unavailable(
                Failure.of("the store's listing does not end: " + why).withRetryable(false), null);
    }
}
