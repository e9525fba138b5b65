/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.examples.cloudtocloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From one local store to another; the integration tests do the same between clouds. */
class CloudToCloudTest {

    @TempDir
    private Path place;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void bringsWhatIsMissingOrDiffersAndNothingElse() throws Exception {
        write("a.txt", "a");
        write("sub dir/Überblick ☂.txt", "Grüße");
        write("empty", "");
        Summary first = mirror();
        assertThat(first.copied()).isEqualTo(3);
        assertThat(first.bytes()).isEqualTo(8);
        assertThat(read("sub dir/Überblick ☂.txt")).isEqualTo("Grüße");

        Summary second = mirror();
        assertThat(second.copied()).isZero();
        assertThat(second.unchanged()).isEqualTo(3);

        write("a.txt", "b"); // as long as it was
        Files.delete(target("empty"));
        write("new.txt", "new");
        Summary third = mirror();
        assertThat(third.copied()).isEqualTo(3);
        assertThat(third.unchanged()).isEqualTo(1);
        assertThat(read("a.txt")).isEqualTo("b");
        assertThat(target("empty")).exists();
    }

    @Test
    void theDemoHolds() throws Exception {
        assertThat(Demo.play(new PrintStream(out, true, StandardCharsets.UTF_8), place.resolve("demo"), 20_000_000))
                .as(out.toString(StandardCharsets.UTF_8))
                .isTrue();
    }

    @Test
    void whatSomebodyChangedAtTheTargetIsBroughtAgain() throws Exception {
        write("a.txt", "right");
        mirror();
        Files.writeString(target("a.txt"), "wrong");
        assertThat(mirror().copied()).isEqualTo(1);
        assertThat(read("a.txt")).isEqualTo("right");
    }

    @Test
    void onlyWhatBeginsWithThePrefix() throws Exception {
        write("2025/a", "a");
        write("2026/b", "b");
        assertThat(mirror("source.prefix=2026/").copied()).isEqualTo(1);
        assertThat(target("2025/a")).doesNotExist();
    }

    @Test
    void aFailureIsToldAndTheNextRunMakesUpForIt() throws Exception {
        write("a.txt", "a");
        Summary failed = mirror("target.create=false");
        assertThat(failed.failed()).isEqualTo(1);
        assertThat(failed.isComplete()).isFalse();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("  failed: a.txt: ", "0 copied", "1 failed");
        assertThat(mirror().copied()).isEqualTo(1);
    }

    @Test
    void aKilledRunGoesOnWhereItWas() throws Exception {
        int objects = 400;
        byte[] content = new byte[300_000];
        for (int i = 0; i < objects; i++) {
            Arrays.fill(content, (byte) i);
            Files.createDirectories(source("x").getParent());
            Files.write(source("object " + i), content);
        }
        Process run = process();
        try {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> !run.isAlive() || arrived().size() > 20);
        } finally {
            run.destroyForcibly().waitFor();
        }
        List<Path> arrived = arrived();
        assertThat(arrived).as("it was killed on its way").hasSizeBetween(20, objects - 1);
        for (Path file : arrived) {
            assertThat(file).as("nothing is there by half").hasSize(content.length);
        }

        Summary rest = mirror();
        assertThat(rest.isComplete()).isTrue();
        // what had arrived is left alone
        assertThat(rest.unchanged()).isBetween((long) arrived.size(), (long) arrived.size() + 4);
        assertThat(rest.copied() + rest.unchanged()).isEqualTo(objects);
        for (int i = 0; i < objects; i++) {
            assertThat(target("object " + i)).hasSameBinaryContentAs(source("object " + i));
        }
    }

    private Process process() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                CloudToCloud.class.getName()));
        command.addAll(settings("mirror.parallel=1"));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(new File(place.toFile(), "run.log"))
                .start();
    }

    private Summary mirror(String... more) throws Exception {
        return CloudToCloud.mirror(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                settings(more).toArray(String[]::new));
    }

    private List<String> settings(String... more) {
        List<String> settings = new ArrayList<>(List.of(
                "application.properties",
                "camel.component.cloudbridge.connections[here].rootDirectory=" + place.resolve("source"),
                "camel.component.cloudbridge.connections[here].settleTime=0",
                "camel.component.cloudbridge.connections[there].rootDirectory=" + place.resolve("target")));
        settings.addAll(List.of(more));
        return settings;
    }

    private Path source(String key) {
        return place.resolve("source/photos").resolve(key);
    }

    private Path target(String key) {
        return place.resolve("target/photos").resolve(key);
    }

    private void write(String key, String content) throws IOException {
        Files.createDirectories(source(key).getParent());
        Files.writeString(source(key), content);
    }

    private String read(String key) throws IOException {
        return Files.readString(target(key));
    }

    private List<Path> arrived() throws IOException {
        Path bucket = place.resolve("target/photos");
        if (!Files.exists(bucket)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(bucket)) {
            return files.filter(file -> file.getFileName().toString().startsWith("object"))
                    .toList();
        }
    }
}
