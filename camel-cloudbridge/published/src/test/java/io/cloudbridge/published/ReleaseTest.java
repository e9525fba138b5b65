/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.published;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A release of some modules, up to where it would be signed and sent, and of two of them once more in another folder. */
class ReleaseTest {

    private static final List<String> CLASSIFIERS = List.of("", "-sources", "-javadoc");

    @TempDir
    private Path folder;

    @Test
    void everythingIsThereAndASecondBuildGivesTheSameBytes() throws Exception {
        Repository.install();
        Path first = release("first", "store", "local", "component");
        for (String module : List.of("store", "local", "component")) {
            for (String classifier : CLASSIFIERS) {
                Path file = jar(first, module, classifier);
                try (ZipFile jar = new ZipFile(file.toFile())) {
                    assertThat(jar.getEntry("META-INF/LICENSE"))
                            .as(file.toString())
                            .isNotNull();
                    assertThat(jar.getEntry("META-INF/NOTICE"))
                            .as(file.toString())
                            .isNotNull();
                }
            }
            Path target = target(first, module);
            assertThat(target.resolve("bom.json")).content().contains("CycloneDX", artifact(module));
            assertThat(target.resolve("bom.json")).content().doesNotContain("junit");
        }
        assertThat(target(first, "store").resolve("bom.json")).content().contains("slf4j-api", "MIT");
        assertThat(target(first, "store").resolve("generated-sources/license/THIRD-PARTY.txt"))
                .content()
                .contains("MIT", "slf4j-api")
                .doesNotContain("Unknown license");

        Path second = release("second", "store", "local");
        for (String module : List.of("store", "local")) {
            for (String classifier : CLASSIFIERS) {
                assertThat(jar(first, module, classifier))
                        .as("the same bytes in another folder")
                        .hasSameBinaryContentAs(jar(second, module, classifier));
            }
        }
    }

    private static Path target(Path project, String module) {
        return project.resolve("camel-cloudbridge").resolve(module).resolve("target");
    }

    private static Path jar(Path project, String module, String classifier) {
        return target(project, module).resolve(artifact(module) + "-" + Repository.VERSION + classifier + ".jar");
    }

    private static String artifact(String module) {
        return module.equals("component") ? "camel-cloudbridge" : "cloudbridge-" + module;
    }

    private Path release(String name, String... modules) throws Exception {
        Path copy = folder.resolve(name);
        Repository.copyProject(copy);
        Repository.Run run = Repository.maven(
                copy,
                "-q",
                "-Prelease",
                "-Dmaven.test.skip",
                "-Dspotless.check.skip",
                // all but what needs a key and an account
                "-Dgpg.skip",
                "-DskipPublishing",
                "-pl",
                "camel-cloudbridge/" + String.join(",camel-cloudbridge/", modules),
                "deploy");
        assertThat(run.status()).as(run.output()).isZero();
        assertThat(run.output()).doesNotContain("warning:");
        return copy;
    }
}
