/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JMX tells what the console tells. */
class ManagementTest {

    private static final String SWITCH = "org.apache.camel.jmx.disabled";
    private static final String SECRET = "open-sesame-open-sesame-open-sesame";

    @TempDir
    Path directory;

    private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    private final String switched = System.getProperty(SWITCH, "false");
    private LocalContext context;

    @BeforeEach
    void start() throws Exception {
        System.setProperty(SWITCH, "false");
        context = new LocalContext(directory, new RouteBuilder() {
            @Override
            public void configure() {
                from("cloudbridge:box?initialDelay=0&delay=50&presignSecret=" + SECRET)
                        .routeId("in")
                        .to("mock:in");
                from("direct:half")
                        .to("cloudbridge:box?operation=download&key=k&presignSecret=" + SECRET)
                        .process(exchange -> {
                            exchange.getMessage().getBody(InputStream.class).readNBytes(1000);
                            exchange.setProperty("transfers", attribute("components", "ActiveTransfers"));
                        });
            }
        });
    }

    @AfterEach
    void stop() throws Exception {
        context.close();
        System.setProperty(SWITCH, switched);
    }

    private Object attribute(String type, String name) throws Exception {
        String which = type.equals("components") ? ",name=\"cloudbridge\"" : ",name=CloudBridgeConsumer*";
        ObjectName pattern = new ObjectName(
                "org.apache.camel:context=" + context.camel.getManagementName() + ",type=" + type + which);
        assertThat(beans.queryNames(pattern, null)).as("%s", pattern).hasSize(1);
        return beans.getAttribute(beans.queryNames(pattern, null).iterator().next(), name);
    }

    @Test
    void aConsumerShowsWhatItHasDone() throws Exception {
        context.put("k", "text".getBytes(StandardCharsets.UTF_8));
        await().untilAsserted(() -> assertThat(attribute("consumers", "Seen")).isEqualTo(1L));
        assertThat(attribute("consumers", "Accepted")).isEqualTo(1L);
        assertThat((Long) attribute("consumers", "Scanned")).isPositive();
        assertThat(attribute("consumers", "InProgress")).isEqualTo(0);
        assertThat(attribute("consumers", "Cursor")).isNull();
        assertThat(attribute("consumers", "LastProblem")).isNull();
    }

    private Object operation(String name, String... arguments) throws Exception {
        String[] types = new String[arguments.length];
        java.util.Arrays.fill(types, String.class.getName());
        ObjectName pattern = new ObjectName("org.apache.camel:context=" + context.camel.getManagementName()
                + ",type=consumers,name=CloudBridgeConsumer*");
        return beans.invoke(beans.queryNames(pattern, null).iterator().next(), name, arguments, types);
    }

    @Test
    void whatWasSeenCanBeForgottenOneByOneAndAltogether() throws Exception {
        MockEndpoint in = context.camel.getEndpoint("mock:in", MockEndpoint.class);
        context.put("a", "text");
        context.put("ab", "text");
        await().untilAsserted(() -> assertThat(attribute("consumers", "Seen")).isEqualTo(2L));
        assertThat(operation("forgetSeen", "absent")).isEqualTo(false);
        assertThat(operation("forgetSeen", "a")).isEqualTo(true);
        await().untilAsserted(() -> assertThat(in.getReceivedCounter()).isEqualTo(3));
        operation("forgetAllSeen");
        await().untilAsserted(() -> assertThat(in.getReceivedCounter()).isEqualTo(5));
        await().untilAsserted(() -> assertThat(attribute("consumers", "Seen")).isEqualTo(2L));
    }

