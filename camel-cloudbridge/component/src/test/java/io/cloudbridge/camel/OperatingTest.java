/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudbridge.camel.monitor.CloudBridgeConsole;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.console.DevConsole;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.util.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Health checks and the developer console. */
class OperatingTest {

    private static final String SECRET = "open-sesame-open-sesame-open-sesame";

    @TempDir
    Path directory;

    private LocalContext context;

    @BeforeEach
    void start() throws Exception {
        context = new LocalContext(directory, new RouteBuilder() {
            @Override
            public void configure() {
                from("cloudbridge:box?initialDelay=0&delay=50&presignSecret=" + SECRET)
                        .routeId("in")
                        .to("mock:in");
                from("direct:out").to("cloudbridge:sink?presignSecret=" + SECRET);
                from("direct:half")
                        .to("cloudbridge:box?operation=download&key=k")
                        .process(exchange -> {
                            exchange.getMessage().getBody(InputStream.class).readNBytes(1000);
                            exchange.setProperty("console", console().get("transfers"));
                        });
            }
        });
    }

    @AfterEach
    void stop() throws Exception {
        context.close();
    }

    private JsonObject console() {
        CloudBridgeConsole console = new CloudBridgeConsole();
        console.setCamelContext(context.camel);
        return (JsonObject) console.call(DevConsole.MediaType.JSON, Map.of());
    }

    private HealthCheck.State state(String id) {
        // an application with camel-main has it from the start
        assertThat(HealthCheckHelper.getHealthCheckRepository(context.camel, "consumers"))
                .isNotNull();
        Collection<HealthCheck.Result> results = HealthCheckHelper.invoke(context.camel, "full");
        assertThat(results.toString()).doesNotContain(SECRET);
        results.forEach(r ->
                assertThat(r.getDetails() + "" + r.getMessage() + r.getError()).doesNotContain(SECRET));
        return results.stream()
                .filter(r -> r.getCheck().getId().startsWith(id))
                .map(HealthCheck.Result::getState)
                .findFirst()
                .orElse(null);
    }

    private String message(String id) {
        return HealthCheckHelper.invoke(context.camel, "full").stream()
                .filter(r -> r.getCheck().getId().startsWith(id))
                .findFirst()
                .flatMap(HealthCheck.Result::getMessage)
                .orElse("");
    }

    @Test
    void producersOfOneBucketHaveOneCheckAndItEndsWithTheLast() throws Exception {
        HealthCheckHelper.getHealthCheckRepository(context.camel, "producers").setEnabled(true);
        context.camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:again").routeId("again").to("cloudbridge:sink?presignSecret=" + SECRET + "&key=other");
                from("direct:elsewhere")
                        .routeId("elsewhere")
                        .to("cloudbridge:sink?rootDirectory=" + directory.resolve("elsewhere"));
            }
        });
        assertThat(checks())
                .containsExactlyInAnyOrder(
                        "producer:cloudbridge-box", "producer:cloudbridge-sink", "producer:cloudbridge-sink-2");
        for (String route : List.of("again", "elsewhere")) {
            context.camel.getRouteController().stopRoute(route);
            context.camel.removeRoute(route);
        }
        assertThat(checks()).containsExactlyInAnyOrder("producer:cloudbridge-box", "producer:cloudbridge-sink");
    }

    private List<String> checks() {
        return HealthCheckHelper.getHealthCheckRepository(context.camel, "producers").stream()
                .map(HealthCheck::getId)
                .toList();
    }

    @Test
    void aProducerIsReadyWhileItsBucketIsThere() throws Exception {
        assertThat(HealthCheckHelper.getHealthCheckRepository(context.camel, "producers"))
                .isNotNull();
        HealthCheckHelper.getHealthCheckRepository(context.camel, "producers").setEnabled(true);
        assertThat(state("producer:cloudbridge-sink")).isEqualTo(HealthCheck.State.DOWN);
        Files.createDirectory(context.root.resolve("sink"));
        assertThat(state("producer:cloudbridge-sink")).isEqualTo(HealthCheck.State.UP);
    }

    @Test
    void aConsumerIsReadyOnceItHasListedAndDownWhileItCannot() throws Exception {
        await().untilAsserted(() -> assertThat(state("consumer:in")).isEqualTo(HealthCheck.State.UP));
        Path box = context.root.resolve("box");
        Files.move(box, directory.resolve("away"));
        await().untilAsserted(() -> assertThat(state("consumer:in")).isEqualTo(HealthCheck.State.DOWN));
        assertThat(consumer().get("lastError").toString()).contains("BucketNotFound");
        assertThat(message("consumer:in")).contains("polling bucket box failed", "operation=list");
        Files.move(directory.resolve("away"), box);
        await().untilAsserted(() -> assertThat(state("consumer:in")).isEqualTo(HealthCheck.State.UP));
    }

    @Test
    void theConsoleShowsConsumersTransfersAndClientsButNoSecret() {
        context.put("k", new byte[1_000_000]);
        await().untilAsserted(() -> assertThat(consumer().get("seen")).isEqualTo(1L));
        assertThat(consumer()).containsEntry("bucket", "box").containsEntry("provider", "local");
        assertThat((Long) consumer().get("accepted")).isEqualTo(1);

        List<?> transfers =
                (List<?>) context.request("direct:half", null, Map.of()).getProperty("console");
        assertThat(transfers).hasSize(1);
        assertThat((JsonObject) transfers.get(0))
                .containsEntry("kind", "DOWNLOAD")
                .containsEntry("key", "k")
                .hasEntrySatisfying("totalBytes", bytes -> assertThat(((Number) bytes).longValue())
                        .isEqualTo(1_000_000));

        JsonObject client = (JsonObject) ((List<?>) console().get("clients")).get(0);
        assertThat(client).containsEntry("provider", "local");
        assertThat(console().toJson()).doesNotContain(SECRET);
        CloudBridgeConsole console = new CloudBridgeConsole();
        console.setCamelContext(context.camel);
        assertThat((String) console.call(DevConsole.MediaType.TEXT, Map.of()))
                .contains("consumers:", "routeId=in", "clients:", "presignSecret")
                .doesNotContain(SECRET);
    }

    private JsonObject consumer() {
        return (JsonObject) ((List<?>) console().get("consumers")).get(0);
    }
}
