/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The modification time that the store gives a file before the file becomes an object: the time of the write in units of 10 µs, and below that
 * four digits that follow from it. The time is unique in the process: the kernel's own times are only as fine as its clock tick (some ms), and
 * inodes are used again, so two contents written within one tick could not be told apart. The four digits tell a file of this store from one
 * that another program may still be writing, without any other file to look at.
 */
final class WriteStamp {

    private static final long UNIT = 10_000;
    private static final AtomicLong LAST = new AtomicLong();

    private WriteStamp() {}

    /**
     * Stamps a file that is whole, and returns its version.
     *
     * @param replaced what the file is going to replace, or null
     */
    static FileVersion stamp(Path file, FileVersion replaced) throws IOException {
        long units = uniqueTime();
        FileVersion stamped = stampWith(file, units);
        if (replaced != null && stamped.mtime() == replaced.mtime()) {
            // a file system with coarse times; two seconds are the coarsest there is
            stamped = stampWith(file, Math.max(units, replaced.mtime() / UNIT) + TimeUnit.SECONDS.toNanos(2) / UNIT);
        }
        return stamped;
    }

    /** Whether a modification time was given by {@link #stamp}. One in 10,000 times of other programs looks like it. */
    static boolean isStamp(long mtime) {
        return mtime == time(Math.floorDiv(mtime, UNIT));
    }

    private static FileVersion stampWith(Path file, long units) throws IOException {
        FileTime time = FileTime.from(time(units), TimeUnit.NANOSECONDS);
        // with both times the JDK need not ask for the other one first
        Files.getFileAttributeView(file, BasicFileAttributeView.class).setTimes(time, time, null);
        return FileVersion.at(file);
    }

    private static long time(long units) {
        return units * UNIT + ((units * 0x9E3779B97F4A7C15L) >>> 32) % UNIT;
    }

    private static long uniqueTime() {
        Instant now = Instant.now();
        long units = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) / UNIT + now.getNano() / UNIT;
        return LAST.accumulateAndGet(units, (last, next) -> Math.max(last + 1, next));
    }
}
