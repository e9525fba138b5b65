/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.Engine;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.StoreConfig;
import io.cloudbridge.store.StoreProvider;
import io.cloudbridge.store.TransferSettings;
import io.cloudbridge.store.aws.AwsProvider;
import io.cloudbridge.store.azure.AzureProvider;
import io.cloudbridge.store.gcp.GcpProvider;
import io.cloudbridge.store.openstack.OpenstackProvider;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A server that never ends its answers: what is read of a document or an error into memory is bounded. */
class EndlessAnswersTest {

    /** Where this server stops, far beyond every bound. */
    private static final long MOST = 300L << 20;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong interim = new AtomicLong();
    private ServerSocket server;
    private volatile String status;

    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(() -> {
            while (!server.isClosed()) {
                try {
                    Socket client = server.accept();
                    threads.execute(() -> answer(client));
                } catch (IOException e) {
                    return; // closed
                }
            }
        });
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        threads.shutdownNow();
    }

    private void answer(Socket client) {
        try (client) {
            InputStream in = new BufferedInputStream(client.getInputStream());
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int c = in.read();
                if (c < 0) {
                    return;
                }
                head.append((char) c);
            }
            OutputStream out = client.getOutputStream();
            while (status.startsWith("103")) {
                out.write("HTTP/1.1 103 Early Hints\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                out.flush();
                interim.incrementAndGet();
                Thread.sleep(1);
            }
            String begin = "<?xml version=\"1.0\"?><Error><Code>X</Code><M>";
            out.write(("HTTP/1.1 " + status + "\r\nContent-Type: application/xml\r\nx-amz-request-id: r\r\n"
                            + "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(begin.length()) + "\r\n"
                            + begin + "\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            byte[] chunk = ("10000\r\n" + "x".repeat(1 << 16) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            for (long length = 0; length < MOST && !head.toString().startsWith("HEAD "); length += 1 << 16) {
                out.write(chunk);
                sent.addAndGet(1 << 16);
            }
        } catch (IOException | InterruptedException e) {
            // the client has had enough
        }
    }

    static Stream<Arguments> accounts() {
        return Stream.of(
                Arguments.of(
                        new AwsProvider(),
                        Map.of("endpoint", "", "region", "r", "accessKey", "key", "secretKey", "secret")),
                Arguments.of(
                        new AzureProvider(),
                        Map.of("endpoint", "/account", "accountName", "account", "accountKey", "a2V5")),
                Arguments.of(new GcpProvider(), Map.of("endpoint", "", "projectId", "project", "accessToken", "token")),
                Arguments.of(new OpenstackProvider(), Map.of("storageUrl", "/v1/AUTH_x", "authToken", "token")));
    }

    @ParameterizedTest
    @MethodSource("accounts")
    void noAnswerFillsTheMemory(StoreProvider provider, Map<String, String> paths) {
        ObjectRef ref = new ObjectRef("bucket", "key");
        try (StoreClient client = open(provider, paths, Map.of())) {
            for (String answer : List.of("200 OK", "403 Forbidden", "500 Broken")) {
                status = answer;
                assertBounded(() -> client.page(ListRequest.of("bucket", "")));
                assertBounded(() -> client.head(ref, ReadOptions.NONE));
                assertBounded(() -> client.listBuckets());
                assertBounded(() ->
                        client.upload(ref, Source.of(new byte[] {1}), PutOptions.NONE, TransferSettings.DEFAULTS));
                assertBounded(() -> {
                    throw client.deleteAll(List.of(
                                    new DeleteRequest(ref), new DeleteRequest(new ObjectRef("bucket", "other"))))
                            .get(0)
                            .failure();
                });
            }
        }
    }

    private StoreClient open(StoreProvider provider, Map<String, String> paths, Map<String, Object> more) {
        String at = "http://127.0.0.1:" + server.getLocalPort();
        Map<String, Object> settings = new HashMap<>(paths);
        settings.computeIfPresent("endpoint", (name, path) -> at + path);
        settings.computeIfPresent("storageUrl", (name, path) -> at + path);
        settings.put("maxRetries", 0);
        settings.putAll(more);
        return StoreClient.open(provider, new StoreConfig(provider.name(), settings), new Engine(threads, 64L << 20));
    }

    /** Those on the shared transport; the HTTP client of the AWS SDK waits as long as interim answers come. */
    static Stream<Arguments> accountsOnTheSharedTransport() {
        return accounts().filter(account -> !(account.get()[0] instanceof AwsProvider));
    }

    /** Interim answers, which a server can send for ever, are no progress. */
    @ParameterizedTest
    @MethodSource("accountsOnTheSharedTransport")
    void interimAnswersEndWithTheTimeLimit(StoreProvider provider, Map<String, String> paths) {
        status = "103 Early Hints";
        ObjectRef ref = new ObjectRef("bucket", "key");
        Map<String, Object> limits =
                Map.of("requestTimeout", Duration.ofMillis(300), "connectTimeout", Duration.ofMillis(300));
        try (StoreClient client = open(provider, paths, limits)) {
            assertEnds(() -> client.page(ListRequest.of("bucket", "")));
            assertEnds(() -> client.head(ref, ReadOptions.NONE));
            assertEnds(() -> client.open(ref, ByteRange.ALL, ReadOptions.NONE).close());
            assertEnds(() -> client.upload(ref, Source.of(new byte[] {1}), PutOptions.NONE, TransferSettings.DEFAULTS));
        }
    }

    private void assertEnds(ThrowingCallable request) {
        interim.set(0);
        assertThat(CompletableFuture.supplyAsync(() -> catchThrowable(request), threads))
                .succeedsWithin(Duration.ofSeconds(30))
                .isInstanceOf(CloudBridgeException.Unavailable.class);
        assertThat(interim.get()).isPositive();
    }

    private void assertBounded(ThrowingCallable request) {
        sent.set(0);
        assertThat(catchThrowable(request)).as(status).isInstanceOf(CloudBridgeException.class);
        // with what the sockets hold; a request may be asked twice
        assertThat(sent.get()).as(status).isLessThan(150L << 20);
    }
}
