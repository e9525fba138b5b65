/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import io.cloudbridge.store.http.HttpAnswer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;

/** What a server answered. The caller closes it, which drops the connection if the body was not read to its end. */
record Answer(HttpAnswer http) implements AutoCloseable {

    private static final int MOST_OF_AN_ERROR = 16 * 1024;
    /** Ten times the largest listing or manifest. */
    private static final int MOST_OF_A_DOCUMENT = 64 << 20;

    private static final int LONGEST_NUMBER = 18;

    int status() {
        return http.status();
    }

    boolean isSuccess() {
        return http.isSuccess();
    }

    /** The first value of a header, or null. */
    String header(String name) {
        return http.header(name);
    }

    void forEachHeader(BiConsumer<String, String> action) {
        http.forEachHeader(action);
    }

    /** The length of the body, or -1 if the server does not say. */
    long contentLength() {
        String length = header("Content-Length");
        if (length == null || length.isEmpty() || length.length() > LONGEST_NUMBER) {
            return -1;
        }
        long value = 0;
        for (int i = 0; i < length.length(); i++) {
            int digit = length.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = 10 * value + digit;
        }
        return value;
    }

    InputStream body() {
        return http.body();
    }

    /** A document that is read into memory. */
    byte[] readAll() throws IOException {
        return http.readAll(MOST_OF_A_DOCUMENT);
    }

    /** The start of the body, for a message; empty if it cannot be read. */
    String excerpt() {
        try {
            return new String(body().readNBytes(MOST_OF_AN_ERROR), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return ""; // the status says enough
        }
    }

    /** Reads an answer without content to its end, so that the connection can be used again. */
    Answer finished() {
        http.finish(MOST_OF_AN_ERROR);
        return this;
    }

    @Override
    public void close() {
        http.close();
    }
}
