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
        HttpResponse<String> behind = send(get(signed).header("Range", "bytes=10-"));
        assertThat(behind.statusCode()).isEqualTo(416);
        assertThat(behind.headers().firstValue("Content-Range")).contains("bytes */10");
        assertThat(send(get(signed).header("Range", "bytes=0-1,4-5")).body()).isEqualTo("0123456789");
        assertThat(send(get(signed).header("Range", "bytes=0-1").header("If-Range", "\"old\""))
                        .statusCode())
                .isEqualTo(200);
        for (String matching : List.of(etag, "*", "W/" + etag, "\"a\", W/\"b\" , " + etag)) {
            HttpResponse<String> response = send(get(signed).header("If-None-Match", matching));
            assertThat(response.statusCode()).as(matching).isEqualTo(304);
            assertThat(response.headers().firstValue("ETag")).contains(etag);
        }
        assertThat(send(get(signed).header("If-None-Match", "\"a\", W/\"b\"")).statusCode())
                .isEqualTo(200);
        assertThat(send(get(signed).header("If-Match", "\"a\", " + etag)).statusCode())
                .isEqualTo(200);
        assertThat(send(get(signed).header("If-Match", "*")).statusCode()).isEqualTo(200);
        assertThat(send(get(signed).header("If-Match", "W/" + etag)).statusCode())
                .isEqualTo(412);
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
    void conditionsOfUploadsAndDeletesHold() throws Exception {
        URI put = sign(Method.PUT, REF).url();
        URI delete = sign(Method.DELETE, REF).url();
        assertThat(send(HttpRequest.newBuilder(put)
                                .PUT(BodyPublishers.ofString("1"))
                                .header("If-None-Match", "*"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(send(HttpRequest.newBuilder(put)
                                .PUT(BodyPublishers.ofString("2"))
                                .header("If-None-Match", "*"))
                        .statusCode())
                .isEqualTo(412);
        assertThat(send(HttpRequest.newBuilder(put)
                                .PUT(BodyPublishers.ofString("3"))
                                .header("If-Match", "\"no\""))
                        .statusCode())
                .isEqualTo(412);
        assertThat(send(HttpRequest.newBuilder(delete).DELETE().header("If-Match", "\"no\""))
                        .statusCode())
                .isEqualTo(412);
        String etag = '"' + store.head(REF, ReadOptions.NONE).etag() + '"';
        assertThat(send(HttpRequest.newBuilder(put)
                                .PUT(BodyPublishers.ofString("4"))
                                .header("If-Match", etag))
                        .statusCode())
                .isEqualTo(200);
        assertThat(LocalStores.text(store, REF)).isEqualTo("4");
    }

    /** What the server would not do, and headers that no object can have: refused, and the old object stays. */
    @Test
    void anUploadOrDeleteThatCannotBeDoneAsAskedIsRefused() throws Exception {
        put("old");
        String date = "Mon, 01 Jan 1990 00:00:00 GMT";
        for (String headers : List.of(
                "Content-Length: 3\r\nContent-Range: bytes 0-2/10",
                "Content-Length: 3\r\nIf-Unmodified-Since: " + date,
                "Content-Length: 3\r\nIf-None-Match: \"a\"\r\nIf-None-Match: *",
                "Content-Length: 3\r\nContent-Type: text/html foo",
                "Content-Length: 3\r\nContent-Type: text/h\u00fc",
                "Content-Length: 3\r\nCache-Control: \u00fc",
                "Content-Length: 3\r\nContent-MD5: AAAAAAAAAAAAAAAAAAAAAA==",
                "Transfer-Encoding: chunked")) {
            assertThat(raw(Method.PUT, headers, "abc")).as(headers).startsWith("HTTP/1.1 400");
        }
        assertThat(raw(Method.PUT, "X: y", "abc")).startsWith("HTTP/1.1 411");
        for (String header : List.of("If-None-Match: *", "If-Unmodified-Since: " + date)) {
            assertThat(raw(Method.DELETE, header, "")).as(header).startsWith("HTTP/1.1 400");
        }
        assertThat(LocalStores.text(store, REF)).isEqualTo("old");
        assertThat(store.head(REF, ReadOptions.NONE).contentType()).isEqualTo("text/plain");
        await().until(() -> LocalStores.leftovers(root).isEmpty());
    }

    @Test
    void anUploadIsDescribedAsOnEveryOtherWay() throws Exception {
        assertThat(raw(
                        Method.PUT,
                        "Content-Length: 3\r\nContent-Encoding: aws-chunked\r\nContent-MD5: kAFQmDzST7DWlj99KOF/cg=="
                                + "\r\nContent-Disposition: inline; filename=\"\u00c3\u00bc.txt\"", // ü in UTF-8
                        "abc"))
                .startsWith("HTTP/1.1 200");
        ObjectProperties stored = store.head(REF, ReadOptions.NONE).properties();
        assertThat(stored.contentEncoding()).isNull();
        assertThat(stored.contentDisposition()).isEqualTo("inline; filename=\"_.txt\"; filename*=UTF-8''%C3%BC.txt");
        assertThat(LocalStores.text(store, REF)).isEqualTo("abc");
    }

    @Test
    void aListOfTagsMayStandInSeveralLines() throws Exception {
        put("old");
        String etag = '"' + store.head(REF, ReadOptions.NONE).etag() + '"';
        for (String last : List.of(etag, "*", "W/" + etag)) {
            assertThat(raw(Method.GET, "If-None-Match: \"a\"\r\nIf-None-Match: " + last, ""))
                    .as(last)
                    .startsWith("HTTP/1.1 304");
        }
        assertThat(raw(Method.GET, "If-Match: \"a\"\r\nIf-Match: " + etag, "")).startsWith("HTTP/1.1 200");
    }

    /** What a client may send that the JDK's refuses to. */
    private String raw(Method method, String headers, String body) throws IOException {
        URI url = sign(method, REF).url();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), url.getPort())) {
            String request = method + " " + url.getRawPath() + "?" + url.getRawQuery()
                    + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + headers + "\r\n\r\n" + body;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void anUploadThatIsTooLargeIsRefusedWithItsLengthKnownOrNot() throws Exception {
        store.close();
        store = LocalStores.open(Map.of("rootDirectory", root.toString(), "presignMaxSize", 100_000));
        put("old");
        HttpRequest.Builder put = HttpRequest.newBuilder(sign(Method.PUT, REF).url());
        byte[] body = new byte[900_000]; // more than sockets hold, so the client still sends when it is refused
        for (HttpRequest.BodyPublisher publisher : List.of(
                BodyPublishers.ofByteArray(body),
                BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(body)))) {
            HttpResponse<String> response = send(put.PUT(publisher));
            assertThat(response.statusCode()).isEqualTo(413);
            assertThat(response.body()).contains("presignMaxSize");
        }
        assertThat(LocalStores.text(store, REF)).isEqualTo("old");
        assertThat(LocalStores.leftovers(root)).isEmpty();
        assertThat(send(put.PUT(BodyPublishers.ofByteArray(new byte[100_000]))).statusCode())
                .isEqualTo(200);
    }

    @Test
    void noBrowserRunsWhatWasUploaded() throws Exception {
        for (String type : List.of(
                "text/html",
                "image/svg+xml",
                "application/xml; charset=utf-8",
                "Text/HTML",
                "multipart/x-mixed-replace; boundary=b")) {
            HttpResponse<String> response = typed(type, null);
            assertThat(response.headers().firstValue("Content-Disposition"))
                    .as(type)
                    .contains("attachment");
            assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(response.headers().firstValue("Content-Security-Policy")).contains("sandbox");
        }
        assertThat(typed("text/html", "inline; filename=\"a.html\"").headers().firstValue("Content-Disposition"))
                .contains("attachment; filename=\"a.html\"");
        assertThat(typed("image/png", null).headers().firstValue("Content-Disposition"))
                .isEmpty();
        assertThat(typed("image/png", "inline").headers().firstValue("Content-Disposition"))
                .contains("inline");
        SignedRequest inline =
                store.presign(new PresignRequest(Method.GET, REF, Duration.ofMinutes(1), null, "text/html", "inline"));
        assertThat(send(get(inline)).headers().firstValue("Content-Disposition"))
                .as("who signs decides")
                .contains("inline");
    }

    @Test
    void aFileNameBeyondAsciiIsSentInItsEncodedForm() throws Exception {
        assertThat(typed("image/png", "attachment; filename=\"Übersicht 報告.pdf\"; size=5")
                        .headers()
                        .firstValue("Content-Disposition"))
                .contains("attachment; filename=\"_bersicht __.pdf\";"
                        + " filename*=UTF-8''%C3%9Cbersicht%20%E5%A0%B1%E5%91%8A.pdf; size=5");
    }

    private HttpResponse<String> typed(String type, String disposition) throws Exception {
        store.put(
                REF,
                Content.of(new byte[1]),
                PutOptions.of(ObjectProperties.NONE
                        .withContentType(type)
                        .withContentDisposition(disposition)
                        .checked()));
        return send(get(sign(Method.GET, REF)));
    }

    @Test
    void onlyTheOriginsThatAreSetMayUseAUrl() throws Exception {
        store.close();
        store = LocalStores.open(Map.of(
                "rootDirectory",
                root.toString(),
                "presignAllowedOrigins",
                "https://a.example.org, http://localhost:3000"));
        put("x");
        HttpRequest.Builder request = get(sign(Method.GET, REF));
        HttpResponse<String> allowed = send(request.setHeader("Origin", "http://localhost:3000"));
        assertThat(allowed.headers().firstValue("Access-Control-Allow-Origin")).contains("http://localhost:3000");
        assertThat(allowed.headers().firstValue("Vary")).contains("Origin");
        HttpResponse<String> other = send(request.setHeader("Origin", "https://evil.example.org"));
        assertThat(other.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }

    /** Clients that connect and send nothing, half a request, or half a body. */
    @Test
    void clientsThatStandStillKeepNobodyWaiting() throws Exception {
        put("old");
        URI get = sign(Method.GET, REF).url();
        URI put = sign(Method.PUT, REF).url();
        List<Socket> idle = new java.util.ArrayList<>();
        try {
            for (int i = 0; i < 60; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), get.getPort());
                idle.add(socket);
                String half =
                        switch (i % 3) {
                            case 0 -> "";
                            case 1 -> "GET /bucket/in HTTP/1.1\r\nHost: x\r\n";
                            default ->
                                "PUT " + put.getRawPath() + "?" + put.getRawQuery()
                                        + " HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf";
                        };
                socket.getOutputStream().write(half.getBytes(StandardCharsets.US_ASCII));
            }
            HttpRequest.Builder request = HttpRequest.newBuilder(get).timeout(Duration.ofSeconds(10));
            assertThat(send(request).body()).isEqualTo("old");
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
        assertThat(LocalStores.text(store, REF)).isEqualTo("old");
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
