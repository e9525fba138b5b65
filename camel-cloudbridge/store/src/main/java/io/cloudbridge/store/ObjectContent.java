/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.io.InputStream;

/** An open object. Not thread-safe. */
public interface ObjectContent extends AutoCloseable {

    /** The attributes of the whole object, as complete as the store sends them with a read. */
    ObjectInfo info();

    /** The bytes of the range that was asked for. */
    InputStream stream();

    /** Drops the connection without reading what is left. Idempotent; never throws. */
    void abort();

    /** As {@link #abort()} where bytes are left, else gives the connection back. Idempotent; never throws. */
    @Override
    void close();
}
