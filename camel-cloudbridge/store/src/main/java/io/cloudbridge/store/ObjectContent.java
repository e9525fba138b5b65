/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import io.cloudbridge.store.driver.OpenedObject;
import java.io.InputStream;

/** An open object. Not thread-safe. */
public interface ObjectContent extends AutoCloseable {

    /**
     * The attributes of the whole object, as complete as the store sends them with a read. {@link ObjectInfo#size()} is {@link
     * ContentRange#UNKNOWN} where the answer does not say it.
     */
    ObjectInfo info();

    /**
     * Which bytes {@link #stream()} carries, as the answer says. The engine refuses what was not asked for, so a driver reports and does not
     * check.
     */
    default ContentRange range() {
        return ContentRange.NONE;
    }

    /**
     * The size of the parts in which the object was stored, as it was written down beside it by {@link ObjectStore#startMultipart(ObjectRef,
     * PutOptions, long)}; 0 if that is not known. Where the store tells no checksum, an ETag that is the MD5 of the MD5s of parts is verified by
     * it. The size of the whole object stands for an ETag that may be the MD5 of all of it.
     */
    default long partSize() {
        return 0;
    }

    /** The bytes of the answer. */
    InputStream stream();

    /** Drops the connection without reading what is left. Idempotent; never throws. */
    void abort();

    /** As {@link #abort()} where bytes are left, else gives the connection back. Idempotent; never throws. */
    @Override
    void close();

    /** Content that holds no connection. */
    static ObjectContent of(ObjectInfo info, ContentRange range, InputStream stream) {
        return new OpenedObject(info, range, stream);
    }
}
