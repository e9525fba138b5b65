/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.examples.cloudtocloud;

import java.time.Duration;
import java.util.Locale;

/**
 * What a run did, in objects.
 *
 * @param copied brought to the target, verified
 * @param unchanged that were there already
 * @param gone listed, and deleted before they could be read
 * @param failed which the next run tries again
 * @param bytes of those copied
 */
public record Summary(long copied, long unchanged, long gone, long failed, long bytes, Duration took) {

    public boolean isComplete() {
        return failed == 0;
    }

    @Override
    public String toString() {
        double megabytes = bytes / 1e6;
        return String.format(
                Locale.ROOT,
                "%d copied and verified (%.1f MB, %.1f MB/s), %d unchanged%s, %d failed, in %.1f s",
                copied,
                megabytes,
                megabytes / Math.max(0.001, took.toMillis() / 1e3),
                unchanged,
                gone == 0 ? "" : ", " + gone + " gone meanwhile",
                failed,
                took.toMillis() / 1e3);
    }
}
