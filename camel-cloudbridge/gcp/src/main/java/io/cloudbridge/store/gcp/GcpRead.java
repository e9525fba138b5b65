/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import io.cloudbridge.store.ContentRange;
import io.cloudbridge.store.ObjectContent;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectRef;
import java.io.InputStream;

/** The answer to a download, read as it comes. */
final class GcpRead implements ObjectContent {

    private final GcpAnswer answer;
    private final ContentRange range;
    private final ObjectInfo info;

    /** @param known the attributes of this generation, or null for those that the answer tells */
    GcpRead(ObjectRef ref, GcpAnswer answer, ObjectInfo known) {
        this.answer = answer;
        String length = answer.header("Content-Length");
        this.range = ContentRange.of(
                answer.status(),
                answer.header("Content-Range"),
                length == null ? ContentRange.UNKNOWN : Long.parseLong(length));
        this.info = known != null ? known : GcpObjects.info(ref, answer, size());
    }

    /** Of the whole object as it is stored, which an answer without a length tells in a header of its own. */
    private long size() {
        String stored = answer.header("x-goog-stored-content-length");
        return range.total() >= 0 || stored == null ? range.total() : Long.parseLong(stored);
    }

    @Override
    public ObjectInfo info() {
        return info;
    }

    @Override
    public ContentRange range() {
        return range;
    }

    @Override
    public InputStream stream() {
        return answer.body();
    }

    @Override
    public void abort() {
        answer.close();
    }

    @Override
    public void close() {
        answer.close();
    }
}
