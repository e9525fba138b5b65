/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RetryTest {

    private static CloudBridgeException throttled(Duration after) {
        return new CloudBridgeException.Throttled(Failure.of("slow down").withRetryAfter(after), null);
    }

    @Test
    void onlyRetryableErrorsAreTriedAgain() {
        AtomicInteger calls = new AtomicInteger();
        assertThatThrownBy(() -> new Retry(3).call(n -> {
                    calls.incrementAndGet();
                    throw new CloudBridgeException.AccessDenied(Failure.of("no"), null);
                }))
                .isInstanceOf(CloudBridgeException.AccessDenied.class);
        assertThat(calls).hasValue(1);
    }

    @Test
    void asOftenAsAskedAndNotMore() {
        AtomicInteger calls = new AtomicInteger();
        assertThatThrownBy(() -> new Retry(3).call(n -> {
                    assertThat(n).isEqualTo(calls.getAndIncrement());
                    throw throttled(Duration.ofMillis(1));
                }))
                .isInstanceOf(CloudBridgeException.Throttled.class);
        assertThat(calls).hasValue(4);
    }

    @Test
    void whatTheStoreAsksForIsHonoured() {
        long start = System.nanoTime();
        String result = new Retry(3).call(n -> {
            if (n == 0) {
                throw throttled(Duration.ofMillis(300));
            }
            return "done";
        });
        assertThat(result).isEqualTo("done");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }

    @Test
    void aStoreThatIsDownIsNotStormed() {
        Retry retry = new Retry(1000);
        AtomicInteger calls = new AtomicInteger();
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> retry.call(n -> {
                        calls.incrementAndGet();
                        throw throttled(Duration.ZERO);
                    }))
                    .isInstanceOf(CloudBridgeException.Throttled.class);
        }
        assertThat(calls).hasValue(100 + 20);
    }

    @Test
    void anInterruptedCallerIsNotKeptWaiting() {
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> new Retry(3).call(n -> {
                        throw throttled(Duration.ofSeconds(50));
                    }))
                    .isInstanceOf(CloudBridgeException.Throttled.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
