/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What a consumer does at the moment, as the console, JMX and the meters show it. A snapshot.
 *
 * @param cursor the key behind which the next poll goes on; null at the start of the listing
 * @param scanned entries of listings looked at since the start
 * @param accepted objects taken since the start
 * @param inProgress objects that are claimed
 * @param seen objects that the built-in repository remembers; -1 if there is none
 * @param failing objects that failed and are not over it, those that are skipped among them
 * @param skipped objects that are not tried again, after {@code maxFailures}
 * @param archived objects that lie in an archive
 * @param lag how old the oldest object was that the last pass through the bucket found not yet processed; zero if it found none
 * @param lastPoll when a poll last succeeded, or null
 * @param lastSuccess when an object was last processed, or null
 * @param failedPolls polls that failed since the last that succeeded
 * @param lastError why the last poll failed, or null
 * @param failures some of the failing objects
 */
public record ConsumerStatus(
        String routeId,
        String provider,
        String bucket,
        String cursor,
        long scanned,
        long accepted,
        int inProgress,
        long seen,
        int failing,
        int skipped,
        int archived,
        Duration lag,
        Instant lastPoll,
        Instant lastSuccess,
        long failedPolls,
        String lastError,
        List<FailingObject> failures) {

    /** The most objects in {@link #failures}. */
    public static final int MOST_FAILURES = 100;

    /**
     * An object that failed.
     *
     * @param tries how often, in the route or in its commit
     * @param skipped it is not tried again before it is rewritten, or the route starts anew
     * @param nextTry when it is tried again at the earliest
     * @param cause of the last failure; null where too many objects fail to remember each
     */
    public record FailingObject(String key, int tries, boolean skipped, Instant nextTry, String cause) {}
}
