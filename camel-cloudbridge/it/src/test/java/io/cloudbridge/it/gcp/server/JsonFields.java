/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.gcp.server;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Map;
import java.util.TreeMap;

/** Partial responses: the {@code fields} parameter, such as {@code nextPageToken,items(name,owner/entity)}. */
final class JsonFields {
    private final String text;
    private int at;

    private JsonFields(String text) {
        this.text = text;
    }

    /** What the selection leaves of the response; everything if there is none. */
    static JsonElement select(JsonElement response, String fields) {
        if (fields == null || fields.isEmpty() || !response.isJsonObject()) {
            return response;
        }
        JsonFields parser = new JsonFields(fields);
        Map<String, Object> tree = parser.list();
        if (parser.at < fields.length()) {
            throw ApiError.invalid("Invalid field selection " + fields);
        }
        return cut(response, tree);
    }

    private Map<String, Object> list() {
        Map<String, Object> tree = new TreeMap<>();
        do {
            int start = at;
            while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '*')) {
                at++;
            }
            String name = text.substring(start, at);
            if (name.isEmpty()) {
                throw ApiError.invalid("Invalid field selection " + text);
            }
            if (eat('/')) {
                start = at;
                tree.put(name, list(true));
            } else if (eat('(')) {
                tree.put(name, list());
                if (!eat(')')) {
                    throw ApiError.invalid("Invalid field selection " + text);
                }
            } else {
                tree.put(name, Map.of());
            }
        } while (eat(','));
        return tree;
    }

    /** One path behind a slash. */
    private Map<String, Object> list(boolean single) {
        int start = at;
        while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '*')) {
            at++;
        }
        String name = text.substring(start, at);
        return Map.of(name, single && eat('/') ? list(true) : Map.of());
    }

    private boolean eat(char c) {
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    @SuppressWarnings("unchecked")
    private static JsonElement cut(JsonElement value, Map<String, Object> tree) {
        if (tree.isEmpty() || tree.containsKey("*")) {
            return value;
        }
        if (value.isJsonArray()) {
            JsonArray array = new JsonArray();
            value.getAsJsonArray().forEach(e -> array.add(cut(e, tree)));
            return array;
        }
        if (!value.isJsonObject()) {
            return value;
        }
        JsonObject left = new JsonObject();
        tree.forEach((name, below) -> {
            if (value.getAsJsonObject().has(name)) {
                left.add(name, cut(value.getAsJsonObject().get(name), (Map<String, Object>) below));
            }
        });
        return left;
    }
}
