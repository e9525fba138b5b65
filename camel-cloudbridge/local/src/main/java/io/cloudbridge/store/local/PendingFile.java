/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A file in the hidden tree that is whole and waits to become an object. */
final class PendingFile {

    private static final AtomicLong LAST_TIME = new AtomicLong();

    private PendingFile() {}

    /**
     * Gives the file a modification time that no other file has, and returns its version. The kernel's own time stamps are only as fine as its
     * clock tick (some ms), and inodes are used again: two contents written and replaced within one tick could not be told apart by them.
     *
     * @param replaced what the file is going to replace, or null
     */
    static FileVersion stamp(Path file, FileVersion replaced) throws IOException {
        FileVersion stamped = stampWith(file, uniqueTime());
        if (replaced != null && stamped.mtime() == replaced.mtime()) {
            // a file system with coarse times; two seconds are the coarsest there is
            stamped = stampWith(file, replaced.mtime() + TimeUnit.SECONDS.toNanos(2));
        }
        return stamped;
    }

    private static FileVersion stampWith(Path file, long time) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(time, TimeUnit.NANOSECONDS));
        return FileVersion.at(file);
    }

    /** Later than any before in this process; the last digits are random, so that processes differ. */
    private static long uniqueTime() {
        Instant now = Instant.now();
        long micros = TimeUnit.SECONDS.toMicros(now.getEpochSecond()) + now.getNano() / 1000;
        long time = micros * 1000 + ThreadLocalRandom.current().nextInt(1000);
        return LAST_TIME.accumulateAndGet(time, (last, next) -> Math.max(last + 1, next));
    }
}
