/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import io.cloudbridge.store.DeleteRequest;
import java.io.IOException;
import java.nio.file.Files;
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
        Path removed = bucket.locks().hold(bucket.name(), key, () -> {
            BucketDirectory.Located found = bucket.find(key);
            if (found == null) {
                return null;
            }
            if (request.ifMatch() != null) {
                Conditions.checkMatch("ifMatch", request.ifMatch(), found.version(), bucket.name(), key);
            }
            Path displaced = bucket.displacedPath(key);
            if (Files.exists(displaced)) {
                Files.deleteIfExists(displaced);
            }
            Files.deleteIfExists(found.path());
            bucket.sidecars().delete(key);
            return found.path();
        });
        if (removed != null) {
            directories.add(removed.getParent());
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
