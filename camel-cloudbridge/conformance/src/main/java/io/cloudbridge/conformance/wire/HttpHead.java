/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The first line and the headers of an HTTP message, and the bytes they came in. */
final class HttpHead {

    private final byte[] raw;
    private final String startLine;
    private final Map<String, List<String>> headers;

    private HttpHead(byte[] raw, String startLine, Map<String, List<String>> headers) {
        this.raw = raw;
        this.startLine = startLine;
        this.headers = headers;
    }

    /** Reads up to the empty line; {@code null} when the connection ends before or within the head. */
    static HttpHead read(InputStream in) throws IOException {
        ByteArrayOutputStream raw = new ByteArrayOutputStream();
        Map<String, List<String>> headers = new TreeMap<>();
        String startLine = null;
        while (true) {
            byte[] bytes = readLine(in);
            if (bytes == null) {
                return null;
            }
            raw.writeBytes(bytes);
            String line = new String(bytes, StandardCharsets.ISO_8859_1).strip();
            if (startLine == null) {
                startLine = line;
            } else if (line.isEmpty()) {
                return new HttpHead(raw.toByteArray(), startLine, headers);
            } else {
                int colon = line.indexOf(':');
                String name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
                headers.computeIfAbsent(name, any -> new ArrayList<>())
                        .add(line.substring(colon + 1).strip());
            }
        }
    }

    /** One line with its line end; {@code null} at the end of the stream. */
    static byte[] readLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            line.write(b);
            if (b == '\n') {
                return line.toByteArray();
            }
        }
        return null;
    }

    String startLine() {
        return startLine;
    }

    Map<String, List<String>> headers() {
        return headers;
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(raw);
        out.flush();
    }

    /** All of it, line ends included. */
    String text() {
        return new String(raw, StandardCharsets.ISO_8859_1);
    }

    OptionalLong contentLength() {
        return headers.containsKey("content-length")
                ? OptionalLong.of(Long.parseLong(headers.get("content-length").get(0)))
                : OptionalLong.empty();
    }

    boolean expectsContinue() {
        return has("expect", "100-continue");
    }

    boolean closesConnection() {
        return has("connection", "close");
    }

    /** Whether an answer such as "100 Continue" announces another one. */
    boolean isInterim() {
        return status() / 100 == 1;
    }

    HttpBody requestBody() {
        return framedBody(HttpBody.EMPTY);
    }

    HttpBody answerBody(String method) {
        boolean none = "HEAD".equals(method) || status() == 204 || status() == 304;
        return none ? HttpBody.EMPTY : framedBody(HttpBody.UNTIL_CLOSE);
    }

    private HttpBody framedBody(HttpBody otherwise) {
        if (has("transfer-encoding", "chunked")) {
            return HttpBody.CHUNKED;
        }
        OptionalLong length = contentLength();
        return length.isPresent() ? HttpBody.ofLength(length.getAsLong()) : otherwise;
    }

    int status() {
        return Integer.parseInt(startLine.split(" ", 3)[1]);
    }

    private boolean has(String name, String value) {
        return headers.getOrDefault(name, List.of()).stream().anyMatch(value::equalsIgnoreCase);
    }
}
