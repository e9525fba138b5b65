/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LogLimitTest {

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final LogLimit limit = new LogLimit(3, now::get);

    @Test
    void letsAFewThroughAndSaysAtTheLastThatOthersAreLeftOut() {
        assertThat(limit.next()).isEmpty();
        assertThat(limit.next()).isEmpty();
        assertThat(limit.next()).contains("left out for a minute");
        assertThat(limit.next()).isNull();
        assertThat(limit.next()).isNull();
    }

    @Test
    void saysAfterAMinuteHowManyWereLeftOutAlsoWhereTheClockOverflows() {
        for (int i = 0; i < 10; i++) {
            limit.next();
        }
        now.addAndGet(TimeUnit.SECONDS.toNanos(60));
        assertThat(limit.next()).as("the minute is not over").isNull();
        now.addAndGet(1);
        assertThat(limit.next()).isEqualTo(" (8 such lines were left out before)");
        assertThat(limit.next()).isEmpty();
    }

    @Test
    void aLimitOfOneSaysSoWithEachLine() {
        LogLimit one = new LogLimit(1, now::get);
        assertThat(one.next()).contains("left out for a minute");
        assertThat(one.next()).isNull();
        now.addAndGet(TimeUnit.SECONDS.toNanos(61));
        assertThat(one.next()).contains("1 such lines were left out before", "left out for a minute");
    }
}
