/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import io.cloudbridge.store.ObjectContent;
import io.cloudbridge.store.ObjectInfo;
import java.io.InputStream;

/** An object that is being read. */
record OpenObject(ObjectInfo info, AnswerBody body) implements ObjectContent {

    @Override
    public InputStream stream() {
        return body;
    }

    @Override
    public void abort() {
        body.abort();
    }

    @Override
    public void close() {
        body.close();
    }
}
