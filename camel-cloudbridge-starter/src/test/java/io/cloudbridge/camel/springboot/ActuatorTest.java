/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.springboot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthComponent;
import org.springframework.boot.actuate.health.HealthEndpoint;
import org.springframework.boot.actuate.health.Status;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Health and meters where Spring Boot's actuator shows them. */
class ActuatorTest {

    @TempDir
    private Path directory;

    @Configuration(proxyBeanMethods = false)
    static class Routes {
        @Bean
        RouteBuilder routes() {
            return new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:in").routeId("in").to("cloudbridge:box?autoCreateBucket=true");
                    from("cloudbridge:box?initialDelay=0&delay=50")
                            .routeId("out")
                            .to("log:out");
                }
            };
        }
    }

    private ConfigurableApplicationContext start() {
        return Applications.start(
                List.of(Routes.class),
                Applications.local(
                        directory,
                        "management.endpoint.health.show-details=always",
                        "camel.health.exposure-level=full",
                        "camel.health.producers-enabled=true"));
    }

    @Test
    void healthFollowsTheStore() throws Exception {
        try (ConfigurableApplicationContext application = start()) {
            HealthEndpoint health = application.getBean(HealthEndpoint.class);
            await().untilAsserted(() -> assertThat(camel(health).getStatus()).isEqualTo(Status.UP));
            assertThat(details(health))
                    .anySatisfy((name, value) -> assertThat(name + value).contains("consumer:out"));
            assertThat(details(health))
                    .anySatisfy((name, value) -> assertThat(name + value).contains("producer:cloudbridge"));

            Files.delete(directory.resolve("box"));

            await().untilAsserted(() -> assertThat(camel(health).getStatus()).isEqualTo(Status.DOWN));
            assertThat(health.health().getStatus()).isEqualTo(Status.DOWN);
            assertThat(details(health).toString()).contains("box");
        }
    }

    private static HealthComponent camel(HealthEndpoint health) {
        return health.healthForPath("camelHealth");
    }

    private static Map<String, Object> details(HealthEndpoint health) {
        return ((Health) camel(health)).getDetails();
    }

    @Test
    void requestsBytesAndObjectsAreMetered() {
        try (ConfigurableApplicationContext application = start()) {
            ProducerTemplate template = application.getBean(ProducerTemplate.class);
            template.sendBodyAndHeader("direct:in", "12345", "CamelCloudBridgeKey", "a");
            template.sendBodyAndHeader("direct:in", "1234567", "CamelCloudBridgeKey", "b");
            MeterRegistry meters = application.getBean(MeterRegistry.class);
            await().until(() -> consumed(meters) == 2);
            assertThat(meters.get("cloudbridge.requests")
                            .tags("provider", "local", "operation", "put", "outcome", "success")
                            .timer()
                            .count())
                    .isEqualTo(2);
            assertThat(meters.get("cloudbridge.transfer.bytes")
                            .tags("provider", "local", "kind", "upload")
                            .counter()
                            .count())
                    .isEqualTo(12);
        }
    }

    private static double consumed(MeterRegistry meters) {
        Counter counter = meters.find("cloudbridge.objects.consumed")
                .tags("provider", "local", "outcome", "success")
                .counter();
        return counter == null ? 0 : counter.count();
    }
}
