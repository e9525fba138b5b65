/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.ReadOptions;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;

/** Attributes and content of single objects. */
final class LocalReads {

    /** Gives up on a file that is replaced between any two looks at it. */
    private static final int ATTEMPTS = 1000;

    private LocalReads() {}

    /** An object's file with what belongs to it, open if asked for. */
    record Seen(BucketDirectory.Located file, Sidecar sidecar, FileChannel channel) {

        FileVersion version() {
            return file.version();
        }

        ObjectInfo info(ObjectRef ref) {
            return new ObjectInfo(
                    ref,
                    version().size(),
                    version().etag(),
                    version().lastModified(),
                    sidecar.properties(),
                    sidecar.checksum());
        }
    }

    static ObjectInfo head(BucketDirectory bucket, ObjectRef ref, ReadOptions options) throws IOException {
        Seen seen = see(bucket, ref.key(), false);
        Conditions.check(options, seen.version());
        return seen.info(ref);
    }

    static LocalContent read(BucketDirectory bucket, ObjectRef ref, ByteRange range, ReadOptions options)
            throws IOException {
        Seen seen = see(bucket, ref.key(), true);
        try {
            Conditions.check(options, seen.version());
            long size = seen.version().size();
            if (!range.isAll() && range.offset() >= size) {
                throw new CloudBridgeException.InvalidRequest(
                        Failure.of("the range begins at byte " + range.offset() + " but the object has " + size
                                        + " bytes")
                                .withHttp(416, "InvalidRange", null),
                        null);
            }
            return new LocalContent(seen.info(ref), seen.file(), seen.channel(), range);
        } catch (RuntimeException e) {
            seen.channel().close();
            throw e;
        }
    }

    /** @throws CloudBridgeException.ObjectNotFound if there is no such object */
    static Seen see(BucketDirectory bucket, String key, boolean open) throws IOException {
        Seen seen = find(bucket, key, open);
        if (seen == null) {
            bucket.mustExist();
            throw LocalErrors.objectNotFound();
        }
        return seen;
    }

    /**
     * Looks at an object until version, sidecar and open file belong together: a writer puts the new sidecar there before the new content and
     * removes the old one after it, so they do if the version is the same before and after.
     *
     * @return null if there is no such object
     */
    static Seen find(BucketDirectory bucket, String key, boolean open) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            BucketDirectory.Located found = bucket.find(key);
            if (found == null) {
                return null;
            }
            FileChannel channel = null;
            try {
                channel = open
                        ? FileChannel.open(found.path(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)
                        : null;
                Sidecar sidecar = bucket.sidecars().of(key, found);
                if (!open && sidecar.isOf(found.version()) || found.version().equals(FileVersion.at(found.path()))) {
                    return new Seen(found, sidecar, channel);
                }
            } catch (NoSuchFileException | EOFException e) {
                // replaced, deleted or cut since it was found: look again
            } catch (IOException | RuntimeException e) {
                close(channel);
                throw e;
            }
            close(channel);
        }
        throw LocalErrors.invalidState("the object does not stop changing");
    }

    private static void close(FileChannel channel) throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
