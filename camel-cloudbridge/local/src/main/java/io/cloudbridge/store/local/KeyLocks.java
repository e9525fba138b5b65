/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One writer at a time for each key, among threads and among processes. Held only while a change becomes visible, never while bytes are written.
 *
 * <p>Keys share 1024 stripes, each a lock in memory and one byte of a lock file. There is one lock file for each root, open once in a process:
 * closing any descriptor of a file gives up all the locks the process has on it. A holder must not ask for a second key, nor for all.
 */
final class KeyLocks implements Closeable {

    private static final int STRIPES = 1024;
    private static final long FIRST_WAIT = TimeUnit.MICROSECONDS.toNanos(20);
    private static final long LONGEST_WAIT = TimeUnit.MILLISECONDS.toNanos(5);

    private final FileChannel file;
    private final ReentrantLock[] stripes = new ReentrantLock[STRIPES];

    KeyLocks(Path lockFile) throws IOException {
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new ReentrantLock();
        }
        file = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /** Runs the action while no other writer has this key. */
    <T> T hold(String bucket, String key, FileAction<T> action) throws IOException {
        return hold(Math.floorMod(31 * bucket.hashCode() + key.hashCode(), STRIPES - 1) + 1, action);
    }

    /** Runs the action while nobody else opens or cleans the root. */
    <T> T holdRoot(FileAction<T> action) throws IOException {
        return hold(0, action);
    }

    /** Runs the action while no other writer has any key. */
    <T> T holdAll(FileAction<T> action) throws IOException {
        int held = 0;
        try {
            while (held < STRIPES - 1) {
                stripes[++held].lock();
            }
            FileLock lock = lock(1, STRIPES - 1);
            try {
                return action.run();
            } finally {
                lock.release();
            }
        } finally {
            for (; held > 0; held--) {
                stripes[held].unlock();
            }
        }
    }

    private <T> T hold(int stripe, FileAction<T> action) throws IOException {
        stripes[stripe].lock();
        try {
            FileLock lock = lock(stripe, 1);
            try {
                return action.run();
            } finally {
                lock.release();
            }
        } finally {
            stripes[stripe].unlock();
        }
    }

    /**
     * Asks again and again: an interrupt during a blocking {@link FileChannel#lock()} closes the channel, and with it every lock of this process.
     */
    private FileLock lock(int stripe, int count) throws IOException {
        long wait = FIRST_WAIT;
        while (true) {
            FileLock lock = tryLock(stripe, count);
            if (lock != null) {
                return lock;
            }
            // an interrupt only makes this come back at once; the action itself decides what to do about it
            LockSupport.parkNanos(this, wait);
            wait = Math.min(wait * 2, LONGEST_WAIT);
        }
    }

    private FileLock tryLock(int stripe, int count) throws IOException {
        try {
            return file.tryLock(stripe, count, false);
        } catch (OverlappingFileLockException e) {
            // another copy of this class in the same process, from another class loader, holds it
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
