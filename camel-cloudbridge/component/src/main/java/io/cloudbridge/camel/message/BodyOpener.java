/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.message;

import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectReader;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.StoreClient;

/**
 * Opens objects as message bodies with one GET each: the answer that brings the attributes brings the content. A small object is read into memory
 * at once, a larger one keeps its connection while the client has some to spare. Thread-safe.
 *
 * @param client to read with
 * @param open the bodies of this client that hold connections
 * @param maxInMemory the longest content that is read into memory, in bytes
 */
public record BodyOpener(StoreClient client, OpenBodies open, long maxInMemory) {

    /**
     * Opens an object.
     *
     * @throws io.cloudbridge.store.CloudBridgeException if it cannot be had
     */
    public PinnedObjectBody open(ObjectRef ref, ByteRange range, ReadOptions options) {
        return body(client.open(ref, range, options), null, range, new VersionGone());
    }

    /**
     * Opens the version of an object that a listing showed.
     *
     * @param gone told when that version is found to be gone, now or while it is read
     * @throws io.cloudbridge.store.CloudBridgeException.ObjectNotFound if the object has vanished; PreconditionFailed if it was rewritten
     */
    public PinnedObjectBody open(ObjectInfo listed, VersionGone gone) {
        return body(gone.watch(() -> client.open(listed, ByteRange.ALL)), listed, ByteRange.ALL, gone);
    }

    private PinnedObjectBody body(ObjectReader reader, ObjectInfo listed, ByteRange range, VersionGone gone) {
        boolean handedOver = false;
        try {
            ObjectInfo info = listed == null ? reader.info() : learnt(listed, reader.info());
            if (reader.length() <= maxInMemory) {
                byte[] content = gone.watch(() -> readAll(reader));
                return PinnedObjectBody.inMemory(this, info, range, content, gone);
            }
            PinnedObjectBody body = PinnedObjectBody.connected(this, info, range, reader, gone);
            handedOver = true;
            open.opened(body);
            return body;
        } finally {
            if (!handedOver) {
                reader.close();
            }
        }
    }

    /**
     * Reads what a reader has left into memory.
     *
     * @throws OutOfMemoryError if there is no room for it
     */
    public static byte[] readAll(ObjectReader reader) {
        byte[] content = new byte[Math.toIntExact(reader.length())];
        int length = 0;
        for (int n = 0; n >= 0 && length < content.length; n = reader.read(content, length, content.length - length)) {
            length += n;
        }
        return content;
    }

    /** What was listed, with what was learnt of it since. Name, content and time stay those that were listed. */
    public static ObjectInfo learnt(ObjectInfo listed, ObjectInfo learnt) {
        ObjectRef ref = listed.versionId() == null ? listed.ref().withVersion(learnt.versionId()) : listed.ref();
        return new ObjectInfo(
                ref,
                learnt.size(),
                listed.etag().isEmpty() ? learnt.etag() : listed.etag(),
                listed.lastModified() == null ? learnt.lastModified() : listed.lastModified(),
                learnt.properties(),
                learnt.checksum() == null ? listed.checksum() : learnt.checksum());
    }
}
