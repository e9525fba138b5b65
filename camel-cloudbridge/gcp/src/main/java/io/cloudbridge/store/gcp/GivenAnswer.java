/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import com.google.api.client.http.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.BiConsumer;

/** By the transport of a client that the user gave. */
record GivenAnswer(HttpResponse response, Rest body) implements GcpAnswer {
    static GivenAnswer of(HttpResponse response) throws IOException {
        InputStream content = response.getContent();
        Long length = response.getHeaders().getContentLength();
        return new GivenAnswer(
                response,
                new Rest(
                        content == null ? InputStream.nullInputStream() : content,
                        content == null ? 0 : length == null ? -1 : length));
    }

    @Override
    public int status() {
        return response.getStatusCode();
    }

    @Override
    public String reasonPhrase() {
        return response.getStatusMessage();
    }

    @Override
    public String header(String name) {
        return response.getHeaders().getFirstHeaderStringValue(name);
    }

    @Override
    public void forEachHeader(BiConsumer<String, String> action) {
        response.getHeaders().forEach((name, value) -> {
            if (value instanceof Iterable<?> values) {
                values.forEach(each -> action.accept(name, String.valueOf(each)));
            } else {
                action.accept(name, String.valueOf(value));
            }
        });
    }

    @Override
    public void close() {
        try {
            if (body.isReadToItsEnd()) {
                body.close();
            } else {
                response.disconnect();
            }
        } catch (IOException | RuntimeException e) {
            // the connection is broken, so there is nothing left to close
        }
    }
}
