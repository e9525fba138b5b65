/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.cloudbridge.conformance.wire.FaultProxy;
import io.cloudbridge.conformance.wire.FaultRule;
import io.cloudbridge.conformance.wire.SeenRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultProxyTest {

    private final List<String> served = Collections.synchronizedList(new ArrayList<>());
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private HttpServer server;
    private URI target;
    private FaultProxy proxy;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            served.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body.length);
            byte[] answer = body.length > 0 ? body : "hello".getBytes();
            boolean head = "HEAD".equals(exchange.getRequestMethod());
            exchange.sendResponseHeaders(200, head ? -1 : answer.length);
            exchange.getResponseBody().write(head ? new byte[0] : answer);
            exchange.close();
        });
        server.start();
        target = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/base");
        proxy = FaultProxy.to(target);
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        server.stop(0);
    }

    @Test
    void passesRequestsAndAnswersOnUnchanged() throws Exception {
        byte[] body = content(3_000_000);

        HttpResponse<byte[]> known = send(request("/a?x=1%2F2").PUT(HttpRequest.BodyPublishers.ofByteArray(body)));
        HttpResponse<byte[]> chunked = send(request("/b")
                .PUT(HttpRequest.BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(body))));
        HttpResponse<byte[]> head = send(request("/c").method("HEAD", HttpRequest.BodyPublishers.noBody()));

        assertThat(known.body()).isEqualTo(body);
        assertThat(chunked.body()).isEqualTo(body);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(proxy.bytesAnswered()).isBetween(6_000_000L, 6_001_000L);
        assertThat(served).containsExactly("PUT /base/a?x=1%2F2 3000000", "PUT /base/b 3000000", "HEAD /base/c 0");
    }

    @Test
    void remembersWhatWentOverTheWire() throws Exception {
        send(request("/a").header("X-Token", "t1").GET());
        send(request("/b").DELETE());

        assertThat(proxy.requests()).extracting(SeenRequest::target).containsExactly("/base/a", "/base/b");
        assertThat(proxy.requests("GET", "/a$").get(0).header("x-token")).hasValue("t1");
        assertThat(proxy.count("*", "/base/")).isEqualTo(2);
        proxy.clearRequests();
        assertThat(proxy.requests()).isEmpty();
    }

    @Test
    void answersInsteadOfTheServerAsOftenAsAsked() throws Exception {
        FaultRule rule = proxy.when("GET", "/a").skip(1).times(2).answer(503, Map.of("Retry-After", "7"), "busy");

        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            statuses.add(send(request("/a").GET()).statusCode());
        }

        assertThat(statuses).containsExactly(200, 503, 503, 200);
        assertThat(served).hasSize(2);
        assertThat(rule.applied()).isEqualTo(2);
    }

    @Test
    void appliesToEachNthRequest() throws Exception {
        proxy.when("*", "/a").every(3).always().answer(429);

        List<Integer> statuses = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            statuses.add(send(request("/a").PUT(HttpRequest.BodyPublishers.ofByteArray(content(100))))
                    .statusCode());
        }

        assertThat(statuses).containsExactly(200, 200, 429, 200, 200, 429);
    }

    @Test
    void dropsTheConnectionBeforeTheServerSeesTheRequest() {
        proxy.when("PUT", "/a").always().drop();

        assertThatThrownBy(() -> send(request("/a").PUT(HttpRequest.BodyPublishers.ofByteArray(content(100)))))
                .isInstanceOf(IOException.class);
        assertThat(served).isEmpty();
    }

    @Test
    void dropsTheConnectionWhileTheClientSends() {
        proxy.when("PUT", "/a").always().dropRequestAfter(1_000_000);

        assertThatThrownBy(() -> send(request("/a").PUT(HttpRequest.BodyPublishers.ofByteArray(content(3_000_000)))))
                .isInstanceOf(IOException.class);
        assertThat(served).isEmpty();
    }

    @Test
    void dropsTheAnswerAfterTheServerHasDoneTheWork() {
        proxy.when("PUT", "/a").always().dropAnswer();

        assertThatThrownBy(() -> send(request("/a").PUT(HttpRequest.BodyPublishers.ofByteArray(content(100)))))
                .isInstanceOf(IOException.class);
        assertThat(served).contains("PUT /base/a 100");
    }

    @Test
    void cutsTheAnswerInHalf() throws Exception {
        proxy.when("PUT", "/a").cutAnswerInHalf();
        HttpRequest request = request("/a")
                .PUT(HttpRequest.BodyPublishers.ofByteArray(content(100_000)))
                .build();

        try (InputStream body =
                client.send(request, HttpResponse.BodyHandlers.ofInputStream()).body()) {
            assertThat(body.readNBytes(50_000)).isEqualTo(Arrays.copyOf(content(100_000), 50_000));
            assertThatThrownBy(body::read).isInstanceOf(IOException.class);
        }
    }

    @Test
    void stallsAndDelays() {
        proxy.when("PUT", "/a").stallAnswerAfter(10);
        proxy.when("GET", "/b").delay(Duration.ofSeconds(30));
        Duration limit = Duration.ofMillis(300);

        assertThatThrownBy(() -> send(request("/b").timeout(limit).GET())).isInstanceOf(HttpTimeoutException.class);
        assertThat(client.sendAsync(
                        request("/a")
                                .PUT(HttpRequest.BodyPublishers.ofByteArray(content(100)))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray()))
                .failsWithin(limit);
    }

    @Test
    void breaksConnectionsWithoutLookingAtThem() throws Exception {
        try (FaultProxy blind = FaultProxy.tcp(target)) {
            blind.breakConnectionsAfter(50_000, 1);
            HttpRequest request = HttpRequest.newBuilder(URI.create(blind.endpoint() + "/a"))
                    .PUT(HttpRequest.BodyPublishers.ofByteArray(content(100_000)))
                    .build();

            assertThatThrownBy(() -> client.send(request, HttpResponse.BodyHandlers.ofByteArray()))
                    .isInstanceOf(IOException.class);
            assertThat(client.send(request, HttpResponse.BodyHandlers.ofByteArray())
                            .body())
                    .isEqualTo(content(100_000));
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(proxy.endpoint() + path));
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static byte[] content(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 + (i >> 8));
        }
        return bytes;
    }
}
