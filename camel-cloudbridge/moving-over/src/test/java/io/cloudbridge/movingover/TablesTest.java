/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.movingover;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.apache.camel.util.json.DeserializationException;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tables of {@code src-docs/moving-over} leave nothing of the other component out, invent nothing, and name what ours has. */
class TablesTest {

    private static final Path PAGES = Path.of("../../src-docs/moving-over");
    private static final Pattern ROW = Pattern.compile("(?m)^\\|(`[^|]+?) *\\|([^|]*?) *(?:\\|.*)?$");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final DefaultCamelCatalog CATALOG = new DefaultCamelCatalog();

    @ParameterizedTest
    @ValueSource(strings = {"aws2-s3", "azure-storage-blob", "google-storage", "minio", "openstack-swift"})
    void everyOptionAndHeaderOfACamelComponentIsMapped(String scheme) {
        JsonObject component = json(CATALOG.componentJSonSchema(scheme));
        Set<String> options = names(component, "properties", "componentProperties");
        Set<String> headers = names(component, "headers");
        assertThat(theirs(scheme, "Options")).containsExactlyInAnyOrderElementsOf(options);
        assertThat(theirs(scheme, "Headers")).containsExactlyInAnyOrderElementsOf(headers);
        assertThat(missingOperations(component, scheme)).isEmpty();
    }

    @Test
    void everyOptionAndHeaderOfJcloudsIsMapped() {
        assertThat(theirs("jclouds", "Options")).containsExactlyInAnyOrderElementsOf(names("jclouds-options.txt"));
        assertThat(theirs("jclouds", "Headers")).containsExactlyInAnyOrderElementsOf(names("jclouds-headers.txt"));
    }

    @Test
    void everyKeyOfPythonCloudBridgeIsMapped() {
        assertThat(theirs("python-cloudbridge", "Configuration keys"))
                .containsExactlyInAnyOrderElementsOf(names("python-cloudbridge-keys.txt"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aws2-s3",
                "azure-storage-blob",
                "google-storage",
                "minio",
                "openstack-swift",
                "jclouds",
                "python-cloudbridge"
            })
    void whatATableNamesOfOursExists(String page) {
        JsonObject ours = json(resource("/META-INF/io/cloudbridge/camel/cloudbridge.json"));
        Set<String> known = names(ours, "properties", "componentProperties", "headers");
        operations(ours).forEach(name -> known.add("operation=" + name));
        Set<String> unknown = new TreeSet<>();
        Matcher row = ROW.matcher(text(page));
        while (row.find()) {
            Matcher code = CODE.matcher(row.group(2));
            while (code.find()) {
                String name = code.group(1);
                if (!known.contains(name) && !known.contains(name.replaceFirst("^(?!operation)(\\w+)=.*", "$1"))) {
                    unknown.add(row.group());
                }
            }
        }
        assertThat(unknown).isEmpty();
    }

    private static Set<String> names(JsonObject component, String... parts) {
        Set<String> names = new TreeSet<>();
        for (String part : parts) {
            Map<String, Object> described = component.getMap(part);
            names.addAll(described.keySet());
        }
        return names;
    }

    /** The values of option operation; none if it is free text. */
    private static Set<String> operations(JsonObject component) {
        Map<String, JsonObject> options = component.getMap("properties");
        Set<String> operations = new TreeSet<>();
        if (options.get("operation").get("enum") instanceof Iterable<?> values) {
            values.forEach(value -> operations.add(value.toString()));
        }
        return operations;
    }

    /** What the first column of a section has, and what the section says is unchanged. */
    private static Set<String> theirs(String page, String section) {
        String text = section(page, section);
        Set<String> names = new TreeSet<>();
        Matcher row = ROW.matcher(text);
        while (row.find()) {
            codes(row.group(1), names);
        }
        Matcher unchanged = Pattern.compile("(?m)^Unchanged: (.*)$").matcher(text);
        if (unchanged.find()) {
            codes(unchanged.group(1), names);
        }
        return names;
    }

    private static void codes(String text, Set<String> names) {
        Matcher code = CODE.matcher(text);
        while (code.find()) {
            names.add(code.group(1));
        }
    }

    /** Operations that the section neither maps nor names as having no counterpart. */
    private static Set<String> missingOperations(JsonObject component, String page) {
        String text = section(page, "Operations");
        Set<String> missing = operations(component);
        missing.removeIf(operation -> text.contains("=" + operation + "`") || text.contains("`" + operation + "`"));
        return missing;
    }

    private static String section(String page, String title) {
        String text = text(page);
        int start = text.indexOf("\n== " + title + "\n");
        assertThat(start).as("section " + title + " of " + page).isNotNegative();
        int end = text.indexOf("\n== ", start + 1);
        return text.substring(start, end < 0 ? text.length() : end);
    }

    private static String text(String page) {
        try {
            return Files.readString(PAGES.resolve(page + ".adoc"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> names(String resource) {
        return Arrays.stream(resource("/" + resource).split("\n"))
                .filter(line -> !line.startsWith("#"))
                .flatMap(line -> Arrays.stream(line.split(" ")))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String resource(String name) {
        try (InputStream in = TablesTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonObject json(String text) {
        try {
            return (JsonObject) Jsoner.deserialize(text);
        } catch (DeserializationException e) {
            throw new IllegalStateException(e);
        }
    }
}
