/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.gcp.server;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** One request, whether it came over a connection of its own or inside a batch. */
final class Call {
    final String method;
    final String rawPath;
    final String rawQuery;
    final List<String> path;
    final Map<String, String> query;
    final Map<String, String> headers;
    final InputStream body;
    private String caller = "";

    Call(String method, String rawPath, String rawQuery, Map<String, String> headers, InputStream body) {
        this.headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        this.headers.putAll(headers);
        String override = this.headers.get("X-HTTP-Method-Override");
        this.method = override == null ? method : override;
        this.rawPath = rawPath;
        this.rawQuery = rawQuery == null ? "" : rawQuery;
        this.path = split(rawPath);
        this.query = parse(this.rawQuery);
        this.body = body;
    }

    /** Who is asking, once the server knows: an account name, or empty for anybody. */
    String caller() {
        return caller;
    }

    void caller(String name) {
        caller = name;
    }

    String header(String name) {
        return headers.get(name);
    }

    String query(String name) {
        return query.get(name);
    }

    boolean flag(String name) {
        return "true".equals(query.get(name));
    }

    Long number(String name) {
        return number(name, query.get(name));
    }

    static Long number(String name, String value) {
        if (value == null) {
            return null;
        }
        try {
            return Long.valueOf(value);
        } catch (NumberFormatException e) {
            throw ApiError.invalid("Invalid value for " + name + ": " + value);
        }
    }

    /** A parameter this server knows nothing about is refused, so that no test passes because it was ignored. */
    void allowOnly(Set<String> known) {
        for (String name : query.keySet()) {
            if (!known.contains(name)
                    && !Set.of("alt", "prettyPrint", "fields", "userProject").contains(name)) {
                throw ApiError.notImplemented("the query parameter " + name);
            }
        }
    }

    JsonObject json() throws IOException {
        String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
        if (text.isBlank()) {
            return new JsonObject();
        }
        try {
            JsonElement element = JsonParser.parseString(text);
            return element.isJsonNull() ? new JsonObject() : element.getAsJsonObject();
        } catch (JsonParseException | IllegalStateException e) {
            throw ApiError.of(400, "parseError", "MalformedRequest", "Parse Error");
        }
    }

    private static List<String> split(String rawPath) {
        List<String> segments = new ArrayList<>();
        for (String segment : rawPath.substring(1).split("/", -1)) {
            segments.add(decode(segment));
        }
        return segments;
    }

    private static Map<String, String> parse(String rawQuery) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : rawQuery.isEmpty() ? new String[0] : rawQuery.split("&")) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            parameters.put(decode(name.replace('+', ' ')), decode(value.replace('+', ' ')));
        }
        return parameters;
    }

    /** Percent-decodes UTF-8; unlike {@code URLDecoder} it leaves a plus sign alone, as in a path. */
    static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] in = text.getBytes(StandardCharsets.UTF_8);
        byte[] out = new byte[in.length];
        int length = 0;
        for (int i = 0; i < in.length; i++) {
            if (in[i] == '%' && i + 2 < in.length) {
                out[length++] = (byte) Integer.parseInt(new String(in, i + 1, 2, StandardCharsets.US_ASCII), 16);
                i += 2;
            } else {
                out[length++] = in[i];
            }
        }
        return new String(out, 0, length, StandardCharsets.UTF_8);
    }
}
