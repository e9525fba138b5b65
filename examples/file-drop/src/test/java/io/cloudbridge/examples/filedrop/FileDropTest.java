/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.examples.filedrop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.main.Main;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileDropTest {

    private static final Map<String, String> FILES =
            Map.of("one.txt", "x", "sub dir/Überblick ☂.txt", "Grüße", "empty.dat", "");

    @TempDir
    private Path place;

    @ParameterizedTest
    @ValueSource(strings = {"yaml", "java", "xml"})
    void everyDroppedFileIsStoredReportedOnceAndDeletedAlsoOverARestart(String dsl) throws Exception {
        run(dsl, () -> {
            for (Map.Entry<String, String> file : FILES.entrySet()) {
                Path path = place.resolve("drop").resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.writeString(path, file.getValue());
            }
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> report().size() == FILES.size());
            assertThat(fetchedThroughTheLinks()).isEqualTo(new TreeMap<>(FILES));
            Awaitility.await().until(() -> filesIn("drop").isEmpty());
        });
        run(dsl, () -> {
            Files.writeString(place.resolve("drop/later.txt"), "later");
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> report().size() > FILES.size());
            assertThat(report())
                    .as("what was seen before the restart is not reported again")
                    .hasSize(FILES.size() + 1);
        });
    }

    private interface Scene {
        void play() throws Exception;
    }

    private void run(String dsl, Scene scene) throws Exception {
        Main main = FileDrop.configured(
                "example.dsl=" + dsl,
                "drop.directory=" + place.resolve("drop"),
                "report.directory=" + place.resolve("report"),
                "camel.component.cloudbridge.rootDirectory=" + place.resolve("store"));
        main.start();
        try {
            scene.play();
        } finally {
            main.stop();
        }
    }

    private List<String> report() throws IOException {
        Path file = place.resolve("report/arrived.tsv");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    private Map<String, String> fetchedThroughTheLinks() throws Exception {
        Map<String, String> contents = new TreeMap<>();
        HttpClient http = HttpClient.newHttpClient();
        for (String line : report()) {
            String[] columns = line.split("\t");
            String content = http.send(
                            HttpRequest.newBuilder(URI.create(columns[2])).build(), BodyHandlers.ofString())
                    .body();
            assertThat(content.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                    .hasSize(Integer.parseInt(columns[0]));
            contents.put(columns[1], content);
        }
        return contents;
    }

    private List<Path> filesIn(String directory) throws IOException {
        try (var files = Files.walk(place.resolve(directory))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
