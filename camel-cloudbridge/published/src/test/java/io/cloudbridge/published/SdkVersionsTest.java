/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.published;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A project has Camel's own components for S3 and Azure beside ours, and does not import our BOM. Maven may then choose an SDK that is too old for
 * us, or jars of two versions. The error names the jar when the route starts.
 */
class SdkVersionsTest {

    /** Without Netty: the routes do not use it, and some of its jars are not in the registry that we build from. */
    private static final String CAMELS = Stream.of("camel-aws2-s3", "camel-azure-storage-blob")
            .map(artifact -> dependency("org.apache.camel", artifact, null)
                    .replace(
                            "</dependency>",
                            "<exclusions>" + exclusion("io.netty") + exclusion("io.projectreactor.netty")
                                    + "</exclusions></dependency>"))
            .collect(Collectors.joining());

    private static final String OURS = dependency("io.cloudbridge.camel", "camel-cloudbridge", Repository.VERSION)
            + dependency("io.cloudbridge.camel", "cloudbridge-aws", Repository.VERSION)
            + dependency("io.cloudbridge.camel", "cloudbridge-azure", Repository.VERSION);

    @TempDir
    private Path folder;

    @BeforeAll
    static void install() throws Exception {
        Repository.install();
    }

    @BeforeEach
    void write() throws Exception {
        Files.createDirectories(folder.resolve("camel"));
        Files.writeString(
                folder.resolve("camel/route.yaml"),
                "- route:\n    from:\n      uri: direct:store\n      steps:\n"
                        + "        - to:\n            uri: cloudbridge:bucket?connection={{env:STORE}}\n"
                        + "        - to:\n            uri: cloudbridge:bucket?connection={{env:OTHER}}\n");
        Files.writeString(
                folder.resolve("application.properties"),
                "camel.component.cloudbridge.connections[aws].provider = aws\n"
                        + "camel.component.cloudbridge.connections[aws].region = eu-central-1\n"
                        + "camel.component.cloudbridge.connections[aws].accessKey = key\n"
                        + "camel.component.cloudbridge.connections[aws].secretKey = secret\n"
                        + "camel.component.cloudbridge.connections[azure].provider = azure\n"
                        + "camel.component.cloudbridge.connections[azure].accountName = account\n"
                        + "camel.component.cloudbridge.connections[azure].accountKey = a2V5\n"
                        + "camel.main.durationMaxSeconds = 1\n");
    }

    @Test
    void camelsFirstIsRefusedWithTheJarAndTheVersionNeeded() throws Exception {
        String classPath = classPath("", CAMELS + OURS);
        assertThat(start(classPath, "aws", "aws"))
                .containsPattern(
                        "s3 2\\.\\d+\\.\\d+ \\(\\S+s3-2\\.\\d+\\.\\d+\\.jar\\) is too old: provider aws needs 2\\.\\d+\\.\\d+ or newer")
                .contains("cloudbridge-bom")
                .doesNotContain("NoSuchFieldError", "Routes startup");
        assertThat(start(classPath, "azure", "azure"))
                .containsPattern(
                        "azure-storage-blob 12\\S+ \\(\\S+\\.jar\\) is too old: provider azure needs 12\\.\\d+\\.\\d+ or newer")
                .contains("cloudbridge-bom")
                .doesNotContain("NoSuchFieldError", "Routes startup");
    }

    @Test
    void oursFirstIsRefusedWhereOneJarIsOlder() throws Exception {
        String classPath = classPath("", OURS + CAMELS);
        assertThat(start(classPath, "aws", "aws"))
                .containsPattern(
                        "\\S+ 2\\.\\d+\\.\\d+ \\(\\S+\\.jar\\) is too old: s3 (2\\.\\d+\\.\\d+) needs \\1 or newer")
                .doesNotContain("NoSuchFieldError", "Routes startup");
    }

    @Test
    void withOurBomBothStartInEitherOrder() throws Exception {
        String bom =
                "<dependency><groupId>io.cloudbridge.camel</groupId><artifactId>cloudbridge-bom</artifactId><version>"
                        + Repository.VERSION + "</version><type>pom</type><scope>import</scope></dependency>";
        for (String dependencies : List.of(CAMELS + OURS, OURS + CAMELS)) {
            String classPath = classPath(bom, dependencies);
            assertThat(start(classPath, "aws", "azure"))
                    .contains("Routes startup")
                    .doesNotContain("too old", "ERROR");
        }
    }

    /** They use nothing that is newer. */
    @Test
    void theDriversCompileOnTheOldestSdksThatTheyAccept() throws Exception {
        Path copy = folder.resolve("project");
        Repository.copyProject(copy);
        Repository.Run run = Repository.maven(
                copy,
                "-q",
                "-Dspotless.check.skip",
                "-pl",
                "camel-cloudbridge/aws,camel-cloudbridge/azure",
                "-Dawssdk.version=" + oldest("aws/src/main/java/io/cloudbridge/store/aws/AwsSdk.java"),
                "-Dazure-storage-blob.version="
                        + oldest("azure/src/main/java/io/cloudbridge/store/azure/AzureSdk.java"),
                // what that release came with
                "-Dazure-storage-common.version=12.34.0",
                "-Dazure-storage-internal-avro.version=12.20.0",
                "-Dazure-core.version=1.58.1",
                "compile");
        assertThat(run.status()).as(run.output()).isZero();
    }

    private static String oldest(String source) throws Exception {
        return Files.readString(Repository.PROJECT.resolve("camel-cloudbridge").resolve(source))
                .replaceFirst("(?s).*OLDEST = \"([^\"]*)\".*", "$1");
    }

    private String classPath(String bom, String dependencies) throws Exception {
        Files.writeString(
                folder.resolve("pom.xml"),
                "<project xmlns=\"http://maven.apache.org/POM/4.0.0\"><modelVersion>4.0.0</modelVersion>"
                        + "<groupId>com.example</groupId><artifactId>both</artifactId><version>1</version>"
                        + "<dependencyManagement><dependencies><dependency><groupId>org.apache.camel</groupId>"
                        + "<artifactId>camel-bom</artifactId><version>" + System.getProperty("published.camel")
                        + "</version><type>pom</type><scope>import</scope></dependency>" + bom
                        + "</dependencies></dependencyManagement><dependencies>" + dependencies
                        + dependency("org.apache.camel", "camel-main", null)
                        + dependency("org.apache.camel", "camel-yaml-dsl", null)
                        + dependency("org.apache.camel", "camel-direct", null)
                        + dependency("org.slf4j", "slf4j-simple", "2.0.17") + "</dependencies></project>");
        Path file = folder.resolve("classpath");
        Repository.Run run = Repository.maven(folder, "-q", "dependency:build-classpath", "-Dmdep.outputFile=" + file);
        assertThat(run.status()).as(run.output()).isZero();
        return folder + File.pathSeparator + Files.readString(file).trim();
    }

    private String start(String classPath, String store, String other) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
        return Repository.run(
                        folder,
                        List.of(java, "-Xmx128m", "-cp", classPath, "org.apache.camel.main.Main"),
                        Map.of("STORE", store, "OTHER", other))
                .output();
    }

    private static String dependency(String group, String artifact, String version) {
        return "<dependency><groupId>" + group + "</groupId><artifactId>" + artifact + "</artifactId>"
                + (version == null ? "" : "<version>" + version + "</version>") + "</dependency>";
    }

    private static String exclusion(String group) {
        return "<exclusion><groupId>" + group + "</groupId><artifactId>*</artifactId></exclusion>";
    }
}
