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
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

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
        return in(
                temporary.getParent(),
                () -> FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    /** A new empty directory for an upload in parts. */
    Path newUpload() throws IOException {
        Path upload = uploads().resolve(root.temporaryName());
        return in(upload.getParent(), () -> Files.createDirectory(upload));
    }

    /** A new empty directory to try names in. */
    Path newTrial() throws IOException {
        Path trial = newTemporary();
        return in(trial.getParent(), () -> Files.createDirectory(trial));
    }

    Path uploads() {
        return directory(bucket, "uploads");
    }

    /** The directory of the sidecars. */
    Path meta() {
        return directory(bucket, "meta");
    }

    /**
     * Remembers that this store has made a directory.
     *
     * @param levels how many directories it has made: this one and so many less one above it
     */
    void mark(Path directory, int levels) throws IOException {
        Path mark = markOf(directory);
        if (levels == 1) {
            try {
                in(mark.getParent(), () -> Files.createFile(mark));
                return;
            } catch (FileAlreadyExistsException e) {
                // left from an earlier directory of this name
            }
        }
        replace(mark, Integer.toString(levels).getBytes(StandardCharsets.US_ASCII));
    }

    /** The number of directories given to {@link #mark}; 0 if this store has not made the directory. */
    int levels(Path directory) throws IOException {
        Path mark = markOf(directory);
        try {
            String levels = Files.exists(mark) ? Files.readString(mark, StandardCharsets.US_ASCII) : "0";
            return levels.isEmpty() ? 1 : Integer.parseInt(levels);
        } catch (NoSuchFileException e) {
            return 0;
        } catch (NumberFormatException e) {
            return 1;
        }
    }

    void unmark(Path directory) throws IOException {
        Files.deleteIfExists(markOf(directory));
    }

    private Path markOf(Path directory) {
        String hash = hash(FileNames.text(bucket.relativize(directory)));
        return directory(bucket, "dirs").resolve(hash.substring(0, 2)).resolve(hash.substring(2));
    }

    /** A name in the hidden tree for a path of any length. */
    static String hash(String path) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(path.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 20);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is missing from this JDK", e);
        }
    }

    /** Makes the file have this content: at once, or not at all. */
    void replace(Path file, byte[] content) throws IOException {
        Path temporary = newTemporary();
        try {
            try (FileChannel channel = open(temporary)) {
                Spool.writeFully(channel, ByteBuffer.wrap(content), 0);
                if (force) {
                    channel.force(true);
                }
            }
            in(
                    file.getParent(),
                    () -> Files.move(
                            temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING));
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
    }

    /**
     * Takes a file out of its place, whatever it is by now.
     *
     * @return where it is
     * @throws NoSuchFileException if there is none
     */
    Path moveAside(Path file) throws IOException {
        Path temporary = newTemporary();
        return in(temporary.getParent(), () -> Files.move(file, temporary, StandardCopyOption.ATOMIC_MOVE));
    }

    /** Runs the action on a hidden directory, which is made first if it is not there. */
    private <T> T in(Path directory, FileAction<T> action) throws IOException {
        try {
            return action.run();
        } catch (NoSuchFileException e) {
            makeHidden(directory);
            return action.run();
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

    private static Path directory(Path bucket, String name) {
        return bucket.resolve(KeyEncoding.HIDDEN).resolve(name);
    }

    /** Removes temporary files, unfinished uploads and half deleted buckets of processes that have ended. */
    static void removeLeftovers(Path bucket, Path sessions) throws IOException {
        for (String kind : new String[] {"tmp", "uploads", DELETED}) {
            Path directory = directory(bucket, kind);
            for (String name : FileNames.in(directory)) {
                if (WriterProcess.hasEnded(sessions, name)) {
                    Trees.delete(directory.resolve(name));
                }
            }
        }
    }
}
