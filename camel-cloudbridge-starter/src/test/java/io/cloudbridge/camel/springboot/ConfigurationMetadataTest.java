/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.camel.CloudBridgeConfiguration;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.camel.util.json.JsonObject;
import org.apache.camel.util.json.Jsoner;
import org.junit.jupiter.api.Test;

/** What an editor offers, and what can be set, is what the component has. */
class ConfigurationMetadataTest {

    private static final Path COMMITTED = Path.of("src/main/resources/META-INF/spring-configuration-metadata.json");

    @Test
    void theCommittedMetadataIsWhatTheComponentSays() throws Exception {
        String generated = ConfigurationMetadata.generate();
        if (Boolean.getBoolean("cloudbridge.regenerate")) {
            Files.writeString(COMMITTED, generated);
        }
        assertThat(COMMITTED)
                .as("run this test with -Dcloudbridge.regenerate=true and commit the file")
                .content(StandardCharsets.UTF_8)
                .isEqualTo(generated);
    }

    @Test
    void everyOptionOfTheComponentIsAPropertyWithItsTypeDefaultAndDescription() throws Exception {
        JsonObject metadata = (JsonObject) Jsoner.deserialize(Files.readString(COMMITTED));
        Map<String, JsonObject> properties = new TreeMap<>();
        metadata.getCollection("properties")
                .forEach(p -> properties.put(((JsonObject) p).getString("name"), (JsonObject) p));
        Map<String, JsonObject> options = ConfigurationMetadata.options();
        assertThat(options).hasSizeGreaterThan(120);
        options.forEach((name, option) -> {
            JsonObject property = properties.get(ConfigurationMetadata.propertyName(name));
            assertThat(property).as(name).isNotNull();
            assertThat(property.get("type")).as(name).isEqualTo(ConfigurationMetadata.type(option));
            assertThat(property.get("defaultValue")).as(name).isEqualTo(option.get("defaultValue"));
            assertThat(property.get("description")).as(name).isEqualTo(option.get("description"));
        });
        assertThat(properties).hasSize(options.size() + 2);
    }

    /** Against the classes that are bound, so that no property is offered which cannot be set. */
    @Test
    void everyOptionOfTheComponentCanBeSetAndThoseOfEndpointsInConnectionsToo() throws Exception {
        Map<String, Class<?>> component = settable(CloudBridgeComponentConfiguration.class);
        Map<String, Class<?>> connection = settable(CloudBridgeConfiguration.class);
        for (Map.Entry<String, JsonObject> option :
                ConfigurationMetadata.options().entrySet()) {
            String raw = ConfigurationMetadata.type(option.getValue()).replaceFirst("<.*", "");
            assertThat(component).as(option.getKey()).containsEntry(option.getKey(), Class.forName(raw));
            if (ConfigurationMetadata.isEndpointOption(option.getValue())) {
                assertThat(connection).as(option.getKey()).containsEntry(option.getKey(), Class.forName(raw));
            }
        }
        TreeSet<String> ofStarters = new TreeSet<>(component.keySet());
        ofStarters.removeAll(ConfigurationMetadata.options().keySet());
        assertThat(ofStarters).containsExactly("customizer", "enabled");
    }

    private static Map<String, Class<?>> settable(Class<?> type) throws Exception {
        return java.util.Arrays.stream(Introspector.getBeanInfo(type).getPropertyDescriptors())
                .filter(p -> p.getWriteMethod() != null)
                .collect(Collectors.toMap(PropertyDescriptor::getName, PropertyDescriptor::getPropertyType));
    }
}
