/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.http;

import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the answer to a batch of Azure or Google: a document of type {@code multipart/mixed} (RFC 2046 section 5.1). Each of its parts is an HTTP answer.
 */
public final class BatchAnswer {

    private static final Pattern BOUNDARY = Pattern.compile(
            "multipart/mixed\\s*;.*?\\bboundary=(?:\"([^\"]+)\"|([^;\\s]+)).*", Pattern.CASE_INSENSITIVE);
    private static final Pattern STATUS = Pattern.compile("HTTP/\\d\\.\\d (\\d{3})(?: (.*))?");

    /** As Azure repeats the number of a call, and as Google does. */
    private static final Pattern NUMBER = Pattern.compile("(?:<?response-)?([0-9]{1,9})>?");

    /** One character for each byte. */
    private final String text;

    private final String boundary;
    private int at;
    private boolean ended;

    private BatchAnswer(String text, String boundary) {
        this.text = text;
        this.boundary = boundary;
    }

    /**
     * The answer to one call.
     *
     * @param contentId which call it is; null if it does not say
     * @param reasonPhrase what stands beside the status, or null
     * @param headers of the answer to the call, found in any case of letters
     */
    public record Part(
            String contentId, int status, String reasonPhrase, Map<String, String> headers, byte[] document) {}

    /**
     * The parts in the order of the document.
     *
     * @param contentType of the whole answer, or null
     * @throws ProtocolException if it is no such document, or was cut; the message says what is wrong, as a sentence about "it"
     */
    public static List<Part> read(String contentType, byte[] document) throws ProtocolException {
        Matcher type = BOUNDARY.matcher(String.valueOf(contentType));
        if (!type.matches()) {
            throw new ProtocolException("it is no answer to a batch, but " + contentType);
        }
        BatchAnswer answer = new BatchAnswer(
                new String(document, StandardCharsets.ISO_8859_1),
                "--" + (type.group(1) == null ? type.group(2) : type.group(1)));
        answer.untilBoundary();
        List<Part> parts = new ArrayList<>();
        while (!answer.ended) {
            parts.add(answer.part());
        }
        return parts;
    }

    /**
     * The parts in the order of the calls, which are numbered from 0 on.
     *
     * @param count of calls
     * @throws ProtocolException unless each call is answered once, and nothing else is
     */
    public static List<Part> inOrder(List<Part> parts, int count) throws ProtocolException {
        Part[] answers = new Part[count];
        for (Part part : parts) {
            Matcher number = NUMBER.matcher(String.valueOf(part.contentId()));
            int call = number.matches() ? Integer.parseInt(number.group(1)) : count;
            if (call >= count || answers[call] != null) {
                throw new ProtocolException("it names a request that was not made, or one twice: " + part.contentId());
            }
            answers[call] = part;
        }
        if (Arrays.asList(answers).contains(null)) {
            throw new ProtocolException("it does not name each object");
        }
        return List.of(answers);
    }

    private Part part() throws ProtocolException {
        String id = headers().get("Content-ID");
        Matcher status = STATUS.matcher(line());
        if (!status.matches()) {
            throw new ProtocolException("a part of it has no status");
        }
        Map<String, String> headers = headers();
        byte[] document = untilBoundary().getBytes(StandardCharsets.ISO_8859_1);
        return new Part(id, Integer.parseInt(status.group(1)), status.group(2), headers, document);
    }

    private Map<String, String> headers() throws ProtocolException {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon < 0 || line.startsWith(boundary)) {
                throw new ProtocolException("a part of it is no answer");
            }
            headers.putIfAbsent(
                    line.substring(0, colon).strip(), line.substring(colon + 1).strip());
        }
        return headers;
    }

    /** What stands before the next boundary, without the line end that belongs to the boundary. */
    private String untilBoundary() throws ProtocolException {
        int begin = at;
        while (true) {
            int end = at;
            if (isBoundary(line())) {
                int trimmed = end - begin >= 2 && text.charAt(end - 2) == '\r' ? end - 2 : end - 1;
                return text.substring(begin, Math.max(begin, trimmed));
            }
        }
    }

    private boolean isBoundary(String line) {
        if (!line.startsWith(boundary)) {
            return false;
        }
        String rest = line.substring(boundary.length()).stripTrailing();
        ended |= rest.equals("--");
        return ended || rest.isEmpty();
    }

    private String line() throws ProtocolException {
        if (at >= text.length()) {
            throw new ProtocolException("it was cut: it has no end");
        }
        int end = text.indexOf('\n', at);
        String line = text.substring(at, end < 0 ? text.length() : end);
        at = end < 0 ? text.length() : end + 1;
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }
}
