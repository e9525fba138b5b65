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

    /** Content, or the range of it that is asked for. */
    static Answer part(String kind, Request request, byte[] content, StringBuilder headers) {
        long[] range = request.range(content.length);
        if (range == null) {
            return new Answer(kind, 200, headers.toString(), content, 0, content.length);
        }
        if (range.length == 0) {
            return xml(kind, 416, "<Error><Code>InvalidRange</Code><Message>InvalidRange</Message></Error>");
        }
        headers.append("Content-Range: bytes ").append(range[0]).append('-').append(range[1]);
        headers.append('/').append(content.length).append("\r\n");
        return new Answer(kind, 206, headers.toString(), content, (int) range[0], (int) (range[1] - range[0] + 1));
    }

    static String xmlText(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    static String jsonText(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    Answer withHeaders(String more) {
        return new Answer(kind, status, headers + more, body, offset, length);
    }
}
