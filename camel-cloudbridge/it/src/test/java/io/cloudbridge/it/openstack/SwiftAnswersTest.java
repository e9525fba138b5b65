/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.openstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cloudbridge.conformance.Samples;
import io.cloudbridge.conformance.wire.FaultProxy;
import io.cloudbridge.it.Servers;
import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.CopyOptions;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.DeleteResult;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.ObjectStore;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.StoreConfig;
import io.cloudbridge.store.TransferSettings;
import io.cloudbridge.store.openstack.OpenstackProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that refuses, stumbles or breaks off: the error says so, and nothing that failed is called a success. */
class SwiftAnswersTest {

    private static final int PART = 64 * 1024;
    private static final TransferSettings PARTS = new TransferSettings(PART, PART, 4, 4);

    private final String bucket = "answers-" + UUID.randomUUID();
    private final ObjectRef ref = new ObjectRef(bucket, "k");

    private FaultProxy proxy;
    private StoreClient store;

    @BeforeEach
    void open() {
        proxy = FaultProxy.to(URI.create(Servers.setting("swift.endpoint")));
        store = open(1, Duration.ofSeconds(60));
        store.createBucket(bucket);
        store.upload(ref, Source.of(Samples.text("old")), PutOptions.NONE, PARTS);
    }

    private StoreClient open(int retries, Duration requestTimeout) {
        Map<String, Object> settings = Swift.with(
                Swift.v1(), "endpoint", "http://127.0.0.1:" + proxy.endpoint().getPort());
        return Swift.open(Swift.with(Swift.with(settings, "maxRetries", retries), "requestTimeout", requestTimeout));
    }

    @AfterEach
    void close() throws IOException {
        proxy.clearRules();
        store.deletePrefix(bucket, "k");
        store.deleteBucket(bucket);
        store.close();
        proxy.close();
    }

    private byte[] stored() throws IOException {
        try (var in = store.read(ref, ByteRange.ALL, ReadOptions.NONE)) {
            return in.readAllBytes();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "401, AccessDenied",
        "403, AccessDenied",
        "404, BucketNotFound",
        "413, InvalidRequest",
        "422, ChecksumMismatch",
        "429, Throttled",
        "498, Throttled",
        "500, Unavailable",
        "503, Unavailable",
        "507, InvalidState"
    })
    void anUploadThatIsRefusedFailsAndTheOldObjectStays(int status, String error) throws IOException {
        for (byte[] body : List.of(Samples.text("new"), Samples.bytes(1, 3L * PART))) {
            proxy.when("PUT", "/" + bucket).always().answer(status);
            CloudBridgeException failure = catchThrowableOfType(
                    CloudBridgeException.class, () -> store.upload(ref, Source.of(body), PutOptions.NONE, PARTS));
            proxy.clearRules();
            assertThat(failure).isNotNull();
            assertThat(failure.getClass().getSimpleName()).isEqualTo(error);
            assertThat(failure.getHttpStatus()).isEqualTo(status);
            assertThat(failure.getProvider()).isEqualTo("openstack");
            assertThat(failure.getKey()).startsWith("k");
            assertThat(stored()).isEqualTo(Samples.text("old"));
        }
    }

    @ParameterizedTest
    @CsvSource({"429", "498", "500", "502", "503", "504"})
    void whatPassesIsTriedAgain(int status) throws IOException {
        proxy.when("PUT", "/" + bucket + "/k").answer(status);
        store.upload(ref, Source.of(Samples.text("new")), PutOptions.NONE, PARTS);
        proxy.when("GET", "/" + bucket + "/k").answer(status);
        assertThat(stored()).isEqualTo(Samples.text("new"));
    }

    /** As a server without replicas says it while the object is replaced. */
    @Test
    void anObjectThatIsNotThereForAMomentIsAskedForAgain() throws IOException {
        proxy.when("GET", "/" + bucket + "/k").answer(404);
        assertThat(stored()).isEqualTo(Samples.text("old"));
        proxy.when("HEAD", "/" + bucket + "/k").answer(404);
        assertThat(store.exists(ref)).isTrue();

        int before = proxy.count("HEAD", "/" + bucket + "/other");
        assertThat(store.exists(new ObjectRef(bucket, "other"))).isFalse();
        assertThat(proxy.count("HEAD", "/" + bucket + "/other") - before).isEqualTo(2);
    }

