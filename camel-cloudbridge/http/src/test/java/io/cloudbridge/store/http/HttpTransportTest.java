/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.StoreConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The transport against a server that is slow, silent or gone in every way a test asks for. */
class HttpTransportTest {

    private static final int MIB = 1 << 20;

    private ScriptedServer server;
    private final List<HttpTransport> transports = new ArrayList<>();

    @BeforeEach
    void listen() throws IOException {
        server = new ScriptedServer();
    }

    @AfterEach
    void close() throws IOException {
        transports.forEach(HttpTransport::close);
        server.close();
    }

    private HttpTransport transport(int patienceMillis, int maxConnections) {
        return transport(Map.of("requestTimeout", Duration.ofMillis(patienceMillis), "maxConnections", maxConnections));
    }

    private HttpTransport transport(Map<String, ?> settings) {
        HttpTransport transport = new HttpTransport(new StoreConfig("test", settings));
        transports.add(transport);
        return transport;
    }

    private HttpCall get() {
        return HttpCall.of("GET", server.uri("/x"));
    }

    private HttpCall upload(int length) {
        return HttpCall.of("PUT", server.uri("/x")).content(Content.of(new byte[length]));
    }

    @Test
    void aSlowUploadIsFineAsLongAsItMoves() throws Exception {
        int length = 24 * MIB;
        server.answers(c -> {
            for (int i = 0; i < 24; i++) {
                c.in().readNBytes(MIB);
                server.pause(Duration.ofMillis(100));
            }
            c.write("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
        });
        long start = System.nanoTime();
        try (HttpAnswer answer = transport(1500, 1).send(upload(length))) {
            assertThat(answer.status()).isEqualTo(201);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(2000));
    }

    @Test
    void anUploadThatStandsStillFails() {
        server.answers(c -> server.waitForEver());
        assertThatExceptionOfType(SocketTimeoutException.class)
                .isThrownBy(() -> transport(500, 1).send(upload(64 * MIB)))
                .withMessageContaining("requestTimeout");
    }

    @Test
    void anAnswerThatNeverComesFails() {
        server.answers(c -> server.waitForEver());
        assertThatExceptionOfType(SocketTimeoutException.class)
                .isThrownBy(() -> transport(300, 1).send(get()))
                .withMessageContaining("no progress")
                .withMessageContaining("requestTimeout");
    }

    /** Each piece of it comes in time. */
    @Test
    void anAnswerThatNeverBeginsFails() {
        for (String piece : new String[] {"HTTP/1.1 103 Early Hints\r\n\r\n", "H"}) {
            server.answers(c -> {
                while (true) {
                    c.write(piece);
                    server.pause(Duration.ofMillis(20));
                }
            });
            HttpTransport transport = transport(
                    Map.of("requestTimeout", Duration.ofMillis(300), "connectTimeout", Duration.ofMillis(300)));
            assertThatExceptionOfType(SocketTimeoutException.class)
                    .isThrownBy(() -> transport.send(get()))
                    .withMessageContaining("requestTimeout");
        }
    }

    @Test
    void anAnswerMayTakeLongerWhereTheCallSaysSo() throws Exception {
        server.answers(c -> {
            c.in().readNBytes(10);
            server.pause(Duration.ofMillis(1500));
            c.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        });
        try (HttpAnswer answer = transport(300, 1).send(upload(10).extraPatience(Duration.ofSeconds(20)))) {
            assertThat(answer.status()).isEqualTo(200);
        }
    }

    @Test
    void aBodyThatStandsStillFailsTheRead() throws Exception {
        server.answers(c -> {
            c.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
            server.waitForEver();
        });
        InputStream in = transport(300, 1).send(get()).body();
        assertThat(in.readNBytes(4)).asString(StandardCharsets.US_ASCII).isEqualTo("half");
        assertThatIOException().isThrownBy(in::read).withMessageContaining("requestTimeout");
    }

    @Test
    void aConnectionThatBreaksIsAnIoExceptionOfTheStream() throws Exception {
        CountDownLatch halfRead = new CountDownLatch(1);
        server.answers(c -> {
            c.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
            halfRead.await();
            throw new IOException("gone");
        });
        InputStream in = transport(5000, 1).send(get()).body();
        assertThat(in.readNBytes(4)).hasSize(4);
        halfRead.countDown();
        assertThatIOException().isThrownBy(in::read);
    }

    @Test
    void aConnectionThatBreaksAtOnceIsAnIoException() {
        server.answers(c -> {
            c.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
            throw new IOException("gone");
        });
        assertThatIOException().isThrownBy(() -> {
            try (HttpAnswer answer = transport(5000, 1).send(get())) {
                answer.body().readAllBytes();
            }
        });
    }

    @Test
    void closingEarlyDropsTheConnectionWithoutReadingTheRest() throws Exception {
        server.answers(c -> {
            c.write("HTTP/1.1 200 OK\r\nContent-Length: " + 500L * MIB + "\r\n\r\n");
            for (int i = 0; i < 500; i++) {
                c.out().write(new byte[MIB]);
            }
        });
        InputStream in = transport(5000, 1).send(get()).body();
        assertThat(in.readNBytes(1000)).hasSize(1000);
        in.close();
        in.close();

        await().atMost(Duration.ofSeconds(10)).until(() -> server.broken() == 1);
        assertThatIOException().isThrownBy(in::read);
    }

    @Test
    void aBodyThatIsReadToItsLastByteGivesTheConnectionBack() throws Exception {
        server.answers(c -> c.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfour"));
        HttpTransport transport = transport(5000, 1);
        for (int i = 0; i < 5; i++) {
            try (HttpAnswer answer = transport.send(get())) {
                assertThat(answer.body().readNBytes(4)).hasSize(4);
            }
        }
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void anAnswerWithoutBodyGivesTheConnectionBackAlsoToAHead() throws Exception {
        server.answers(c -> c.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n"));
        HttpTransport transport = transport(5000, 1);
        for (int i = 0; i < 5; i++) {
            try (HttpAnswer answer = transport.send(HttpCall.of("HEAD", server.uri("/x")))) {
                assertThat(answer.header("content-length")).isEqualTo("4");
                assertThat(answer.body().read()).isEqualTo(-1);
            }
        }
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void noMoreThanTheAllowedConnectionsAreUsedAtATime() throws Exception {
        server.answers(c -> {
            c.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
            server.waitForEver();
        });
        HttpTransport transport = transport(400, 2);
        HttpAnswer first = transport.send(get());
        HttpAnswer second = transport.send(get());

        assertThatExceptionOfType(SocketTimeoutException.class)
                .isThrownBy(() -> transport.send(get()))
                .withMessageContaining("maxConnections");
        first.close();
        HttpAnswer third = transport.send(get());
        assertThat(third.status()).isEqualTo(200);
        second.close();
        third.close();
    }

    @Test
    void anInterruptionEndsTheWaitForAnAnswerAndIsKept() throws Exception {
        server.answers(c -> server.waitForEver());
        assertInterruptible(() -> transport(30_000, 1).send(get()));
    }

    @Test
    void anInterruptionEndsAWriteThatStandsStill() throws Exception {
        server.answers(c -> server.waitForEver());
        assertInterruptible(() -> transport(30_000, 1).send(upload(64 * MIB)));
    }

    @Test
    void anInterruptionEndsARead() throws Exception {
        server.answers(c -> {
            c.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
            server.waitForEver();
        });
        assertInterruptible(() -> transport(30_000, 1).send(get()).body().readAllBytes());
    }

    @Test
    void anInterruptionEndsTheWaitForAConnection() throws Exception {
        server.answers(c -> {
            c.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
            server.waitForEver();
        });
        HttpTransport transport = transport(30_000, 1);
        HttpAnswer holding = transport.send(get());
        assertInterruptible(() -> transport.send(get()));
        holding.close();
    }

    private interface Blocking {
        void run() throws IOException;
    }

    private void assertInterruptible(Blocking call) throws Exception {
        List<Object> seen = new CopyOnWriteArrayList<>();
        Thread caller = new Thread(() -> {
            try {
                call.run();
            } catch (IOException e) {
                seen.add(e);
                seen.add(Thread.currentThread().isInterrupted());
            }
        });
        caller.start();
        await().until(() -> server.connections() == 1);
        Thread.sleep(100);
        caller.interrupt();
        caller.join(5000);

        assertThat(seen).hasSize(2);
        assertThat(seen.get(0))
                .isInstanceOf(InterruptedIOException.class)
                .isNotInstanceOf(SocketTimeoutException.class);
        assertThat(seen.get(1)).isEqualTo(true);
    }

    @Test
    void contentShorterThanDeclaredOrUnreadableIsTheCallersFaultAndNeverWholeForTheServer() throws Exception {
        List<Integer> received = new CopyOnWriteArrayList<>();
        server.answers(c -> {
            received.add(c.in().readNBytes(100).length);
            c.write("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
        });
        for (InputStream source : List.of(new ByteArrayInputStream(new byte[50]), new Failing())) {
            Content content = new Content() {
                @Override
                public long length() {
                    return 100;
                }

                @Override
                public InputStream open() {
                    return source;
                }
            };
            assertThatExceptionOfType(CloudBridgeException.InvalidRequest.class)
                    .isThrownBy(() -> transport(5000, 1)
                            .send(HttpCall.of("PUT", server.uri("/x")).content(content)))
                    .withMessageContaining("the body could not be read");
        }
        await().until(() -> server.broken() == 2);
        assertThat(received).allSatisfy(n -> assertThat(n).isLessThan(100));
    }

    private static final class Failing extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("the disk is broken");
        }
    }

    @Test
    void aBodyThatAnotherLibraryWritesIsSentWithItsLengthOrInChunks() throws Exception {
        server.answers(c -> {
            boolean chunked = server.lastHead().contains("Transfer-Encoding: chunked");
            byte[] body = c.in().readNBytes(chunked ? "4\r\nfour\r\n0\r\n\r\n".length() : 4);
            String said = new String(body, StandardCharsets.US_ASCII).contains("four") ? "200 Well" : "400 Bad";
            c.write("HTTP/1.1 " + said + "\r\nContent-Length: 0\r\n\r\n");
        });
        HttpTransport transport = transport(5000, 1);
        for (long length : new long[] {4, -1}) {
            HttpCall call = HttpCall.of("PUT", server.uri("/x")).content(length, out -> {
                out.write("fou".getBytes(StandardCharsets.US_ASCII));
                out.write('r');
                out.close();
            });
            try (HttpAnswer answer = transport.send(call)) {
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.reasonPhrase()).isEqualTo("Well");
                assertThat(server.lastHead()).contains(length < 0 ? "Transfer-Encoding: chunked" : "Content-Length: 4");
            }
        }
    }

    @Test
    void aBodyThatAnotherLibraryWritesMayNotStandStill() {
        server.answers(c -> server.waitForEver());
        HttpCall call = HttpCall.of("PUT", server.uri("/x")).content(-1, out -> {
            for (int i = 0; i < 64; i++) {
                out.write(new byte[MIB]);
            }
        });
        assertThatExceptionOfType(SocketTimeoutException.class)
                .isThrownBy(() -> transport(500, 1).send(call))
                .withMessageContaining("requestTimeout");
    }

    @Test
    void redirectsAreAnswers() throws Exception {
        server.answers(c -> c.write(
                "HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"));
        try (HttpAnswer answer = transport(5000, 1).send(upload(10))) {
            assertThat(answer.status()).isEqualTo(307);
        }
    }

    @Test
    void nothingIsDecodedAndHeadersComeAsTheirBytes() throws Exception {
        server.answers(c -> {
            c.write("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nX-Name: a\r\nX-Name: b\r\nX-Text: ");
            c.out().write("é".getBytes(StandardCharsets.UTF_8));
            c.write("\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfour\r\n0\r\n\r\n");
        });
        HttpTransport transport = transport(5000, 1);
        for (int i = 0; i < 2; i++) {
            try (HttpAnswer answer = transport.send(get())) {
                Map<String, List<String>> headers = new HashMap<>();
                answer.forEachHeader((name, value) ->
                        headers.computeIfAbsent(name, n -> new ArrayList<>()).add(value));
                assertThat(answer.document())
                        .asString(StandardCharsets.US_ASCII)
                        .isEqualTo("four");
                assertThat(headers.get("X-Name")).containsExactly("a", "b");
                assertThat(new String(answer.header("x-text").getBytes(StandardCharsets.ISO_8859_1), "UTF-8"))
                        .isEqualTo("é");
            }
        }
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void whatIsNoHttpIsAnIoException() {
        for (String text : List.of(
                "SSH-2.0-OpenSSH_9.2\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX: " + "x".repeat(100_000) + "\r\n\r\n",
                "HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(2000) + "\r\n")) {
            server.answers(c -> {
                c.write(text);
                throw new IOException("closed");
            });
            assertThatIOException().isThrownBy(() -> transport(2000, 1).send(get()));
        }
    }

    @Test
    void aPathIsSentAsItIs() throws Exception {
        server.answers(c -> c.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
        HttpTransport transport = transport(5000, 1);
        for (String path : List.of("/c//a/%2E%2E/b%2Fc/../%C3%A9/", "//a", "/c/?a=b%20c&d=%2B+", "/c/a%3Fb%23?x")) {
            transport
                    .send(HttpCall.of("GET", URI.create("http://" + HttpTransport.host(server.uri("/")) + path)))
                    .close();
            assertThat(server.lastHead()).startsWith("GET " + path + " HTTP/1.1\r\n");
        }
    }

    @Test
    void aPathBesideItsServerIsSentAsItIs() throws Exception {
        server.answers(c -> c.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
        URI any = server.uri("/somewhere/else");
        HttpTransport transport = transport(5000, 1);
        for (String path : List.of("/c//a/%2E%2E/b%2Fc/../%C3%A9/", "//a", "/c/?a=b%20c&d=%2B+")) {
            transport.send(HttpCall.of("GET", any, path)).close();
            assertThat(server.lastHead())
                    .startsWith("GET " + path + " HTTP/1.1\r\n")
                    .contains("\r\nHost: " + any.getRawAuthority() + "\r\n");
        }
        for (String bad : List.of("/a b", "/a\r\nX: y", "/\u00e9", "/a\u0000")) {
            assertThatThrownBy(() -> HttpCall.of("GET", any, bad))
                    .isInstanceOf(CloudBridgeException.InvalidRequest.class);
        }
    }

    @Test
    void aProxyIsAskedForTheWholeUrl() throws Exception {
        server.answers(c -> c.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
        HttpTransport transport = throughProxy();
        transport
                .send(HttpCall.of("GET", URI.create("http://store.invalid:8080/a//b?c=d%20e")))
                .close();
        assertThat(server.lastHead())
                .startsWith("GET http://store.invalid:8080/a//b?c=d%20e HTTP/1.1\r\n")
                .contains("\r\nHost: store.invalid:8080\r\n");
    }

    private HttpTransport throughProxy() {
        return transport(
                Map.of("proxyHost", "127.0.0.1", "proxyPort", server.uri("/").getPort()));
    }

    @Test
    void aHeaderThatHttpCannotCarryIsRefusedAndNotQuoted() {
        for (String value : List.of("a\r\nX-Injected: b", "a\0b", "caf\u00e9", "\u007f")) {
            assertThatThrownBy(() -> get().header("X-Secret", value))
                    .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                    .hasMessageContaining("X-Secret")
                    .hasMessageNotContaining(value);
        }
    }

    @Test
    void aRefusalBeforeTheBodyCostsNoUploadAndSpoilsNoConnection() throws Exception {
        server.answers(c -> {
            assertThat(server.lastHead()).contains("Expect: 100-continue");
            c.write("HTTP/1.1 412 Precondition Failed\r\nContent-Length: 4\r\n\r\nnope");
        });
        HttpTransport transport = transport(5000, 1);
        for (int i = 0; i < 3; i++) {
            try (HttpAnswer answer = transport.send(upload(8 * MIB).expectContinue())) {
                assertThat(answer.status()).isEqualTo(412);
                assertThat(answer.document()).hasSize(4);
            }
        }
        // a connection on which a body was announced and not sent cannot be used again
        assertThat(server.connections()).isEqualTo(3);
    }

    @Test
    void aServerThatRefusesToBeAskedIsSentTheBody() throws Exception {
        server.answers(c -> {
            if (server.lastHead().contains("Expect:")) {
                c.write("HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            } else {
                c.in().readNBytes(MIB);
                c.write("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
            }
        });
        try (HttpAnswer answer = transport(5000, 1).send(upload(MIB).expectContinue())) {
            assertThat(answer.status()).isEqualTo(201);
        }
    }

    @Test
    void aServerThatKnowsNoContinueIsSentTheBodyAfterASecond() throws Exception {
        server.answers(c -> {
            c.in().readNBytes(MIB);
            c.write("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
        });
        try (HttpAnswer answer = transport(5000, 1).send(upload(MIB).expectContinue())) {
            assertThat(answer.status()).isEqualTo(201);
        }
    }

    @Test
    void aClosedTransportRefusesAndLetsTheRestBeRead() throws Exception {
        server.answers(c -> c.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfour"));
        HttpTransport transport = transport(5000, 2);
        HttpAnswer open = transport.send(get());
        transport.close();

        assertThatExceptionOfType(CloudBridgeException.InvalidState.class)
                .isThrownBy(() -> transport.send(get()))
                .withMessageContaining("stopped");
        assertThat(open.body().readAllBytes()).hasSize(4);
        open.close();
        await().atMost(Duration.ofSeconds(5)).until(() -> server.broken() == 1);
    }

    @Test
    void anyNumberOfTransportsShareOneThreadThatEndsWithTheirConnections() throws Exception {
        server.answers(c -> c.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfour"));
        int before = clientThreads();
        for (int i = 0; i < 100; i++) {
            try (HttpAnswer answer = transport(5000, 4).send(get())) {
                answer.body().readAllBytes();
            }
        }
        assertThat(server.connections()).isEqualTo(100);
        assertThat(clientThreads() - before).isLessThanOrEqualTo(1);

        transports.forEach(HttpTransport::close);
        await().atMost(Duration.ofSeconds(5)).until(() -> clientThreads() == 0 && server.broken() == 100);
    }

    private static int clientThreads() {
        return (int) Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().startsWith("scripted-server"))
                .filter(thread -> thread.getName().matches("(?i).*(http|pool|idle|cloudbridge).*"))
                .count();
    }
}
