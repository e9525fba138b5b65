/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.conformance.wire.FaultRule;
import io.cloudbridge.it.LongBody;
import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ObjectReader;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutResult;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.TransferSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Large and small transfers over a network that breaks, to a store that refuses and stalls. */
class AwsFaultsTest {

    private static final long SIZE = 200L << 20;
    private static final String SLOW_DOWN =
            "<Error><Code>SlowDown</Code><Message>Reduce your request rate</Message></Error>";
    private static final String INTERNAL = "<Error><Code>InternalError</Code><Message>We failed</Message></Error>";

    @TempDir
    private Path directory;

    private S3 s3;
    private StoreClient client;

    @BeforeEach
    void open() {
        s3 = new S3("s3proxy");
        client = s3.open(Map.of("maxRetries", "6", "requestTimeout", "5000"));
    }

    @AfterEach
    void close() throws Exception {
        s3.close();
    }

    @Test
    void aLargeUploadSurvivesBrokenConnectionsAndRefusals() throws IOException {
        List<FaultRule> faults = List.of(
                s3.proxy.when("PUT", "partNumber=").skip(1).every(6).times(3).dropRequestAfter(3_000_000),
                s3.proxy.when("PUT", "partNumber=").every(7).times(2).answer(503, Map.of(), SLOW_DOWN),
                s3.proxy.when("PUT", "partNumber=").every(8).times(2).answer(500, Map.of(), INTERNAL),
                s3.proxy.when("PUT", "partNumber=").every(9).times(2).answer(429),
                s3.proxy.when("PUT", "partNumber=").every(10).times(2).dropAnswer(),
                s3.proxy.when("PUT", "partNumber=").every(5).times(2).delay(Duration.ofMillis(300)),
                s3.proxy.when("POST", "uploads").drop(),
                s3.proxy.when("POST", "uploadId=").answer(503, Map.of(), SLOW_DOWN));
        LongBody body = new LongBody(SIZE);

        client.upload(s3.ref("large"), Source.of(body, Source.UNKNOWN), PutOptions.NONE, TransferSettings.DEFAULTS);

        assertThat(faults).allSatisfy(fault -> assertThat(fault.applied()).isPositive());
        assertThat(checksumOf("large")).isEqualTo(body.checksum());
        assertNothingUnfinished();
    }

    @Test
    void aLargeUploadThatFailsLeavesTheOldObjectAndNoParts() throws IOException {
        put("large", "old");
        s3.proxy.when("PUT", "partNumber=").skip(5).always().answer(500, Map.of(), INTERNAL);
        StoreClient impatient = s3.open(Map.of("maxRetries", "1"));

        assertThatThrownBy(() -> impatient.upload(
                        s3.ref("large"),
                        Source.of(new LongBody(SIZE), SIZE),
                        PutOptions.NONE,
                        TransferSettings.DEFAULTS))
                .isInstanceOf(CloudBridgeException.Unavailable.class)
                .hasMessageContaining("operation=upload")
                .hasMessageContaining("code=InternalError");

        assertThat(textOf("large")).isEqualTo("old");
        assertNothingUnfinished();
    }

    @Test
    void aBrokenBodyLeavesTheOldObjectAndNoParts() throws IOException {
        put("large", "old");
        InputStream breaking = new InputStream() {
            private final LongBody start = new LongBody(40L << 20);

            @Override
            public int read() throws IOException {
                throw new IOException("the user's stream broke");
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int n = start.read(buffer, offset, length);
                return n < 0 ? read() : n;
            }
        };

        assertThatThrownBy(() -> client.upload(
                        s3.ref("large"),
                        Source.of(breaking, Source.UNKNOWN),
                        PutOptions.NONE,
                        TransferSettings.DEFAULTS))
                .hasMessageContaining("the user's stream broke");

        assertThat(textOf("large")).isEqualTo("old");
        assertNothingUnfinished();
    }

    @Test
    void findsItsOwnUploadWhenTheAnswerToTheLastRequestGetsLost() throws IOException {
        s3.proxy.when("POST", "uploadId=").dropAnswer();
        LongBody body = new LongBody(30L << 20);

        PutResult result = client.upload(
                s3.ref("large"),
                Source.of(body, Source.UNKNOWN),
                PutOptions.NONE.createOnly(),
                TransferSettings.DEFAULTS);

        assertThat(result.etag()).endsWith("-4");
        assertThat(checksumOf("large")).isEqualTo(body.checksum());
        assertNothingUnfinished();
    }

    @Test
    void createsOnceWhenTheAnswerToACreateGetsLost() throws IOException {
        FaultRule lost = s3.proxy.when("PUT", "/once").dropAnswer();

        client.upload(s3.ref("once"), source("mine"), PutOptions.NONE.createOnly(), TransferSettings.DEFAULTS);

        assertThat(lost.applied()).isEqualTo(1);
        assertThat(textOf("once")).isEqualTo("mine");
        assertThatThrownBy(() -> client.upload(
                        s3.ref("once"), source("theirs"), PutOptions.NONE.createOnly(), TransferSettings.DEFAULTS))
                .isInstanceOf(CloudBridgeException.PreconditionFailed.class);
    }

