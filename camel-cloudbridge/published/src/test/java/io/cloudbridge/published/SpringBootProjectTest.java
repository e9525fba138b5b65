/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.published;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The project of src-docs/spring-boot.adoc, in a fresh folder. */
class SpringBootProjectTest {

    private static final Pattern SDKS = Pattern.compile(
            "^(software\\.amazon\\.|com\\.azure\\.|com\\.google\\.(cloud|api|auth)\\.|org\\.openstack4j\\.).*");
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin/java").toString();

    @TempDir
    private static Path folder;

    @BeforeAll
    static void write() throws Exception {
        Repository.install();
        Documentation.write("spring-boot.adoc", folder);
    }

    @Test
    void worksAsTheDocumentationShowsItFromOnePomOneRouteAndFiveProperties() throws Exception {
        assertThat(properties()).hasSize(5);
        Repository.Run build = Repository.maven(folder, "-q", "package");
        assertThat(build.status()).as(build.output()).isZero();
        runs(List.of("-jar", "target/drop-1.jar"));
    }

    /** Providers of all clouds on the class path, and none of their SDKs in memory. */
    @Test
    void withProviderLocalNoClassOfACloudsSdkIsLoaded() throws Exception {
        List<String> jars = classPath("aws", "azure", "gcp", "openstack");
        assertThat(jars).anyMatch(jar -> jar.contains("/software/amazon/awssdk/"));
        Path classes = folder.resolve("classes.log");
        runs(List.of(
                "-Xlog:class+load:file=" + classes,
                "-cp",
                "src/main/resources" + File.pathSeparator + String.join(File.pathSeparator, jars),
                "io.cloudbridge.camel.springboot.CloudBridgeApplication"));
        List<String> loaded = Files.readAllLines(classes).stream()
                .map(line -> line.replaceFirst("^(\\[[^]]*])+ ", ""))
                .toList();
        assertThat(loaded).anyMatch(line -> line.startsWith("io.cloudbridge.store.local.LocalStore "));
        assertThat(loaded).noneMatch(line -> SDKS.matcher(line).matches());
    }

    /** What cloudbridge-aws adds. A module more is a decision. */
    @Test
    void theAwsProviderBringsTheModulesOfTheSdkThatItUsesAndNoOther() throws Exception {
        TreeSet<String> modules = classPath("aws").stream()
                .filter(jar -> jar.contains("/software/amazon/"))
                .map(jar -> Path.of(jar).getParent().getParent().getFileName().toString())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(modules).containsExactlyInAnyOrder(AwsModules.EXPECTED);
    }

    private static List<String> properties() throws IOException {
        return Files.readAllLines(folder.resolve("src/main/resources/application.properties"));
    }

    /** The jars of the project, with providers added. */
    private static List<String> classPath(String... providers) throws Exception {
        String added = Arrays.stream(providers)
                .map(provider -> "<dependency><groupId>io.cloudbridge.camel</groupId><artifactId>cloudbridge-"
                        + provider + "</artifactId><version>" + Repository.VERSION + "</version></dependency>")
                .collect(Collectors.joining());
        String name = "pom-" + String.join("-", providers) + ".xml";
        String pom = Files.readString(folder.resolve("pom.xml"));
        Files.writeString(folder.resolve(name), pom.replace("<dependencies>", "<dependencies>" + added));
        Path jars = folder.resolve(name + ".classpath");
        Repository.Run run =
                Repository.maven(folder, "-q", "-f", name, "dependency:build-classpath", "-Dmdep.outputFile=" + jars);
        assertThat(run.status()).as(run.output()).isZero();
        return List.of(Files.readString(jars).trim().split(File.pathSeparator));
    }

    /** Starts the application, drops a file, and sees it stored. */
    private static void runs(List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(JAVA, "-Xmx256m"));
        command.addAll(arguments);
        Path log = folder.resolve("application.log");
        Process application = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            Files.createDirectories(folder.resolve("drop"));
            String name = "dropped-" + application.pid() + ".txt";
            Files.writeString(folder.resolve("drop").resolve(name), "hello");
            Path stored = folder.resolve("store/inbox").resolve(name);
            await().atMost(Duration.ofSeconds(180))
                    .pollInterval(Duration.ofMillis(100))
                    .untilAsserted(() -> {
                        assertThat(application.isAlive())
                                .as(Files.readString(log))
                                .isTrue();
                        assertThat(stored).hasContent("hello");
                    });
        } finally {
            application.destroy();
            if (!application.waitFor(20, TimeUnit.SECONDS)) {
                application.destroyForcibly();
            }
        }
        assertThat(Files.readString(log)).doesNotContain("ERROR");
    }
}
