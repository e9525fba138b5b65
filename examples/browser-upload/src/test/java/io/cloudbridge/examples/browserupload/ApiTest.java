/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.examples.browserupload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.apache.camel.util.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server decides, whatever a page or somebody without one sends. */
class ApiTest {

    @TempDir
    private static Path place;

    private static App app;

    @BeforeAll
    static void start() throws Exception {
        app = App.start(App.DIRECTORY + place);
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    @Test
    void aSignedUploadIsListedAndReadBackThroughItsLink() throws Exception {
        byte[] content = "hello".getBytes(StandardCharsets.UTF_8);
        JsonObject signed = App.json(app.wish("notes.txt", "text/plain", content.length));
        assertThat(App.put(signed, content).statusCode()).isEqualTo(200);

        String key = signed.getString("key");
        assertThat(app.get("/api/objects").body()).contains("\"key\":\"" + key + "\"", "\"name\":\"notes.txt\"");
        JsonObject link = App.json(app.get("/api/link" + App.query(key)));
        HttpResponse<String> read = App.send(HttpRequest.newBuilder(URI.create(link.getString("url"))));
        assertThat(read.body()).isEqualTo("hello");
        assertThat(read.headers().firstValue("Content-Type")).contains("text/plain");
        assertThat(Instant.parse(link.getString("expiresAt")))
                .isBetween(
                        Instant.now().plus(Duration.ofMinutes(14)),
                        Instant.now().plus(Duration.ofMinutes(15)));
    }

    @Test
    void theDemoHolds() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(Demo.play(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        App.DIRECTORY + place.resolve("demo"),
                        "camel.server.port=" + App.freePort()))
                .as(out.toString(StandardCharsets.UTF_8))
                .isTrue();
    }

    @Test
    void aDownloadIsARedirectToTheStoreThatSavesTheFile() throws Exception {
        JsonObject signed = App.json(app.wish("notes.txt", "text/plain", 1));
        App.put(signed, new byte[] {'x'});

        HttpResponse<String> redirect = app.get("/api/download" + App.query(signed.getString("key")));
        assertThat(redirect.statusCode()).isEqualTo(302);
        HttpResponse<String> read = App.send(HttpRequest.newBuilder(
                URI.create(redirect.headers().firstValue("Location").orElseThrow())));
        assertThat(read.headers().firstValue("Content-Disposition")).contains("attachment");
        assertThat(read.body()).isEqualTo("x");
    }

