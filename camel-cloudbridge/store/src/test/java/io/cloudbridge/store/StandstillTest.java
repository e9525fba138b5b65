/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What an operator is told of transfers and requests that stand still. */
class StandstillTest extends EngineFixture {

    private final MemoryStore store = new MemoryStore();

    private Duration idle() {
        return engine.transfers().active().get(0).idle();
    }

    @Test
    void aBodyThatNobodyReadsIsNotLate() throws Exception {
        store.objects.put("k", MemoryStore.stored(ref("k"), random(100)));
        try (ObjectReader reader = client(store).open(ref("k"), ByteRange.ALL, ReadOptions.NONE)) {
            reader.readNBytes(10);
            Thread.sleep(20);
            assertThat(idle()).isZero();
        }
    }

    @Test
    void anUploadIsLateWhileTheSourceAndTheStoreBothStandStill() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        InputStream stuck = new InputStream() {
            private int left = 10;

            @Override
            public int read() throws IOException {
                if (left == 5) {
                    hold(goOn);
                }
                return left-- > 0 ? 'x' : -1;
            }
        };
        Future<PutResult> upload =
                executor.submit(() -> client(store).upload(ref("k"), Source.of(stuck, 10), PutOptions.NONE, SMALL));
        await().until(() -> !engine.transfers().active().isEmpty() && idle().compareTo(Duration.ofMillis(50)) > 0);
        goOn.countDown();
        upload.get(10, TimeUnit.SECONDS);
    }

    private static void hold(CountDownLatch latch) throws IOException {
        try {
            latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void bytesThatAClientReadsAreMovingAlthoughTheyCountOnlyOnceTheyAreStored() throws Exception {
        Transfers.Transfer transfer = engine.transfers().begin(TransferStatus.Kind.UPLOAD, "memory", ref("k"), 10);
        Content content = transfer.watched(Content.of(random(10)));
        assertThat(content.length()).isEqualTo(10);
        assertThat(content.checksum(Checksum.Algorithm.MD5))
                .isEqualTo(Content.of(random(10)).checksum(Checksum.Algorithm.MD5));
        Thread.sleep(30);
        Duration before = idle();
        try (InputStream in = content.open()) {
            assertThat(in.readAllBytes()).isEqualTo(random(10));
        }
        assertThat(before).isGreaterThan(Duration.ofMillis(20));
        assertThat(idle()).isLessThan(before);
        assertThat(engine.transfers().active().get(0).bytesDone()).isZero();
        transfer.end(null);
    }

    @Test
    void aRequestWithoutAnAnswerIsShownUntilItHasOne() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        MemoryStore slow = new MemoryStore() {
            @Override
            public ObjectPage list(ListRequest request) {
                try {
                    goOn.await(20, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return super.list(request);
            }
        };
        Future<ObjectPage> page = executor.submit(() -> client(slow).page(ListRequest.of(BUCKET, "")));
        await().until(() -> !engine.pendingCalls().isEmpty());
        PendingCall call = engine.pendingCalls().get(0);
        assertThat(call.provider()).isEqualTo("memory");
        assertThat(call.operation()).isEqualTo("list");
        assertThat(call.bucket()).isEqualTo(BUCKET);
        assertThat(call.key()).isNull();
        await().until(() -> engine.pendingCalls().get(0).took().compareTo(call.took()) > 0);
        goOn.countDown();
        page.get(10, TimeUnit.SECONDS);
        assertThat(engine.pendingCalls()).isEmpty();
    }
}
