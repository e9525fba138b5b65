/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudbridge.camel.ConsumerStatus;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MicrometerMetersTest {

    private final CamelContext context = new DefaultCamelContext();
    private final AtomicInteger asked = new AtomicInteger();

    @AfterEach
    void stop() {
        context.stop();
    }

    private ConsumerStatus status() {
        int failing = asked.incrementAndGet();
        return new ConsumerStatus(
                "in",
                "local",
                "box",
                null,
                0,
                0,
                0,
                0,
                failing,
                0,
                0,
                Duration.ZERO,
                Instant.now(),
                Instant.now(),
                0,
                null,
                List.of());
    }

    /** A bucket may have many failing objects, and a status counts them. */
    @Test
    void aScrapeAsksForTheStatusOnceWhateverTheNumberOfGauges() {
        MeterRegistry registry = new SimpleMeterRegistry();
        context.getRegistry().bind("meters", registry);
        new MicrometerMeters(context).watch(new Meters.Source("local", "box", "in"), this::status);
        assertThat(registry.getMeters()).hasSize(8);
        long start = System.nanoTime();
        registry.getMeters().forEach(meter -> meter.measure().forEach(Measurement::getValue));
        long halfSeconds = (System.nanoTime() - start) / 500_000_000;
        assertThat(asked.get()).isLessThanOrEqualTo(1 + (int) halfSeconds);
        await().untilAsserted(() -> assertThat(
                        registry.get("cloudbridge.consumer.failing").gauge().value())
                .as("a later scrape sees what has changed")
                .isGreaterThan(1));
    }
}
