/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.specialized.BlockBlobClient;
import io.cloudbridge.camel.CloudBridgeConstants;
import io.cloudbridge.conformance.Samples;
import io.cloudbridge.conformance.wire.FaultProxy;
import io.cloudbridge.it.Routes;
import io.cloudbridge.it.Servers;
import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.TransferSettings;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.jsse.KeyStoreParameters;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.jsse.TrustManagersParameters;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What Camel users of Blob Storage had to live with, in routes that do not suffer from it. Each was seen in {@code camel-azure-storage-blob}
 * 4.18.0.
 *
 * <table>
 *   <caption>The pitfalls and the tests that show them absent, besides those of this class</caption>
 *   <tr><th>pitfall</th><th>here</th><th>and on every store</th></tr>
 *   <tr><td>a download overwrites the file that the message came from</td><td>{@link #aDownloadLeavesTheFileThatAskedForIt}</td>
 *     <td>{@code DownloadRoutePromises}</td></tr>
 *   <tr><td>a failed upload empties the old blob</td><td>{@link #anUploadThatFailsLeavesTheOldBlob}</td>
 *     <td>{@code FailedWritePromises}, {@link AzureFaultsTest}</td></tr>
 *   <tr><td>one vanished blob drops the whole batch</td><td>{@link #aBlobThatVanishesTakesNoOtherAlong}</td>
 *     <td>{@code ConsumerFailurePromises.anObjectThatVanishedIsSkippedQuietly}</td></tr>
 *   <tr><td>every poll lists and holds the whole container</td><td>{@link #aPollTakesNoMoreThanItsShare}</td>
 *     <td>{@code ConsumerPromises.maxMessagesPerPollBoundsAPoll}</td></tr>
 *   <tr><td>files: nested names are lost, a failed one never comes again, names lead out of the directory</td>
 *     <td>{@link #filesOfNestedNamesComeAndComeAgain}, {@link #noNameLeadsOutOfTheWorkDirectory}</td>
 *     <td>{@code ConsumerPromises.bytesTextAndFileMayBeTheBody}</td></tr>
 *   <tr><td>no endpoint, so no emulator or sovereign cloud, and no copy there</td><td>{@link #theUriAloneIsEnoughForAnotherEndpoint}</td>
 *     <td>all of {@link AzuriteRouteConformanceTest}</td></tr>
 *   <tr><td>URLs are signed by account key and for reading only, and end in a header</td><td>{@link #urlsAreSignedForEveryMethod}</td>
 *     <td>{@code PresignRoutePromises}, {@link AzureDelegationTest}</td></tr>
 *   <tr><td>a move copies from a source that the service cannot read, 256 MiB at most</td>
 *     <td>{@link #aMoveCopiesBlocksFromASourceThatIsSigned}</td><td>{@link AzureFaultsTest}</td></tr>
 *   <tr><td>a download that breaks is not continued</td><td>{@link #aDownloadThatBreaksGoesOn}</td>
 *     <td>{@code CostPromises.aConsumedBodyThatBreaksGoesOnAtTheNextByte}</td></tr>
 * </table>
 */
class AzurePitfallsTest {

    private static FaultProxy proxy;
    private static Routes routes;
    private static StoreClient witness;
    private static String bucket;

    @BeforeAll
    static void open() throws Exception {
        proxy = FaultProxy.to(Azurite.endpoint());
        witness = Azurite.open(Azurite.byKey());
        bucket = Azurite.newBucket(witness);
        Map<String, Object> byKey = Azurite.with(Azurite.byKey(proxy.endpoint()), "provider", "azure");
        Map<String, Object> byToken = Map.of(
                "provider", "azure",
                "endpoint", Servers.setting("azurite.tls.endpoint"),
                "accessToken", Azurite.token(),
                "sslContextParameters", trust());
        routes = Routes.connectedTo(Map.of("it", byKey, "token", byToken));
    }

    private static SSLContextParameters trust() {
        KeyStoreParameters store = new KeyStoreParameters();
        store.setResource("file:" + Servers.setting("azurite.tls.trustStore"));
        store.setPassword(Servers.setting("azurite.tls.trustStorePassword"));
        TrustManagersParameters managers = new TrustManagersParameters();
        managers.setKeyStore(store);
        SSLContextParameters parameters = new SSLContextParameters();
        parameters.setTrustManagers(managers);
        return parameters;
    }

    @AfterEach
    void clear() throws Exception {
        routes.clear();
        proxy.clearRules();
        proxy.clearRequests();
    }

    @AfterAll
    static void close() throws Exception {
        routes.close();
        Azurite.drop(witness, bucket);
        witness.close();
        proxy.close();
    }

    private static String uri(String options) {
        return "cloudbridge:" + bucket + "?connection=it&" + options;
    }

    private static void consume(String options, Processor processor) throws Exception {
        routes.start(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri(options + "&initialDelay=0&delay=100")).process(processor);
            }
        });
    }

    private static ObjectRef at(String key) {
        return new ObjectRef(bucket, key);
    }

    private static void put(String key, String text) {
        witness.upload(at(key), Source.of(Samples.text(text)), PutOptions.NONE, TransferSettings.DEFAULTS);
    }

    private static String text(String key) throws Exception {
        try (InputStream in = witness.read(at(key), ByteRange.ALL, ReadOptions.NONE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static List<String> keys(String prefix) {
        List<String> keys = new ArrayList<>();
        witness.list(ListRequest.of(bucket, prefix)).forEachRemaining(info -> keys.add(info.key()));
        return keys;
    }

    private static String key(Exchange exchange) {
        return exchange.getMessage().getHeader(CloudBridgeConstants.KEY, String.class);
    }

    private static void eventually(org.awaitility.core.ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(assertion);
    }

    @Test
    void aDownloadLeavesTheFileThatAskedForIt(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("question.txt"), "the question");
        put("answer", "the answer");
        List<String> bodies = new CopyOnWriteArrayList<>();
        routes.start(new RouteBuilder() {
            @Override
            public void configure() {
                from("file:" + directory + "?noop=true&initialDelay=0")
                        .to(uri("operation=download&key=answer"))
                        .process(exchange -> bodies.add(exchange.getMessage().getBody(String.class)));
            }
        });
        eventually(() -> assertThat(bodies).containsExactly("the answer"));
        routes.clear();

        assertThat(directory).isDirectoryContaining(file::equals);
        assertThat(file).hasContent("the question");
    }

    @ParameterizedTest
    @ValueSource(strings = {"source", "service", "length"})
    void anUploadThatFailsLeavesTheOldBlob(String culprit) throws Exception {
        put("old", "as it was");
        byte[] half = Samples.bytes(1, 100_000);
        InputStream body = "source".equals(culprit) ? Samples.failingAfter(half) : Samples.trickle(half);
        if ("service".equals(culprit)) {
            proxy.when("PUT", "/old").always().answer(500);
        }
        Map<String, ?> headers =
                "length".equals(culprit) ? Map.of(CloudBridgeConstants.CONTENT_LENGTH, 100_001L) : Map.of();

        Exchange exchange = routes.send(uri("key=old&maxRetries=1"), body, headers);

        assertThat(exchange.getException()).isInstanceOf(CloudBridgeException.class);
        assertThat(text("old")).isEqualTo("as it was");
    }

    @Test
    void aBlobThatVanishesTakesNoOtherAlong() throws Exception {
        List<String> all =
                Stream.of("a", "b", "c", "d", "e").map(name -> "batch/" + name).toList();
        all.forEach(key -> put(key, key));
        proxy.when("GET", "batch%2Fc").answer(404, Map.of("x-ms-error-code", "BlobNotFound"), "");
        List<String> bodies = new CopyOnWriteArrayList<>();
        consume(
                "prefix=batch/&move=done/",
                exchange -> bodies.add(exchange.getMessage().getBody(String.class)));

        // the one that could not be found for once comes with the next poll
        eventually(() -> assertThat(bodies).containsExactlyInAnyOrderElementsOf(all));
        eventually(() -> assertThat(keys("batch/")).isEmpty());
        assertThat(bodies.subList(0, 4)).containsExactly("batch/a", "batch/b", "batch/d", "batch/e");
    }

    @Test
    void aPollTakesNoMoreThanItsShare() throws Exception {
        IntStream.range(0, 25).forEach(i -> put("share/" + (char) ('a' + i), "x"));
        List<Integer> batches = new CopyOnWriteArrayList<>();
        AtomicInteger listedBeforeTheFirst = new AtomicInteger();
        consume("prefix=share/&bodyType=none&maxMessagesPerPoll=10", exchange -> {
            listedBeforeTheFirst.compareAndSet(0, proxy.count("GET", "comp=list"));
            batches.add(exchange.getProperty(ExchangePropertyKey.BATCH_SIZE, Integer.class));
        });

        eventually(() -> assertThat(batches).hasSize(25));
        assertThat(batches).containsOnly(10, 5);
        assertThat(listedBeforeTheFirst).hasValue(1);
        assertThat(proxy.requests()).as("nothing but listings").allMatch(request -> request.target()
                .contains("comp=list"));
    }

    @Test
    void filesOfNestedNamesComeAndComeAgain(@TempDir Path work) throws Exception {
        put("files/deep/er/name.txt", "nested");
        List<String> bodies = new CopyOnWriteArrayList<>();
        AtomicInteger tries = new AtomicInteger();
        consume("prefix=files/&delete=true&bodyType=file&localWorkDirectory=" + work, exchange -> {
            Path file = exchange.getMessage().getBody(java.io.File.class).toPath();
            assertThat(file.toRealPath()).startsWith(work.toRealPath());
            if (tries.incrementAndGet() == 1) {
                throw new IllegalStateException("not yet");
            }
            bodies.add(Files.readString(file));
        });

        eventually(() -> assertThat(keys("files/")).isEmpty());
        assertThat(bodies).containsExactly("nested");
        try (Stream<Path> left = Files.walk(work)) {
            // the lock of the running consumer is all that may be left
            assertThat(left.filter(Files::isRegularFile))
                    .allMatch(file -> file.toString().endsWith(".lock"));
        }
    }

    /** Such a name cannot be stored by this component; other programs can. */
    @Test
    void noNameLeadsOutOfTheWorkDirectory(@TempDir Path directory) throws Exception {
        Path work = Files.createDirectory(directory.resolve("work"));
        BlockBlobClient escaping = witness.unwrap(BlobServiceClient.class)
                .orElseThrow()
                .getBlobContainerClient(bucket)
                .getBlobClient("jail/../../../escaped.txt")
                .getBlockBlobClient();
        escaping.upload(BinaryData.fromString("outside"));
        put("jail/tame.txt", "inside");
        List<String> seen = new CopyOnWriteArrayList<>();
        consume("prefix=jail/&bodyType=file&localWorkDirectory=" + work, exchange -> {
            Path file = exchange.getMessage().getBody(java.io.File.class).toPath();
            assertThat(file.toRealPath()).startsWith(work.toRealPath());
            seen.add(key(exchange));
        });

        eventually(() -> assertThat(seen).contains("jail/tame.txt"));
        routes.clear();
        escaping.delete();
        try (Stream<Path> files = Files.walk(directory)) {
            assertThat(files.filter(path -> path.endsWith("escaped.txt"))).allMatch(path -> path.startsWith(work));
        }
    }

    @Test
    void theUriAloneIsEnoughForAnotherEndpoint() throws Exception {
        String alone = "cloudbridge:" + bucket + "?provider=azure&endpoint=" + Azurite.endpoint() + "&accountName="
                + Azurite.accountName() + "&accountKey=RAW(" + Azurite.key() + ")";
        routes.done(alone + "&key=emulated", "by URI", Map.of());
        routes.done(alone + "&key=emulated&operation=copy", null, Map.of("CamelCloudBridgeDestinationKey", "copied"));

        assertThat(text("copied")).isEqualTo("by URI");
    }

    @ParameterizedTest
    @ValueSource(strings = {"it", "token"})
    void urlsAreSignedForEveryMethod(String connection) throws Exception {
        String presign =
                "cloudbridge:" + bucket + "?connection=" + connection + "&operation=presign&key=signed&presignMethod=";
        // two Azurites, one for each way to log in
        try (StoreClient store = "token".equals(connection)
                ? Azurite.open(Azurite.byToken(Azurite.token()))
                : Azurite.open(Azurite.byKey())) {
            if (!store.bucketExists(bucket)) {
                store.createBucket(bucket);
            }
            assertThat(fetch(presign, "PUT", "signed body").statusCode()).isEqualTo(201);
            assertThat(fetch(presign, "GET", "").body()).isEqualTo("signed body");
            assertThat(fetch(presign, "HEAD", "").headers().firstValueAsLong("Content-Length"))
                    .hasValue(11);
            assertThat(fetch(presign, "DELETE", "").statusCode()).isEqualTo(202);
            assertThat(store.exists(at("signed"))).isFalse();
            if ("token".equals(connection)) {
                Azurite.drop(store, bucket);
            }
        }
    }

    private static HttpResponse<String> fetch(String presign, String method, String body) throws Exception {
        Message signed = routes.done(presign + method, null, Map.of());
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(signed.getBody(String.class)))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        Map<?, ?> headers = signed.getHeader(CloudBridgeConstants.PRESIGN_HEADERS, Map.class);
        headers.forEach((name, value) -> request.header(name.toString(), value.toString()));
        return HttpClient.newBuilder()
                .sslContext(Azurite.trust())
                .build()
                .send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aMoveCopiesBlocksFromASourceThatIsSigned() throws Exception {
        put("move/in/a b.txt", "moved");
        consume("prefix=move/in/&move=move/done/", exchange -> {});

        eventually(() -> assertThat(keys("move/")).containsExactly("move/done/a b.txt"));
        assertThat(text("move/done/a b.txt")).isEqualTo("moved");
        assertThat(proxy.requests("PUT", "move%2Fdone%2Fa%20b.txt"))
                .filteredOn(request -> request.header("x-ms-copy-source").isPresent())
                .isNotEmpty()
                .allMatch(request -> request.target().matches(".*[?&]comp=block(&.*)?"))
                .allMatch(request ->
                        request.header("x-ms-copy-source").orElseThrow().contains("sig="));
    }

    @Test
    void aDownloadThatBreaksGoesOn() throws Exception {
        byte[] content = Samples.bytes(9, 300_000);
        witness.upload(at("broken"), Source.of(content), PutOptions.NONE, TransferSettings.DEFAULTS);
        proxy.when("GET", "/broken").cutAnswerInHalf();

        routes.start(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:broken").to(uri("operation=download&key=broken")).convertBodyTo(byte[].class);
            }
        });

        Message message = routes.done("direct:broken", null, Map.of());

        assertThat(message.getBody(byte[].class)).isEqualTo(content);
        assertThat(proxy.requests("GET", "/broken")).hasSize(2);
        assertThat(proxy.requests("GET", "/broken").get(1).header("x-ms-range").orElseThrow())
                .startsWith("bytes=150000-");
        assertThat(proxy.requests("GET", "/broken").get(1).header("If-Match")).isPresent();
    }
}
