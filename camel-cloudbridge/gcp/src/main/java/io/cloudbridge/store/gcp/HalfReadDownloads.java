/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.classic.ExecRuntime;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/**
 * Drops the connection of a download that is closed before its end. Left to themselves, Google's client closes the content before it drops the
 * connection, and Apache's client reads to the end what is closed: all the rest of an object that nobody wants.
 */
final class HalfReadDownloads implements ExecChainHandler {

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        ClassicHttpResponse response = chain.proceed(request, scope);
        HttpEntity entity = response.getEntity();
        String target = String.valueOf(request.getRequestUri());
        boolean download = "GET".equals(request.getMethod())
                && (target.contains("alt=media") || response.containsHeader("x-goog-generation"));
        if (entity != null && download) {
            response.setEntity(new Download(entity, scope.execRuntime));
        }
        return response;
    }

    /** The content of a download; one stream, however often it is asked for. */
    private static final class Download extends HttpEntityWrapper {
        private final ExecRuntime connection;
        private InputStream content;

        private Download(HttpEntity entity, ExecRuntime connection) {
            super(entity);
            this.connection = connection;
        }

        @Override
        public InputStream getContent() throws IOException {
            if (content == null) {
                content = new Content(super.getContent(), getContentLength(), connection);
            }
            return content;
        }
    }

    private static final class Content extends Rest {
        private final ExecRuntime connection;

        private Content(InputStream in, long length, ExecRuntime connection) {
            super(in, length);
            this.connection = connection;
        }

        @Override
        public void close() throws IOException {
            if (isReadToItsEnd()) {
                in.close();
            } else {
                connection.discardEndpoint();
            }
        }
    }
}
