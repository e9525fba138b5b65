/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks.server;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * One HTTP request, its body read.
 *
 * @param path decoded, with the leading slash
 * @param query decoded; a parameter without a value has the empty one
 * @param headers by lower-case name
 */
record Request(String method, String path, Map<String, String> query, Map<String, String> headers, byte[] body) {

    /** Parses the head up to the empty line, which is not part of {@code head}. */
    static Request parse(String head) {
        String[] lines = head.split("\r\n");
        String[] first = lines[0].split(" ");
        Map<String, String> headers = new HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.put(
                    lines[i].substring(0, colon).trim().toLowerCase(java.util.Locale.ROOT),
                    lines[i].substring(colon + 1).trim());
        }
        String target = first[1];
        if (target.startsWith("http")) {
            target = target.substring(target.indexOf('/', target.indexOf("//") + 2));
        }
        int question = target.indexOf('?');
        Map<String, String> query = new HashMap<>();
        if (question >= 0) {
            for (String pair : target.substring(question + 1).split("&")) {
                int equals = pair.indexOf('=');
                query.put(
                        equals < 0 ? pair : decode(pair.substring(0, equals)),
                        equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        // in a path a plus is a plus
        String path = decode((question < 0 ? target : target.substring(0, question)).replace("+", "%2B"));
        return new Request(first[0], path, query, headers, new byte[0]);
    }

    private static String decode(String text) {
        return text.indexOf('%') < 0 && text.indexOf('+') < 0 ? text : URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    Request withBody(byte[] content) {
        return new Request(method, path, query, headers, content);
    }

    /** The same request without the first part of its path, if it begins with that. */
    Request below(String start) {
        String rest = path.startsWith(start) ? path.substring(start.length()) : path;
        return new Request(method, rest.isEmpty() ? "/" : rest, query, headers, body);
    }

    String header(String name) {
        return headers.get(name);
    }

    boolean has(String parameter) {
        return query.containsKey(parameter);
    }

    String parameter(String name, String otherwise) {
        return query.getOrDefault(name, otherwise);
    }

    /** The first segment of the path; empty for {@code /}. */
    String bucket() {
        int slash = path.indexOf('/', 1);
        return slash < 0 ? path.substring(1) : path.substring(1, slash);
    }

    /** What follows the first segment; empty for a bucket. */
    String key() {
        int slash = path.indexOf('/', 1);
        return slash < 0 ? "" : path.substring(slash + 1);
    }

    /** First and last byte of the range that is asked for in an object of that size; null for all of it, an empty array for a range beyond it. */
    long[] range(long size) {
        String range = headers.getOrDefault("x-ms-range", headers.get("range"));
        if (range == null || !range.startsWith("bytes=")) {
            return null;
        }
        int dash = range.indexOf('-');
        String from = range.substring(6, dash);
        String to = range.substring(dash + 1);
        long first = from.isEmpty() ? Math.max(0, size - Long.parseLong(to)) : Long.parseLong(from);
        long last = from.isEmpty() || to.isEmpty() ? size - 1 : Math.min(size - 1, Long.parseLong(to));
        return first > last ? new long[0] : new long[] {first, last};
    }
}
