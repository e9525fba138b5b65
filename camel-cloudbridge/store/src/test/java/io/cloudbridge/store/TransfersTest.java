/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TransfersTest {

    @Test
    void aListenerThatBlocksHoldsUpOneThreadOnly() throws Exception {
        Transfers transfers = new Transfers();
        AtomicInteger reports = new AtomicInteger();
        CountDownLatch free = new CountDownLatch(1);
        transfers.addListener(new TransferListener() {
            @Override
            public void progressed(TransferStatus status) {
                reports.incrementAndGet();
                try {
                    assertThat(free.await(30, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        });
        Transfers.Transfer transfer =
                transfers.begin(TransferStatus.Kind.DOWNLOAD, "local", new ObjectRef("bucket", "key"), 10);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<?> blocked = threads.submit(() -> transfer.advance(1));
            await().until(() -> reports.get() == 1);
            Thread.sleep(250); // longer than the pause between two reports

            threads.submit(() -> transfer.advance(1)).get(10, TimeUnit.SECONDS);

            assertThat(reports).hasValue(1);
            free.countDown();
            blocked.get(10, TimeUnit.SECONDS);
            assertThat(transfers.active()).singleElement().satisfies(now -> assertThat(now.bytesDone())
                    .isEqualTo(2));
        } finally {
            threads.shutdownNow();
        }
    }
}
