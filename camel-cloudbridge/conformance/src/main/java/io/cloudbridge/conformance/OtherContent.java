/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import io.cloudbridge.store.ContentRange;
import io.cloudbridge.store.ObjectContent;
import io.cloudbridge.store.ObjectInfo;
import java.io.InputStream;

/** An answer to a read that says or carries something else than the real one, whose connection it holds. */
record OtherContent(ObjectContent real, ObjectInfo info, ContentRange range, InputStream stream)
        implements ObjectContent {

    static OtherContent of(ObjectContent real) {
        return new OtherContent(real, real.info(), real.range(), real.stream());
    }

    OtherContent withETag(String etag) {
        ObjectInfo other =
                new ObjectInfo(info.ref(), info.size(), etag, info.lastModified(), info.properties(), info.checksum());
        return new OtherContent(real, other, range, stream);
    }

    OtherContent withSize(long size) {
        ObjectInfo other =
                new ObjectInfo(info.ref(), size, info.etag(), info.lastModified(), info.properties(), info.checksum());
        return new OtherContent(real, other, range, stream);
    }

    OtherContent withRange(ContentRange other) {
        return new OtherContent(real, info, other, stream);
    }

    OtherContent withStream(InputStream other) {
        return new OtherContent(real, info, range, other);
    }

    @Override
    public long partSize() {
        return real.partSize();
    }

    @Override
    public void abort() {
        real.abort();
    }

    @Override
    public void close() {
        // it may not be at its end, whatever it says
        real.abort();
    }
}
