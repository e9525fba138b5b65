/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.published;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The project of src-docs/quarkus.adoc, in a fresh folder, in JVM mode. */
class QuarkusProjectTest {

    @TempDir
    private Path folder;

    @Test
    void aDroppedFileIsStoredAsTheDocumentationShowsIt() throws Exception {
        Repository.install();
        Documentation.write("quarkus.adoc", folder);
        // the registry we build from has no camel-quarkus-file in this version; Camel's own jar does the same in JVM
        // mode
        Path pom = folder.resolve("pom.xml");
        String extension =
                "<groupId>org.apache.camel.quarkus</groupId>\n      <artifactId>camel-quarkus-file</artifactId>";
        assertThat(pom).content().contains(extension);
        Files.writeString(
                pom,
                Files.readString(pom)
                        .replace(extension, "<groupId>org.apache.camel</groupId><artifactId>camel-file</artifactId>"));
        Repository.Run build = Repository.maven(folder, "-q", "package");
        assertThat(build.status()).as(build.output()).isZero();

        String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
        try (Application application =
                Application.start(folder, List.of(java, "-Xmx256m", "-jar", "target/quarkus-app/quarkus-run.jar"))) {
            Files.createDirectories(folder.resolve("drop"));
            Files.writeString(folder.resolve("drop/first.txt"), "hello");
            application.until(
                    () -> assertThat(folder.resolve("store/inbox/first.txt")).hasContent("hello"));
            assertThat(application.output())
                    .contains("Apache Camel 4.18.2", "powered by Quarkus")
                    .doesNotContain("ERROR");
        }
    }
}
