/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.builder.RouteBuilder;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the log of a whole application says when something is wrong: enough, and not more. */
@Timeout(60)
class OperatorLogTest {

    private static final String CAMELS_ERROR_HANDLER = "org.apache.camel.processor.errorhandler";

    @TempDir
    Path root;

    private final HookedProvider store = new HookedProvider();
    private final LogLines log = LogLines.of("");
    private Inbox inbox;

    @BeforeEach
    void open() {
        Configurator.setLevel(CAMELS_ERROR_HANDLER, Level.ERROR);
        inbox = new Inbox(root.resolve("store"));
        inbox.through(store);
    }

    @AfterEach
    void close() {
        inbox.close();
        log.close();
        Configurator.setLevel(CAMELS_ERROR_HANDLER, Level.OFF);
        Configurator.setRootLevel(Level.WARN);
    }

    private List<String> warnings() {
        return log.text().stream().filter(line -> !line.startsWith("INFO")).toList();
    }

    @Test
    void anExpiredTokenIsTwoLinesHoweverManyPollsFail() throws Exception {
        AtomicBoolean expired = new AtomicBoolean(true);
        store.before((verb, keys) -> {
            if (expired.get()) {
                int request = store.requests("list");
                throw new CloudBridgeException.AccessDenied(
                        Failure.of("the token has expired; get a new one")
                                .withHttp(400, "ExpiredToken", "request-" + request),
                        null);
            }
        });
        inbox.put("a");
        inbox.route("delay=5");
        inbox.context.start();
        await().until(() -> store.requests("list") > 50);
        assertThat(warnings()).singleElement().asString().contains("route consumer", "inbox", "ExpiredToken");
        assertThat(log.traces()).isEmpty();
        expired.set(false);
        await().until(() -> inbox.consumed.size() == 1);
        await().until(() -> warnings().size() > 1);
        assertThat(warnings()).hasSize(2).last().asString().contains("works again; it had failed");
    }

    @Test
    void aFailedExchangeHasOneStackTrace() throws Exception {
        inbox.put("a", "b", "poison");
        inbox.context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(inbox.uri("maxFailures=2&moveFailed=failed/&delete=true"))
                        .routeId("consumer")
                        .process(inbox.note())
                        .process(exchange -> {
                            if (Inbox.key(exchange).equals("poison")) {
                                throw new IllegalStateException("on purpose");
                            }
                        });
            }
        });
        inbox.context.start();
        await().until(() -> inbox.keys().equals(List.of("failed/poison")));
        assertThat(inbox.consumed().stream().filter("poison"::equals)).hasSize(2);
        assertThat(log.traces()).as("one for each try").hasSize(2);
        assertThat(warnings()).last().asString().contains("moved aside");
    }

    @Test
    void whatIsMovedAsideIsNamedWithRouteTargetAndCauseAndLinesAreLimited() throws Exception {
        for (int i = 0; i < 50; i++) {
            inbox.put("poison" + i);
        }
        inbox.route("maxFailures=1&moveFailed=failed/&delete=true", exchange -> {
            throw new IllegalStateException("on purpose");
        });
        inbox.context.start();
        await().until(() -> inbox.keys().stream().allMatch(key -> key.startsWith("failed/")));
        assertThat(warnings()).hasSize(20);
        assertThat(warnings().get(0))
                .contains("route consumer", "inbox/poison0", "moved aside to inbox/failed/poison0", "on purpose");
        assertThat(warnings().get(19)).contains("left out for a minute");
    }
}
