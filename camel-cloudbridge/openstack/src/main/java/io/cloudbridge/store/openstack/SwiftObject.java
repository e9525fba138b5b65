/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import io.cloudbridge.store.ContentRange;
import io.cloudbridge.store.ObjectContent;
import io.cloudbridge.store.ObjectInfo;
import java.io.InputStream;

/** An object that is being read. */
record SwiftObject(ObjectInfo info, Answer answer) implements ObjectContent {

    @Override
    public ContentRange range() {
        return ContentRange.of(answer.status(), answer.header("Content-Range"), answer.contentLength());
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
