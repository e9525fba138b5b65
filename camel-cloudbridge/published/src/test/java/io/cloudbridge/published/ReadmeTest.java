/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.published;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tables of the README: versions that are run, tests that run them, numbers that are measured. */
class ReadmeTest {

    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| (4\\.\\d+\\.\\d+)( LTS)? \\| ([^|]*) \\| ([^|]*) \\| `?([^|`]*)`? \\|$");

    private static final String IMPORT = "<type>pom</type><scope>import</scope></dependency>";

    @TempDir
    private Path folder;

    @Test
    void theTableOfVersionsIsTheOneOfTheBuild() throws Exception {
        List<MatchResult> rows = ROW.matcher(Files.readString(Repository.PROJECT.resolve("README.md")))
                .results()
                .toList();
        String camel = System.getProperty("published.camel");
        String newest = System.getProperty("published.camel.newest");
        assertThat(rows.stream().map(row -> row.group(1))).contains("4.17.0", camel, newest);
        String all = rows.stream().map(MatchResult::group).toList().toString();
        assertThat(all)
                .contains(
                        "Spring Boot " + System.getProperty("published.boot"),
                        "Spring Boot " + System.getProperty("published.boot.newest"),
                        "Quarkus " + quarkus());
        for (MatchResult row : rows) {
            String test = row.group(5);
            assertThat(test.equals("every module") || isModule(test) || isTest(test))
                    .as(test)
                    .isTrue();
        }
    }

    @Test
    void theNumbersOfJarsAreThoseOfAProject() throws Exception {
        Repository.install();
        String bom = dependency("io.cloudbridge.camel", "cloudbridge-bom")
                .replace("</dependency>", "<version>" + Repository.VERSION + "</version>" + IMPORT);
        String ours = jars(
                bom,
                dependency("io.cloudbridge.camel", "camel-cloudbridge")
                        + dependency("io.cloudbridge.camel", "cloudbridge-aws"));
        String theirs = jars("", dependency("org.apache.camel", "camel-aws2-s3"));
        assertThat(Repository.PROJECT.resolve("README.md"))
                .content()
                .contains("| jars of an application with Camel Main | " + ours + " | " + theirs + " | `ReadmeTest` |");
    }

    /** As {@code 12, 3.4 MB}. */
    private String jars(String bom, String dependencies) throws Exception {
        Files.writeString(
                folder.resolve("pom.xml"),
                "<project xmlns=\"http://maven.apache.org/POM/4.0.0\"><modelVersion>4.0.0</modelVersion>"
                        + "<groupId>com.example</groupId><artifactId>jars</artifactId><version>1</version>"
                        + "<dependencyManagement><dependencies>"
                        + dependency("org.apache.camel", "camel-bom")
                                .replace(
                                        "</dependency>",
                                        "<version>" + System.getProperty("published.camel") + "</version>" + IMPORT)
                        + bom + "</dependencies></dependencyManagement><dependencies>" + dependencies
                        + dependency("org.apache.camel", "camel-main") + "</dependencies></project>");
        Path file = folder.resolve("classpath");
        Repository.Run run = Repository.maven(
                folder, "-q", "dependency:build-classpath", "-Dmdep.outputFile=" + file, "-DincludeScope=runtime");
        assertThat(run.status()).as(run.output()).isZero();
        String[] jars = Files.readString(file).trim().split(File.pathSeparator);
        long bytes = 0;
        for (String jar : jars) {
            bytes += Files.size(Path.of(jar));
        }
        return String.format(Locale.ROOT, "%d, %.1f MB", jars.length, bytes / 1e6);
    }

    private static String dependency(String group, String artifact) {
        return "<dependency><groupId>" + group + "</groupId><artifactId>" + artifact + "</artifactId></dependency>";
    }

    private static String quarkus() throws IOException {
        String page = Files.readString(Repository.PROJECT.resolve("src-docs/quarkus.adoc"));
        return page.replaceFirst("(?s).*<quarkus.version>([^<]*)<.*", "$1");
    }

    private static boolean isModule(String name) {
        return Files.exists(
                Repository.PROJECT.resolve("camel-cloudbridge").resolve(name).resolve("pom.xml"));
    }

    private static boolean isTest(String name) throws IOException {
        try (Stream<Path> tests = Files.list(Path.of("src/test/java/io/cloudbridge/published"))) {
            return tests.anyMatch(test -> test.endsWith(name + ".java"));
        }
    }
}
