/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** How long a file of another program must stay unchanged before a listing shows it: until then it may still be written. */
final class SettleTime {

    private final long nanos;

    SettleTime(Duration time) {
        this.nanos = time.toNanos();
    }

    /**
     * Whether a file may still be written by another program. Files that this store wrote never are. A time in the future says nothing, so such
     * a file is taken as it is.
     */
    boolean isOpen(Path file, FileVersion version) throws IOException {
        Instant now = Instant.now();
        long age = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano() - version.mtime();
        return Math.abs(age) < nanos && !(WriteStamp.isStamp(version.mtime()) && !wasJustWritten(file, version));
    }

    /** A write sets both times of a file to the same value; a stamp changes only one of them. */
    private static boolean wasJustWritten(Path file, FileVersion version) throws IOException {
        try {
            FileTime changed = (FileTime) Files.getAttribute(file, "unix:ctime", LinkOption.NOFOLLOW_LINKS);
            return changed.to(TimeUnit.NANOSECONDS) == version.mtime();
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            // not on this file system
            return false;
        }
    }
}
