/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer.seen;

import io.cloudbridge.store.CloudBridgeException;
import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The durable half of {@link SeenObjects}: a file of {@link SeenRecords} that is only ever appended to, or replaced whole.
 *
 * <p>A record is written in one call, so a killed process leaves at most one torn record at the end, which is cut at the next start. Anything
 * else that does not check out means that the file was damaged: then none of it is trusted — a lost {@code -} would hide an object for ever —
 * and it is set aside under another name. Compaction writes a new file and renames it over the old one.
 *
 * <p>A lock file beside it keeps a second consumer or process off. Thread-safe.
 */
final class SeenFile implements AutoCloseable {

    /** A power failure may leave more than one bad record at the end, but not more than what was written since the last flush to disk. */
    private static final int LARGEST_TORN_TAIL = 64 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(SeenFile.class);

    private final Path path;
    private final SeenFileLock lock;
    private final ByteBuffer record = SeenRecords.one();
    private RandomAccessFile data; // not a channel: those close when a thread that uses them is interrupted
    private long end;
    private boolean dirty;

    private SeenFile(Path path, SeenFileLock lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Opens or creates a file and loads it.
     *
     * @param table filled with what was seen; must be empty
     * @throws CloudBridgeException.InvalidRequest if another consumer has the file, or it cannot be read or written
     */
    static SeenFile open(Path path, SeenTable table) {
        SeenFileLock lock = SeenFileLock.take(path);
        SeenFile file = new SeenFile(path, lock);
        try {
            Files.deleteIfExists(file.compacted());
            file.data = open(path);
            file.load(table);
            return file;
        } catch (IOException e) {
            file.closeQuietly();
            throw SeenFileLock.unusable(path, e);
        } catch (RuntimeException e) {
            file.closeQuietly();
            throw e;
        }
    }

    private static RandomAccessFile open(Path path) throws IOException {
        return new RandomAccessFile(path.toFile(), "rw");
    }

    private void load(SeenTable table) throws IOException {
        long size = data.length();
        if (size < SeenRecords.HEADER.length) {
            startNew(size);
            return;
        }
        SeenRecords.Reader reader = new SeenRecords.Reader(data);
        boolean sound = reader.header();
        long firstBad = -1;
        while (sound && reader.next()) {
            if (!reader.valid()) {
                firstBad = firstBad < 0 ? reader.position() : firstBad;
            } else if (firstBad >= 0) {
                sound = false;
            } else {
                reader.applyTo(table);
            }
        }
        long tail = firstBad < 0 ? reader.behind() : firstBad;
        if (sound && size - tail <= LARGEST_TORN_TAIL) {
            cut(tail, size);
        } else {
            table.clear();
            setAside();
        }
    }

    private void startNew(long size) throws IOException {
        if (size > 0) {
            byte[] start = new byte[(int) size];
            data.readFully(start);
            if (!Arrays.equals(start, 0, start.length, SeenRecords.HEADER, 0, start.length)) {
                setAside();
                return;
            }
        }
        data.setLength(0);
        data.seek(0);
        data.write(SeenRecords.HEADER);
        data.getFD().sync();
        end = SeenRecords.HEADER.length;
    }

    private void cut(long tail, long size) throws IOException {
        if (tail < size) {
            LOG.warn("seenFile {}: cut the last {} bytes, a record that was not written to its end", path, size - tail);
            data.setLength(tail);
        }
        end = tail;
    }

    private void setAside() throws IOException {
        data.close();
        String time = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").format(LocalDateTime.now());
        Path aside = path.resolveSibling(path.getFileName() + ".damaged-" + time);
        for (int i = 2; Files.exists(aside); i++) {
            aside = path.resolveSibling(path.getFileName() + ".damaged-" + time + "-" + i);
        }
        Files.move(path, aside);
        LOG.error(
                "seenFile {} is damaged and was set aside as {}. None of it is trusted: every object that is listed now is emitted again. "
                        + "To avoid that, stop the route and put back a sound copy.",
                path,
                aside);
        data = open(path);
        startNew(0);
    }

    synchronized void seen(long high, long low) {
        append(SeenRecords.SEEN, high, low);
    }

    synchronized void forgotten(long high, long low) {
        append(SeenRecords.FORGOTTEN, high, low);
    }

    private void append(byte kind, long high, long low) {
        if (data == null) {
            throw new IllegalStateException("seenFile " + path + " is closed");
        }
        SeenRecords.fill(record, kind, high, low);
        try {
            data.seek(end);
            data.write(record.array());
            end += SeenRecords.LENGTH;
            dirty = true;
        } catch (IOException e) {
            undo(e);
            throw new UncheckedIOException(
                    "cannot append to seenFile " + path + "; free space or check its permissions", e);
        }
    }

    /** Nothing half-written may stay, or every later record would be out of step. */
    private void undo(IOException cause) {
        try {
            data.setLength(end);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /** How many records the file has. */
    synchronized long records() {
        return (end - SeenRecords.HEADER.length) / SeenRecords.LENGTH;
    }

    /** Brings what was appended to the disk, so that it survives a power failure. */
    synchronized void force() {
        if (dirty && data != null) {
            try {
                data.getFD().sync();
                dirty = false;
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write seenFile " + path, e);
            }
        }
    }

    /**
     * Replaces the file by one that holds just these entries. A process killed meanwhile finds the old file or the new one.
     *
     * @param entries calls the visitor it is given with each entry
     */
    synchronized void compact(Consumer<SeenTable.Visitor> entries) {
        try {
            long length;
            try (FileOutputStream target = new FileOutputStream(compacted().toFile())) {
                SeenRecords.Writer writer = new SeenRecords.Writer(target);
                entries.accept(writer);
                length = writer.finish();
                target.getFD().sync();
            }
            data.close();
            replace(compacted(), path);
            data = open(path);
            end = length;
            dirty = false;
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("cannot compact seenFile {}; it goes on growing", path, e);
            reopen();
        }
    }

    private void reopen() {
        try {
            data.close();
            data = open(path);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open seenFile " + path, e);
        }
    }

    private static void replace(Path source, Path target) throws IOException {
        try {
            Files.move(source, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException("the file system of " + target + " has no atomic rename", e);
        }
    }

    private Path compacted() {
        return path.resolveSibling(path.getFileName() + ".compacting");
    }

    @Override
    public synchronized void close() {
        force();
        closeQuietly();
    }

    private void closeQuietly() {
        closeQuietly(path, data);
        closeQuietly(path, lock);
        data = null;
    }

    private static void closeQuietly(Path path, Closeable open) {
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            LOG.debug("cannot close {}", path, e);
        }
    }
}
