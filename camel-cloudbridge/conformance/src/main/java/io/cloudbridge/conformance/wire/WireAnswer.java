/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance.wire;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * An answer of a server, for a rule to change.
 *
 * @param headers names in lower case; {@code content-length} is the body's, and without it the body ends with the connection
 * @param body without the framing of chunks
 */
public record WireAnswer(int status, Map<String, List<String>> headers, byte[] body) {

    public WireAnswer withStatus(int value) {
        return new WireAnswer(value, headers, body);
    }

    public WireAnswer with(String name, String value) {
        Map<String, List<String>> changed = new TreeMap<>(headers);
        changed.put(name.toLowerCase(Locale.ROOT), List.of(value));
        return new WireAnswer(status, changed, body);
    }

    public WireAnswer without(String name) {
        Map<String, List<String>> changed = new TreeMap<>(headers);
        changed.remove(name.toLowerCase(Locale.ROOT));
        return new WireAnswer(status, changed, body);
    }

    /** The same with another body and its length. */
    public WireAnswer withBody(byte[] other) {
        return new WireAnswer(status, headers, other).with("content-length", String.valueOf(other.length));
    }
}
