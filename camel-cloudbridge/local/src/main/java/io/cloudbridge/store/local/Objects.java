/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.CopyOptions;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutResult;
import io.cloudbridge.store.ReadOptions;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.UnaryOperator;

/** Single objects: reads, writes, copies, deletes. */
final class Objects {

    /** A file that is replaced more often than this between two looks at it is no object but a fight. */
    private static final int ATTEMPTS = 1000;

    private final boolean force;

    Objects(boolean force) {
        this.force = force;
    }

    /** A version with what belongs to it, and its file, open if asked for. */
    private record Seen(FileVersion version, Sidecar sidecar, FileChannel channel) {}

    ObjectInfo head(BucketDirectory bucket, ObjectRef ref, ReadOptions options) throws IOException {
        Seen seen = see(bucket, ref.key(), false);
        Conditions.check(options, seen.version(), bucket.name(), ref.key());
        return info(ref, seen);
    }

    LocalContent read(BucketDirectory bucket, ObjectRef ref, ByteRange range, ReadOptions options) throws IOException {
        Seen seen = see(bucket, ref.key(), true);
        try {
            Conditions.check(options, seen.version(), bucket.name(), ref.key());
            long size = seen.version().size();
            if (!range.isAll() && range.offset() >= size) {
                throw new CloudBridgeException.InvalidRequest(
                        Failure.of("the range begins at byte " + range.offset() + " but the object has " + size
                                        + " bytes")
                                .withHttp(416, "InvalidRange", null),
                        null);
            }
            return new LocalContent(info(ref, seen), seen.channel(), range);
        } catch (RuntimeException e) {
            seen.channel().close();
            throw e;
        }
    }

    Sidecar sidecar(BucketDirectory bucket, String key) throws IOException {
        return see(bucket, key, false).sidecar();
    }

    /** Writes the content of an object into an empty file and returns its digest. */
    interface Writer {
        Checksum write(FileChannel file) throws IOException;
    }

    PutResult put(BucketDirectory bucket, String key, Writer content, PutOptions options) throws IOException {
        bucket.mustExist();
        Path temporary = bucket.hidden().newTemporary();
        try {
            Checksum checksum;
            try (FileChannel file = bucket.hidden().open(temporary)) {
                checksum = content.write(file);
                if (force) {
                    file.force(true);
                }
            }
            return commit(bucket, temporary, new Sidecar(key, options.properties(), options.tags(), checksum), options);
        } catch (IOException | RuntimeException e) {
            discard(temporary, e);
            throw e;
        }
    }

    PutResult copy(BucketDirectory from, ObjectRef source, BucketDirectory to, String key, CopyOptions options)
            throws IOException {
        to.mustExist();
        Seen seen = see(from, source.key(), true);
        Path temporary = null;
        try (FileChannel channel = seen.channel()) {
            if (options.sourceIfMatch() != null) {
                Conditions.checkMatch(
                        "sourceIfMatch", options.sourceIfMatch(), seen.version(), from.name(), source.key());
            }
            temporary = to.hidden().newTemporary();
            try (FileChannel file = to.hidden().open(temporary)) {
                Spool.copy(channel, 0, seen.version().size(), file, 0);
                if (force) {
                    file.force(true);
                }
            }
            Sidecar old = seen.sidecar();
            PutOptions target = options.target();
            Sidecar sidecar = new Sidecar(
                    key,
                    options.keepProperties() ? old.properties() : target.properties(),
                    target.tags().isEmpty() ? old.tags() : target.tags(),
                    old.checksum());
            return commit(to, temporary, sidecar, target);
        } catch (IOException | RuntimeException e) {
            if (temporary != null) {
                discard(temporary, e);
            }
            throw e;
        }
    }

    void delete(BucketDirectory bucket, DeleteRequest request) throws IOException {
        String key = request.ref().key();
        Path removed = bucket.locks().hold(bucket.name(), key, () -> {
            BucketDirectory.Located found = bucket.find(key);
            if (found == null) {
                return null;
            }
            if (request.ifMatch() != null) {
                Conditions.checkMatch("ifMatch", request.ifMatch(), found.version(), bucket.name(), key);
            }
            Files.deleteIfExists(bucket.displacedPath(key));
            Files.deleteIfExists(found.path());
            bucket.sidecars().delete(key, found.version());
            return found.path();
        });
        if (removed != null) {
            bucket.removeEmptyParents(removed);
        }
    }

    /** Changes what belongs to an object, its content untouched. */
    PutResult change(BucketDirectory bucket, String key, String ifMatch, UnaryOperator<Sidecar> change)
            throws IOException {
        bucket.mustExist();
        return bucket.locks().hold(bucket.name(), key, () -> {
            Seen seen = see(bucket, key, false);
            if (ifMatch != null) {
                Conditions.checkMatch("ifMatch", ifMatch, seen.version(), bucket.name(), key);
            }
            bucket.sidecars().write(seen.version(), change.apply(seen.sidecar().withKey(key)));
            return new PutResult(seen.version().etag(), null, seen.sidecar().checksum());
        });
    }

    private PutResult commit(BucketDirectory bucket, Path temporary, Sidecar sidecar, PutOptions options)
            throws IOException {
        FileVersion version = new Commits(bucket, force).commit(temporary, sidecar, options);
        return new PutResult(version.etag(), null, sidecar.checksum());
    }

    /**
     * Looks at an object until version, sidecar and open file belong together: a writer puts the new sidecar there before the new content and
     * removes the old one after it, so they do if the version is the same before and after.
     */
    private static Seen see(BucketDirectory bucket, String key, boolean open) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            BucketDirectory.Located found = bucket.find(key);
            if (found == null) {
                bucket.mustExist();
                throw LocalErrors.objectNotFound(bucket.name(), key);
            }
            FileChannel channel = null;
            try {
                channel = open
                        ? FileChannel.open(found.path(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)
                        : null;
                Sidecar sidecar = bucket.sidecars().read(key, found.version());
                if (!open && sidecar.key() != null || found.version().equals(FileVersion.at(found.path()))) {
                    return new Seen(found.version(), sidecar, channel);
                }
            } catch (NoSuchFileException e) {
                // replaced or deleted since it was found: look again
            } catch (IOException | RuntimeException e) {
                close(channel);
                throw e;
            }
            close(channel);
        }
        throw LocalErrors.invalidState("the object does not stop changing", bucket.name(), key);
    }

    private static void close(FileChannel channel) throws IOException {
        if (channel != null) {
            channel.close();
        }
    }

    private static void discard(Path temporary, Exception cause) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    private static ObjectInfo info(ObjectRef ref, Seen seen) {
        FileVersion version = seen.version();
        return new ObjectInfo(
                ref,
                version.size(),
                version.etag(),
                version.lastModified(),
                seen.sidecar().properties(),
                seen.sidecar().checksum());
    }
}
