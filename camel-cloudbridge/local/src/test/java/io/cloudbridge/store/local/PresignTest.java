/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.ObjectStore;
import io.cloudbridge.store.PresignRequest;
import io.cloudbridge.store.PresignRequest.Method;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.SignedRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PresignTest {

    private static final ObjectRef REF = new ObjectRef("bucket", "in/a b+c.txt");

    @TempDir
    Path root;

    private final HttpClient http = HttpClient.newHttpClient();
    private ObjectStore store;

    @BeforeEach
    void open() {
        store = LocalStores.open(root);
        store.createBucket("bucket");
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aUrlServesTheObjectWithItsHeaders() throws Exception {
        put("0123456789");
        SignedRequest signed = sign(Method.GET, REF);

        HttpResponse<String> response = send(get(signed));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("0123456789");
        assertThat(response.headers().firstValue("Content-Type")).contains("text/plain");
        assertThat(response.headers().firstValue("ETag"))
                .contains('"' + store.head(REF, ReadOptions.NONE).etag() + '"');
        assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
        assertThat(signed.expiresAt())
                .isBetween(Instant.now().plusSeconds(50), Instant.now().plusSeconds(61));
        assertThat(signed.url().getHost()).isEqualTo("127.0.0.1");
    }

    @Test
    void rangesAndConditions() throws Exception {
        put("0123456789");
        SignedRequest signed = sign(Method.GET, REF);
        String etag = send(get(signed)).headers().firstValue("ETag").orElseThrow();

        HttpResponse<String> middle = send(get(signed).header("Range", "bytes=2-4"));
        assertThat(middle.statusCode()).isEqualTo(206);
        assertThat(middle.body()).isEqualTo("234");
        assertThat(middle.headers().firstValue("Content-Range")).contains("bytes 2-4/10");
        assertThat(send(get(signed).header("Range", "bytes=7-")).body()).isEqualTo("789");
        assertThat(send(get(signed).header("Range", "bytes=-4")).body()).isEqualTo("6789");
        assertThat(send(get(signed).header("Range", "bytes=-400")).body()).isEqualTo("0123456789");
        assertThat(send(get(signed).header("Range", "bytes=8-999")).body()).isEqualTo("89");
        assertThat(send(get(signed).header("Range", "bytes=10-")).statusCode()).isEqualTo(416);
        assertThat(send(get(signed).header("Range", "bytes=0-1,4-5")).body()).isEqualTo("0123456789");
        assertThat(send(get(signed).header("Range", "bytes=0-1").header("If-Range", "\"old\""))
                        .statusCode())
                .isEqualTo(200);
        assertThat(send(get(signed).header("If-None-Match", etag)).statusCode()).isEqualTo(304);
        assertThat(send(get(signed).header("If-Match", "\"other\"")).statusCode())
                .isEqualTo(412);
    }

    @Test
    void responseHeadersAreOverriddenAsSigned() throws Exception {
        put("x");
        SignedRequest signed = store.presign(new PresignRequest(
                Method.GET, REF, Duration.ofMinutes(1), null, "text/csv", "attachment; filename=\"r.csv\""));

        HttpResponse<String> response = send(get(signed));
        assertThat(response.headers().firstValue("Content-Type")).contains("text/csv");
        assertThat(response.headers().firstValue("Content-Disposition")).contains("attachment; filename=\"r.csv\"");
        URI changed = URI.create(signed.url().toString().replace("text%2Fcsv", "text%2Fhtml"));
        assertThat(send(HttpRequest.newBuilder(changed)).statusCode()).isEqualTo(403);
    }

    @Test
    void headAnswersWithoutABody() throws Exception {
        put("0123456789");
        SignedRequest signed = sign(Method.HEAD, REF);
        HttpResponse<String> response =
                send(HttpRequest.newBuilder(signed.url()).method("HEAD", BodyPublishers.noBody()));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Length")).contains("10");
        assertThat(response.body()).isEmpty();
    }

    @Test
    void anUploadIsStoredAndDeleted() throws Exception {
        HttpRequest.Builder put = HttpRequest.newBuilder(sign(Method.PUT, REF).url());
        byte[] body = new byte[300_000];
        assertThat(send(put.PUT(BodyPublishers.ofByteArray(body)).header("Content-Type", "image/png"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(store.head(REF, ReadOptions.NONE).contentType()).isEqualTo("image/png");
        assertThat(store.head(REF, ReadOptions.NONE).size()).isEqualTo(300_000);

        assertThat(send(put.PUT(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(new byte[200_000])))
                                .setHeader("Content-Type", "a/b"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(store.head(REF, ReadOptions.NONE).size()).isEqualTo(200_000);

        HttpRequest.Builder delete =
                HttpRequest.newBuilder(sign(Method.DELETE, REF).url()).DELETE();
        assertThat(send(delete).statusCode()).isEqualTo(204);
        assertThat(send(delete).statusCode()).isEqualTo(204);
        assertThat(LocalStores.keys(store, "bucket", "")).isEmpty();
    }

    @Test
    void anUploadThatBreaksOffLeavesTheOldObject() throws Exception {
        put("old");
        URI url = sign(Method.PUT, REF).url();
        for (String head :
                List.of("Content-Length: 100000\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n10\r\nabc")) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), url.getPort());
                    OutputStream out = socket.getOutputStream();
                    InputStream in = socket.getInputStream()) {
                String request =
                        "PUT " + url.getRawPath() + "?" + url.getRawQuery() + " HTTP/1.1\r\nHost: x\r\n" + head;
                out.write(request.getBytes(StandardCharsets.US_ASCII));
                out.flush();
                await().until(() -> !LocalStores.leftovers(root).isEmpty());
                socket.shutdownOutput();
                assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                        .doesNotContain(" 200 ");
            }
            await().until(() -> LocalStores.leftovers(root).isEmpty());
            assertThat(LocalStores.text(store, REF)).isEqualTo("old");
        }
    }

    @Test
    void theContentTypeOfAnUploadIsBound() throws Exception {
        SignedRequest signed =
                store.presign(new PresignRequest(Method.PUT, REF, Duration.ofMinutes(1), "text/csv", null, null));
        HttpRequest.Builder put = HttpRequest.newBuilder(signed.url()).PUT(BodyPublishers.ofString("a,b"));

        assertThat(signed.headers()).containsExactly(Map.entry("Content-Type", "text/csv"));
        assertThat(send(put.setHeader("Content-Type", "text/html")).statusCode())
                .isEqualTo(403);
        assertThat(LocalStores.keys(store, "bucket", "")).isEmpty();
        assertThat(send(put.setHeader("Content-Type", "text/csv")).statusCode()).isEqualTo(200);
    }

    @Test
    void aUrlGrantsNothingButWhatWasSigned() throws Exception {
        put("secret");
        store.put(new ObjectRef("bucket", "in/other"), Content.of(new byte[1]), PutOptions.NONE);
        String get = sign(Method.GET, REF).url().toString();
        String put = sign(Method.PUT, REF).url().toString();

        assertThat(status("PUT", get)).isEqualTo(403);
        assertThat(status("HEAD", get)).isEqualTo(403);
        assertThat(status("DELETE", get)).isEqualTo(403);
        assertThat(status("GET", put)).isEqualTo(403);
        assertThat(status("GET", get.replace("a%20b%2Bc.txt", "other"))).isEqualTo(403);
        assertThat(status("GET", get.replaceFirst("expires=\\d", "expires=9"))).isEqualTo(403);
        assertThat(status("GET", get.replaceFirst("signature=...", "signature=AAA")))
                .isEqualTo(403);
        assertThat(status("GET", get.replaceFirst("&signature=.*", ""))).isEqualTo(403);
        assertThat(status("GET", get.replaceFirst("\\?.*", ""))).isEqualTo(403);
        assertThat(status("GET", get.replaceFirst("\\?", "?content-type=x&"))).isEqualTo(403);
        assertThat(status("POST", get)).isEqualTo(405);
        assertThat(status("GET", get)).isEqualTo(200);
        assertThat(LocalStores.text(store, REF)).isEqualTo("secret");
    }

    @Test
    void aUrlExpires() throws Exception {
        put("x");
        URI url = store.presign(new PresignRequest(Method.GET, REF, Duration.ofSeconds(1)))
                .url();
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
            HttpResponse<String> response = send(HttpRequest.newBuilder(url));
            assertThat(response.statusCode()).isEqualTo(403);
            assertThat(response.body()).contains("expired");
        });
    }

    @Test
    void whatIsMissingIs404() throws Exception {
        assertThat(status("GET", sign(Method.GET, REF).url().toString())).isEqualTo(404);
        ObjectRef nowhere = new ObjectRef("nobucket", "a");
        assertThat(status("GET", sign(Method.GET, nowhere).url().toString())).isEqualTo(404);
        assertThat(status("PUT", sign(Method.PUT, nowhere).url().toString())).isEqualTo(404);
        assertThat(root.resolve("nobucket")).doesNotExist();
    }

    @Test
    void everyKeyComesThroughItsUrl() throws Exception {
        for (String key : List.of(
                "a//b",
                "/a",
                "a/",
                "..",
                "a/../b",
                "./x",
                "%2F",
                "100%",
                "a+b&c=d?e#f",
                "ü/日本",
                "😀",
                "a\nb",
                "a\\b",
                "key",
                "x;y",
                "'\"<>",
                " ",
                "a".repeat(1024))) {
            ObjectRef ref = new ObjectRef("bucket", key);
            HttpResponse<String> put =
                    send(HttpRequest.newBuilder(sign(Method.PUT, ref).url()).PUT(BodyPublishers.ofString(key)));
            assertThat(put.statusCode()).as(key).isEqualTo(200);
            assertThat(LocalStores.text(store, ref)).isEqualTo(key);
            assertThat(send(get(sign(Method.GET, ref))).body()).isEqualTo(key);
        }
    }

    @Test
    void browsersMayAskFirst() throws Exception {
        HttpResponse<String> response =
                send(HttpRequest.newBuilder(sign(Method.PUT, REF).url())
                        .method("OPTIONS", BodyPublishers.noBody())
                        .header("Access-Control-Request-Headers", "content-type, x-thing"));
        assertThat(response.statusCode()).isEqualTo(204);
        assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
        assertThat(response.headers().firstValue("Access-Control-Allow-Methods").orElseThrow())
                .contains("PUT");
        assertThat(response.headers().firstValue("Access-Control-Allow-Headers"))
                .contains("content-type, x-thing");
        assertThat(response.headers()
                        .firstValue("Access-Control-Expose-Headers")
                        .orElseThrow())
                .contains("ETag");
    }

    @Test
    void aUrlStillWorksAfterARestartOnTheSamePort() throws Exception {
        int port = freePort();
        store.close();
        store = LocalStores.open(Map.of("rootDirectory", root.toString(), "presignPort", port));
        put("x");
        URI url = sign(Method.GET, REF).url();
        store.close();
        assertThatThrownBy(() -> send(HttpRequest.newBuilder(url))).isInstanceOf(ConnectException.class);

        store = LocalStores.open(Map.of("rootDirectory", root.toString(), "presignPort", port));
        assertThat(send(HttpRequest.newBuilder(url)).statusCode()).isEqualTo(200);
        Path secret = root.resolve(".cloudbridge/presign-secret");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                .isEqualTo("rw-------");
    }

    @Test
    void anotherSecretMakesOldUrlsWorthless() throws Exception {
        int port = freePort();
        URI url = null;
        for (String secret : List.of("one", "two")) {
            store.close();
            store = LocalStores.open(
                    Map.of("rootDirectory", root.toString(), "presignPort", port, "presignSecret", secret));
            put("x");
            url = url == null ? sign(Method.GET, REF).url() : url;
            assertThat(send(HttpRequest.newBuilder(url)).statusCode()).isEqualTo(secret.equals("one") ? 200 : 403);
        }
        assertThat(root.resolve(".cloudbridge/presign-secret")).doesNotExist();
    }

    @Test
    void aProxyMayStandBetweenAndKeepOrDropItsPath() throws Exception {
        int port = freePort();
        store.close();
        store = LocalStores.open(Map.of(
                "rootDirectory",
                root.toString(),
                "presignPort",
                port,
                "presignBaseUrl",
                "https://files.example.org/s/"));
        put("x");
        String url = sign(Method.GET, REF).url().toString();
        assertThat(url).startsWith("https://files.example.org/s/bucket/in/a%20b%2Bc.txt?");
        String here = "http://127.0.0.1:" + port;
        assertThat(status("GET", url.replace("https://files.example.org", here)))
                .isEqualTo(200);
        assertThat(status("GET", url.replace("https://files.example.org/s", here)))
                .isEqualTo(200);
        assertThat(status("GET", url.replace("https://files.example.org/s", here + "/other")))
                .isEqualTo(403);
    }

    @Test
    void wrongSettingsFailAtOpen() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            assertInvalid(Map.of("presignPort", taken.getLocalPort()), "presignPort", "free it");
        }
        assertInvalid(Map.of("presignPort", 70000), "presignPort", "65535");
        assertInvalid(Map.of("presignBaseUrl", "files.example.org"), "presignBaseUrl", "https://");
        assertInvalid(Map.of("presignBaseUrl", "http://a/?b=c"), "presignBaseUrl", "https://");
    }

    private void assertInvalid(Map<String, ?> settings, String name, String remedy) {
        Map<String, Object> all = new java.util.HashMap<>(settings);
        all.put("rootDirectory", root.toString());
        assertThatThrownBy(() -> LocalStores.open(all))
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .hasMessageContainingAll("option " + name, remedy);
    }

    private void put(String text) {
        store.put(
                REF,
                Content.of(text.getBytes(StandardCharsets.UTF_8)),
                PutOptions.of(ObjectProperties.NONE.withContentType("text/plain")));
    }

    private SignedRequest sign(Method method, ObjectRef ref) {
        return store.presign(new PresignRequest(method, ref, Duration.ofMinutes(1)));
    }

    private static HttpRequest.Builder get(SignedRequest signed) {
        return HttpRequest.newBuilder(signed.url());
    }

    private int status(String method, String url) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(url)).method(method, BodyPublishers.noBody()))
                .statusCode();
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
