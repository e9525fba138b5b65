/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import io.cloudbridge.store.Keys;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Walks the objects of a bucket in the order of their keys, opening only directories that hold wanted ones. Between a directory {@code a} and
 * the keys {@code a/…} in it stand keys such as {@code a-b}; so a directory that is met waits until its own prefix is due. Not thread-safe.
 */
final class KeyWalk {

    /**
     * An object, or with {@code file == null} a directory with objects that is not entered.
     *
     * @param key of the directory: with a slash at the end
     * @param described whether the object may have a sidecar
     */
    record Entry(String key, BucketDirectory.Located file, boolean described) {}

    /** @param prefix its segment and a slash, which is what it is due by: {@code b-/} comes before {@code b/} */
    private record Waiting(String prefix, Path directory) {
        static final Comparator<Waiting> ORDER = Comparator.comparing(Waiting::prefix, Keys.ORDER);
    }

    private static final class Level {
        final DirectoryNames names;
        final PriorityQueue<Waiting> waiting = new PriorityQueue<>(Waiting.ORDER);

        Level(DirectoryNames names) {
            this.names = names;
        }
    }

    private final BucketDirectory bucket;
    private final SettleTime settleTime;
    private final boolean shallow;
    private final int window;
    private final Deque<Level> levels = new ArrayDeque<>();
    private Position position;
    private String lastKey;

    /**
     * @param settleTime files of other programs that may still be written are left out
     * @param shallow report directories instead of entering them
     * @param position where to begin
     * @param window see {@link DirectoryNames}
     */
    KeyWalk(
            BucketDirectory bucket,
            SettleTime settleTime,
            String prefix,
            boolean shallow,
            Position position,
            int window) {
        this.bucket = bucket;
        this.settleTime = settleTime;
        this.shallow = shallow;
        this.window = window;
        this.position = position;
        String keyPrefix = prefix.substring(0, prefix.lastIndexOf('/') + 1);
        Path top = keyPrefix.isEmpty()
                ? bucket.path()
                : FileNames.resolve(bucket.path(), KeyEncoding.directory(keyPrefix));
        if (bucket.isRealDirectory(top)) {
            enter(top, keyPrefix, prefix.substring(keyPrefix.length()));
        }
    }

    /** Leaves out all keys up to this position. */
    void skipTo(Position to) {
        position = to;
    }

    /** The next entry; null at the end. */
    Entry next() throws IOException {
        while (!levels.isEmpty()) {
            Level level = levels.peek();
            DirectoryNames.Name name = level.names.peek(position);
            Waiting waiting = level.waiting.peek();
            if (name == null && waiting == null) {
                levels.pop();
                continue;
            }
            boolean directory =
                    name == null || waiting != null && Keys.ORDER.compare(waiting.prefix(), name.segment()) < 0;
            Entry entry = directory ? directory(level, level.waiting.poll()) : file(level, name);
            if (entry != null) {
                return entry;
            }
        }
        return null;
    }

    private Entry file(Level level, DirectoryNames.Name name) throws IOException {
        level.names.advance();
        String key = level.names.keyPrefix() + name.segment();
        boolean wanted = position.isBefore(key);
        if (!wanted && !position.isBeforeSome(key + "/")) {
            return null;
        }
        Path path = FileNames.resolve(level.names.directory(), name.file());
        BasicFileAttributes attributes = FileVersion.attributes(path);
        if (attributes == null) {
            return null;
        }
        if (attributes.isDirectory()) {
            if (!KeyEncoding.isDisplaced(name.file())) {
                level.waiting.add(new Waiting(name.segment() + "/", path));
            }
            return null;
        }
        // of an object that stands in its own place and in another as well, its own place counts
        if (!wanted || !attributes.isRegularFile() || key.equals(lastKey)) {
            return null;
        }
        FileVersion version = FileVersion.of(attributes);
        boolean described = level.names.maybeDescribed(name, version.mtime());
        if (isOpen(path, version, described ? key : null)) {
            return null;
        }
        lastKey = key;
        return new Entry(key, new BucketDirectory.Located(path, version), described);
    }

    /** @param key null if the object has no sidecar, which would tell that the file is of this store */
    private boolean isOpen(Path path, FileVersion version, String key) throws IOException {
        return settleTime.isOpen(path, version)
                && (key == null || bucket.sidecars().stored(key).stream().noneMatch(sidecar -> sidecar.isOf(version)));
    }

    private Entry directory(Level level, Waiting waiting) throws IOException {
        String prefix = level.names.keyPrefix() + waiting.prefix();
        if (!position.isBeforeSome(prefix)) {
            return null;
        }
        if (!shallow) {
            enter(waiting.directory(), prefix, "");
            return null;
        }
        return holdsObjects(waiting.directory()) ? new Entry(prefix, null, false) : null;
    }

    private boolean holdsObjects(Path directory) throws IOException {
        List<Path> directories = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                String file = FileNames.of(entry);
                BasicFileAttributes attributes = FileVersion.attributes(entry);
                if (attributes == null) {
                    continue;
                }
                if (attributes.isRegularFile()
                        && KeyEncoding.segment(file) != null
                        && !isOpen(entry, FileVersion.of(attributes), null)) {
                    return true;
                }
                if (attributes.isDirectory() && (KeyEncoding.segment(file) != null || KeyEncoding.goesOn(file))) {
                    directories.add(entry);
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return false;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        for (Path below : directories) {
            if (holdsObjects(below)) {
                return true;
            }
        }
        return false;
    }

    private void enter(Path directory, String keyPrefix, String namePrefix) {
        levels.push(new Level(new DirectoryNames(directory, keyPrefix, namePrefix, window, bucket)));
    }
}