    @Test
    void aLargeDownloadSurvivesCutBodiesAndRefusals() throws IOException {
        Checksum stored = putLarge(SIZE);
        List<FaultRule> faults = List.of(
                s3.proxy.when("GET", "/large").times(2).cutAnswerInHalf(),
                s3.proxy.when("GET", "/large").times(1).answer(503, Map.of(), SLOW_DOWN),
                s3.proxy.when("GET", "/large").times(1).drop(),
                s3.proxy.when("GET", "/large").times(1).answer(500, Map.of(), INTERNAL),
                s3.proxy.when("GET", "/large").times(1).cutAnswerAfter(1));

        try (ObjectReader in = client.read(s3.ref("large"), ByteRange.ALL, ReadOptions.NONE)) {
            assertThat(LongBody.checksumOf(in)).isEqualTo(stored);
        }

        assertThat(faults).allSatisfy(fault -> assertThat(fault.applied()).isPositive());
    }

    @Test
    void aLargeDownloadToAFileSurvivesCutBodies() throws IOException {
        Checksum stored = putLarge(SIZE);
        FaultRule cut = s3.proxy.when("GET", "/large").every(3).times(5).cutAnswerInHalf();
        Path target = directory.resolve("large");

        client.download(s3.ref("large"), target, ReadOptions.NONE, TransferSettings.DEFAULTS);

        assertThat(cut.applied()).isEqualTo(5);
        try (InputStream in = Files.newInputStream(target)) {
            assertThat(LongBody.checksumOf(in)).isEqualTo(stored);
        }
    }

    @Test
    void aDownloadThatFailsLeavesNoFile() throws IOException {
        putLarge(40L << 20);
        s3.proxy.when("GET", "/large").skip(3).always().answer(503, Map.of(), SLOW_DOWN);
        StoreClient impatient = s3.open(Map.of("maxRetries", "1"));

        assertThatThrownBy(() -> impatient.download(
                        s3.ref("large"), directory.resolve("large"), ReadOptions.NONE, TransferSettings.DEFAULTS))
                .isInstanceOf(CloudBridgeException.Throttled.class);

        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aStalledAnswerIsTakenUpAgainWhereItStopped() throws IOException {
        StoreClient quick = s3.open(Map.of("requestTimeout", "700"));
        put("slow", "x".repeat(100_000) + "end");
        s3.proxy.when("GET", "/slow").stallAnswerAfter(50_000);

        try (ObjectReader in = quick.read(s3.ref("slow"), ByteRange.ALL, ReadOptions.NONE)) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .hasSize(100_003)
                    .endsWith("end");
        }

        assertThat(s3.proxy.requests("GET", "/slow").get(1).header("range")).isPresent();
    }

    @Test
    void waitsAsLongAsTheStoreAsks() {
        s3.proxy.when("HEAD", "/missing").answer(503, Map.of("Retry-After", "2"), "");
        Instant start = Instant.now();

        assertThat(client.exists(s3.ref("missing"))).isFalse();

        assertThat(Duration.between(start, Instant.now())).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
        assertThat(s3.proxy.count("HEAD", "/missing")).isEqualTo(2);
    }

    @Test
    void onlyTheEngineRetries() {
        s3.proxy.when("GET", "/x").always().answer(500, Map.of(), INTERNAL);
        s3.proxy.when("HEAD", "/x").always().answer(429);
        StoreClient once = s3.open(Map.of("maxRetries", "0"));
        StoreClient thrice = s3.open(Map.of("maxRetries", "2"));

        assertThatThrownBy(() ->
                        once.read(s3.ref("x"), ByteRange.ALL, ReadOptions.NONE).read())
                .isInstanceOf(CloudBridgeException.Unavailable.class);
        assertThatThrownBy(() -> thrice.head(s3.ref("x"), ReadOptions.NONE))
                .isInstanceOf(CloudBridgeException.Throttled.class);

        assertThat(s3.proxy.count("GET", "/x")).isEqualTo(1);
        assertThat(s3.proxy.count("HEAD", "/x")).isEqualTo(3);
    }

    @Test
    void aHalfReadObjectIsDroppedAndNotDrained() throws IOException {
        putLarge(64L << 20);
        int more = 65; // than the connections that a client has
        for (int i = 0; i < more; i++) {
            try (ObjectReader in = client.read(s3.ref("large"), ByteRange.ALL, ReadOptions.NONE)) {
                assertThat(in.read()).isNotNegative();
            }
        }

        // what fits into the buffers on the way, of 64 MiB each
        assertThat(s3.proxy.bytesAnswered()).isLessThan(more * (16L << 20));
    }

    private Checksum putLarge(long size) {
        LongBody body = new LongBody(size);
        s3.direct().upload(s3.ref("large"), Source.of(body, size), PutOptions.NONE, TransferSettings.DEFAULTS);
        return body.checksum();
    }

    private void put(String key, String text) {
        s3.direct().upload(s3.ref(key), source(text), PutOptions.NONE, TransferSettings.DEFAULTS);
    }

    private String textOf(String key) throws IOException {
        try (ObjectReader in = s3.direct().read(s3.ref(key), ByteRange.ALL, ReadOptions.NONE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Checksum checksumOf(String key) throws IOException {
        try (ObjectReader in = s3.direct().read(s3.ref(key), ByteRange.ALL, ReadOptions.NONE)) {
            return LongBody.checksumOf(in);
        }
    }

    private void assertNothingUnfinished() {
        assertThat(s3.direct().abortUploads(s3.bucket, "", Duration.ofDays(-1))).isZero();
    }

    private static Source source(String text) {
        return Source.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
