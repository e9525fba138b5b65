/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;

/** The generated description of the component. */
final class GeneratedMetadata {

    private static final JsonObject JSON = read();

    private GeneratedMetadata() {}

    static Map<String, Object> endpointOptions() {
        return JSON.getMap("properties");
    }

    static Map<String, Object> componentOptions() {
        return JSON.getMap("componentProperties");
    }

    static Map<String, Object> headers() {
        return JSON.getMap("headers");
    }

    static Map<String, Object> option(String name) {
        return ((JsonObject) endpointOptions().get(name));
    }

    static Set<String> secrets() {
        Set<String> secrets = new TreeSet<>();
        endpointOptions().forEach((name, option) -> {
            if (Boolean.TRUE.equals(((JsonObject) option).get("secret"))) {
                secrets.add(name);
            }
        });
        return secrets;
    }

    private static JsonObject read() {
        try (InputStream in =
                GeneratedMetadata.class.getResourceAsStream("/META-INF/io/cloudbridge/camel/cloudbridge.json")) {
            return (JsonObject) Jsoner.deserialize(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
