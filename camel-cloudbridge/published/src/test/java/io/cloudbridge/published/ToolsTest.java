/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.published;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Camel's own tools, with what src-docs/dsl-kamelets-cli.adoc tells their users to add. */
class ToolsTest {

    @TempDir
    private Path folder;

    @BeforeAll
    static void install() throws Exception {
        Repository.install();
    }

    @Test
    void theValidatePluginFailsOnAMisspeltOptionAndPassesWithoutIt() throws Exception {
        String page = Files.readString(Repository.PROJECT.resolve("src-docs/dsl-kamelets-cli.adoc"));
        Matcher plugin = Pattern.compile("(?ms)^<plugin>.*?^</plugin>").matcher(page);
        assertThat(plugin.find()).isTrue();
        Files.writeString(
                folder.resolve("pom.xml"),
                "<project xmlns=\"http://maven.apache.org/POM/4.0.0\"><modelVersion>4.0.0</modelVersion>"
                        + "<groupId>com.example</groupId><artifactId>routes</artifactId><version>1</version>"
                        + "<build><plugins>" + plugin.group() + "</plugins></build></project>");
        Files.createDirectories(folder.resolve("src/main/resources"));
        Path routes = folder.resolve("src/main/resources/routes.xml");

        Files.writeString(routes, route("prefx=in/"));
        Repository.Run wrong = Repository.maven(folder, "org.apache.camel:camel-report-maven-plugin:4.18.0:validate");
        assertThat(wrong.status()).as(wrong.output()).isNotZero();
        assertThat(wrong.output()).contains("prefx", "Unknown option. Did you mean");

        Files.writeString(routes, route("prefix=in/"));
        Repository.Run right = Repository.maven(folder, "org.apache.camel:camel-report-maven-plugin:4.18.0:validate");
        assertThat(right.status()).as(right.output()).isZero();
        assertThat(right.output()).contains("0 = unknown").doesNotContain("prefx");
    }

    private static String route(String option) {
        return "<routes xmlns=\"http://camel.apache.org/schema/spring\"><route>"
                + "<from uri=\"cloudbridge:inbox?provider=local&amp;" + option + "\"/><to uri=\"log:x\"/>"
                + "</route></routes>";
    }

    @Test
    void theCamelCliRunsTheExampleInYaml() throws Exception {
        Path example = folder.resolve("examples/yaml-cli");
        Files.createDirectories(example);
        for (String file : List.of("run", "cli.xml", "greetings.camel.yaml", "application.properties")) {
            Files.copy(Repository.PROJECT.resolve("examples/yaml-cli").resolve(file), example.resolve(file));
        }
        // ./run looks for Maven in the root of the project
        Path maven = Files.writeString(
                folder.resolve("mvnw"),
                "#!/bin/sh\nexec '" + System.getProperty("published.maven") + "/bin/mvn' -Dmaven.repo.local.tail='"
                        + System.getProperty("published.localRepository") + "' \"$@\"\n");
        assertThat(maven.toFile().setExecutable(true)).isTrue();

        Repository.Run run = Repository.run(
                example,
                List.of("bash", "./run"),
                Map.of("REPOSITORY", Repository.PLACE.toString(), "MORE_REPOSITORIES", Repository.usualAsRemote()));

        assertThat(run.status()).as(run.output()).isZero();
        assertThat(run.output()).contains("received greeting-2.txt: greeting number 2", "came back");
    }
}
