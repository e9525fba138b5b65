/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.http;

import io.cloudbridge.store.driver.Answers;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.function.BiConsumer;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;

/**
 * What a server answered. The body is read by one thread at a time. Closing gives the connection back if the body was read to its end, and drops
 * it otherwise, without reading the rest.
 */
public final class HttpAnswer implements AutoCloseable {

    private static final int MOST_SKIPPED = 16 * 1024;

    private final ClassicHttpResponse response;
    private final AnswerBody body;

    HttpAnswer(ClassicHttpResponse response, AnswerBody body) {
        this.response = response;
        this.body = body;
    }

    public int status() {
        return response.getCode();
    }

    /** What the server says beside the status; null or empty if it says nothing. */
    public String reasonPhrase() {
        return response.getReasonPhrase();
    }

    public boolean isSuccess() {
        return status() >= 200 && status() < 300;
    }

    /** The first value of a header, or null. Its characters are the header's bytes (ISO-8859-1). */
    public String header(String name) {
        Header first = response.getFirstHeader(name);
        return first == null ? null : first.getValue();
    }

    /** The length of the body as the server says it; -1 if it does not. */
    public long contentLength() {
        return Answers.length(header("Content-Length"));
    }

    /** Hands every header to the action, as the server spelled it and in its order; a header that came twice comes twice. */
    public void forEachHeader(BiConsumer<String, String> action) {
        for (Iterator<Header> headers = response.headerIterator(); headers.hasNext(); ) {
            Header header = headers.next();
            action.accept(header.getName(), header.getValue());
        }
    }

    /**
     * The body as it arrives. A read that waits longer than {@code requestTimeout} fails, and so does one whose thread is interrupted. Closing it
     * is closing the answer.
     */
    public InputStream body() {
        return body;
    }

    /** Reads the body, which is a document or an error: {@link Answers#read}. */
    public byte[] document() throws IOException {
        return Answers.read(body, isSuccess());
    }

    /** Closes this answer, whose body nobody wants. If little is left of the body, the connection can be used again. Never throws. */
    public HttpAnswer finish() {
        try (body) {
            body.skipRest(MOST_SKIPPED);
        } catch (IOException e) {
            // the answer was in its headers, and the connection is closed
        }
        return this;
    }

    /** Idempotent; never throws. */
    @Override
    public void close() {
        body.close();
    }
}
