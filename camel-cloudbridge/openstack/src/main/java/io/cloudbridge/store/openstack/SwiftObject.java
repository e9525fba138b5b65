/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import io.cloudbridge.store.ContentRange;
import io.cloudbridge.store.ObjectContent;
import io.cloudbridge.store.ObjectInfo;
import java.io.InputStream;

/** An object that is being read. */
record SwiftObject(ObjectInfo info, ContentRange range, Answer answer) implements ObjectContent {

    SwiftObject(ObjectInfo info, Answer answer) {
        this(info, ContentRange.of(answer.status(), answer.header("Content-Range"), answer.contentLength()), answer);
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
