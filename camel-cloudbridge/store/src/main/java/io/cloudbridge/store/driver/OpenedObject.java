/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.driver;

import io.cloudbridge.store.ContentRange;
import io.cloudbridge.store.ObjectContent;
import io.cloudbridge.store.ObjectInfo;
import java.io.IOException;
import java.io.InputStream;

/**
 * An open object of a stream.
 *
 * @param partSize see {@link ObjectContent#partSize()}
 * @param stream whose close gives the connection back if everything was read, and drops it otherwise
 */
public record OpenedObject(ObjectInfo info, ContentRange range, long partSize, InputStream stream)
        implements ObjectContent {

    /** Of which nobody knows the size of its parts. */
    public OpenedObject(ObjectInfo info, ContentRange range, InputStream stream) {
        this(info, range, 0, stream);
    }

    @Override
    public void abort() {
        close();
    }

    @Override
    public void close() {
        try {
            stream.close();
        } catch (IOException | RuntimeException e) {
            // the connection is gone either way, which is what was asked for
        }
    }
}
