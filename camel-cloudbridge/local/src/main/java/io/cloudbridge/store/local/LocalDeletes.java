/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import io.cloudbridge.store.DeleteRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Deletes of single objects. */
final class LocalDeletes {

    private LocalDeletes() {}

    static void delete(BucketDirectory bucket, DeleteRequest request) throws IOException {
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
            bucket.removeEmptyParents(removed);
        }
    }
}
