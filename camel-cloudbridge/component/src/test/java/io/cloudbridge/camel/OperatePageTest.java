/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedOperation;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page "Operate" names what there is: every meter, attribute, operation and line of the log. */
class OperatePageTest {

    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

    private final String page = read(ROOT.resolve("src-docs/operate.adoc"));

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Set<String> all(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private String section(String title) {
        Matcher section =
                Pattern.compile("(?s)\n== " + title + "\n(.*?)(?=\n== |$)").matcher(page);
        assertThat(section.find()).as(title).isTrue();
        return section.group(1);
    }

    @Test
    void everyMeterIsThereAndNoOther() {
        String code = read(Path.of("src/main/java/io/cloudbridge/camel/monitor/MicrometerMeters.java"));
        Set<String> meters = all("(?<=builder\\(\")cloudbridge\\.[a-z.]+(?=\")", code);
        all(
                        "(?<=gauge\\(made, registry, one, \")[a-z.]+",
                        code.replaceAll("\\(\\s+made", "(made").replaceAll(",\\s+", ", "))
                .forEach(name -> meters.add("cloudbridge.consumer." + name));
        assertThat(meters).hasSizeGreaterThan(8);
        assertThat(all("(?<=\\| `)cloudbridge\\.[a-z.]+(?=`)", section("Meters")))
                .isEqualTo(meters);
        assertThat(meters).containsAll(all("(?<=`)cloudbridge\\.[a-z.]+[a-z](?=`)", section("Alerts")));
    }

    @Test
    void theNamesInPrometheusAreThoseThatItIsGiven(@TempDir Path directory) throws Exception {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (LocalContext context = new LocalContext(directory) {
            @Override
            void configure() {
                camel.getRegistry().bind("meters", registry);
            }
        }) {
            context.camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("cloudbridge:box?initialDelay=0&delay=20").to("mock:in");
                }
            });
            context.put("a.txt", "text");
            await().until(() -> registry.scrape().contains("cloudbridge_objects_consumed"));
            Set<String> scraped = all("(?m)^cloudbridge_[a-z_]+", registry.scrape());
            scraped.removeIf(name -> name.endsWith("_sum") || name.endsWith("_max"));
            assertThat(all("(?<=`)cloudbridge_[a-z_]+(?=`)", section("Meters"))).isEqualTo(scraped);
            assertThat(scraped).containsAll(all("cloudbridge_[a-z_]+", section("Meters")));
        }
    }

    private static Set<String> managed(Class<?> type, Class<? extends Annotation> how) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(how))
                .map(Method::getName)
                .map(name -> name.replaceFirst("^get", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyAttributeAndOperationOfJmxIsThereAndNoOther() {
        Set<String> named = all("`[A-Za-z]+(\\(key\\)|\\(\\))?`", section("JMX")).stream()
                .map(name -> name.replaceAll("[`()]|key", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> there = new TreeSet<>();
        for (Class<?> type : Set.of(CloudBridgeConsumer.class, CloudBridgeComponent.class)) {
            there.addAll(managed(type, ManagedAttribute.class));
            there.addAll(managed(type, ManagedOperation.class));
        }
        assertThat(named).isEqualTo(there);
    }

    @Test
    void everyLineOfTheLogIsWrittenSomewhere() throws IOException {
        String code = source(Path.of("src/main/java")) + source(Path.of("../store/src/main/java"));
        // strings that are written in pieces
        String joined = code.replaceAll("\"\\s*\\+\\s*\"", "");
        Set<String> lines = all("(?<=[ |\n]_)[^_\n]+(?=_)", section("Log lines"));
        assertThat(lines).hasSizeGreaterThan(10);
        for (String line : lines) {
            for (String piece : line.split(" … |, attempt.*|^upload .*")) {
                assertThat(joined).as(line).contains(piece);
            }
        }
        for (String category : all("io\\.cloudbridge\\.[A-Za-z.]+(?=`)", section("Log lines"))) {
            boolean isClass = Stream.of("src/main/java", "../store/src/main/java")
                    .anyMatch(root -> Files.exists(Path.of(root, category.replace('.', '/') + ".java")));
            assertThat(isClass || code.contains("getLogger(\"" + category + "\")"))
                    .as(category)
                    .isTrue();
        }
    }

    private static String source(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(OperatePageTest::read)
                    .collect(Collectors.joining());
        }
    }
}