    @Test
    void anObjectThatIsSkippedIsShownAndTriedAgainWhenAnOperatorSaysSo() throws Exception {
        restart("maxFailures=1", exchange -> {
            throw new IllegalStateException("on purpose");
        });
        context.put("poison", "text");
        context.put("poison2", "text");
        await().untilAsserted(
                        () -> assertThat(attribute("consumers", "Skipped")).isEqualTo(2));
        assertThat(attribute("consumers", "Failing")).isEqualTo(2);
        assertThat((String[]) attribute("consumers", "FailingObjects"))
                .hasSize(2)
                .anySatisfy(line -> assertThat(line)
                        .contains("\"key\":\"poison\"", "\"tries\":1", "\"skipped\":true", "on purpose"));
        int before = tried.get();
        assertThat(operation("retryFailing", "absent")).isEqualTo(false);
        assertThat(operation("retryFailing", "poison")).isEqualTo(true);
        await().untilAsserted(() -> assertThat(tried.get()).isEqualTo(before + 1));
        await().untilAsserted(
                        () -> assertThat(attribute("consumers", "Skipped")).isEqualTo(2));
        operation("retryFailing");
        await().untilAsserted(() -> assertThat(tried.get()).isEqualTo(before + 3));
    }

    @Test
    void deletesThatWaitForOthersAreSentWhenAnOperatorSaysSo() throws Exception {
        CountDownLatch second = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        restart("delete=true&commitBatchSize=1000&commitInterval=1h", exchange -> {
            if (Inbox.key(exchange).equals("b")) {
                second.countDown();
                goOn.await(20, TimeUnit.SECONDS);
            }
        });
        try {
            context.camel.getRouteController().suspendRoute("in");
            context.put("a", "text");
            context.put("b", "text");
            context.camel.getRouteController().resumeRoute("in");
            assertThat(second.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(context.root.resolve("box/a")).exists();
            operation("flushCommits");
            await().untilAsserted(
                            () -> assertThat(context.root.resolve("box/a")).doesNotExist());
        } finally {
            goOn.countDown();
        }
    }

    @Test
    void theCursorGoesBackToTheStartWhenAnOperatorSaysSo() throws Exception {
        restart("maxMessagesPerPoll=1&noop=true&idempotent=false&delay=100", exchange -> {});
        for (String key : List.of("a", "b", "c", "d", "e", "f")) {
            context.put(key, "text");
        }
        await().untilAsserted(() -> assertThat(attribute("consumers", "Cursor")).isEqualTo("c"));
        operation("resetCursor");
        await().untilAsserted(() -> assertThat(attribute("consumers", "Cursor")).isEqualTo("a"));
    }

    @Test
    void timesAndLagAreShown() throws Exception {
        assertThat(attribute("consumers", "LastSuccess")).isNull();
        Files.writeString(context.root.resolve("box/old"), "text");
        Files.setLastModifiedTime(
                context.root.resolve("box/old"), FileTime.from(Instant.now().minusSeconds(3600)));
        await().untilAsserted(() -> assertThat(attribute("consumers", "Seen")).isEqualTo(1L));
        await().untilAsserted(
                        () -> assertThat(attribute("consumers", "LastSuccess")).isNotNull());
        await().untilAsserted(
                        () -> assertThat(attribute("consumers", "LastPoll")).isNotNull());
        await().untilAsserted(() ->
                assertThat((Long) attribute("consumers", "LagSeconds")).isZero());
    }

    private final AtomicInteger tried = new AtomicInteger();

    /** The consumer's route with other options and a step. */
    private void restart(String options, Processor step) throws Exception {
        context.camel.getRouteController().stopRoute("in");
        context.camel.removeRoute("in");
        context.camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("cloudbridge:box?initialDelay=0" + (options.contains("&delay=") ? "&" : "&delay=20&") + options)
                        .routeId("in")
                        .process(exchange -> tried.incrementAndGet())
                        .process(step);
            }
        });
    }

    @Test
    void theComponentShowsTransfersAndClientsButNoSecret() throws Exception {
        context.put("k", new byte[1_000_000]);
        String[] transfers =
                (String[]) context.request("direct:half", null, Map.of()).getProperty("transfers");
        assertThat(transfers).singleElement().asString().contains("DOWNLOAD", "\"key\":\"k\"", "1000000");
        assertThat((String[]) attribute("components", "OpenClients"))
                .isNotEmpty()
                .allSatisfy(client -> assertThat(client).contains("local").doesNotContain(SECRET));
    }
}
