/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.gcp.server;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;

/** Up to 100 requests in one, as {@code multipart/mixed} of {@code application/http}. */
final class BatchApi {
    private static final int MOST = 100;

    private final Function<Call, Answer> server;

    BatchApi(Function<Call, Answer> server) {
        this.server = server;
    }

    Answer post(Call call) throws IOException {
        MultipartReader reader = MultipartReader.of(call);
        String boundary = "batch_" + UUID.randomUUID();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int count = 0;
        for (MultipartReader.Part part = reader.next(); part != null; part = reader.next()) {
            if (++count > MOST) {
                throw ApiError.invalid("The batch request must not contain more than " + MOST + " calls.");
            }
            Answer answer = server.apply(inner(call, part));
            String id = part.headers().get("Content-ID");
            String head = "--" + boundary + "\r\nContent-Type: application/http\r\n"
                    + (id == null ? "" : "Content-ID: " + id.replaceFirst("^<?", "<response-") + "\r\n")
                    + "\r\nHTTP/1.1 " + answer.status + " " + answer.status + "\r\n";
            out.writeBytes(head.getBytes(StandardCharsets.UTF_8));
            answer.headers.forEach(
                    (name, value) -> out.writeBytes((name + ": " + value + "\r\n").getBytes(StandardCharsets.UTF_8)));
            out.writeBytes(("Content-Length: " + answer.length + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
            try (InputStream body = answer.source.open()) {
                body.transferTo(out);
            }
            out.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        out.writeBytes(("--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII));
        return Answer.bytes(200, out.toByteArray()).with("Content-Type", "multipart/mixed; boundary=" + boundary);
    }

    private static Call inner(Call outer, MultipartReader.Part part) throws IOException {
        byte[] text = part.body().readAllBytes();
        int at = 0;
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        String requestLine = null;
        while (at < text.length) {
            int end = at;
            while (end < text.length && text[end] != '\n') {
                end++;
            }
            String line = new String(text, at, end - at, StandardCharsets.UTF_8).trim();
            at = end + 1;
            if (requestLine == null) {
                requestLine = line;
            } else if (line.isEmpty()) {
                break;
            } else {
                headers.put(
                        line.substring(0, line.indexOf(':')).trim(),
                        line.substring(line.indexOf(':') + 1).trim());
            }
        }
        String[] words = String.valueOf(requestLine).split(" ");
        if (words.length < 2) {
            throw ApiError.invalid("Failed to parse batch request.");
        }
        if (outer.header("Authorization") != null) {
            headers.putIfAbsent("Authorization", outer.header("Authorization"));
        }
        String target = words[1].replaceFirst("^https?://[^/]+", "");
        int question = target.indexOf('?');
        int start = Math.min(at, text.length);
        return new Call(
                words[0],
                question < 0 ? target : target.substring(0, question),
                question < 0 ? "" : target.substring(question + 1),
                headers,
                new ByteArrayInputStream(text, start, text.length - start));
    }
}
