/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.gcp.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the parts of a MIME multipart body (RFC 2046) one after another, without keeping them in memory. */
final class MultipartReader {
    private static final Pattern BOUNDARY = Pattern.compile("boundary=(?:\"([^\"]+)\"|([^;\\s]+))");

    record Part(Map<String, String> headers, InputStream body) {}

    private final InputStream in;
    private final byte[] delimiter;
    private byte[] buffer = new byte[128 * 1024];
    private int from;
    private int to;
    private boolean end;
    private Part current;

    private MultipartReader(InputStream in, String boundary) {
        this.in = in;
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.US_ASCII);
        // the first delimiter has no line end before it
        buffer[to++] = '\r';
        buffer[to++] = '\n';
    }

    static MultipartReader of(Call call) {
        String type = String.valueOf(call.header("Content-Type"));
        Matcher matcher = BOUNDARY.matcher(type);
        if (!type.startsWith("multipart/") || !matcher.find()) {
            throw ApiError.invalid("Missing multipart boundary in Content-Type.");
        }
        return new MultipartReader(call.body, matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
    }

    /** The next part, or null behind the last; what is unread of the one before is skipped. */
    Part next() throws IOException {
        if (current == null) {
            new Body().skip();
        } else {
            ((Body) current.body()).skip();
        }
        String rest = line();
        if (rest.startsWith("--")) {
            return null;
        }
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                throw ApiError.invalid("Malformed header in multipart body.");
            }
            headers.put(
                    line.substring(0, colon).trim(), line.substring(colon + 1).trim());
        }
        // an empty body may follow its headers without a line end of its own
        from -= 2;
        buffer[from] = '\r';
        buffer[from + 1] = '\n';
        Body body = new Body();
        body.skipLineEnd();
        current = new Part(headers, body);
        return current;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            if (from == to && !fill()) {
                return line.toString().trim();
            }
            char c = (char) (buffer[from++] & 0xff);
            if (c == '\n') {
                return line.toString().stripTrailing();
            }
            line.append(c);
        }
    }

    private boolean fill() throws IOException {
        if (from > 2) {
            System.arraycopy(buffer, from - 2, buffer, 0, to - from + 2);
            to -= from - 2;
            from = 2;
        }
        if (to == buffer.length) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        int n = in.read(buffer, to, buffer.length - to);
        if (n < 0) {
            end = true;
            return false;
        }
        to += n;
        return true;
    }

    /** Position of the delimiter in the buffer, or -1. */
    private int find() {
        outer:
        for (int i = from; i <= to - delimiter.length; i++) {
            if (buffer[i] != '\r') {
                continue;
            }
            for (int j = 1; j < delimiter.length; j++) {
                if (buffer[i + j] != delimiter[j]) {
                    continue outer;
                }
            }
            return i;
        }
        return -1;
    }

    /** The bytes up to the next delimiter. */
    private final class Body extends InputStream {
        private boolean done;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            while (!done) {
                int at = find();
                int available = at >= 0 ? at - from : to - from - delimiter.length;
                if (available > 0) {
                    int n = Math.min(available, length);
                    System.arraycopy(buffer, from, target, offset, n);
                    from += n;
                    return n;
                }
                if (at >= 0) {
                    from += delimiter.length;
                    done = true;
                } else if (!fill() && end) {
                    throw ApiError.invalid("The multipart body ends without its closing boundary.");
                }
            }
            return -1;
        }

        void skip() throws IOException {
            transferTo(OutputStreamSink.INSTANCE);
        }

        /** The line end between headers and content, put back by {@link #next} in case a delimiter starts with it. */
        void skipLineEnd() throws IOException {
            while (to - from < delimiter.length && fill()) {
                // enough to tell a delimiter from content
            }
            if (find() != from) {
                from += 2;
            }
        }
    }

    private static final class OutputStreamSink extends java.io.OutputStream {
        static final OutputStreamSink INSTANCE = new OutputStreamSink();

        @Override
        public void write(int b) {}

        @Override
        public void write(byte[] bytes, int offset, int length) {}
    }
}
