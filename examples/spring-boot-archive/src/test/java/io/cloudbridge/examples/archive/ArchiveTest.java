/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.examples.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudbridge.camel.springboot.CloudBridgeApplication;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Year;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

class ArchiveTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private Path directory;

    private String base;

    @Test
    void anUploadIsArchivedOnArrivalAndHealthAndMetersTellOfIt() throws Exception {
        try (ConfigurableApplicationContext application = SpringApplication.run(
                CloudBridgeApplication.class,
                "--server.port=0",
                "--camel.component.cloudbridge.root-directory=" + directory)) {
            base = "http://127.0.0.1:" + application.getEnvironment().getProperty("local.server.port");

            byte[] large = new byte[3_000_000];
            new Random(1).nextBytes(large);
            assertThat(put("/files?name=large.bin", large)).isEqualTo("stored large.bin, 3000000 bytes");
            assertThat(put("/files?name=report.csv", "a,b\n")).isEqualTo("stored report.csv, 4 bytes");
            assertThat(put("/files?name=sub%20dir/r%C3%A9sum%C3%A9.txt", "x"))
                    .isEqualTo("stored sub dir/résumé.txt, 1 bytes");

            String year = Year.now().toString();
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(get("/archive"))
                    .isEqualTo(year + "/large.bin 3000000\n" + year + "/report.csv 4\n" + year
                            + "/sub dir/résumé.txt 1\n"));
            assertThat(directory.resolve("archive").resolve(year).resolve("report.csv"))
                    .hasContent("a,b\n");
            assertThat(directory.resolve("archive").resolve(year).resolve("large.bin"))
                    .hasBinaryContent(large);
            await().untilAsserted(() ->
                    assertThat(directory.resolve("inbox/report.csv")).doesNotExist());

            await().untilAsserted(() -> assertThat(get("/actuator/health"))
                    .contains("camelHealth", "consumer:archive", "\"status\":\"UP\""));
            for (String meter : new String[] {"requests", "transfer.bytes", "objects.consumed"}) {
                assertThat(get("/actuator/metrics/cloudbridge." + meter)).contains("\"provider\"", "\"local\"");
            }
        }
    }

    private String put(String path, String body) throws IOException, InterruptedException {
        return put(path, body.getBytes(StandardCharsets.UTF_8));
    }

    private String put(String path, byte[] body) throws IOException, InterruptedException {
        return answer(HttpRequest.newBuilder(URI.create(base + path))
                .header("Content-Type", "application/octet-stream")
                .PUT(BodyPublishers.ofByteArray(body)));
    }

    private String get(String path) throws IOException, InterruptedException {
        return answer(HttpRequest.newBuilder(URI.create(base + path)));
    }

    private static String answer(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response =
                HTTP.send(request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }
}
