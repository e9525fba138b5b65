/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cloudbridge.store.CloudBridgeException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.List;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Meters in the registry that an application of Camel Main has. */
class MetersTest {

    @TempDir
    private Path directory;

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final Main main = new Main();

    @AfterEach
    void stop() {
        main.stop();
    }

    private ProducerTemplate start() {
        main.addInitialProperty("camel.component.cloudbridge.provider", "local");
        main.addInitialProperty("camel.component.cloudbridge.rootDirectory", directory.toString());
        main.addInitialProperty("camel.component.cloudbridge.autoCreateBucket", "true");
        main.configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("cloudbridge:box?initialDelay=0&delay=20&maxFailures=1")
                        .routeId("in")
                        .process(exchange -> {
                            if (exchange.getMessage()
                                    .getHeader(CloudBridgeConstants.KEY, String.class)
                                    .equals("poison")) {
                                throw new IllegalStateException("on purpose");
                            }
                        });
            }
        });
        main.start();
        return main.getCamelContext().createProducerTemplate();
    }

    @Test
    void requestsAreTimedByProviderOperationAndOutcome() {
        main.bind("meters", registry);
        ProducerTemplate template = start();
        template.sendBody("cloudbridge:box?key=a", "1");
        assertThatThrownBy(() -> template.sendBody("cloudbridge:box?operation=head&key=absent", ""))
                .hasCauseInstanceOf(CloudBridgeException.ObjectNotFound.class);
        assertThat(timed("put", "success")).isEqualTo(1);
        assertThat(timed("head", "ObjectNotFound")).isEqualTo(1);
    }

    private long timed(String operation, String outcome) {
        return registry.get("cloudbridge.requests")
                .tags("provider", "local", "operation", operation, "outcome", outcome)
                .timer()
                .count();
    }

    @Test
    void bytesAreCountedByKindAlsoThoseOfALargeTransfer() throws Exception {
        main.bind("meters", registry);
        ProducerTemplate template = start();
        byte[] large = new byte[3_000_000];
        template.sendBody("cloudbridge:other?key=large&multipartThreshold=1000000&partSize=1000000", large);
        template.sendBody("cloudbridge:other?operation=copy&key=large&destinationKey=second", "");
        byte[] back = template.requestBody("cloudbridge:other?operation=download&key=large", "", byte[].class);
        assertThat(back).hasSize(large.length);
        assertThat(counted("upload")).isEqualTo(large.length);
        assertThat(counted("download")).isEqualTo(large.length);
    }

    private double counted(String kind) {
        return registry.get("cloudbridge.transfer.bytes")
                .tags("provider", "local", "kind", kind)
                .counter()
                .count();
    }

    @Test
    void consumedObjectsAreCountedByOutcome() {
        main.bind("meters", registry);
        ProducerTemplate template = start();
        template.sendBody("cloudbridge:box?key=good", "1");
        template.sendBody("cloudbridge:box?key=poison", "1");
        await().ignoreExceptions().untilAsserted(() -> {
            assertThat(consumed("success")).isEqualTo(1);
            assertThat(consumed("failure")).isEqualTo(1);
        });
    }

    private double consumed(String outcome) {
        return registry.get("cloudbridge.objects.consumed")
                .tags("provider", "local", "bucket", "box", "route", "in", "outcome", outcome)
                .counter()
                .count();
    }

    @Test
    void aConsumerHasGaugesWhileItRuns() throws Exception {
        main.bind("meters", registry);
        ProducerTemplate template = start();
        template.sendBody("cloudbridge:box?key=good", "1");
        template.sendBody("cloudbridge:box?key=poison", "1");
        await().ignoreExceptions().untilAsserted(() -> {
            assertThat(gauge("failing")).isEqualTo(1);
            assertThat(gauge("skipped")).isEqualTo(1);
            assertThat(gauge("success.age")).isBetween(0.0, 60.0);
            assertThat(gauge("poll.age")).isBetween(0.0, 60.0);
        });
        for (String name : List.of("archived", "in.progress", "failed.polls", "lag")) {
            assertThat(gauge(name)).as(name).isBetween(0.0, 60.0);
        }
        main.getCamelContext().getRouteController().stopRoute("in");
        assertThat(registry.find("cloudbridge.consumer.failing").gauges()).isEmpty();
    }

    private double gauge(String name) {
        return registry.get("cloudbridge.consumer." + name)
                .tags("provider", "local", "bucket", "box", "route", "in")
                .gauge()
                .value();
    }

    /** Spring Boot and others put a composite and its members into the registry: each event counts once. */
    @Test
    void aCompositeIsPreferredToItsMembers() {
        CompositeMeterRegistry composite = new CompositeMeterRegistry();
        composite.add(registry);
        main.bind("meters", registry);
        main.bind("all", composite);
        start().sendBody("cloudbridge:box?key=a", "1");
        assertThat(timed("put", "success")).isEqualTo(1);
        assertThat(composite.find("cloudbridge.requests").timers()).isNotEmpty();
    }

    @Test
    void withoutARegistryNothingIsCountedAndNothingFails() {
        start().sendBody("cloudbridge:box?key=a", "1");
        assertThat(registry.getMeters()).isEmpty();
        assertThat(directory.resolve("box/a")).exists();
    }
}
