/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.ObjectInfo;
import java.io.InputStream;
import org.apache.camel.StreamCache;

/**
 * The content of an object as a message body. It is a {@link StreamCache}, so Camel leaves it alone instead of copying it into memory:
 * {@link #reset()} reads again from the start, {@link #copy} gives an independent reader. Every time it is opened it is pinned to the version that
 * was seen; if the object was replaced since, reading fails with {@link io.cloudbridge.store.CloudBridgeException.PreconditionFailed} and never
 * mixes two versions.
 *
 * <p>Errors of reading are {@link io.cloudbridge.store.CloudBridgeException}s. When the exchange ends the connection is dropped, whatever is left
 * unread. Code that reads on afterwards opens the object again and has to close the body. Thread-safe in so far as the exchange may end on another
 * thread than the reader's.
 */
public abstract class ObjectBody extends InputStream implements StreamCache {

    /** For the component's own kind of body. */
    protected ObjectBody() {}

    /** The attributes of the object, as they were when it was found. */
    public abstract ObjectInfo info();

    /** The part of the object that is read. */
    public abstract ByteRange range();

    @Override
    public abstract int read();

    @Override
    public abstract int read(byte[] target, int offset, int count);

    /** Drops the connection. Reading goes on only after {@link #reset()}. Idempotent. */
    @Override
    public abstract void close();

    /** Back to the start; the next read opens the object again. */
    @Override
    public abstract void reset();

    /** An independent reader of the same part from its start. The caller closes it. */
    public abstract ObjectBody reopen();
}
