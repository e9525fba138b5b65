/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import com.google.api.client.http.HttpResponse;
import io.cloudbridge.store.http.BatchAnswer;
import io.cloudbridge.store.http.HttpAnswer;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * What the service answered. Closing it gives the connection back if the body was read to its end, and drops it otherwise.
 *
 * @param reasonPhrase what stands beside the status, or null
 * @param firstHeader the first value of a header by its name in any case, or null
 * @param headers hands every header to an action; one that came twice comes twice
 * @param body whose close is that of the answer
 */
record GcpAnswer(
        int status,
        String reasonPhrase,
        UnaryOperator<String> firstHeader,
        Consumer<BiConsumer<String, String>> headers,
        InputStream body)
        implements AutoCloseable {

    /** By the shared transport. */
    static GcpAnswer of(HttpAnswer answer) {
        return new GcpAnswer(
                answer.status(), answer.reasonPhrase(), answer::header, answer::forEachHeader, answer.body());
    }

    /** To one call of a batch; its document was read. */
    static GcpAnswer of(BatchAnswer.Part part) {
        return new GcpAnswer(
                part.status(),
                part.reasonPhrase(),
                part.headers()::get,
                part.headers()::forEach,
                InputStream.nullInputStream());
    }

    /** By the transport of a client that the user gave. */
    static GcpAnswer of(HttpResponse response) throws IOException {
        InputStream content = response.getContent();
        Long length = response.getHeaders().getContentLength();
        return new GcpAnswer(
                response.getStatusCode(),
                response.getStatusMessage(),
                response.getHeaders()::getFirstHeaderStringValue,
                action -> response.getHeaders().forEach((name, value) -> {
                    if (value instanceof Iterable<?> values) {
                        values.forEach(each -> action.accept(name, String.valueOf(each)));
                    } else {
                        action.accept(name, String.valueOf(value));
                    }
                }),
                new Rest(
                        response,
                        content == null ? InputStream.nullInputStream() : content,
                        content == null ? 0 : length == null ? -1 : length));
    }

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** The first value of a header, or null. */
    String header(String name) {
        return firstHeader.apply(name);
    }

    @Override
    public void close() {
        try {
            body.close();
        } catch (IOException | RuntimeException e) {
            // closing fails where the connection is broken already
        }
    }

    /** A body that knows how much of it is left, since giving back a connection that has bytes left would mean to read them. */
    private static final class Rest extends FilterInputStream {
        private final HttpResponse response;
        /** Negative where it is unknown, until the end was seen. */
        private long left;

        private Rest(HttpResponse response, InputStream in, long length) {
            super(in);
            this.response = response;
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int n = in.read(target, offset, length);
            if (n > 0 && left > 0) {
                left -= n;
            } else if (n < 0) {
                left = 0;
            }
            return n;
        }

        @Override
        public long skip(long n) throws IOException {
            return n <= 0 ? 0 : Math.max(0, read(new byte[(int) Math.min(8192, n)]));
        }

        @Override
        public void close() throws IOException {
            if (left == 0) {
                in.close();
            } else {
                response.disconnect();
            }
        }
    }
}
