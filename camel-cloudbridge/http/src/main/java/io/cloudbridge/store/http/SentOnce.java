/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.http;

import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;

/** A body that HttpClient sends once: the engine is the one layer that tries again. */
abstract class SentOnce extends AbstractHttpEntity {

    /** @param chunked whether the length is unknown */
    SentOnce(boolean chunked) {
        super((String) null, null, chunked);
    }

    @Override
    public final boolean isRepeatable() {
        return false;
    }

    @Override
    public final boolean isStreaming() {
        return true;
    }

    @Override
    public final void close() {}
}
