/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import io.cloudbridge.store.PutResult;
import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;

/** Changes of what belongs to an object, its content untouched. */
final class LocalProperties {

    /** Gives up on an object that is replaced each time its content has been read. */
    private static final int ATTEMPTS = 100;

    private LocalProperties() {}

    static PutResult change(BucketDirectory bucket, String key, String ifMatch, UnaryOperator<Sidecar> change)
            throws IOException {
        bucket.mustExist();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            LocalReads.Seen seen = LocalReads.see(bucket, key, false);
            Conditions.checkMatch("ifMatch", ifMatch, seen.version());
            // an object without a sidecar: read once, and not while the lock is held
            Sidecar current = seen.sidecar().checksum() != null
                    ? seen.sidecar()
                    : seen.sidecar().withChecksum(Sidecars.checksum(seen.file()));
            Sidecar changed = bucket.hold(key, () -> tryChange(bucket, seen, current, change));
            if (changed != null) {
                return new PutResult(seen.version().etag(), null, changed.checksum());
            }
        }
        throw LocalErrors.invalidState("the object does not stop changing");
    }

    /** Null if the object was replaced meanwhile. */
    private static Sidecar tryChange(
            BucketDirectory bucket, LocalReads.Seen seen, Sidecar current, UnaryOperator<Sidecar> change)
            throws IOException {
        String key = current.key();
        if (!seen.version().equals(FileVersion.at(seen.file().path()))) {
            return null;
        }
        // another call may have changed the sidecar since
        Sidecar latest = bucket.sidecars().stored(key).stream()
                .filter(sidecar -> sidecar.isOf(seen.version()) && sidecar.checksum() != null)
                .findFirst()
                .orElse(current);
        Sidecar changed = change.apply(latest).withVersion(seen.version());
        bucket.sidecars()
                .write(
                        key,
                        changed.isDefault()
                                        && WriteStamp.isStamp(changed.version().mtime())
                                ? List.of()
                                : List.of(changed));
        return changed;
    }
}