    @Test
    void aServerThatAsksToWaitIsWaitedFor() throws IOException {
        proxy.when("PUT", "/" + bucket + "/k").answer(429, Map.of("Retry-After", "1"), "");
        long start = System.nanoTime();
        store.upload(ref, Source.of(Samples.text("new")), PutOptions.NONE, PARTS);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(990));
        assertThat(stored()).isEqualTo(Samples.text("new"));
    }

    @Test
    void aBrokenUploadIsSentAgainWhole() throws IOException {
        byte[] body = Samples.bytes(1, 10L * PART);
        TransferSettings single = new TransferSettings(20L * PART, PART, 4, 4);
        proxy.when("PUT", "/" + bucket + "/k").dropRequestAfter(3L * PART);
        store.upload(ref, Source.of(body), PutOptions.NONE, single);
        assertThat(stored()).isEqualTo(body);

        proxy.when("PUT", "/" + bucket + "/k").drop();
        store.upload(ref, Source.of(Samples.text("again")), PutOptions.NONE, single);
        assertThat(stored()).isEqualTo(Samples.text("again"));
    }

    @Test
    void anUploadThatStaysBrokenLeavesTheOldObject() throws IOException {
        byte[] body = Samples.bytes(1, 10L * PART);
        TransferSettings single = new TransferSettings(20L * PART, PART, 4, 4);
        proxy.when("PUT", "/" + bucket + "/k").always().dropRequestAfter(3L * PART);
        assertThat(catchThrowableOfType(
                        CloudBridgeException.Unavailable.class,
                        () -> store.upload(ref, Source.of(body), PutOptions.NONE, single)))
                .hasMessageContaining("127.0.0.1:" + proxy.endpoint().getPort());
        proxy.clearRules();
        assertThat(stored()).isEqualTo(Samples.text("old"));
    }

    @Test
    void aBodyThatIsCutGoesOnFromTheLastByte() throws IOException {
        byte[] body = Samples.bytes(1, 10L * PART);
        store.upload(ref, Source.of(body), PutOptions.NONE, new TransferSettings(20L * PART, PART, 4, 4));
        proxy.when("GET", "/" + bucket + "/k").cutAnswerInHalf();
        assertThat(stored()).isEqualTo(body);
        assertThat(proxy.requests("GET", "/" + bucket + "/k").get(1).header("Range"))
                .isPresent();
    }

    @Test
    void aServerThatFallsSilentIsGivenUp() throws IOException {
        try (StoreClient impatient = open(0, Duration.ofMillis(700))) {
            proxy.when("HEAD", "/" + bucket + "/k").delay(Duration.ofSeconds(20));
            assertThat(catchThrowableOfType(
                            CloudBridgeException.Unavailable.class, () -> impatient.head(ref, ReadOptions.NONE)))
                    .hasMessageContaining("requestTimeout");
        }
        try (StoreClient patient = open(1, Duration.ofMillis(700))) {
            proxy.when("GET", "/" + bucket + "/k").stallAnswerAfter(1);
            try (var in = patient.read(ref, ByteRange.ALL, ReadOptions.NONE)) {
                assertThat(in.readAllBytes()).isEqualTo(Samples.text("old"));
            }
        }
    }

    @Test
    void aReaderThatLeavesEarlyDropsItsConnectionAndDoesNotDrainIt() throws IOException {
        byte[] body = Samples.bytes(1, 8L << 20);
        store.upload(ref, Source.of(body), PutOptions.NONE, TransferSettings.DEFAULTS);
        Map<String, Object> settings = Swift.with(
                Swift.v1(), "endpoint", "http://127.0.0.1:" + proxy.endpoint().getPort());
        try (StoreClient one = Swift.open(Swift.with(settings, "maxConnections", 1))) {
            for (int i = 0; i < 20; i++) {
                try (var in = one.read(ref, ByteRange.ALL, ReadOptions.NONE)) {
                    assertThat(in.read()).isEqualTo(body[0] & 0xff);
                }
            }
        }
    }

    @Test
    void aBodyThatCannotBeReadIsTheCallersFaultAndIsNotTriedAgain() throws IOException {
        Map<String, Object> settings = Swift.with(
                Swift.v1(), "endpoint", "http://127.0.0.1:" + proxy.endpoint().getPort());
        AtomicInteger opened = new AtomicInteger();
        Content breaks = new Content() {
            @Override
            public long length() {
                return 10L * PART;
            }

            @Override
            public InputStream open() {
                // whole for the checksum, and not for the upload
                return opened.incrementAndGet() == 1
                        ? new ByteArrayInputStream(new byte[10 * PART])
                        : Samples.failingAfter(new byte[3 * PART]);
            }
        };
        try (ObjectStore driver = new OpenstackProvider().open(new StoreConfig("openstack", settings))) {
            assertThat(catchThrowableOfType(
                            CloudBridgeException.InvalidRequest.class, () -> driver.put(ref, breaks, PutOptions.NONE)))
                    .hasMessageContaining("could not be read");
        }
        assertThat(opened).hasValue(2);
        assertThat(stored()).isEqualTo(Samples.text("old"));
    }

    @Test
    void aClosedClientSaysSo() {
        StoreClient closed = open(0, Duration.ofSeconds(5));
        closed.close();
        assertThat(catchThrowableOfType(CloudBridgeException.class, () -> closed.head(ref, ReadOptions.NONE)))
                .hasMessageContaining("closed");
    }

    @Test
    void aServerWithoutBulkDeleteGetsSingleDeletes() {
        IntStream.range(0, 5)
                .forEach(i -> store.upload(
                        new ObjectRef(bucket, "k" + i), Source.of(Samples.text("x")), PutOptions.NONE, PARTS));
        // what such a server does with it: a change of the account's metadata, of which there is none
        proxy.when("POST", "bulk-delete").always().answer(204);
        List<DeleteRequest> requests = IntStream.range(0, 5)
                .mapToObj(i -> new DeleteRequest(new ObjectRef(bucket, "k" + i)))
                .toList();
        assertThat(store.deleteAll(requests)).allMatch(DeleteResult::deleted);
        assertThat(store.page(ListRequest.of(bucket, "k")).objects())
                .extracting(info -> info.key())
                .containsExactly("k");
    }

    @Test
    void aBulkDeleteThatFailsForSomeSaysForWhich() {
        ObjectRef other = new ObjectRef(bucket, "k ü?");
        store.upload(other, Source.of(Samples.text("x")), PutOptions.NONE, PARTS);
        String answer = """
                {"Response Status": "400 Bad Request", "Response Body": "", "Number Deleted": 1, "Number Not Found": 0,
                 "Errors": [["/%s/k%%20%%C3%%BC%%3F", "403 Forbidden"]]}""".formatted(bucket);
        proxy.when("POST", "bulk-delete").answer(200, Map.of("Content-Type", "application/json"), answer);
        List<DeleteResult> results = store.deleteAll(List.of(new DeleteRequest(ref), new DeleteRequest(other)));
        assertThat(results.get(0).deleted()).isTrue();
        assertThat(results.get(1).failure()).isInstanceOf(CloudBridgeException.AccessDenied.class);
    }

    /** The digits of an MD5 mean the same in either case. */
    @Test
    void anETagInUpperCaseIsTheSameMd5() throws IOException {
        proxy.when("*", "/" + bucket).always().changeAnswer(answer -> {
            List<String> etag = answer.headers().get("etag");
            return etag == null ? answer : answer.with("etag", etag.get(0).toUpperCase(Locale.ROOT));
        });
        for (byte[] body : List.of(Samples.text("new"), Samples.bytes(1, 3L * PART))) {
            store.upload(ref, Source.of(body), PutOptions.NONE, PARTS);
            assertThat(stored()).isEqualTo(body);
            ObjectRef copy = new ObjectRef(bucket, "k-copy");
            store.copy(ref, store, copy, CopyOptions.NONE, PARTS);
            assertThat(store.head(copy, ReadOptions.NONE).size()).isEqualTo(body.length);
            store.delete(new DeleteRequest(copy));
        }
    }
}
