/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.driver;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Lets so many lines a minute through and counts the others, so that a store that is down does not write a line for each object in the bucket.
 * Thread-safe.
 */
public final class LogLimit {

    private static final long WINDOW = TimeUnit.MINUTES.toNanos(1);

    private final int most;
    private final LongSupplier nanoTime;
    private long begun;
    private int lines;
    private long left;

    /** @param most lines a minute */
    public LogLimit(int most) {
        this(most, System::nanoTime);
    }

    LogLimit(int most, LongSupplier nanoTime) {
        this.most = most;
        this.nanoTime = nanoTime;
        this.begun = nanoTime.getAsLong();
    }

    /** Whether a line may be written; and what it ends with: how many were left out since the last. Null if it is left out. */
    public synchronized String next() {
        long now = nanoTime.getAsLong();
        if (now - begun > WINDOW) {
            begun = now;
            lines = 0;
        }
        if (lines == most) {
            left++;
            return null;
        }
        lines++;
        String said = left == 0 ? "" : " (" + left + " such lines were left out before)";
        left = 0;
        return lines < most ? said : said + " (further such lines are left out for a minute)";
    }
}
