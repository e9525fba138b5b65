/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import com.google.api.client.http.LowLevelHttpRequest;
import com.google.api.client.http.LowLevelHttpResponse;
import io.cloudbridge.store.driver.Answers;
import io.cloudbridge.store.http.HttpAnswer;
import io.cloudbridge.store.http.HttpCall;
import io.cloudbridge.store.http.HttpTransport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The shared transport as Google's clients want it, for what they send themselves: log-in, buckets, copies, and what users do with a client that they
 * unwrap. Thread-safe.
 */
final class GoogleTransport extends com.google.api.client.http.HttpTransport {

    private final HttpTransport transport;

    GoogleTransport(HttpTransport transport) {
        this.transport = transport;
    }

    @Override
    public boolean supportsMethod(String method) {
        return true;
    }

    @Override
    protected LowLevelHttpRequest buildRequest(String method, String url) {
        return new Request(HttpCall.of(method, URI.create(url)), url);
    }

    @Override
    public void shutdown() {
        transport.close();
    }

    private final class Request extends LowLevelHttpRequest {
        private final HttpCall call;
        private final String url;

        private Request(HttpCall call, String url) {
            this.call = call;
            this.url = url;
        }

        @Override
        public void addHeader(String name, String value) {
            if (!name.equalsIgnoreCase("Content-Length")) {
                call.header(name, value);
            }
        }

        @Override
        public LowLevelHttpResponse execute() throws IOException {
            if (getStreamingContent() != null) {
                call.header("Content-Type", getContentType()).header("Content-Encoding", getContentEncoding());
                call.content(getContentLength(), getStreamingContent()::writeTo);
            }
            HttpAnswer answer = transport.send(call);
            if (answer.isSuccess() && url.contains("alt=media")) {
                return new Response(answer, answer.body()); // the content of an object has no bound
            }
            try (answer) {
                byte[] document = Answers.read(answer.body(), answer.isSuccess());
                return new Response(answer, new ByteArrayInputStream(document));
            }
        }
    }

    private static final class Response extends LowLevelHttpResponse {
        private final HttpAnswer answer;
        private final InputStream content;
        private final List<Map.Entry<String, String>> headers = new ArrayList<>();

        private Response(HttpAnswer answer, InputStream content) {
            this.answer = answer;
            this.content = content;
            answer.forEachHeader((name, value) -> headers.add(Map.entry(name, value)));
        }

        @Override
        public InputStream getContent() {
            return content;
        }

        @Override
        public String getContentEncoding() {
            return answer.header("Content-Encoding");
        }

        @Override
        public long getContentLength() {
            return answer.contentLength();
        }

        @Override
        public String getContentType() {
            return answer.header("Content-Type");
        }

        @Override
        public String getStatusLine() {
            return "HTTP/1.1 " + answer.status() + " " + answer.reasonPhrase();
        }

        @Override
        public int getStatusCode() {
            return answer.status();
        }

        @Override
        public String getReasonPhrase() {
            return answer.reasonPhrase();
        }

        @Override
        public int getHeaderCount() {
            return headers.size();
        }

        @Override
        public String getHeaderName(int index) {
            return headers.get(index).getKey();
        }

        @Override
        public String getHeaderValue(int index) {
            return headers.get(index).getValue();
        }

        @Override
        public void disconnect() {
            answer.close();
        }
    }
}
