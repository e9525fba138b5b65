/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.springboot;

import io.cloudbridge.camel.CloudBridgeComponent;
import io.cloudbridge.camel.CloudBridgeConfiguration;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.util.json.DeserializationException;
import org.apache.camel.util.json.JsonArray;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;

/**
 * Spring Boot's metadata for editors, made from the component's own description. Spring's annotation processor cannot do it: it sees neither
 * the Javadoc nor the defaults of options that are inherited from a class in a jar.
 */
final class ConfigurationMetadata {

    static final String PREFIX = "camel.component.cloudbridge";

    private static final String SOURCE = CloudBridgeComponentConfiguration.class.getName();
    private static final Map<String, String> BOXED =
            Map.of("boolean", "java.lang.Boolean", "int", "java.lang.Integer", "long", "java.lang.Long");

    private ConfigurationMetadata() {}

    /** The options of the component, by name, as cloudbridge.json describes them. */
    static Map<String, JsonObject> options() throws IOException, DeserializationException {
        try (InputStream in = CloudBridgeComponent.class.getResourceAsStream("cloudbridge.json")) {
            JsonObject json = (JsonObject) Jsoner.deserialize(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            Map<String, JsonObject> options = new TreeMap<>();
            json.getMap("componentProperties")
                    .forEach((name, option) -> options.put((String) name, (JsonObject) option));
            return options;
        }
    }

    /** The content of {@code META-INF/spring-configuration-metadata.json}. */
    static String generate() throws IOException, DeserializationException {
        JsonArray properties = new JsonArray();
        JsonArray hints = new JsonArray();
        for (Map.Entry<String, JsonObject> option : options().entrySet()) {
            properties.add(property(option.getKey(), option.getValue()));
            JsonObject hint = hint(option.getKey(), option.getValue());
            if (hint != null) {
                hints.add(hint);
            }
        }
        properties.add(object(
                "name",
                PREFIX + ".customizer.enabled",
                "type",
                "java.lang.Boolean",
                "sourceType",
                CloudBridgeComponentConfiguration.Customizer.class.getName(),
                "defaultValue",
                true,
                "description",
                "Whether the component is configured by these properties."));
        properties.add(object(
                "name",
                PREFIX + ".enabled",
                "type",
                "java.lang.Boolean",
                "sourceType",
                SOURCE,
                "defaultValue",
                true,
                "description",
                "Whether the properties of the component are read at all."));
        JsonArray groups = new JsonArray();
        groups.add(object(
                "name",
                PREFIX,
                "type",
                SOURCE,
                "sourceType",
                SOURCE,
                "description",
                "The component cloudbridge: for object stores."));
        return Jsoner.prettyPrint(object("groups", groups, "properties", properties, "hints", hints)
                        .toJson()) + "\n";
    }

    private static JsonObject property(String name, JsonObject option) {
        JsonObject property = object("name", propertyName(name), "type", type(option), "sourceType", SOURCE);
        if (option.get("defaultValue") != null) {
            property.put("defaultValue", option.get("defaultValue"));
        }
        property.put("description", option.getString("description"));
        return property;
    }

    static String propertyName(String option) {
        return PREFIX + "." + PropertyBinding.dashed(option);
    }

    static String type(JsonObject option) {
        String type = option.getString("javaType").replace(", ", ",");
        // nested classes are written as the virtual machine does
        return BOXED.getOrDefault(type, type).replace("PresignRequest.Method", "PresignRequest$Method");
    }

    /** The values an editor offers. Those of enum types it finds by itself. */
    private static JsonObject hint(String name, JsonObject option) {
        List<String> values = List.of();
        boolean others = false;
        if (option.containsKey("enum")) {
            values = option.getCollection("enum").stream().map(String::valueOf).toList();
        } else if (name.equals("provider")) {
            values = List.of("aws", "azure", "gcp", "openstack", "local");
            others = true;
        }
        if (values.isEmpty()) {
            return null;
        }
        JsonArray listed = new JsonArray();
        values.forEach(value -> listed.add(object("value", value)));
        JsonObject hint = object("name", propertyName(name), "values", listed);
        if (others) {
            JsonArray providers = new JsonArray();
            providers.add(object("name", "any"));
            hint.put("providers", providers);
        }
        return hint;
    }

    private static JsonObject object(Object... namesAndValues) {
        Map<String, Object> entries = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            entries.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return new JsonObject(entries);
    }

    /** The options that may also stand in a connection. */
    static boolean isEndpointOption(JsonObject option) {
        return CloudBridgeConfiguration.class.getName().equals(option.getString("configurationClass"));
    }
}