    @Test
    void theUrlOfAnUploadTakesNoOtherTypeAndReadsNothing() throws Exception {
        JsonObject signed = App.json(app.wish("a.png", "image/png", 1));
        URI url = URI.create(signed.getString("url"));
        HttpResponse<String> otherType = App.send(HttpRequest.newBuilder(url)
                .header("Content-Type", "text/html")
                .PUT(HttpRequest.BodyPublishers.ofString("<script>")));
        assertThat(otherType.statusCode()).isEqualTo(403);
        assertThat(App.send(HttpRequest.newBuilder(url)).statusCode()).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({
        "tool.exe, application/x-msdownload, 'Files of type application/x-msdownload are not accepted. These are: JPG, PNG, GIF, WEBP, PDF, TXT, MP4.'",
        "page.svg, image/svg+xml, 'Files of type image/svg+xml are not accepted. These are: JPG, PNG, GIF, WEBP, PDF, TXT, MP4.'",
        "unknown, '', 'Files of an unknown type are not accepted. These are: JPG, PNG, GIF, WEBP, PDF, TXT, MP4.'"
    })
    void aTypeThatIsNotAcceptedIsRefusedInPlainWords(String name, String type, String message) throws Exception {
        HttpResponse<String> refused = app.wish(name, type, 1);
        assertThat(refused.statusCode()).isEqualTo(415);
        assertThat(App.json(refused).getString("error")).isEqualTo(message);
        assertThat(refused.headers().firstValue("Content-Type")).contains("application/json");
    }

    @Test
    void aFileThatIsTooLargeIsRefused() throws Exception {
        HttpResponse<String> refused = app.wish("film.mp4", "video/mp4", 500_000_001);
        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(App.json(refused).getString("error")).isEqualTo("The file is too large. The limit is 500 MB.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{\"name\":1,\"type\":{}}", "<xml/>"})
    void whatIsNoWishIsABadRequest(String body) throws Exception {
        assertThat(app.post(body).statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Überblick ☂ 東京.txt | Überblick ☂ 東京.txt",
                "100% #1 + more?.txt | 100% #1 + more?.txt",
                "../../etc/passwd | _.._etc_passwd.txt",
                "C:\\fakepath\\a.txt | C:_fakepath_a.txt",
                ".htaccess | htaccess.txt",
                "run.html | run.html.txt",
                "gnp\u202e.txt | gnp.txt",
                "u\u0308.txt | ü.txt",
                "a\u0000\u0007b.txt | ab.txt",
                "... | file.txt",
                "'' | file.txt"
            })
    void aNameBecomesAKeyThatIsSafe(String name, String stored) throws Exception {
        JsonObject signed = App.json(app.wish(name, "text/plain", 1));
        assertThat(signed.getString("key"))
                .matches("uploads/\\d{4}-\\d{2}-\\d{2}/[0-9a-z]{13}/.*")
                .endsWith("/" + stored);
        assertThat(App.put(signed, new byte[1]).statusCode()).isEqualTo(200);
    }

    @Test
    void aLongNameIsCutAndKeepsItsType() throws Exception {
        String key =
                App.json(app.wish("ü".repeat(5000) + ".txt", "text/plain", 1)).getString("key");
        assertThat(key).endsWith("/" + "ü".repeat(100) + ".txt");
    }

    @Test
    void twoFilesOfOneNameDoNotMeet() throws Exception {
        assertThat(App.json(app.wish("a.txt", "text/plain", 1)).getString("key"))
                .isNotEqualTo(App.json(app.wish("a.txt", "text/plain", 1)).getString("key"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret.txt", "uploads/../secret.txt", "uploads/2026-01-01/0123456789abc/a/../../b", ""})
    void noLinkToAnObjectThatNobodyUploaded(String key) throws Exception {
        Files.createDirectories(place.resolve("browser-upload"));
        Files.writeString(place.resolve("browser-upload/secret.txt"), "secret");
        for (String path : new String[] {"/api/link", "/api/view", "/api/download"}) {
            assertThat(app.get(path + App.query(key)).statusCode()).isEqualTo(404);
        }
        assertThat(app.get("/api/link").statusCode()).isEqualTo(404);
    }

    @Test
    void noHeaderOrParameterOfAVisitorReachesTheComponent() throws Exception {
        String key = "uploads/2026-01-01/0123456789abc/a.txt";
        HttpResponse<String> link = App.send(HttpRequest.newBuilder(URI.create(app.origin() + "/api/link"
                        + App.query(key) + "&CamelCloudBridgeOverrideBucket=other&CamelCloudBridgePresignMethod=PUT"))
                .header("CamelCloudBridgeOverrideBucket", "other")
                .header("CamelCloudBridgePresignExpiry", "7d"));
        JsonObject answer = App.json(link);
        assertThat(URI.create(answer.getString("url")).getPath()).isEqualTo("/browser-upload/" + key);
        assertThat(Instant.parse(answer.getString("expiresAt")))
                .isBefore(Instant.now().plus(Duration.ofMinutes(16)));
        assertThat(App.send(HttpRequest.newBuilder(URI.create(answer.getString("url")))
                                .PUT(HttpRequest.BodyPublishers.ofString("x")))
                        .statusCode())
                .as("the link reads only")
                .isEqualTo(403);
    }

    @Test
    void aStoreThatIsNotThereIsToldWithoutItsDetails() throws Exception {
        try (App broken = App.start(App.DIRECTORY + place.resolve("other"), "bucket.create=false")) {
            HttpResponse<String> listing = broken.get("/api/objects");
            assertThat(listing.statusCode()).isEqualTo(502);
            assertThat(App.json(listing).getString("error"))
                    .isEqualTo("The store did not do it. The server's log says why.");
        }
    }
}
