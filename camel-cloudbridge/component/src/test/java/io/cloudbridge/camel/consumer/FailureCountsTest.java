/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.camel.ConsumerStatus.FailingObject;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailureCountsTest {

    private static final Instant NOW = Instant.parse("2026-11-26T08:00:00Z");

    private final FailureCounts counts = new FailureCounts(Clock.fixed(NOW, ZoneOffset.UTC));

    private static ObjectInfo object(String key) {
        return object(key, "etag");
    }

    private static ObjectInfo object(String key, String etag) {
        return new ObjectInfo(new ObjectRef("box", key), 1, etag, NOW, ObjectProperties.NONE, null);
    }

    @Test
    void anObjectWaitsTwiceAsLongAfterEachFailure() {
        assertThat(counts.failed(object("a"), "x")).isEqualTo(1);
        assertThat(counts.failed(object("a"), "y")).isEqualTo(2);
        assertThat(counts.isWaiting(object("a"))).isTrue();
        assertThat(counts.isWaiting(object("a", "rewritten"))).isFalse();
        assertThat(counts.some(10, 0)).containsExactly(new FailingObject("a", 2, false, NOW.plusSeconds(2), "y"));
        assertThat(FailureCounts.wait(30)).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void whatFailedOftenEnoughIsSkipped() {
        counts.failed(object("a"), "x");
        counts.failed(object("b"), "x");
        counts.failed(object("b"), "x");
        assertThat(counts.skipped(2)).isEqualTo(1);
        assertThat(counts.skipped(0)).isZero();
        assertThat(counts.some(10, 2)).extracting(FailingObject::key).containsExactly("b", "a");
        assertThat(counts.some(10, 2).get(0)).isEqualTo(new FailingObject("b", 2, true, null, "x"));
    }

    @Test
    void anOperatorLetsOneOrAllBeTriedAgain() {
        counts.failed(object("a"), "x");
        counts.failed(object("b"), "x");
        assertThat(counts.retryNow("absent")).isFalse();
        assertThat(counts.retryNow("a")).isTrue();
        assertThat(counts.isWaiting(object("a"))).isFalse();
        assertThat(counts.isWaiting(object("b"))).isTrue();
        assertThat(counts.size())
                .as("what is to be tried again does not fail any more")
                .isEqualTo(1);
        counts.retryNow();
        assertThat(counts.isWaiting(object("b"))).isFalse();
        assertThat(counts.of(object("b"))).isZero();
    }

    @Test
    void whatIsShownAndRememberedIsBounded() {
        for (int i = 0; i < 5000; i++) {
            counts.failed(object("k" + i), "x".repeat(100_000));
        }
        List<FailingObject> shown = counts.some(100, 0);
        assertThat(shown).hasSize(100);
        assertThat(shown).allSatisfy(one -> assertThat(
                        one.cause() == null ? 0 : one.cause().length())
                .isLessThan(600));
        assertThat(counts.some(Integer.MAX_VALUE, 0).size()).isLessThanOrEqualTo(1000);
        assertThat(counts.size()).isEqualTo(5000);
    }
}
