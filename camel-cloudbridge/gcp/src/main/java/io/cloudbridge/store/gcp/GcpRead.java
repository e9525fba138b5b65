/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import com.google.api.client.http.HttpHeaders;
import com.google.api.client.http.HttpResponse;
import io.cloudbridge.store.ContentRange;
import io.cloudbridge.store.ObjectContent;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectRef;
import java.io.IOException;
import java.io.InputStream;

/** The answer to a download, read as it comes. */
final class GcpRead implements ObjectContent {

    private final HttpResponse response;
    private final ContentRange range;
    private final ObjectInfo info;
    private final Rest stream;

    /** @param known the attributes of this generation, or null for those that the answer tells */
    GcpRead(ObjectRef ref, HttpResponse response, ObjectInfo known) throws IOException {
        this.response = response;
        HttpHeaders headers = response.getHeaders();
        long length = headers.getContentLength() == null ? ContentRange.UNKNOWN : headers.getContentLength();
        this.range = ContentRange.of(response.getStatusCode(), headers.getContentRange(), length);
        this.info = known != null ? known : GcpObjects.info(ref, headers, size(headers));
        InputStream body = response.getContent();
        this.stream = new Rest(body == null ? InputStream.nullInputStream() : body, length);
    }

    /** Of the whole object as it is stored, which an answer without a length tells in a header of its own. */
    private long size(HttpHeaders headers) {
        String stored = headers.getFirstHeaderStringValue("x-goog-stored-content-length");
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
        return stream;
    }

    @Override
    public void abort() {
        disconnect(response);
    }

    static void disconnect(HttpResponse response) {
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
