/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutResult;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes objects: a file that is whole becomes an object in one moment. */
final class Commits {

    /** Directories on the way can be removed, and names taken, by other writers; more often in a row is no accident. */
    private static final int ATTEMPTS = 100;

    /** A directory in the way can be gone again by the time it is looked for, so a failure without a cause to be seen has a few tries too. */
    private static final int ATTEMPTS_UNEXPLAINED = 5;

    /** A directory that is missing or taken by others is the usual reason; a name that cannot be is looked for after that. */
    private static final int ATTEMPTS_BEFORE_TRIAL = 3;

    private static final Logger LOG = LoggerFactory.getLogger(Commits.class);

    private final BucketDirectory bucket;

    Commits(BucketDirectory bucket) {
        this.bucket = bucket;
    }

    /** Writes the content of an object into an empty file and returns its CRC32C, or null if the object needs none. */
    interface Writer {
        Checksum write(FileChannel file, Path path) throws IOException;
    }

    /** Writes an object: first to a temporary file, then visible at once. */
    PutResult write(Sidecar sidecar, PutOptions conditions, Writer content) throws IOException {
        Path temporary = bucket.hidden().newTemporary();
        try {
            Checksum checksum;
            try (FileChannel file = bucket.hidden().open(temporary)) {
                checksum = content.write(file, temporary);
                if (bucket.force()) {
                    file.force(true);
                }
            }
            FileVersion version = commit(temporary, sidecar.withChecksum(checksum), conditions);
            return new PutResult(version.etag(), null, checksum);
        } catch (IOException | RuntimeException e) {
            discard(temporary, e);
            throw e;
        }
    }

    private static void discard(Path temporary, Exception cause) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /**
     * Moves a temporary file into place.
     *
     * @param sidecar what belongs to it
     * @param conditions checked at the very moment
     */
    FileVersion commit(Path temporary, Sidecar sidecar, PutOptions conditions) throws IOException {
        String key = sidecar.key();
        int unexplained = 0;
        for (int attempt = 1; ; attempt++) {
            try {
                if (attempt > 1) {
                    bucket.makeParents(key);
                }
                return bucket.hold(key, () -> tryCommit(temporary, sidecar, conditions));
            } catch (FileSystemException e) {
                if (attempt == ATTEMPTS || (!canGoOn(key, e) && ++unexplained == ATTEMPTS_UNEXPLAINED)) {
                    throw e;
                }
                bucket.mustExist();
                if (attempt == ATTEMPTS_BEFORE_TRIAL) {
                    bucket.mustHold(key);
                }
                if (!Files.exists(temporary)) {
                    throw LocalErrors.uploadNotFound();
                }
            }
        }
    }

    private FileVersion tryCommit(Path temporary, Sidecar sidecar, PutOptions conditions) throws IOException {
        String key = sidecar.key();
        BucketDirectory.Located place = bucket.place(key);
        FileVersion old = place.version();
        Conditions.check(conditions, old);
        if (old == null && bucket.spelling().folds()) {
            // such a file system refuses or changes more names, and one that is changed would be another key
            bucket.mustHold(key);
        }
        FileVersion fresh = WriteStamp.stamp(temporary, old);
        // where the file system cannot keep the stamp, the sidecar tells that the file is of this store
        boolean needed = !sidecar.isDefault() || !WriteStamp.isStamp(fresh.mtime());
        List<Sidecar> stored = bucket.sidecars().stored(key);
        if (needed || !stored.isEmpty()) {
            bucket.sidecars().write(key, versions(sidecar.withVersion(fresh), old, stored));
        }
        try {
            bucket.moveIn(temporary, place.path(), conditions.ifNoneMatch() != null);
        } catch (IOException | RuntimeException e) {
            bucket.sidecars().write(key, stored);
            throw e;
        }
        if (bucket.force()) {
            force(place.path().getParent());
        }
        tidy(key, place, !needed && !stored.isEmpty());
        return fresh;
    }

    /** The new version and the one it replaces: until the move a reader needs the old one. */
    private static List<Sidecar> versions(Sidecar fresh, FileVersion old, List<Sidecar> stored) {
        if (old == null || stored.isEmpty()) {
            return List.of(fresh);
        }
        Sidecar before =
                stored.stream().filter(sidecar -> sidecar.isOf(old)).findFirst().orElse(stored.get(0));
        return List.of(fresh, before);
    }

    /** Removes what is left of the old version. The new one is there already, so a failure here is not one of the write. */
    private void tidy(String key, BucketDirectory.Located place, boolean sidecar) {
        try {
            if (sidecar) {
                bucket.sidecars().delete(key);
            }
            if (place.version() != null && place.path().equals(bucket.ownPath(key))) {
                // a crash or another program can leave both; then the one in its own place is the object
                bucket.deleteDisplaced(key);
            }
        } catch (IOException e) {
            LOG.debug("Something is left of the old version of {} in bucket {}", key, bucket.name(), e);
        }
    }

    /** Whether the failure is one of the way to the place, which can be made. */
    private boolean canGoOn(String key, FileSystemException e) throws IOException {
        if (e instanceof NoSuchFileException || e instanceof FileAlreadyExistsException) {
            return true;
        }
        Path own = bucket.ownPath(key);
        return Files.isDirectory(own, LinkOption.NOFOLLOW_LINKS)
                || !Files.isDirectory(own.getParent(), LinkOption.NOFOLLOW_LINKS);
    }

    /** Makes the entry of a file in its directory durable. Windows cannot open directories and needs no such thing. */
    private static void force(Path directory) throws IOException {
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
