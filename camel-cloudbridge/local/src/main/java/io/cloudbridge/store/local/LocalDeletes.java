/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import io.cloudbridge.store.DeleteRequest;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes of the objects of one call. */
final class LocalDeletes {

    private static final Logger LOG = LoggerFactory.getLogger(LocalDeletes.class);

    private final BucketDirectory bucket;
    private final Set<Path> directories = new LinkedHashSet<>();

    LocalDeletes(BucketDirectory bucket) {
        this.bucket = bucket;
    }

    /** Deletes an object; its directory stays until {@link #removeEmptyDirectories}. */
    void delete(DeleteRequest request) throws IOException {
        String key = request.ref().key();
        Path removed = bucket.hold(key, () -> {
            BucketDirectory.Located found = bucket.find(key);
            if (found == null) {
                return null;
            }
            Conditions.checkMatch("ifMatch", request.ifMatch(), found.version());
            if (!bucket.displacedPath(key).equals(found.path())) {
                bucket.deleteDisplaced(key);
            }
            if (request.ifMatch() == null) {
                Files.deleteIfExists(found.path());
            } else {
                deleteVersion(found, key);
            }
            bucket.sidecars().delete(key);
            return found.path();
        });
        if (removed != null) {
            directories.add(removed.getParent());
        }
    }

    /**
     * Deletes a file only if it is still the version that was found. Another program may move a new file to its place, or write to it, between a
     * look and a delete; so the file is moved out of the way first, and back if it is another one.
     */
    private void deleteVersion(BucketDirectory.Located found, String key) throws IOException {
        Path aside;
        try {
            aside = bucket.hidden().moveAside(found.path());
        } catch (NoSuchFileException e) {
            return;
        } catch (FileSystemException e) {
            // a directory that is a mount of its own
            LOG.debug("{} is deleted where it is", found.path(), e);
            Files.deleteIfExists(found.path());
            return;
        }
        FileVersion version = FileVersion.at(aside);
        if (!found.version().equals(version)) {
            moveBack(aside, found.path(), key);
            Conditions.checkMatch("ifMatch", found.version().etag(), version);
        }
        Files.delete(aside);
    }

    private void moveBack(Path aside, Path place, String key) throws IOException {
        try {
            bucket.moveIn(aside, place, true);
        } catch (FileAlreadyExistsException e) {
            // replaced once more, by what counts now
            Files.delete(aside);
        } catch (NoSuchFileException e) {
            // another deleter took the directory, which was empty for a moment
            bucket.makeParents(key);
            bucket.moveIn(aside, place, true);
        }
    }

    /** Once for each directory, however many of its objects went. The objects are gone, so a failure here is not one of the delete. */
    void removeEmptyDirectories() {
        for (Path directory : directories) {
            try {
                bucket.removeEmpty(directory);
            } catch (IOException e) {
                LOG.debug("Empty directory {} of bucket {} stays", directory, bucket.name(), e);
            }
        }
    }
}
