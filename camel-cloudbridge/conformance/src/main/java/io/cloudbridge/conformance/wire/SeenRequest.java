/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance.wire;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A request as it went over the wire.
 *
 * @param method the HTTP method
 * @param target path and query, exactly as sent
 * @param headers names in lower case, values in the order they were sent
 */
public record SeenRequest(String method, String target, Map<String, List<String>> headers) {

    /** The first value of a header. */
    public Optional<String> header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream()
                .findFirst();
    }

    boolean matches(String wantedMethod, Pattern wantedTarget) {
        return ("*".equals(wantedMethod) || method.equals(wantedMethod))
                && wantedTarget.matcher(target).find();
    }
}
