/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.published;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The projects of the documentation, in which nothing but the version of Camel (and of Spring Boot) is changed. */
class CamelVersionsTest {

    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin/java").toString();

    /** The next LTS is a number in the parent POM. */
    private static final String CAMEL = System.getProperty("published.camel");

    private static final String NEWEST = System.getProperty("published.camel.newest");

    @TempDir
    private Path folder;

    @BeforeAll
    static void install() throws Exception {
        Repository.install();
    }

    static Stream<String> versions() {
        return Stream.of("4.17.0", CAMEL, NEWEST);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void theProjectOfTheFirstPageRunsWhenOneNumberIsChanged(String camel) throws Exception {
        Documentation.write("start.adoc", folder);
        change("<camel.version>" + CAMEL + "<", "<camel.version>" + camel + "<");
        try (Application application = Application.start(folder, Repository.command("compile", "exec:java"))) {
            Files.createDirectories(folder.resolve("drop"));
            Files.writeString(folder.resolve("drop/first.txt"), "hello");
            application.until(() ->
                    assertThat(folder.resolve("store/inbox/done/first.txt")).hasContent("hello"));
            assertThat(application.output())
                    .contains("Apache Camel " + camel)
                    .contains("first.txt says hello")
                    .doesNotContain("WARN", "ERROR", "deprecated");
        }
    }

    /** Boot 4.0 with health and Camel's consoles, over HTTP. */
    @Test
    void theProjectForSpringBootRunsOnBoot4WhenTwoNumbersAreChanged() throws Exception {
        Documentation.write("spring-boot.adoc", folder);
        change(
                "<version>" + System.getProperty("published.boot") + "<",
                "<version>" + System.getProperty("published.boot.newest") + "<");
        change("<camel.version>" + CAMEL + "<", "<camel.version>" + NEWEST + "<");
        // the starter of the YAML DSL is the one artifact of the page that the registry we build from has not in this
        // version
        change(
                "<groupId>org.apache.camel.springboot</groupId>\n      <artifactId>camel-yaml-dsl-starter</artifactId>",
                "<groupId>org.apache.camel</groupId><artifactId>camel-yaml-dsl</artifactId><version>${camel.version}</version>");
        change(
                "  <dependencies>\n    <dependency>\n      <groupId>io.cloudbridge.camel</groupId>\n      <artifactId>camel-cloudbridge-starter",
                "  <dependencies>"
                        + dependency("org.springframework.boot", "spring-boot-starter-web")
                        + dependency("org.springframework.boot", "spring-boot-starter-actuator")
                        + "<dependency><groupId>org.apache.camel</groupId><artifactId>camel-console</artifactId><version>${camel.version}</version></dependency>"
                        + "<dependency><groupId>io.cloudbridge.camel</groupId><artifactId>camel-cloudbridge-starter");
        Path routes = folder.resolve("src/main/resources/camel/drop.yaml");
        Files.writeString(
                routes,
                Files.readString(routes)
                        + "- route:\n    id: arrivals\n    from:\n      uri: cloudbridge:inbox\n      steps:\n        - log: \"arrived ${body}\"\n");
        Repository.Run build = Repository.maven(folder, "-q", "package");
        assertThat(build.status()).as(build.output()).isZero();

        try (Application application = Application.start(
                folder,
                List.of(
                        JAVA,
                        "-Xmx256m",
                        "-jar",
                        "target/drop-1.jar",
                        "--server.port=0",
                        "--server.address=127.0.0.1",
                        "--management.endpoints.web.exposure.include=health,camel",
                        "--management.endpoint.health.show-details=always",
                        "--camel.health.exposure-level=full",
                        "--camel.main.dev-console-enabled=true"))) {
            Files.createDirectories(folder.resolve("drop"));
            Files.writeString(folder.resolve("drop/first.txt"), "hello");
            application.until(
                    () -> assertThat(folder.resolve("store/inbox/first.txt")).hasContent("hello"));
            application.until(
                    () -> assertThat(application.output()).contains("arrived hello", "Tomcat started on port"));
            String output = application.output();
            String port = output.replaceFirst("(?s).*Tomcat started on port (\\d+).*", "$1");
            application.until(
                    () -> assertThat(get(port, "/actuator/health")).contains("\"camelHealth\"", "consumer:arrivals"));
            assertThat(get(port, "/actuator/camel/cloudbridge")).contains("inbox", "accepted");
            assertThat(output).contains("Apache Camel " + NEWEST).doesNotContain("ERROR", "deprecated");
        }
    }

    /** As Camel reads them: no notation that the newest one warns of. */
    @Test
    void noYamlOfThePagesIsDeprecatedOnTheNewestCamel() throws Exception {
        Documentation.write("start.adoc", folder);
        change("<camel.version>" + CAMEL + "<", "<camel.version>" + NEWEST + "<");
        change(
                "<artifactId>camel-file</artifactId>\n    </dependency>",
                "<artifactId>camel-file</artifactId></dependency>" + dependency("org.apache.camel", "camel-core")
                        + dependency("org.apache.camel", "camel-sql")
                        + dependency("com.h2database", "h2")
                                .replace("</dependency>", "<version>2.3.232</version></dependency>"));
        Path classPath = folder.resolve("classpath");
        Repository.Run build =
                Repository.maven(folder, "-q", "dependency:build-classpath", "-Dmdep.outputFile=" + classPath);
        assertThat(build.status()).as(build.output()).isZero();
        int blocks = Documentation.writeYaml(folder.resolve("yaml"));
        Files.writeString(folder.resolve("Load.java"), """
                import java.nio.file.*;
                import org.apache.camel.impl.DefaultCamelContext;
                import org.apache.camel.support.*;

                class Load {
                    public static void main(String[] folder) throws Exception {
                        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of(folder[0]))) {
                            for (Path file : files) {
                                try (DefaultCamelContext context = new DefaultCamelContext()) {
                                    System.out.println("loading " + file.getFileName());
                                    PluginHelper.getRoutesLoader(context)
                                            .loadRoutes(ResourceHelper.fromString("a.yaml", Files.readString(file)));
                                }
                            }
                        }
                    }
                }
                """);
        Repository.Run run = Repository.run(
                folder,
                List.of(JAVA, "-cp", Files.readString(classPath).trim(), "Load.java", "yaml"),
                java.util.Map.of());
        assertThat(run.status()).as(run.output()).isZero();
        assertThat(run.output().split("loading ", -1)).hasSize(blocks + 1);
        assertThat(run.output()).doesNotContain("WARN", "eprecated");
    }

    private static String dependency(String group, String artifact) {
        return "<dependency><groupId>" + group + "</groupId><artifactId>" + artifact + "</artifactId></dependency>";
    }

    private static String get(String port, String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** In the POM, once. */
    private void change(String from, String to) throws IOException {
        Path pom = folder.resolve("pom.xml");
        String before = Files.readString(pom);
        assertThat(before.split(java.util.regex.Pattern.quote(from), -1))
                .as(from)
                .hasSize(2);
        Files.writeString(pom, before.replace(from, to));
    }
}
