/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.store.Content;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PresignRequest.Method;
import io.cloudbridge.store.PutOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server ends what makes no progress, and nothing that does. */
@Timeout(60)
class StallWatchTest {

    private static final ObjectRef REF = new ObjectRef("bucket", "k");
    private static final byte[] SECRET = {1, 2, 3};

    @TempDir
    Path directory;

    private Root root;
    private Buckets buckets;
    private SignedUrlServer server;

    @BeforeEach
    void start() throws IOException {
        root = Root.open(directory.toRealPath());
        buckets = new Buckets(root, false);
        buckets.create("bucket");
        buckets.work("bucket", "k", bucket -> {
            Content content = Content.of(new byte[8 << 20]);
            return LocalUploads.put(bucket, "k", (file, path) -> Spool.write(content, file, 0), PutOptions.NONE);
        });
        server = SignedUrlServer.start(
                new Presigning.Settings(
                        SECRET, 0, null, 1 << 30, new AllowedOrigins(Set.of("*")), Duration.ofMillis(500)),
                () -> SECRET,
                buckets);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        root.close();
    }

    @Test
    void halfARequestIsEnded() throws IOException {
        try (Socket socket = request("GET /bucket/k HTTP/1.1\r\nHost: x\r\n")) {
            assertEnded(socket);
        }
    }

    @Test
    void halfABodyIsEndedAndNothingIsStored() throws Exception {
        String head = path(Method.PUT) + " HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf";
        try (Socket socket = request("PUT " + head)) {
            assertEnded(socket);
        }
        assertThat(Files.size(directory.resolve("bucket/k"))).isEqualTo(8 << 20);
        // the client sees its end a moment before the server has tidied up
        long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!LocalStores.leftovers(directory).isEmpty() && System.nanoTime() < until) {
            Thread.sleep(10);
        }
        assertThat(LocalStores.leftovers(directory)).isEmpty();
    }

    /** Who has no signed URL does not keep a thread by sending slowly what nobody wants. */
    @Test
    void aRefusedBodyThatComesSlowlyIsEnded() throws Exception {
        String head = " /bucket/k HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n";
        for (String method : List.of("POST", "PUT")) {
            try (Socket socket = request(method + head)) {
                OutputStream out = socket.getOutputStream();
                long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
                assertThatThrownBy(() -> {
                            while (System.nanoTime() < until) {
                                out.write('x');
                                Thread.sleep(50);
                            }
                        })
                        .as(method)
                        .isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void anAnswerThatIsNotReadIsEnded() throws Exception {
        try (Socket socket = request("GET " + path(Method.GET) + " HTTP/1.1\r\nHost: x\r\n\r\n")) {
            Thread.sleep(1500);
            assertThat(all(socket)).isLessThan(8 << 20);
        }
    }

    @Test
    void aSlowClientThatMakesProgressIsServed() throws Exception {
        String head = path(Method.PUT) + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 10\r\n\r\n";
        try (Socket socket = request("PUT " + head)) {
            OutputStream out = socket.getOutputStream();
            for (int i = 0; i < 10; i++) {
                Thread.sleep(150);
                out.write('x');
                out.flush();
            }
            assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 200");
        }
        assertThat(directory.resolve("bucket/k")).hasContent("x".repeat(10));
    }

    private Socket request(String text) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static String path(Method method) {
        long expires = Instant.now().getEpochSecond() + 60;
        URI url = SignedUrls.url("http://x", new Grant(method, REF, expires, null, null, null), SECRET);
        return url.getRawPath() + "?" + url.getRawQuery();
    }

    private static void assertEnded(Socket socket) throws IOException {
        assertThat(all(socket)).isLessThan(1000);
    }

    /** The number of bytes until the connection is closed. */
    private static long all(Socket socket) throws IOException {
        socket.setSoTimeout(10_000);
        long count = 0;
        try (InputStream in = socket.getInputStream()) {
            byte[] buffer = new byte[8192];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                count += n;
            }
        } catch (SocketException e) {
            // reset: ended too
        }
        return count;
    }
}
