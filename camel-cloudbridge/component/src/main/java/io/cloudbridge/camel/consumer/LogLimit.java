/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Lets a few warnings through and counts the others, so that a store that is down does not write a line for each object in the bucket. Thread-safe.
 */
final class LogLimit {

    private static final int MOST = 20;
    private static final long WINDOW = TimeUnit.MINUTES.toNanos(1);

    private final LongSupplier nanoTime;
    private long begun;
    private int lines;
    private long left;

    LogLimit(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.begun = nanoTime.getAsLong();
    }

    /** Whether a line may be written; and what it ends with: how many were left out since the last. Null if it is left out. */
    synchronized String next() {
        long now = nanoTime.getAsLong();
        if (now - begun > WINDOW) {
            begun = now;
            lines = 0;
        }
        if (lines == MOST) {
            left++;
            return null;
        }
        lines++;
        String said = left == 0 ? "" : " (" + left + " such lines were left out before)";
        left = 0;
        return lines < MOST ? said : said + " (further lines are left out for a minute)";
    }
}
