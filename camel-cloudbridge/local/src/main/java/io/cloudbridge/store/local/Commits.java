/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import io.cloudbridge.store.PutOptions;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a file that is whole an object: the one moment when a write becomes visible. */
final class Commits {

    /** Directories on the way can be removed, and names taken, by other writers; more often in a row is no accident. */
    private static final int ATTEMPTS = 100;

    /** A directory in the way can be gone again by the time it is looked for, so a failure without a cause to be seen has a few tries too. */
    private static final int ATTEMPTS_UNEXPLAINED = 5;

    private static final Logger LOG = LoggerFactory.getLogger(Commits.class);

    private final BucketDirectory bucket;
    private final boolean force;

    Commits(BucketDirectory bucket, boolean force) {
        this.bucket = bucket;
        this.force = force;
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
                return bucket.locks().hold(bucket.name(), key, () -> tryCommit(temporary, sidecar, conditions));
            } catch (FileSystemException e) {
                if (attempt == ATTEMPTS || (!canGoOn(key, e) && ++unexplained == ATTEMPTS_UNEXPLAINED)) {
                    throw e;
                }
                bucket.mustExist();
                if (!Files.exists(temporary)) {
                    throw LocalErrors.uploadNotFound(bucket.name(), key);
                }
            }
        }
    }

    private FileVersion tryCommit(Path temporary, Sidecar sidecar, PutOptions conditions) throws IOException {
        String key = sidecar.key();
        BucketDirectory.Located place = bucket.place(key);
        FileVersion old = place.version();
        Conditions.check(conditions, old, bucket.name(), key);
        FileVersion fresh = PendingFile.stamp(temporary, old);
        Sidecars sidecars = bucket.sidecars();
        sidecars.write(fresh, sidecar);
        try {
            bucket.moveIn(temporary, place.path(), conditions.ifNoneMatch() != null);
        } catch (IOException | RuntimeException e) {
            sidecars.delete(key, fresh);
            throw e;
        }
        if (force) {
            force(place.path().getParent());
        }
        if (old != null) {
            tidy(key, place);
        }
        return fresh;
    }

    /** What is left of the old version. The new one is there already, so a failure here is none of the write. */
    private void tidy(String key, BucketDirectory.Located replaced) {
        try {
            bucket.sidecars().delete(key, replaced.version());
            if (replaced.path().equals(bucket.ownPath(key))) {
                // a crash or another program can leave both; then the one in its own place is the object
                Files.deleteIfExists(bucket.displacedPath(key));
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
