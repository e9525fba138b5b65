/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import com.google.api.client.http.HttpResponse;
import io.cloudbridge.store.ObjectContent;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectRef;
import java.io.IOException;
import java.io.InputStream;

/** The answer to a download, read as it comes. */
final class GcpRead implements ObjectContent {

    private final HttpResponse response;
    private final ObjectInfo info;
    private final Rest stream;

    /** @param known the attributes of this generation, or null for those that the answer tells */
    GcpRead(ObjectRef ref, HttpResponse response, ObjectInfo known) throws IOException {
        this.response = response;
        Long length = response.getHeaders().getContentLength();
        this.info = known != null
                ? known
                : GcpObjects.info(ref, response.getHeaders(), size(response, length == null ? 0 : length));
        InputStream body = response.getContent();
        this.stream = new Rest(body == null ? InputStream.nullInputStream() : body, length == null ? -1 : length);
    }

    /** The size of the whole object, of which this may be a range. */
    private static long size(HttpResponse response, long length) {
        String range = response.getHeaders().getContentRange();
        int slash = range == null ? -1 : range.lastIndexOf('/');
        return slash >= 0 && !range.endsWith("*") ? Long.parseLong(range.substring(slash + 1)) : length;
    }

    @Override
    public ObjectInfo info() {
        return info;
    }

    @Override
    public InputStream stream() {
        return stream;
    }

    @Override
    public void abort() {
        try {
            response.disconnect();
        } catch (IOException | RuntimeException e) {
            // it is broken already, which is what was wanted
        }
    }

    @Override
    public void close() {
        if (!stream.isReadToItsEnd()) {
            abort();
            return;
        }
        try {
            stream.close();
        } catch (IOException e) {
            abort();
        }
    }
}
