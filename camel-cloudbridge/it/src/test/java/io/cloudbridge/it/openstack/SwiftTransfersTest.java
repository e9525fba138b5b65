/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.openstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.conformance.Samples;
import io.cloudbridge.conformance.wire.FaultProxy;
import io.cloudbridge.conformance.wire.FaultRule;
import io.cloudbridge.it.LongBody;
import io.cloudbridge.it.Servers;
import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.TransferSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Large transfers over a network that breaks, and through a small heap. */
class SwiftTransfersTest {

    private static final long SIZE = 200L << 20;
    private static final String PARTS = "_segments/.*/[0-9]{8}$";

    private final String bucket = "transfers-" + UUID.randomUUID();
    private final ObjectRef ref = new ObjectRef(bucket, "k");

    private FaultProxy proxy;
    private StoreClient store;

    @BeforeEach
    void open() {
        proxy = FaultProxy.to(URI.create(Servers.setting("swift.endpoint")));
        store = Swift.open(Swift.with(
                Swift.with(
                        Swift.v1(),
                        "endpoint",
                        "http://127.0.0.1:" + proxy.endpoint().getPort()),
                "maxRetries",
                6));
        store.createBucket(bucket);
    }

    @AfterEach
    void close() throws IOException {
        proxy.clearRules();
        store.deletePrefix(bucket, "k");
        assertThat(store.abortUploads(bucket, "", Duration.ofDays(-1)))
                .as("unfinished uploads")
                .isZero();
        store.deleteBucket(bucket);
        store.close();
        proxy.close();
    }

    private void upload(Source source) {
        store.upload(ref, source, PutOptions.NONE, TransferSettings.DEFAULTS);
    }

    private Checksum stored() throws IOException {
        try (var in = store.read(ref, ByteRange.ALL, ReadOptions.NONE)) {
            return LongBody.checksumOf(in);
        }
    }

    @Test
    void twoHundredMegabytesArriveWholeOverANetworkThatBreaks() throws IOException {
        List<FaultRule> faults = List.of(
                proxy.when("PUT", PARTS).skip(1).every(6).times(3).dropRequestAfter(3_000_000),
                proxy.when("PUT", PARTS).every(7).times(2).answer(503),
                proxy.when("PUT", PARTS).every(8).times(2).answer(500),
                proxy.when("PUT", PARTS).every(9).times(2).answer(429),
                proxy.when("PUT", PARTS).every(10).times(2).dropAnswer(),
                proxy.when("PUT", PARTS).every(5).times(2).delay(Duration.ofMillis(300)),
                proxy.when("PUT", "multipart-manifest=put").answer(503),
                proxy.when("HEAD", "/" + bucket).drop());
        LongBody body = new LongBody(SIZE);

        upload(Source.of(body, Source.UNKNOWN));

        assertThat(faults).allSatisfy(fault -> assertThat(fault.applied()).isPositive());
        assertThat(stored()).isEqualTo(body.checksum());
    }

    @Test
    void twoHundredMegabytesAreReadWholeOverANetworkThatBreaks(@TempDir Path directory) throws IOException {
        LongBody body = new LongBody(SIZE);
        upload(Source.of(body, SIZE));
        Checksum sent = body.checksum();
        String object = "/" + bucket + "/k$";
        List<FaultRule> faults = List.of(
                proxy.when("GET", object).times(2).cutAnswerInHalf(),
                proxy.when("GET", object).times(1).answer(503),
                proxy.when("GET", object).times(1).drop(),
                proxy.when("GET", object).times(1).answer(500),
                proxy.when("GET", object).times(1).cutAnswerAfter(1));
        assertThat(stored()).isEqualTo(sent);
        assertThat(faults).allSatisfy(fault -> assertThat(fault.applied()).isPositive());

        FaultRule cut = proxy.when("GET", object).every(3).times(5).cutAnswerInHalf();
        Path file = directory.resolve("k");
        store.download(ref, file, ReadOptions.NONE, TransferSettings.DEFAULTS);
        assertThat(cut.applied()).isEqualTo(5);
        try (InputStream in = Files.newInputStream(file)) {
            assertThat(LongBody.checksumOf(in)).isEqualTo(sent);
        }
    }

    @Test
    void aLargeUploadThatFailsLeavesTheOldObjectAndNoSegment() throws IOException {
        store.upload(ref, Source.of(Samples.text("old")), PutOptions.NONE, TransferSettings.DEFAULTS);
        proxy.when("PUT", PARTS).skip(5).always().answer(507);
        assertThatThrownBy(() -> upload(Source.of(new LongBody(SIZE), SIZE)))
                .isInstanceOf(CloudBridgeException.InvalidState.class);
        proxy.clearRules();
        assertThat(stored()).isEqualTo(LongBody.checksumOf(new java.io.ByteArrayInputStream(Samples.text("old"))));
        assertThat(store.page(ListRequest.of(bucket + "_segments", "")).objects())
                .isEmpty();
    }
}
