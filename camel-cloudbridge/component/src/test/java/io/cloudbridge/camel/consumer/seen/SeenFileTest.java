/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer.seen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.camel.LogLines;
import io.cloudbridge.store.CloudBridgeException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeenFileTest {

    @TempDir
    Path directory;

    private Path path;
    private SeenObjects seen;

    @BeforeEach
    void name() {
        path = directory.resolve("state/seen");
    }

    @AfterEach
    void stop() {
        if (seen != null) {
            seen.stop();
        }
    }

    @Test
    void remembersWhatWasConfirmedOverARestart() {
        open();
        see("a", "b");
        seen.add("in progress");
        restart();
        assertThat(seen.contains("a")).isTrue();
        assertThat(seen.contains("b")).isTrue();
        assertThat(seen.contains("in progress")).as("its exchange never ended").isFalse();
    }

    @Test
    void forgettingSurvivesARestartToo() {
        open();
        see("a", "b", "c");
        seen.remove("a");
        seen.beginListing();
        seen.listed("b");
        seen.endListing();
        restart();
        assertThat(seen.contains("a")).isFalse();
        assertThat(seen.contains("b")).isTrue();
        assertThat(seen.contains("c")).isFalse();
    }

    @Test
    void aTornTailIsCutAtEveryLength() throws IOException {
        open();
        see("a", "b");
        seen.stop();
        byte[] whole = Files.readAllBytes(path);
        for (int cut = 1; cut < SeenRecords.LENGTH; cut++) {
            Files.write(path, Arrays.copyOf(whole, whole.length - cut));
            open();
            assertThat(seen.contains("a")).isTrue();
            assertThat(seen.contains("b")).isFalse();
            see("c");
            restart();
            assertThat(seen.contains("a")).isTrue();
            assertThat(seen.contains("c")).isTrue();
            seen.stop();
        }
        assertThat(setAside()).isEmpty();
    }

    @Test
    void aFileTornInItsHeaderIsNew() throws IOException {
        Files.createDirectories(path.getParent());
        for (int length = 0; length < SeenRecords.HEADER.length; length++) {
            Files.write(path, Arrays.copyOf(SeenRecords.HEADER, length));
            open();
            see("a");
            restart();
            assertThat(seen.contains("a")).isTrue();
            seen.stop();
        }
        assertThat(setAside()).isEmpty();
    }

    @Test
    void aDamagedFileIsSetAsideAndNoneOfItTrusted() throws IOException {
        open();
        see("a", "b", "c");
        seen.stop();
        byte[] damaged = Files.readAllBytes(path);
        damaged[SeenRecords.HEADER.length + SeenRecords.LENGTH + 3] ^= 1;
        Files.write(path, damaged);
        try (LogLines lines = LogLines.of(SeenFile.class.getName())) {
            open();
            assertThat(lines.text()).singleElement().asString().startsWith("ERROR seenFile " + path + " is damaged");
        }
        assertThat(seen.size()).isZero();
        assertThat(setAside()).singleElement().satisfies(aside -> assertThat(Files.readAllBytes(aside))
                .isEqualTo(damaged));
        see("d");
        restart();
        assertThat(seen.contains("d")).isTrue();
        assertThat(seen.size()).isEqualTo(1);
    }

    @Test
    void aFileOfSomethingElseIsSetAside() throws IOException {
        Files.createDirectories(path.getParent());
        for (String content : List.of("hello", "this is a letter to my aunt\n".repeat(10_000))) {
            Files.writeString(path, content);
            open();
            assertThat(seen.size()).isZero();
            seen.stop();
        }
        assertThat(setAside()).hasSize(2);
    }

    @Test
    void aLongBadTailIsDamageNotATornRecord() throws IOException {
        open();
        see("a");
        seen.stop();
        byte[] sound = Files.readAllBytes(path);
        byte[] damaged = Arrays.copyOf(sound, sound.length + 100_000);
        Files.write(path, damaged);
        open();
        assertThat(seen.size()).isZero();
        assertThat(setAside()).hasSize(1);
    }

    @Test
    void compactionDropsWhatIsGone() throws IOException {
        open();
        for (int i = 0; i < 30_000; i++) {
            see("k" + i);
        }
        long full = Files.size(path);
        seen.beginListing();
        seen.listed("k1");
        seen.endListing();
        assertThat(Files.size(path)).isLessThan(full / 100);
        see("later");
        restart();
        assertThat(seen.size()).isEqualTo(2);
        assertThat(seen.contains("k1")).isTrue();
        assertThat(seen.contains("later")).isTrue();
    }

    @Test
    void whatCompactionLeftBehindWhenItWasKilledIsNoObstacle() throws IOException {
        open();
        see("a");
        seen.stop();
        Files.writeString(path.resolveSibling("seen.compacting"), "half a file");
        open();
        assertThat(seen.contains("a")).isTrue();
        assertThat(path.resolveSibling("seen.compacting")).doesNotExist();
    }

    @Test
    void aSecondConsumerIsKeptOff() {
        open();
        SeenObjects second = new SeenObjects(path);
        assertThatThrownBy(second::start)
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .hasMessageContaining("seenFile")
                .hasMessageContaining("in use");
        see("a");
        restart();
        assertThat(seen.contains("a")).isTrue();
    }

    @Test
    void anImpossiblePlaceIsAClearError() throws IOException {
        Files.createDirectories(path);
        assertThatThrownBy(this::open)
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .hasMessageContaining("is a directory; name a file");
        Path file = Files.writeString(directory.resolve("file"), "x");
        path = file.resolve("seen");
        assertThatThrownBy(this::open).hasStackTraceContaining("option seenFile");
    }

    @Test
    void survivesKillsWhileItAppendsAndCompacts() throws Exception {
        Random random = new Random();
        int sure = 0;
        for (int round = 0; round < 4; round++) {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xshare:auto",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            Writer.class.getName(),
                            path.toString(),
                            String.valueOf(sure))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                int target = sure + 1_000 + random.nextInt(6_000);
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    sure = Integer.parseInt(line);
                    if (sure >= target) {
                        process.toHandle().destroyForcibly();
                        break;
                    }
                }
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    sure = line.matches("\\d+")
                                    && line.length() >= String.valueOf(sure).length()
                            ? Math.max(sure, Integer.parseInt(line))
                            : sure;
                }
            }
            process.waitFor();
            open();
            for (int i = 0; i < sure; i++) {
                assertThat(seen.contains("kept" + i)).isTrue();
            }
            assertThat(setAside()).isEmpty();
            sure = (int) seen.size();
            seen.stop();
        }
        assertThat(sure).isGreaterThan(4_000);
    }

    /** Confirms, and compacts every few hundred entries. */
    static final class Writer {
        public static void main(String[] args) {
            SeenObjects seen = new SeenObjects(Path.of(args[0]));
            seen.start();
            for (int i = Integer.parseInt(args[1]); ; i++) {
                seen.add("kept" + i);
                seen.confirm("kept" + i);
                System.out.println(i + 1);
                if (i % 500 == 499) {
                    seen.compact();
                }
            }
        }
    }

    private void open() {
        seen = new SeenObjects(path);
        seen.start();
    }

    private void restart() {
        seen.stop();
        open();
    }

    private void see(String... keys) {
        for (String key : keys) {
            seen.add(key);
            seen.confirm(key);
        }
    }

    private List<Path> setAside() throws IOException {
        try (Stream<Path> files = Files.list(path.getParent())) {
            return files.filter(file -> file.toString().contains("damaged")).toList();
        }
    }
}
