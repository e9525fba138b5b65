/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.CopyOptions;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutResult;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Copies below one root. */
final class LocalCopies {

    private LocalCopies() {}

    static PutResult copy(BucketDirectory from, ObjectRef source, BucketDirectory to, String key, CopyOptions options)
            throws IOException {
        to.mustExist();
        LocalReads.Seen seen = from.run(source.key(), () -> LocalReads.see(from, source.key(), true));
        try (FileChannel channel = seen.channel()) {
            from.run(source.key(), () -> {
                Conditions.checkMatch("sourceIfMatch", options.sourceIfMatch(), seen.version());
                return null;
            });
            Sidecar old = seen.sidecar();
            PutOptions target = options.target();
            Sidecar sidecar = new Sidecar(
                    key,
                    options.keepProperties() ? old.properties() : target.properties(),
                    target.tags().isEmpty() ? old.tags() : target.tags(),
                    old.checksum());
            return new Commits(to).write(sidecar, target, (file, path) -> {
                Spool.copy(channel, 0, seen.version().size(), file, 0);
                LocalContent.checkUnchanged(seen.file());
                return old.checksum() == null && !sidecar.isDefault() ? checksum(path, seen) : old.checksum();
            });
        }
    }

    private static Checksum checksum(Path copy, LocalReads.Seen seen) throws IOException {
        return Sidecars.checksum(new BucketDirectory.Located(copy, seen.version()));
    }
}
