/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** The headers of a request; a null value sets nothing. Not thread-safe. */
final class Headers {

    private final Map<String, String> values = new LinkedHashMap<>();

    Headers with(String name, String value) {
        if (value != null) {
            values.put(name, value);
        }
        return this;
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    void forEach(BiConsumer<String, String> action) {
        values.forEach(action);
    }
}
