/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import java.io.IOException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;

/** What a server answered. The caller closes it, which drops the connection if the body was not read to its end. */
record Answer(int status, HttpHeaders headers, AnswerBody body) implements AutoCloseable {

    private static final int MOST_OF_AN_ERROR = 16 * 1024;

    /** The first value of a header, or null. */
    String header(String name) {
        return headers.firstValue(name).orElse(null);
    }

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** The start of the body, for a message; empty if it cannot be read. */
    String excerpt() {
        try {
            return new String(body.readNBytes(MOST_OF_AN_ERROR), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return ""; // the status says enough
        }
    }

    /** Reads an answer without content to its end, so that the connection can be used again. */
    void finish() {
        excerpt();
        close();
    }

    @Override
    public void close() {
        body.close();
    }
}
