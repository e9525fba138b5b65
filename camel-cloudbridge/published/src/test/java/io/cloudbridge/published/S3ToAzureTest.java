/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.published;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page src-docs/s3-to-azure.adoc, followed word by word, with S3Proxy and Azurite for the clouds. */
class S3ToAzureTest {

    private static final Pattern COPIED = Pattern.compile("Azure has (\\S+), (\\d+) bytes");

    @TempDir
    private Path folder;

    @BeforeAll
    static void install() throws Exception {
        Repository.install();
    }

    @Test
    void twoProcessesCopyEachObjectOnceAndOneGoesOnAlone() throws Exception {
        Documentation.write("s3-to-azure.adoc", folder);
        Map<String, String> environment = environment();
        // once by itself: two processes would both compile
        Repository.Run compile = Repository.maven(folder, "-q", "compile");
        assertThat(compile.status()).as(compile.output()).isZero();
        List<String> run = Repository.command("compile", "exec:java");
        try (Application one = Application.start(folder, run, environment)) {
            one.until(() -> assertThat(one.output()).contains("Routes startup"));
            try (Application other = Application.start(folder, run, with(environment, "DROP", "other-drop"))) {
                other.until(() -> assertThat(other.output()).contains("Routes startup"));
                drop("first.txt", "hello\n");
                one.until(() -> assertThat(copied(one, other)).containsExactly("first.txt 6"));
                for (int i = 0; i < 20; i++) {
                    drop("photo-" + i, "x".repeat(i));
                }
                one.untilSettled(
                        () -> assertThat(copied(one, other)).hasSize(21).doesNotHaveDuplicates());
            }
            drop("last.txt", "!");
            // H2 in a file closes itself when the process ends, and would not take what was copied a moment before
            one.untilSettled(() -> assertThat(one.output()).containsOnlyOnce("Azure has last.txt, 1 bytes"));
            assertThat(one.output()).doesNotContain("ERROR");
        }
        try (Application again = Application.start(folder, run, environment)) {
            again.until(() -> assertThat(again.output()).contains("Routes startup"));
            drop("after.txt", "?");
            again.until(() -> assertThat(copied(again)).containsExactly("after.txt 1"));
        }
    }

    /** Written beside and moved, so that no half-written file is read. */
    private void drop(String name, String content) throws IOException {
        Path file = Files.writeString(folder.resolve(name + ".part"), content);
        Files.move(file, Files.createDirectories(folder.resolve("drop")).resolve(name));
    }

    private static List<String> copied(Application... applications) {
        return Stream.of(applications)
                .flatMap(application -> COPIED.matcher(application.output()).results())
                .map(match -> match.group(1) + " " + match.group(2))
                .toList();
    }

    private static Map<String, String> environment() throws IOException {
        Properties servers = new Properties();
        try (InputStream in = Files.newInputStream(
                Path.of(System.getProperty("cloudbridge.servers", "../../.work/servers.properties")))) {
            servers.load(in);
        }
        String name = "photos-" + UUID.randomUUID();
        return Map.of(
                "MAVEN_OPTS", "-Dh2.bindAddress=127.0.0.1",
                "S3_ENDPOINT", servers.getProperty("s3proxy.endpoint"),
                "S3_REGION", servers.getProperty("s3proxy.region"),
                "S3_ACCESS_KEY", servers.getProperty("s3proxy.accessKey"),
                "S3_SECRET_KEY", servers.getProperty("s3proxy.secretKey"),
                "S3_BUCKET", name,
                "AZURE_ENDPOINT", servers.getProperty("azurite.endpoint"),
                "AZURE_ACCOUNT", servers.getProperty("azurite.accountName"),
                "AZURE_KEY", servers.getProperty("azurite.accountKey"),
                "AZURE_CONTAINER", name);
    }

    private static Map<String, String> with(Map<String, String> all, String name, String value) {
        Map<String, String> more = new java.util.HashMap<>(all);
        more.put(name, value);
        return more;
    }
}
