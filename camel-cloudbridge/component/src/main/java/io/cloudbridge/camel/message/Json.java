/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.message;

import java.util.Optional;
import org.apache.camel.util.json.DeserializationException;
import org.apache.camel.util.json.Jsoner;

/** Reads JSON that strangers send. */
public final class Json {

    /** Deeper than any message of a store, and shallow enough for code that walks it. */
    private static final int DEEPEST = 64;

    private Json() {}

    /** The value, or empty if the text is no JSON or nested too deeply. */
    public static Optional<Object> parse(String text) {
        if (text == null || isTooDeep(text)) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(Jsoner.deserialize(text));
        } catch (DeserializationException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static boolean isTooDeep(String text) {
        int depth = 0;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                if (c == '\\') {
                    i++;
                } else {
                    quoted = c != '"';
                }
            } else if (c == '"') {
                quoted = true;
            } else if (c == '{' || c == '[') {
                if (++depth > DEEPEST) {
                    return true;
                }
            } else if (c == '}' || c == ']') {
                depth--;
            }
        }
        return false;
    }
}
