/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A process that writes below a root. It holds a lock on a file of its own, which the system gives up when the process ends, however it ends: so
 * the others can tell whose temporary files are leftovers, also from inside another container, where process ids say nothing.
 */
final class WriterProcess implements Closeable {

    /** The same for all sessions of this process, whatever class loader they come from. */
    private static final String PROCESS = process();

    private final Path file;
    private final FileChannel channel;
    private final AtomicLong count = new AtomicLong();

    private WriterProcess(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Begins a session; the caller holds {@link KeyLocks#holdRoot}. */
    static WriterProcess begin(Path sessions) throws IOException {
        Files.createDirectories(sessions);
        String random = Long.toString(ThreadLocalRandom.current().nextLong(1L << 30), Character.MAX_RADIX);
        Path file = sessions.resolve(PROCESS + "." + random);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() == null) {
                throw new IOException("the new session file " + file + " is locked already");
            }
            return new WriterProcess(file, channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** A name for a temporary file that no other process and no other call uses. */
    String temporaryName() {
        return file.getFileName() + "-" + Long.toString(count.incrementAndGet(), Character.MAX_RADIX);
    }

    /**
     * Whether the process that made a temporary file has ended. A session that has ended is forgotten.
     *
     * @param temporary a name from {@link #temporaryName()}
     */
    static boolean hasEnded(Path sessions, String temporary) throws IOException {
        String session = temporary.substring(0, Math.max(0, temporary.indexOf('-')));
        if (session.startsWith(PROCESS + ".")) {
            // opening and closing the file would give up the lock; if it is gone, the session ended properly
            return !Files.exists(sessions.resolve(session));
        }
        return session.isEmpty() || hasEnded(sessions.resolve(session));
    }

    private static boolean hasEnded(Path session) throws IOException {
        try (FileChannel channel = FileChannel.open(session, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock != null;
        } catch (NoSuchFileException e) {
            return true;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** Forgets the sessions that have ended, after their temporary files are gone. */
    static void forgetEnded(Path sessions) throws IOException {
        for (String name : FileNames.in(sessions)) {
            Path session = sessions.resolve(name);
            if (!name.startsWith(PROCESS + ".") && hasEnded(session)) {
                Files.deleteIfExists(session);
            }
        }
    }

    @Override
    public void close() throws IOException {
        try {
            Files.deleteIfExists(file);
        } finally {
            channel.close();
        }
    }

    private static String process() {
        ProcessHandle self = ProcessHandle.current();
        long started = self.info().startInstant().orElse(Instant.EPOCH).toEpochMilli();
        return self.pid() + "." + Long.toString(started, Character.MAX_RADIX);
    }
}
