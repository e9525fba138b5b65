/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an operator sees of a store that is silent, and of a token that has expired. */
@Timeout(60)
class AwsOperatingTest {

    private final CamelContext camel = new DefaultCamelContext();

    @AfterEach
    void stop() {
        camel.getShutdownStrategy().setTimeout(1);
        camel.stop();
    }

    private void start(int port, String consumerOptions) throws Exception {
        String store =
                "provider=aws&region=us-east-1&accessKey=a&secretKey=b&sessionToken=stale&endpoint=http://127.0.0.1:"
                        + port + "&requestTimeout=3s";
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("cloudbridge:inbox?" + store + consumerOptions)
                        .routeId("in")
                        .process(exchange -> {});
                from("direct:out").routeId("out").to("cloudbridge:outbox?" + store);
            }
        });
        camel.start();
        HealthCheckHelper.getHealthCheckRepository(camel, "producers").setEnabled(true);
        assertThat(HealthCheckHelper.getHealthCheckRepository(camel, "consumers"))
                .isNotNull();
    }

    private HealthCheck.Result health(String id) {
        return HealthCheckHelper.invoke(camel, "full").stream()
                .filter(result -> result.getCheck().getId().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void healthAnswersWithinFiveSecondsAlthoughTheStoreNeverDoes() throws Exception {
        // connections are accepted by the system, and nobody reads them
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"))) {
            start(silent.getLocalPort(), "&initialDelay=0&delay=100");
            for (int i = 0; i < 2; i++) {
                Instant asked = Instant.now();
                HealthCheck.Result producer = health("producer:cloudbridge-outbox");
                assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(5));
                assertThat(producer.getState()).isEqualTo(HealthCheck.State.DOWN);
                assertThat(producer.getMessage().orElse("")).contains("has not answered", "check option endpoint");
            }
            assertThat(health("consumer:in").getState()).isEqualTo(HealthCheck.State.DOWN);
            await().untilAsserted(
                            () -> assertThat(health("consumer:in").getMessage().orElse(""))
                                    .contains("has not answered to the listing of bucket inbox"));
        }
    }

    @Test
    void anExpiredTokenIsOneLineAndHealthNamesTheRemedy() throws Exception {
        AtomicInteger lists = new AtomicInteger();
        AtomicBoolean expired = new AtomicBoolean(true);
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        ExecutorService threads = Executors.newCachedThreadPool();
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            boolean list = exchange.getRequestMethod().equals("GET");
            lists.addAndGet(list ? 1 : 0);
            byte[] body = (expired.get()
                            ? "<Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message></Error>"
                            : "<ListBucketResult><Name>inbox</Name><IsTruncated>false</IsTruncated></ListBucketResult>")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("x-amz-request-id", "request-" + lists.get());
            exchange.getResponseHeaders().add("Content-Type", "application/xml");
            exchange.sendResponseHeaders(expired.get() ? 400 : 200, list ? body.length : -1);
            if (list) {
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
        server.start();
        List<String> log = new CopyOnWriteArrayList<>();
        AbstractAppender appender = new AbstractAppender("all", null, null, true, Property.EMPTY_ARRAY) {
            @Override
            public void append(LogEvent event) {
                if (event.getLevel().isMoreSpecificThan(Level.WARN)) {
                    log.add(event.getLevel() + " " + event.getMessage().getFormattedMessage() + event.getThrown());
                }
            }
        };
        appender.start();
        LoggerContext logging = (LoggerContext) LogManager.getContext(false);
        Level level = logging.getRootLogger().getLevel();
        logging.getRootLogger().addAppender(appender);
        Configurator.setRootLevel(Level.WARN);
        try {
            start(server.getAddress().getPort(), "&initialDelay=0&delay=10");
            await().until(() -> lists.get() > 100);
            assertThat(log).singleElement().asString().contains("route in", "ExpiredToken", "get a new sessionToken");
            assertThat(health("producer:cloudbridge-outbox").getMessage().orElse(""))
                    .contains("ExpiredToken", "get a new sessionToken");
            assertThat(health("consumer:in").getMessage().orElse(""))
                    .contains("polling bucket inbox failed", "ExpiredToken", "get a new sessionToken");
            expired.set(false);
            await().untilAsserted(() -> assertThat(log).hasSize(2));
            assertThat(log.get(1)).contains("works again");
        } finally {
            logging.getRootLogger().removeAppender(appender);
            Configurator.setRootLevel(level);
            server.stop(0);
            threads.shutdownNow();
        }
    }
}
