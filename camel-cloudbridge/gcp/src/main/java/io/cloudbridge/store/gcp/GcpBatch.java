/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The two documents of a batch request, calls and their answers as parts of {@code multipart/mixed}: "Batch requests" of the service's documentation.
 * Calls are numbered, and each answer has the number of its call.
 */
final class GcpBatch {

    private static final String BOUNDARY = "cloudbridge-batch";
    private static final Pattern BOUNDARY_OF_ANSWER = Pattern.compile(
            "multipart/mixed\\s*;.*?\\bboundary=(?:\"([^\"]+)\"|([^;\\s]+)).*", Pattern.CASE_INSENSITIVE);
    private static final Pattern STATUS = Pattern.compile("HTTP/\\d\\.\\d (\\d{3})(?: (.*))?");
    private static final Pattern NUMBER = Pattern.compile("<?response-(\\d{1,9})>?");

    private GcpBatch() {}

    /** A call without a body: a method, and path and query. */
    record Call(String method, String target) {}

    static GcpHttp.Body write(List<Call> calls) {
        StringBuilder body = new StringBuilder(256 * calls.size());
        for (int i = 0; i < calls.size(); i++) {
            body.append("--").append(BOUNDARY).append("\r\nContent-Type: application/http\r\nContent-ID: <");
            body.append(i).append(">\r\n\r\n").append(calls.get(i).method()).append(' ');
            body.append(calls.get(i).target()).append(" HTTP/1.1\r\n\r\n\r\n");
        }
        body.append("--").append(BOUNDARY).append("--\r\n");
        return GcpHttp.Body.of(
                "multipart/mixed; boundary=" + BOUNDARY, body.toString().getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Reads the answers in the order of the calls.
     *
     * @param count of calls
     * @throws io.cloudbridge.store.CloudBridgeException.Unavailable unless there is exactly one answer to each call, and nothing else
     */
    static List<GcpHttp.Answer> read(GcpHttp.Answer answer, int count) {
        Matcher type = BOUNDARY_OF_ANSWER.matcher(String.valueOf(answer.header("Content-Type")));
        if (!type.matches()) {
            throw GcpErrors.wrongAnswer("it is no batch of answers");
        }
        String boundary = "--" + (type.group(1) == null ? type.group(2) : type.group(1));
        GcpHttp.Answer[] answers = new GcpHttp.Answer[count];
        // one character for each byte
        Lines lines = new Lines(new String(answer.document(), StandardCharsets.ISO_8859_1), boundary);
        lines.untilBoundary();
        while (!lines.ended) {
            String id = String.valueOf(lines.headers().get("Content-ID"));
            Matcher number = NUMBER.matcher(id);
            int call = number.matches() ? Integer.parseInt(number.group(1)) : count;
            if (call >= count || answers[call] != null) {
                throw GcpErrors.wrongAnswer("it has an answer too many in its batch, with the number " + id);
            }
            answers[call] = lines.part();
        }
        for (GcpHttp.Answer each : answers) {
            if (each == null) {
                throw GcpErrors.wrongAnswer("it says nothing of some of the objects of a batch");
            }
        }
        return List.of(answers);
    }

    /** The lines of the document; each is read once. */
    private static final class Lines {
        private final String text;
        private final String boundary;
        private int at;
        private boolean ended;

        private Lines(String text, String boundary) {
            this.text = text;
            this.boundary = boundary;
        }

        private String next() {
            if (at >= text.length()) {
                throw GcpErrors.wrongAnswer("its batch of answers was cut");
            }
            int end = text.indexOf('\n', at);
            String line = text.substring(at, end < 0 ? text.length() : end);
            at = end < 0 ? text.length() : end + 1;
            return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
        }

        private boolean isBoundary(String line) {
            if (!line.startsWith(boundary)) {
                return false;
            }
            String rest = line.substring(boundary.length()).stripTrailing();
            ended |= rest.equals("--");
            return ended || rest.isEmpty();
        }

        /** What stands before the next boundary, without the line end that belongs to the boundary. */
        private String untilBoundary() {
            int begin = at;
            while (true) {
                int end = at;
                if (isBoundary(next())) {
                    int trimmed = end - begin >= 2 && text.charAt(end - 2) == '\r' ? end - 2 : end - 1;
                    return text.substring(begin, Math.max(begin, trimmed));
                }
            }
        }

        private Map<String, String> headers() {
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            for (String line = next(); !line.isEmpty(); line = next()) {
                int colon = line.indexOf(':');
                if (colon < 0 || line.startsWith(boundary)) {
                    throw GcpErrors.wrongAnswer("it has a part in its batch that is no answer");
                }
                headers.putIfAbsent(
                        line.substring(0, colon).strip(),
                        line.substring(colon + 1).strip());
            }
            return headers;
        }

        private GcpHttp.Answer part() {
            Matcher status = STATUS.matcher(next());
            if (!status.matches()) {
                throw GcpErrors.wrongAnswer("it has a part in its batch without a status");
            }
            Map<String, String> headers = headers();
            byte[] document = untilBoundary().getBytes(StandardCharsets.ISO_8859_1);
            return new GcpHttp.Answer(new Part(Integer.parseInt(status.group(1)), status.group(2), headers), document);
        }
    }

    /** The head of an answer in a batch. */
    record Part(int status, String reasonPhrase, Map<String, String> headers) implements GcpAnswer {
        @Override
        public String header(String name) {
            return headers.get(name);
        }

        @Override
        public void forEachHeader(BiConsumer<String, String> action) {
            headers.forEach(action);
        }

        @Override
        public InputStream body() {
            return InputStream.nullInputStream();
        }

        @Override
        public void close() {}
    }
}
