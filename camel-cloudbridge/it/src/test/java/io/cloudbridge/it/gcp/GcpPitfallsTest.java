/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.gcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudbridge.camel.CloudBridgeConstants;
import io.cloudbridge.conformance.Samples;
import io.cloudbridge.conformance.wire.FaultProxy;
import io.cloudbridge.it.Routes;
import io.cloudbridge.it.gcp.server.GcsServer;
import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.ObjectContent;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.ObjectStore;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.ExceptionHandler;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What Camel users of Google Cloud Storage had to live with, in routes that do not suffer from it. Each was seen in
 * {@code camel-google-storage} 4.17.0.
 *
 * <table>
 *   <caption>The pitfalls and the tests that show them absent, besides those of this class</caption>
 *   <tr><th>pitfall</th><th>here</th><th>and elsewhere</th></tr>
 *   <tr><td>the content type becomes encoding and cache control too</td><td>{@link #everyContentHeaderIsItsOwn}</td>
 *     <td>{@link GcpDriverTest}, {@code MetadataPromises}</td></tr>
 *   <tr><td>a missing object is a NullPointerException</td><td>{@link #aMissingObjectIsToldAsSuch}</td>
 *     <td>{@code DownloadRoutePromises}, {@code ErrorRoutePromises}</td></tr>
 *   <tr><td>a large copy succeeds without its end</td><td>{@link #aCopyGoesOnUntilItIsDone}</td><td>{@link GcpDriverTest}</td></tr>
 *   <tr><td>everything goes through the heap, both ways</td><td>{@link #anUploadBeginsBeforeItsSourceEnds},
 *     {@link #aDownloadFetchesWhatIsRead}</td><td>SmallHeapTest: 512 MiB in 48 MB</td></tr>
 *   <tr><td>the length becomes metadata, metadata cannot be set, a checksum read cannot be written</td>
 *     <td>{@link #metadataIsWhatTheUserSets}, {@link #aChecksumThatWasReadCanBeWritten}</td><td>{@code BridgePromises}</td></tr>
 *   <tr><td>deleting a bucket deletes all that is in it</td><td>{@link #aBucketThatIsNotEmptyStays}</td><td>{@code BucketPromises}</td></tr>
 *   <tr><td>URLs are signed the old way, for reading only, for five minutes, with a key file only</td>
 *     <td>{@link #urlsAreSignedForEveryMethod}</td><td>{@link GcpAccessTest}: signing by the IAM service</td></tr>
 *   <tr><td>the name in the URI and the name in the header exclude each other</td><td>{@link #theKeyOfTheUriMayBuildOnTheHeader}</td>
 *     <td>{@code KeyRoutePromises}</td></tr>
 *   <tr><td>no endpoint</td><td>all of this class</td><td>{@link GcpRouteConformanceTest}</td></tr>
 *   <tr><td>clients are never closed</td><td>{@link #connectionsEndWithTheContext}</td><td></td></tr>
 *   <tr><td>failures of a route pass the exception handler by</td><td>{@link #failuresReachTheExceptionHandler}</td>
 *     <td>{@code ConsumerFailurePromises}</td></tr>
 * </table>
 */
class GcpPitfallsTest {

    private static final int MIB = 1 << 20;

    private static GcsServer server;
    private static FaultProxy proxy;
    private static Routes routes;
    private static ObjectStore witness;
    private static String bucket;

    @BeforeAll
    static void open() throws Exception {
        server = GcsServer.start(0, MIB);
        proxy = FaultProxy.to(URI.create(server.endpoint()));
        witness = GcpStores.open(GcpStores.settings(server));
        bucket = GcpStores.newBucket(witness);
        routes = Routes.connectedTo(Map.of("it", settings()));
    }

    private static Map<String, Object> settings() {
        return Map.of(
                "provider", "gcp",
                "endpoint", proxy.endpoint().toString(),
                "serviceAccountKey", server.serviceAccountKey());
    }

    @AfterEach
    void clear() throws Exception {
        routes.clear();
        proxy.clearRules();
        proxy.clearRequests();
    }

    @AfterAll
    static void close() throws IOException {
        routes.close();
        witness.close();
        proxy.close();
        server.close();
    }

    private static String uri(String options) {
        return "cloudbridge:" + bucket + "?connection=it&" + options;
    }

    private static ObjectRef at(String key) {
        return new ObjectRef(bucket, key);
    }

    private static void put(String key, byte[] content) {
        witness.put(at(key), Content.of(content), PutOptions.NONE);
    }

    private static ObjectInfo head(String key) {
        return witness.head(at(key), ReadOptions.NONE);
    }

    private static byte[] content(String key) throws IOException {
        try (ObjectContent content = witness.read(at(key), ByteRange.ALL, ReadOptions.NONE)) {
            return content.stream().readAllBytes();
        }
    }

    @Test
    void everyContentHeaderIsItsOwn() {
        routes.done(
                uri("key=described"),
                "a,b",
                Map.of(
                        CloudBridgeConstants.CONTENT_TYPE, "text/csv",
                        CloudBridgeConstants.CONTENT_ENCODING, "identity",
                        CloudBridgeConstants.CACHE_CONTROL, "no-store",
                        CloudBridgeConstants.CONTENT_LANGUAGE, "de",
                        CloudBridgeConstants.CONTENT_DISPOSITION, "attachment"));

        assertThat(head("described").properties()).satisfies(properties -> {
            assertThat(properties.contentType()).isEqualTo("text/csv");
            assertThat(properties.contentEncoding()).isEqualTo("identity");
            assertThat(properties.cacheControl()).isEqualTo("no-store");
            assertThat(properties.contentLanguage()).isEqualTo("de");
            assertThat(properties.contentDisposition()).isEqualTo("attachment");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"download", "head", "copy"})
    void aMissingObjectIsToldAsSuch(String operation) {
        Exchange exchange = routes.send(
                uri("key=missing&operation=" + operation),
                null,
                Map.of(CloudBridgeConstants.DESTINATION_KEY, "elsewhere"));

        assertThat(exchange.getException())
                .isInstanceOf(CloudBridgeException.ObjectNotFound.class)
                .hasMessageContaining("missing")
                .hasMessageContaining(bucket);
    }

    @Test
    void aDownloadMayFindNothing() {
        Message message = routes.done(uri("key=missing&operation=download&missing=null"), "asked", Map.of());

        assertThat(message.getBody()).isNull();
    }

    /** Another storage class means that bytes move, a MiB a call on this server. */
    @Test
    void aCopyGoesOnUntilItIsDone() throws IOException {
        byte[] content = Samples.bytes(3, 5 * MIB);
        put("from", content);

        routes.done(
                uri("key=from&operation=copy&storageClass=NEARLINE"),
                null,
                Map.of(CloudBridgeConstants.DESTINATION_KEY, "to"));

        assertThat(proxy.count("POST", "/rewriteTo/")).isEqualTo(5);
        assertThat(content("to")).isEqualTo(content);
        assertThat(head("to").properties().storageClass()).isEqualTo("NEARLINE");
    }

    /** Eight parts, of which five at most are in memory. */
    @ParameterizedTest
    @ValueSource(strings = {"", "&ifNoneMatch=*"})
    void anUploadBeginsBeforeItsSourceEnds(String condition) throws IOException {
        byte[] bytes = Samples.bytes(4, 40 * MIB);
        AtomicInteger sentWhenItEnded = new AtomicInteger();
        InputStream source = new FilterInputStream(Samples.trickle(bytes)) {
            @Override
            public int read() throws IOException {
                return ended(super.read());
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return ended(super.read(target, offset, length));
            }

            private int ended(int read) {
                if (read < 0) {
                    sentWhenItEnded.set(proxy.count("PUT", "(partNumber=|upload_id=)"));
                }
                return read;
            }
        };
        String key = "streamed" + condition.length();

        routes.done(uri("key=" + key + "&partSize=5242880" + condition), source, Map.of());

        assertThat(sentWhenItEnded.get()).as("parts sent when the source ended").isPositive();
        assertThat(content(key)).isEqualTo(bytes);
    }

    /** The rest never comes, so who wanted it would wait. */
    @Test
    void aDownloadFetchesWhatIsRead() throws Exception {
        byte[] bytes = Samples.bytes(5, 3 * MIB);
        put("large", bytes);
        proxy.when("GET", "^/(?!storage/).*large").stallAnswerAfter(MIB);

        Message message = routes.done(uri("key=large&operation=download"), null, Map.of());
        try (InputStream in = message.getBody(InputStream.class)) {
            assertThat(in.readNBytes(10)).isEqualTo(Arrays.copyOf(bytes, 10));
        }
        assertThat(proxy.count("GET", "^/(?!storage/).*large"))
                .as("one of the exchange, which has ended, and one of the reader")
                .isEqualTo(2);
    }

    @Test
    void metadataIsWhatTheUserSets() {
        routes.done(uri("key=noted"), "five!", Map.of(CloudBridgeConstants.METADATA, Map.of("owner", "me")));
        routes.done(uri("key=plain"), "five!", Map.of());

        assertThat(head("noted").properties().metadata()).isEqualTo(Map.of("owner", "me"));
        assertThat(head("plain").properties().metadata()).isEmpty();
    }

    @Test
    void aChecksumThatWasReadCanBeWritten() throws IOException {
        put("summed", Samples.text("the sum of this"));
        Message message = routes.done(uri("key=summed&operation=download"), null, Map.of());
        String checksum = message.getHeader(CloudBridgeConstants.CHECKSUM, String.class);
        Map<String, Object> headers = Map.of(
                CloudBridgeConstants.CHECKSUM,
                checksum,
                CloudBridgeConstants.CHECKSUM_ALGORITHM,
                message.getHeader(CloudBridgeConstants.CHECKSUM_ALGORITHM));

        assertThat(checksum).isEqualTo(head("summed").checksum().hex());
        routes.done(uri("key=again"), "the sum of this", headers);
        assertThat(routes.send(uri("key=wrong"), "the sum of that", headers).getException())
                .isInstanceOf(CloudBridgeException.ChecksumMismatch.class);
        assertThat(content("again")).isEqualTo(content("summed"));
    }

    @Test
    void aBucketThatIsNotEmptyStays() throws IOException {
        put("kept", Samples.text("kept"));

        assertThat(routes.send(uri("operation=deleteBucket"), null, Map.of()).getException())
                .isInstanceOf(CloudBridgeException.InvalidState.class);
        assertThat(content("kept")).isEqualTo(Samples.text("kept"));
    }

    @Test
    void urlsAreSignedForEveryMethod() throws Exception {
        assertThat(fetch("PUT", "signed body").statusCode()).isEqualTo(200);
        assertThat(fetch("GET", "").body()).isEqualTo("signed body");
        assertThat(fetch("HEAD", "").headers().firstValueAsLong("Content-Length"))
                .hasValue(11);
        assertThat(fetch("DELETE", "").statusCode()).isEqualTo(204);

        String url = signed("GET").getBody(String.class);
        assertThat(url).contains("X-Goog-Algorithm=GOOG4-RSA-SHA256").contains("X-Goog-Expires=3600&");
        assertThat(proxy.count("*", "/token|signBlob")).as("requests to sign").isZero();
    }

    private static Message signed(String method) {
        return routes.done(uri("key=signed&operation=presign&presignMethod=" + method), null, Map.of());
    }

    private static HttpResponse<String> fetch(String method, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(signed(method).getBody(String.class)))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    @Test
    void theKeyOfTheUriMayBuildOnTheHeader() throws IOException {
        String archive = uri("key=RAW(archive/${header.CamelCloudBridgeKey})");
        routes.done(archive, "built", Map.of(CloudBridgeConstants.KEY, "name.txt"));

        assertThat(content("archive/name.txt")).isEqualTo(Samples.text("built"));
    }

    @Test
    void connectionsEndWithTheContext() throws Exception {
        try (FaultProxy own = FaultProxy.to(URI.create(server.endpoint()))) {
            Map<String, Object> settings = Map.of(
                    "provider", "gcp",
                    "endpoint", own.endpoint().toString(),
                    "accessToken", server.token());
            try (Routes shortLived = Routes.connectedTo(Map.of("it", settings))) {
                shortLived.done(uri("key=short"), "lived", Map.of());
                assertThat(own.openConnections()).isPositive();
            }
            await().atMost(Duration.ofSeconds(10)).until(() -> own.openConnections() == 0);
        }
    }

    @Test
    void failuresReachTheExceptionHandler() throws Exception {
        put("handled/x", Samples.text("x"));
        List<Throwable> handled = new CopyOnWriteArrayList<>();
        routes.camel().getRegistry().bind("handler", new Handler(handled));
        routes.start(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri("prefix=handled/&delete=true&initialDelay=0&delay=100&exceptionHandler=#bean:handler"))
                        .process(exchange -> {
                            throw new IllegalStateException("of the route");
                        });
            }
        });

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(handled)
                .anySatisfy(e -> assertThat(e).hasStackTraceContaining("of the route")));
        routes.clear();
        assertThat(content("handled/x")).isEqualTo(Samples.text("x"));
    }

    /** Keeps what it is told. */
    private record Handler(List<Throwable> handled) implements ExceptionHandler {
        @Override
        public void handleException(Throwable exception) {
            handled.add(exception);
        }

        @Override
        public void handleException(String message, Throwable exception) {
            handled.add(exception);
        }

        @Override
        public void handleException(String message, Exchange exchange, Throwable exception) {
            handled.add(exception);
        }
    }
}
