/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks.server;

import java.nio.charset.StandardCharsets;

/**
 * What is answered to one request.
 *
 * @param kind what was asked, for the count of requests: {@code get}, {@code list}, …
 * @param headers ready lines, each ended by CR LF
 * @param length of the body that is announced, which an answer to HEAD does not send
 */
record Answer(String kind, int status, String headers, byte[] body, int offset, int length) {

    private static final byte[] NOTHING = new byte[0];

    static Answer empty(String kind, int status, String headers) {
        return new Answer(kind, status, headers, NOTHING, 0, 0);
    }

    static Answer text(String kind, int status, String type, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new Answer(kind, status, "Content-Type: " + type + "\r\n", bytes, 0, bytes.length);
    }

    static Answer xml(String kind, int status, String body) {
        return text(kind, status, "application/xml", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + body);
    }

    Answer withHeaders(String more) {
        return new Answer(kind, status, headers + more, body, offset, length);
    }
}
