/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RetryTest {

    private static final Retry.Request LIST = new Retry.Request("aws", "list", "inbox", null);

    private final LogLines lines = LogLines.of(Retry.class.getName());

    @AfterEach
    void hush() {
        lines.close();
    }

    private static CloudBridgeException throttled(Duration after) {
        return new CloudBridgeException.Throttled(Failure.of("slow down").withRetryAfter(after), null);
    }

    @Test
    void onlyRetryableErrorsAreTriedAgain() {
        AtomicInteger calls = new AtomicInteger();
        assertThatThrownBy(() -> new Retry(3).call(LIST, n -> {
                    calls.incrementAndGet();
                    throw new CloudBridgeException.AccessDenied(Failure.of("no"), null);
                }))
                .isInstanceOf(CloudBridgeException.AccessDenied.class);
        assertThat(calls).hasValue(1);
    }

    @Test
    void asOftenAsAskedAndNotMore() {
        AtomicInteger calls = new AtomicInteger();
        assertThatThrownBy(() -> new Retry(3).call(LIST, n -> {
                    assertThat(n).isEqualTo(calls.getAndIncrement());
                    throw throttled(Duration.ofMillis(1));
                }))
                .isInstanceOf(CloudBridgeException.Throttled.class);
        assertThat(calls).hasValue(4);
    }

    @Test
    void whatTheStoreAsksForIsHonoured() {
        long start = System.nanoTime();
        String result = new Retry(3).call(LIST, n -> {
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
            assertThatThrownBy(() -> retry.call(LIST, n -> {
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
            assertThatThrownBy(() -> new Retry(3).call(LIST, n -> {
                        throw throttled(Duration.ofSeconds(50));
                    }))
                    .isInstanceOf(CloudBridgeException.Throttled.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void aFirstRetryIsNoNewsAndASecondOneIsAWarning() {
        Retry retry = new Retry(3);
        retry.call(LIST, n -> succeedsAt(1, n));
        assertThat(lines.text()).isEmpty();
        retry.call(LIST, n -> succeedsAt(3, n));
        assertThat(lines.text())
                .singleElement()
                .asString()
                .startsWith("WARN aws: list of bucket inbox failed, attempt 2 of 4; the next is in 1 ms: slow down");
    }

    @Test
    void warningsAreLimitedForEachOperation() {
        Retry retry = new Retry(3);
        for (int i = 0; i < 10; i++) {
            retry.call(LIST, n -> succeedsAt(3, n));
            retry.call(new Retry.Request("aws", "head", "inbox", "k" + i), n -> succeedsAt(3, n));
        }
        assertThat(lines.text()).hasSize(2);
        assertThat(lines.text().get(1)).contains("aws: head of inbox/k0");
    }

    /** A store that asks for a long pause stops the route for as long: nobody should have to guess why. */
    @Test
    void aLongPauseIsAWarningAtOnce() {
        Thread waiting = new Thread(() -> new Retry(3).call(LIST, n -> {
            throw throttled(Duration.ofSeconds(50));
        }));
        waiting.setUncaughtExceptionHandler((thread, stopped) -> {});
        waiting.start();
        await().untilAsserted(() -> assertThat(lines.text())
                .singleElement()
                .asString()
                .contains("attempt 1 of 4; the next is in 50000 ms"));
        waiting.interrupt();
    }

    @Test
    void theLastErrorSaysHowManyAttemptsThereWereAndPromisesNoOther() {
        assertThatThrownBy(() -> new Retry(2).call(LIST, n -> {
                    throw throttled(Duration.ofMillis(1));
                }))
                .hasMessage("slow down (attempt 3, the last)");
        assertThatThrownBy(() -> new Retry(0).call(LIST, n -> {
                    throw throttled(Duration.ofMillis(1));
                }))
                .hasMessage("slow down");
    }

    @Test
    void aKeyCannotWriteLinesOfItsOwn() {
        Retry.Request request = new Retry.Request("aws", "head", "inbox", "a\r\nERROR forged \u001b[31m");
        new Retry(3).call(request, n -> succeedsAt(2, n));
        assertThat(lines.text())
                .singleElement()
                .asString()
                .contains("a\\u000d\\u000aERROR forged \\u001b[31m")
                .doesNotContain("\n", "\u001b");
    }

    private static String succeedsAt(int last, int n) {
        if (n < last) {
            throw throttled(Duration.ofMillis(1));
        }
        return "done";
    }
}
