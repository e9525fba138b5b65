/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.gcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.conformance.wire.FaultProxy;
import io.cloudbridge.conformance.wire.SeenRequest;
import io.cloudbridge.it.gcp.server.GcsServer;
import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.DeleteResult;
import io.cloudbridge.store.Engine;
import io.cloudbridge.store.ObjectReader;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutResult;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.TransferSettings;
import io.cloudbridge.store.gcp.GcpProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that break, servers that are busy, answers that get lost: between the provider and the server stands a proxy that does all that. */
class GcpFaultTest {

    private static final int MIB = 1 << 20;

    /** Downloads go through the XML API. */
    private static final String DOWNLOAD = "^/faults/object";

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private GcsServer server;
    private FaultProxy proxy;
    private StoreClient store;
    private ObjectRef ref;

    @BeforeEach
    void start() {
        server = GcsServer.start();
        proxy = FaultProxy.to(URI.create(server.endpoint()));
        store = open(Map.of());
        String bucket = "faults";
        store.createBucket(bucket);
        ref = new ObjectRef(bucket, "object");
        proxy.clearRequests();
    }

    @AfterEach
    void stop() throws IOException {
        store.close();
        proxy.close();
        server.close();
        executor.shutdownNow();
    }

    private StoreClient open(Map<String, Object> more) {
        Map<String, Object> settings =
                GcpStores.settings(server, proxy.endpoint().toString(), server.token());
        settings.putAll(more);
        return StoreClient.open(new GcpProvider(), GcpStores.config(settings), new Engine(executor, 256L * MIB));
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static Path file(Path directory, int mebibytes) throws IOException {
        Path file = directory.resolve("source.bin");
        byte[] piece = random(MIB);
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int i = 0; i < mebibytes; i++) {
                piece[0] = (byte) i;
                out.write(piece);
            }
        }
        return file;
    }

    private static Checksum checksum(Path file) throws IOException {
        return Content.ofFile(file, 0, Files.size(file)).checksum(Checksum.Algorithm.CRC32C);
    }

    private byte[] stored() {
        try (ObjectReader reader = store.read(ref, ByteRange.ALL, ReadOptions.NONE)) {
            return reader.readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void twoHundredMebibytesArriveThroughEveryFault(@TempDir Path directory) throws IOException {
        Path source = file(directory, 200);
        proxy.when("POST", "\\?uploads").times(1).answer(500);
        proxy.when("PUT", "partNumber=3&").times(1).dropRequestAfter(MIB);
        proxy.when("PUT", "partNumber=5&").times(2).answer(503);
        proxy.when("PUT", "partNumber=7&").times(1).answer(429, Map.of("Retry-After", "1"), "");
        proxy.when("PUT", "partNumber=9&").times(1).dropAnswer();
        proxy.when("POST", "uploadId=").times(1).dropAnswer();

        PutResult result = store.upload(ref, Source.ofFile(source), PutOptions.NONE, TransferSettings.DEFAULTS);
        assertThat(result.checksum()).isEqualTo(checksum(source));
        assertThat(server.unfinishedUploads()).isZero();

        proxy.clearRules();
        proxy.when("GET", DOWNLOAD).times(2).cutAnswerAfter(3 * MIB);
        proxy.when("GET", DOWNLOAD).times(1).drop();
        proxy.when("GET", DOWNLOAD).times(1).answer(503);
        proxy.when("GET", DOWNLOAD).skip(6).times(1).cutAnswerInHalf();
        Path target = directory.resolve("target.bin");
        store.download(ref, target, ReadOptions.NONE, TransferSettings.DEFAULTS);
        assertThat(checksum(target)).isEqualTo(checksum(source));
        assertThat(Files.list(directory)).containsExactlyInAnyOrder(source, target);
    }

    @Test
    void aStreamOf200MebibytesIsReadOnOverBrokenConnections(@TempDir Path directory) throws IOException {
        Path source = file(directory, 200);
        store.upload(ref, Source.ofFile(source), PutOptions.NONE, TransferSettings.DEFAULTS);
        proxy.when("GET", DOWNLOAD).times(3).cutAnswerAfter(40L * MIB);
        Checksum.Digest digest = Checksum.Algorithm.CRC32C.digest();
        try (ObjectReader reader = store.read(ref, ByteRange.ALL, ReadOptions.NONE)) {
            byte[] buffer = new byte[MIB];
            for (int n = reader.read(buffer); n >= 0; n = reader.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        assertThat(digest.checksum()).isEqualTo(checksum(source));
        List<SeenRequest> reads = proxy.requests("GET", DOWNLOAD);
        assertThat(reads).hasSize(4);
        assertThat(reads.get(1).header("Range").orElseThrow()).startsWith("bytes=" + 40 * MIB + "-");
    }

    @Test
    void aResumableUploadGoesOnFromWhereTheServerIs() {
        byte[] bytes = random(20 * MIB + 17);
        proxy.when("PUT", "upload_id=").skip(1).times(1).dropRequestAfter(3L * MIB + 100_000);
        proxy.when("PUT", "upload_id=").skip(3).times(1).dropAnswer();

        store.upload(
                ref,
                Source.of(new ByteArrayInputStream(bytes), Source.UNKNOWN),
                PutOptions.NONE.createOnly(),
                TransferSettings.DEFAULTS);
        assertThat(stored()).isEqualTo(bytes);
        List<String> ranges = proxy.requests("PUT", "upload_id=").stream()
                .map(r -> r.header("Content-Range").orElseThrow())
                .toList();
        assertThat(ranges.subList(0, 3)).containsExactly("bytes 0-8388607/*", "bytes 8388608-16777215/*", "bytes */*");
        long from = Long.parseLong(ranges.get(3).replaceAll("bytes (\\d+)-.*", "$1"));
        assertThat(from).isBetween(8L * MIB + 1, 12L * MIB).isEqualTo(from / 262144 * 262144);
        assertThat(ranges.get(3)).endsWith("-16777215/*");
        assertThat(ranges.get(ranges.size() - 1)).endsWith("/" + bytes.length);
        assertThat(server.unfinishedUploads()).isZero();
    }

    @Test
    void theLostAnswerToTheEndOfAnUploadIsFoundOut() {
        byte[] bytes = random(17 * MIB);
        proxy.when("PUT", "upload_id=").skip(3).times(1).dropAnswer();
        store.upload(ref, Source.of(bytes), PutOptions.NONE.createOnly(), TransferSettings.DEFAULTS);
        assertThat(stored()).isEqualTo(bytes);
        assertThat(server.unfinishedUploads()).isZero();
    }

    @Test
    void anUploadThatFailsForGoodLeavesTheOldObjectAndNoParts() {
        store.upload(ref, Source.of(random(5)), PutOptions.NONE, TransferSettings.DEFAULTS);
        String etag = store.head(ref, ReadOptions.NONE).etag();
        proxy.when("PUT", "(partNumber=2&|upload_id=)").always().answer(503);
        for (PutOptions options : List.of(PutOptions.NONE, PutOptions.NONE.withIfMatch(etag))) {
            assertThatThrownBy(() -> store.upload(ref, Source.of(random(20 * MIB)), options, TransferSettings.DEFAULTS))
                    .isInstanceOf(CloudBridgeException.Unavailable.class);
            assertThat(server.unfinishedUploads()).isZero();
        }
        assertThat(stored()).isEqualTo(random(5));
    }

    @Test
    void contentThatIsNotWhatItsChecksumSaysIsRefused() {
        // delivers other bytes each time it is opened: what is summed up is not what is sent
        byte[] bytes = random(12 * MIB);
        Content wrong = new Content() {
            private int opened;

            @Override
            public long length() {
                return bytes.length;
            }

            @Override
            public ByteArrayInputStream open() {
                byte[] sent = bytes.clone();
                sent[5] ^= (byte) opened++;
                return new ByteArrayInputStream(sent);
            }
        };
        try (var driver = GcpStores.open(GcpStores.settings(server))) {
            assertThatThrownBy(() -> driver.put(ref, wrong, PutOptions.NONE))
                    .isInstanceOf(CloudBridgeException.ChecksumMismatch.class);
            var upload = driver.startMultipart(ref, PutOptions.NONE);
            assertThatThrownBy(() -> upload.uploadPart(1, wrong))
                    .isInstanceOf(CloudBridgeException.ChecksumMismatch.class);
            upload.abort();
            assertThat(store.exists(ref)).isFalse();
        }
    }

    @Test
    void readsThatAreGivenUpGiveTheirConnectionsBack() {
        store.upload(ref, Source.of(random(8 * MIB)), PutOptions.NONE, TransferSettings.DEFAULTS);
        try (StoreClient two = open(Map.of("maxConnections", 2, "requestTimeout", "5000"))) {
            for (int i = 0; i < 20; i++) {
                try (ObjectReader reader = two.read(ref, ByteRange.ALL, ReadOptions.NONE)) {
                    assertThat(reader.read()).isBetween(0, 255);
                }
            }
        }
    }

    /** The rest never comes: who wanted to read it before closing would wait for requestTimeout. */
    @Test
    void aReadThatIsGivenUpDropsItsConnectionWithoutReadingOn() throws IOException {
        store.upload(ref, Source.of(random(3 * MIB)), PutOptions.NONE, TransferSettings.DEFAULTS);
        proxy.when("GET", DOWNLOAD).stallAnswerAfter(MIB);
        long start = System.nanoTime();
        try (StoreClient patient = open(Map.of("requestTimeout", "60000"));
                ObjectReader reader = patient.read(ref, ByteRange.ALL, ReadOptions.NONE)) {
            assertThat(reader.readNBytes(10)).hasSize(10);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void aServerThatIsNotThereIsNamed() throws IOException {
        URI endpoint = proxy.endpoint();
        proxy.close();
        try (StoreClient client = open(Map.of("maxRetries", 0))) {
            assertThatThrownBy(() -> client.head(ref, ReadOptions.NONE))
                    .isInstanceOf(CloudBridgeException.Unavailable.class)
                    .hasMessageContaining(endpoint.getAuthority())
                    .hasMessageNotContaining("ya29");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 405, 501})
    void aServerWithoutUploadsInPartsGetsThemInOneSession(int status) {
        proxy.when("POST", "\\?uploads").always().answer(status);
        byte[] bytes = random(9 << 20);
        store.upload(ref, Source.of(bytes), PutOptions.NONE, new TransferSettings(5 << 20, 5 << 20, 2, 1));
        assertThat(store.head(ref, ReadOptions.NONE).size()).isEqualTo(bytes.length);
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 405, 501})
    void aServerWithoutBatchesDeletesOneByOne(int status) {
        List<DeleteRequest> requests = IntStream.range(0, 5)
                .mapToObj(i -> new DeleteRequest(new ObjectRef(ref.bucket(), "many/" + i)))
                .toList();
        requests.forEach(request ->
                store.upload(request.ref(), Source.of(random(5)), PutOptions.NONE, TransferSettings.DEFAULTS));
        proxy.when("POST", "/batch").always().answer(status);

        assertThat(store.deleteAll(requests)).allMatch(DeleteResult::deleted);
        assertThat(store.exists(requests.get(4).ref())).isFalse();
        assertThat(proxy.count("DELETE", "/many")).isEqualTo(5);
    }
}
