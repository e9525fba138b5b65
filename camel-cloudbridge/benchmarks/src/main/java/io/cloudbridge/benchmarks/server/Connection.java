/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks.server;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** One connection of a client: HTTP/1.1 with keep-alive, bodies of known length, chunked, and chunked as Amazon signs them. */
final class Connection implements Runnable {

    private static final Map<Integer, String> REASONS = Map.of(
            200, "OK", 201, "Created", 202, "Accepted", 204, "No Content", 206, "Partial Content", 404, "Not Found");

    private final Socket socket;
    private final Function<Request, Answer> handler;

    Connection(Socket socket, Function<Request, Answer> handler) {
        this.socket = socket;
        this.handler = handler;
    }

    @Override
    public void run() {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
            OutputStream out = socket.getOutputStream();
            for (String head = head(in); head != null; head = head(in)) {
                Request request = Request.parse(head);
                if ("100-continue".equalsIgnoreCase(request.header("expect"))) {
                    out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                }
                answer(out, request.method(), handler.apply(request.withBody(body(in, request.headers()))));
            }
        } catch (IOException e) {
            // the client has gone; the next one has a connection of its own
        }
    }

    /** The lines up to the empty one; null if the client has closed the connection. */
    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder(512);
        for (String line = line(in); line != null; line = line(in)) {
            if (!line.isEmpty()) {
                head.append(line).append("\r\n");
            } else if (head.length() > 0) {
                return head.toString();
            }
        }
        return null;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder(80);
        for (int c = in.read(); c >= 0; c = in.read()) {
            if (c == '\n') {
                line.setLength(line.length() - 1);
                return line.toString();
            }
            line.append((char) c);
        }
        return null;
    }

    private static byte[] body(InputStream in, Map<String, String> headers) throws IOException {
        byte[] body;
        if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
            body = chunks(in, headers);
        } else {
            int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
            body = in.readNBytes(length);
            if (body.length < length) {
                throw new EOFException("the client sent less than it announced");
            }
        }
        boolean signed = headers.getOrDefault("x-amz-content-sha256", "").startsWith("STREAMING-");
        return signed ? chunks(new java.io.ByteArrayInputStream(body), headers) : body;
    }

    /** The data of a chunked body. Its trailers become headers. */
    private static byte[] chunks(InputStream in, Map<String, String> headers) throws IOException {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        while (true) {
            String line = line(in);
            if (line == null) {
                throw new EOFException("the client sent half of a body");
            }
            int end = line.indexOf(';');
            int length = Integer.parseInt((end < 0 ? line : line.substring(0, end)).trim(), 16);
            if (length == 0) {
                break;
            }
            data.write(in.readNBytes(length));
            in.skipNBytes(2);
        }
        for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).trim());
        }
        return data.toByteArray();
    }

    private static void answer(OutputStream out, String method, Answer answer) throws IOException {
        int status = answer.status();
        boolean bodyless = status == 204 || status == 304;
        String head = "HTTP/1.1 " + status + " " + REASONS.getOrDefault(status, "Refused") + "\r\n" + Dates.line()
                + answer.headers() + (bodyless ? "\r\n" : "Content-Length: " + answer.length() + "\r\n\r\n");
        byte[] first = head.getBytes(StandardCharsets.ISO_8859_1);
        if (method.equals("HEAD") || bodyless || answer.length() == 0) {
            out.write(first);
        } else if (answer.length() <= 256 * 1024) {
            // one packet, one system call
            byte[] all = java.util.Arrays.copyOf(first, first.length + answer.length());
            System.arraycopy(answer.body(), answer.offset(), all, first.length, answer.length());
            out.write(all);
        } else {
            out.write(first);
            out.write(answer.body(), answer.offset(), answer.length());
        }
    }
}
