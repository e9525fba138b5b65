/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.CopyOptions;
import io.cloudbridge.store.Engine;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.StoreConfig;
import io.cloudbridge.store.StoreProvider;
import io.cloudbridge.store.TransferSettings;
import io.cloudbridge.store.aws.AwsProvider;
import io.cloudbridge.store.azure.AzureProvider;
import io.cloudbridge.store.gcp.GcpProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server whose listings always go on, and always at the same place: every operation that reads all the pages gives up. */
class EndlessListingsTest {

    private static final ObjectRef REF = new ObjectRef("bucket", "key");

    private final AtomicInteger requests = new AtomicInteger();
    /** By what the query or the path of a request has in it. */
    private Map<String, String> answers;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        String uri = exchange.getRequestURI().toString();
        String answer = answers.entrySet().stream()
                .filter(entry -> uri.contains(entry.getKey()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(uri))
                .getValue();
        byte[] body = answer.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders()
                .add("Content-Type", answer.startsWith("{") ? "application/json" : "application/xml");
        exchange.getResponseHeaders().add("x-amz-request-id", "r");
        exchange.getResponseHeaders().add("x-ms-request-id", "r");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private StoreClient open(StoreProvider provider, String path, Map<String, String> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("endpoint", "http://127.0.0.1:" + server.getAddress().getPort() + path);
        all.put("maxRetries", 0);
        return StoreClient.open(provider, new StoreConfig(provider.name(), all), new Engine(threads, 64L << 20));
    }

    private void assertEnds(ThrowingCallable operation, int most) {
        requests.set(0);
        assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> assertThatExceptionOfType(CloudBridgeException.Unavailable.class)
                        .isThrownBy(operation)
                        .withMessageMatching("(?s).*(does not end|stands).*"));
        assertThat(requests.get()).isLessThanOrEqualTo(most);
    }

    @Test
    void ofS3() {
        answers = new LinkedHashMap<>();
        answers.put(
                "uploads",
                "<ListMultipartUploadsResult><Bucket>bucket</Bucket><IsTruncated>true</IsTruncated><NextKeyMarker>k</NextKeyMarker>"
                        + "<NextUploadIdMarker>u</NextUploadIdMarker></ListMultipartUploadsResult>");
        answers.put(
                "/",
                "<ListAllMyBucketsResult><Owner><ID>me</ID></Owner><Buckets></Buckets><ContinuationToken>t</ContinuationToken></ListAllMyBucketsResult>");
        try (StoreClient client =
                open(new AwsProvider(), "", Map.of("region", "r", "accessKey", "key", "secretKey", "secret"))) {
            assertEnds(client::listBuckets, 2);
            assertEnds(() -> client.abortUploads("bucket", "", Duration.ZERO), 2);
        }
    }

    @Test
    void ofAzure() {
        String listing = "<EnumerationResults><%1$s></%1$s><NextMarker>m</NextMarker></EnumerationResults>";
        answers = new LinkedHashMap<>();
        answers.put("restype=container", listing.formatted("Blobs"));
        answers.put("/account", listing.formatted("Containers"));
        try (StoreClient client =
                open(new AzureProvider(), "/account", Map.of("accountName", "account", "accountKey", "a2V5"))) {
            assertEnds(client::listBuckets, 2);
            assertEnds(() -> client.abortUploads("bucket", "", Duration.ZERO), 2);
            assertEnds(() -> client.deleteBucket("bucket"), 2);
        }
    }

    @Test
    void ofGoogle() {
        answers = new LinkedHashMap<>();
        answers.put(
                "uploads",
                "<ListMultipartUploadsResult><IsTruncated>true</IsTruncated><NextKeyMarker>k</NextKeyMarker>"
                        + "<NextUploadIdMarker>u</NextUploadIdMarker></ListMultipartUploadsResult>");
        answers.put("versions=true", "{\"kind\":\"storage#objects\",\"nextPageToken\":\"t\"}");
        answers.put(
                "rewriteTo",
                "{\"kind\":\"storage#rewriteResponse\",\"done\":false,\"rewriteToken\":\"t\",\"totalBytesRewritten\":\"7\"}");
        answers.put(
                "/b/bucket/o/",
                "{\"kind\":\"storage#object\",\"name\":\"key\",\"bucket\":\"bucket\",\"size\":\"1\",\"generation\":\"1\",\"metageneration\":\"1\",\"etag\":\"e\",\"updated\":\"2026-01-01T00:00:00Z\"}");
        answers.put("/b", "{\"kind\":\"storage#buckets\",\"nextPageToken\":\"t\"}");
        try (StoreClient client = open(new GcpProvider(), "", Map.of("projectId", "project", "accessToken", "token"))) {
            assertEnds(client::listBuckets, 2);
            assertEnds(() -> client.abortUploads("bucket", "", Duration.ZERO), 2);
            assertEnds(() -> client.listVersions(ListRequest.of("bucket", "")).next(), 2);
            assertEnds(
                    () -> client.copy(
                            REF, client, new ObjectRef("bucket", "copy"), CopyOptions.NONE, TransferSettings.DEFAULTS),
                    110);
        }
    }
}
