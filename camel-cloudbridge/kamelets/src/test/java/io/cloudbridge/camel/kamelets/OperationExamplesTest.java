/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.kamelets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.camel.CloudBridgeComponent;
import io.cloudbridge.camel.CloudBridgeOperation;
import io.cloudbridge.store.CloudBridgeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page with each operation in Java, YAML and XML: the three are one route, and a directory runs them. */
class OperationExamplesTest {

    private static final Pattern EXAMPLE =
            Pattern.compile("(?ms)^== (\\w+)\\n.*?\\[\\.tabs]\\n--\\n\\.Java\\n(.*?)^--$");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^\\[source,(\\w+)]\\n----\\n(.*?)^----$");

    @TempDir
    private static Path folder;

    /** By operation, then by language. */
    private static final Map<String, Map<String, String>> EXAMPLES = new LinkedHashMap<>();

    @BeforeAll
    static void read() throws Exception {
        String page = Files.readString(Path.of("../../src-docs/operations.adoc"));
        Matcher example = EXAMPLE.matcher(page);
        while (example.find()) {
            Map<String, String> blocks = new LinkedHashMap<>();
            Matcher block = BLOCK.matcher(example.group(2));
            while (block.find()) {
                blocks.put(block.group(1), block.group(2));
            }
            EXAMPLES.put(example.group(1), blocks);
        }
    }

    @Test
    void everyOperationHasAnExample() {
        assertThat(EXAMPLES.keySet())
                .containsExactlyInAnyOrderElementsOf(Stream.of(CloudBridgeOperation.values())
                        .map(CloudBridgeOperation::name)
                        .toList());
        assertThat(EXAMPLES.values()).allSatisfy(blocks -> assertThat(blocks).containsOnlyKeys("java", "yaml", "xml"));
    }

    @Test
    void theThreeLanguagesSayTheSame() throws Exception {
        List<String> java = new ArrayList<>();
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.addRoutes(compiled());
            context.getRouteDefinitions().forEach(route -> java.add(dump(context, route)));
        }
        List<Map<String, String>> examples = List.copyOf(EXAMPLES.values());
        assertThat(java).hasSameSizeAs(examples);
        for (int i = 0; i < examples.size(); i++) {
            for (String language : List.of("yaml", "xml")) {
                assertThat(loaded(language, examples.get(i).get(language)))
                        .as(language)
                        .isEqualTo(java.get(i));
            }
        }
    }

    @Test
    void aDirectoryRunsThem() throws Exception {
        CloudBridgeComponent component = new CloudBridgeComponent();
        component.getConfiguration().setProvider("local");
        component.getConfiguration().setRootDirectory(folder.resolve("store").toString());
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.addComponent("cloudbridge", component);
            context.getPropertiesComponent()
                    .addInitialProperty("work", folder.resolve("work").toString());
            context.addRoutes(compiled());
            context.start();
            ProducerTemplate template = context.createProducerTemplate();
            template.requestBody("direct:createBucket", null, Object.class);
            for (String bucket : List.of("archive", "empty")) {
                template.requestBody("cloudbridge:" + bucket + "?operation=createBucket", (Object) null);
            }
            Set<String> withoutArchive = Set.of("listVersions", "restore");
            for (String operation : EXAMPLES.keySet()) {
                if (withoutArchive.contains(operation)) {
                    assertThatThrownBy(() -> template.requestBody("direct:" + operation, (Object) null))
                            .hasCauseInstanceOf(CloudBridgeException.Unsupported.class);
                } else if (!operation.equals("createBucket")) {
                    Object body =
                            switch (operation) {
                                case "upload" -> "a;b";
                                case "setTags" -> Map.of("state", "new");
                                case "deleteAll" -> List.of("done/may.csv", "missing");
                                default -> null;
                            };
                    template.requestBody("direct:" + operation, body);
                }
            }
            assertThat(folder.resolve("store/archive/2026/may.csv")).hasContent("a;b");
            assertThat(folder.resolve("store/inbox/done/may.csv")).doesNotExist();
            assertThat(folder.resolve("store/empty")).doesNotExist();
        }
    }

    /** The Java of all examples, as the body of one route builder. */
    private static RoutesBuilder compiled() throws Exception {
        StringBuilder source = new StringBuilder("import org.apache.camel.builder.RouteBuilder;\n"
                + "public class Examples extends RouteBuilder {\n    public void configure() {\n");
        EXAMPLES.values().forEach(blocks -> source.append(blocks.get("java")).append('\n'));
        Path file = Files.writeString(folder.resolve("Examples.java"), source + "    }\n}\n");
        int result = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        "-d",
                        folder.toString(),
                        file.toString());
        assertThat(result).isZero();
        try (java.net.URLClassLoader loader = new java.net.URLClassLoader(
                new java.net.URL[] {folder.toUri().toURL()}, OperationExamplesTest.class.getClassLoader())) {
            return (RoutesBuilder) loader.loadClass("Examples").getConstructor().newInstance();
        }
    }

    private static String loaded(String language, String code) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString("example." + language, code));
            assertThat(context.getRouteDefinitions()).hasSize(1);
            return dump(context, context.getRouteDefinitions().get(0));
        }
    }

    /** The model as XML, without generated names. */
    private static String dump(DefaultCamelContext context, org.apache.camel.NamedNode route) {
        try {
            return PluginHelper.getModelToXMLDumper(context)
                    .dumpModelAsXml(context, route)
                    .replaceAll(" (id|customId|sourceLineNumber|sourceLocation)=\"[^\"]*\"", "");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
