/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.camel.util.json.JsonObject;

/** The option and header tables of the documentation, made from the generated description of the component. */
final class ReferenceTables {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{[^}]*}");

    private ReferenceTables() {}

    /** Each table by its name. */
    static Map<String, String> all() {
        Map<String, String> tables = new LinkedHashMap<>();
        Map<String, Object> options = GeneratedMetadata.endpointOptions();
        tables.put("options-common", options(options, group("common")));
        tables.put(
                "options-connection",
                options(options, group("advanced", "proxy").or(label("security"))));
        tables.put("options-consumer", options(options, group("consumer")));
        tables.put("options-selection", options(options, group("filter", "sort")));
        tables.put("options-consumer-advanced", options(options, group("consumer (advanced)")));
        tables.put("options-scheduler", options(options, group("scheduler")));
        tables.put("options-producer", options(options, group("producer", "producer (advanced)")));
        for (String provider : List.of("aws", "azure", "gcp", "openstack", "local")) {
            tables.put("options-" + provider, options(options, of(provider)));
        }
        Set<String> ofEndpoints = options.keySet();
        Map<String, Object> own = new LinkedHashMap<>(GeneratedMetadata.componentOptions());
        own.keySet().removeAll(ofEndpoints);
        tables.put("options-component", options(own, option -> true));
        tables.put("headers-consumer", headers("consumer"));
        tables.put("headers-producer", headers("producer"));
        return tables;
    }

    private static Predicate<JsonObject> group(String... groups) {
        return option -> List.of(groups).contains(option.getString("group"));
    }

    /** Exactly this label. */
    private static Predicate<JsonObject> label(String label) {
        return option -> label.equals(option.getString("label"));
    }

    private static Predicate<JsonObject> of(String provider) {
        return option ->
                List.of(option.getStringOrDefault("label", "").split(",")).contains(provider);
    }

    private static String options(Map<String, Object> options, Predicate<JsonObject> which) {
        StringBuilder table = table("[cols=\"2,5,1,2\"]", "option | meaning | type | default");
        options.forEach((name, json) -> {
            JsonObject option = (JsonObject) json;
            if (which.test(option)) {
                table.append("\n| `").append(name).append("`\n| ").append(text(option));
                table.append("\n| ").append(type(option)).append("\n|");
                Object byDefault = option.get("defaultValue");
                table.append(byDefault == null ? "" : " " + code(byDefault)).append('\n');
            }
        });
        return table.append("|===\n").toString();
    }

    private static String headers(String side) {
        StringBuilder table = table("[cols=\"2,4,2\"]", "header | meaning | type");
        GeneratedMetadata.headers().forEach((name, json) -> {
            JsonObject header = (JsonObject) json;
            if (of(side).test(header)) {
                table.append("\n| `").append(name).append("`\n| ").append(text(header));
                table.append("\n| ").append(type(header)).append('\n');
            }
        });
        return table.append("|===\n").toString();
    }

    private static StringBuilder table(String columns, String head) {
        return new StringBuilder(
                        "// Made from the annotations of the component; see ReferenceTablesTest. Do not edit.\n")
                .append(columns)
                .append("\n|===\n| ")
                .append(head)
                .append('\n');
    }

    /** The description, with what a user has to take care of besides. */
    private static String text(JsonObject option) {
        String text = option.getString("description");
        if (Boolean.TRUE.equals(option.get("secret"))) {
            text += " Never printed.";
        }
        if (option.get("enum") instanceof List<?> values && values.size() < 10) {
            text += values.stream()
                    .map(ReferenceTables::code)
                    .reduce((a, b) -> a + ", " + b)
                    .map(all -> " One of " + all + ".")
                    .orElse("");
        }
        return PLACEHOLDER
                .matcher(text.replace("|", "\\|"))
                .replaceAll(match -> java.util.regex.Matcher.quoteReplacement(code(match.group())));
    }

    private static String type(JsonObject option) {
        String type = option.getString("javaType");
        return switch (type) {
            case "java.time.Duration" -> "duration";
            case "java.lang.Object" -> "bean";
            default -> {
                if (option.containsKey("enum")) {
                    yield "enum";
                }
                String simple = type.replaceAll("[a-zA-Z]+\\.", "").replace("Integer", "int");
                yield simple.equals("String")
                        ? "text"
                        : simple.equals("Boolean") ? "boolean" : simple.replace("Long", "long");
            }
        };
    }

    /** Text that is shown as it is. */
    private static String code(Object value) {
        return "`+" + value + "+`";
    }
}
