/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The hidden tree of a bucket: on the same file system as the objects, so that a move from there is atomic. */
final class HiddenFiles {

    /** In the hidden tree of a root: buckets on their way out. */
    static final String DELETED = "deleted";

    private final Root root;
    private final Path bucket;
    private final boolean force;

    HiddenFiles(Root root, Path bucket, boolean force) {
        this.root = root;
        this.bucket = bucket;
        this.force = force;
    }

    /** The name of a new temporary file. */
    Path newTemporary() throws IOException {
        return directory(bucket, "tmp").resolve(root.temporaryName());
    }

    /** Makes a temporary file to write to. */
    FileChannel open(Path temporary) throws IOException {
        return create(
                temporary, path -> FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    /** A new empty directory for an upload in parts. */
    Path newUpload() throws IOException {
        Path upload = uploads().resolve(root.temporaryName());
        return create(upload, Files::createDirectory);
    }

    Path uploads() {
        return directory(bucket, "uploads");
    }

    Sidecars sidecars() {
        return new Sidecars(directory(bucket, "meta"), this);
    }

    /** Remembers that this store has made a directory. */
    void mark(Path directory) throws IOException {
        Path mark = markOf(directory);
        try {
            create(mark, Files::createFile);
        } catch (FileAlreadyExistsException e) {
            // left from an earlier directory of this name
        }
    }

    boolean isMarked(Path directory) {
        return Files.exists(markOf(directory));
    }

    void unmark(Path directory) throws IOException {
        Files.deleteIfExists(markOf(directory));
    }

    private Path markOf(Path directory) {
        byte[] name = Names.text(bucket.relativize(directory)).getBytes(StandardCharsets.UTF_8);
        return Sidecars.spread(directory(bucket, "dirs"), Sidecars.sha256().digest(name));
    }

    /** Makes the file have this content: at once, or not at all. */
    void replace(Path file, byte[] content) throws IOException {
        Path temporary = newTemporary();
        try {
            try (FileChannel channel = open(temporary)) {
                ByteBuffer buffer = ByteBuffer.wrap(content);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                if (force) {
                    channel.force(true);
                }
            }
            move(temporary, file);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
    }

    private void move(Path temporary, Path file) throws IOException {
        try {
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            makeHidden(file.getParent());
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private <T> T create(Path path, Creation<T> creation) throws IOException {
        try {
            return creation.create(path);
        } catch (NoSuchFileException e) {
            makeHidden(path.getParent());
            return creation.create(path);
        }
    }

    /** Unlike {@code Files.createDirectories}, does not bring back a bucket that is gone. */
    private void makeHidden(Path directory) throws IOException {
        if (!directory.getParent().equals(bucket)) {
            makeHidden(directory.getParent());
        }
        try {
            Files.createDirectory(directory);
        } catch (FileAlreadyExistsException e) {
            // made before, or by another writer at this moment
        }
    }

    private interface Creation<T> {
        T create(Path path) throws IOException;
    }

    private static Path directory(Path bucket, String name) {
        return bucket.resolve(KeyEncoding.HIDDEN).resolve(name);
    }

    /** Removes temporary files, unfinished uploads and half deleted buckets of processes that have ended. */
    static void removeLeftovers(Path bucket, Path sessions) throws IOException {
        for (String kind : new String[] {"tmp", "uploads", DELETED}) {
            Path directory = directory(bucket, kind);
            for (String name : Names.in(directory)) {
                if (Session.hasEnded(sessions, name)) {
                    Trees.delete(directory.resolve(name));
                }
            }
        }
    }
}
