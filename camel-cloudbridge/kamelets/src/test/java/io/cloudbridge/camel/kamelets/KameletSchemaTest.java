/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.kamelets;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.cloudbridge.camel.CloudBridgeComponent;
import java.io.InputStream;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.v1.Kamelet;
import org.apache.camel.v1.KameletSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Kamelets as tools see them: valid by the schema of Kamelets, complete by the rules of the Kamelet catalog, in step with the component. */
class KameletSchemaTest {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\??([^}]+)}}");

    private final ObjectMapper yaml =
            new ObjectMapper(new YAMLFactory()).enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private static InputStream open(String name) {
        return KameletSchemaTest.class.getResourceAsStream("/kamelets/" + name + ".kamelet.yaml");
    }

    private JsonNode read(String name) throws Exception {
        try (InputStream in = open(name)) {
            return yaml.readTree(in);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cloudbridge-source", "cloudbridge-sink", "cloudbridge-presign-action"})
    void isValidBySchema(String name) throws Exception {
        JsonNode kamelet = read(name);
        assertThat(kamelet.path("apiVersion").asText()).isEqualTo("camel.apache.org/v1");
        assertThat(kamelet.path("kind").asText()).isEqualTo(Kamelet.class.getSimpleName());
        // generated from the schema, so an unknown field or a wrong type is an error
        KameletSpec spec = yaml.treeToValue(kamelet.path("spec"), KameletSpec.class);
        assertThat(spec.getDefinition().getTitle()).isNotBlank();
        assertThat(spec.getDefinition().getRequired()).containsExactly("bucketName");
        assertThat(spec.getDependencies()).contains("camel:kamelet").anySatisfy(d -> assertThat(d)
                .matches("mvn:io\\.cloudbridge\\.camel:camel-cloudbridge:[0-9].*"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cloudbridge-source", "cloudbridge-sink", "cloudbridge-presign-action"})
    void hasWhatTheCatalogOfKameletsAsksFor(String name) throws Exception {
        JsonNode metadata = read(name).path("metadata");
        assertThat(metadata.path("name").asText()).isEqualTo(name);
        for (String annotation : List.of("kamelet.support.level", "catalog.version", "kamelet.icon", "provider")) {
            assertThat(metadata.path("annotations")
                            .path("camel.apache.org/" + annotation)
                            .asText())
                    .as(annotation)
                    .isNotBlank()
                    .doesNotContain("${");
        }
        assertThat(metadata.path("labels").path("camel.apache.org/kamelet.type").asText())
                .isEqualTo(name.substring(name.lastIndexOf('-') + 1));
        read(name)
                .path("spec")
                .path("definition")
                .path("properties")
                .properties()
                .forEach(property -> {
                    for (String field : List.of("title", "description", "type")) {
                        assertThat(property.getValue().path(field).asText())
                                .as(property.getKey() + "." + field)
                                .isNotBlank();
                    }
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"cloudbridge-source", "cloudbridge-sink", "cloudbridge-presign-action"})
    void usesEveryPropertyItDeclaresForAnOptionThatTheComponentHas(String name) throws Exception {
        JsonNode spec = read(name).path("spec");
        TreeSet<String> declared = new TreeSet<>();
        spec.path("definition").path("properties").fieldNames().forEachRemaining(declared::add);
        TreeSet<String> used = new TreeSet<>();
        Matcher placeholders = PLACEHOLDER.matcher(spec.path("template").toString());
        while (placeholders.find()) {
            used.add(placeholders.group(1));
        }
        assertThat(used).isEqualTo(declared);

        JsonNode from = spec.path("template").path("from");
        JsonNode parameters = from.has("parameters")
                ? from.path("parameters")
                : from.path("steps").path(0).path("to").path("parameters");
        TreeSet<String> options = new TreeSet<>();
        try (InputStream in = CloudBridgeComponent.class.getResourceAsStream("cloudbridge.json")) {
            new ObjectMapper().readTree(in).path("properties").fieldNames().forEachRemaining(options::add);
        }
        parameters.fieldNames().forEachRemaining(option -> assertThat(options).contains(option));
        assertThat(parameters).isNotEmpty();
    }
}
