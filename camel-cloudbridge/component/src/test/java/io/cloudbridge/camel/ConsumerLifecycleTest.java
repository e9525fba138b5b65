/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Exchange;
import org.apache.camel.ServiceStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stopping, suspending and removing a route in mid-batch loses nothing and processes nothing twice at once. */
class ConsumerLifecycleTest {

    private static final int OBJECTS = 120;

    @TempDir
    Path root;

    private Inbox inbox;
    private final Map<String, Boolean> running = new ConcurrentHashMap<>();
    private final AtomicInteger twiceAtOnce = new AtomicInteger();

    @BeforeEach
    void open() {
        inbox = new Inbox(root);
    }

    @AfterEach
    void close() {
        inbox.close();
    }

    private void work(Exchange exchange) throws InterruptedException {
        String key = Inbox.key(exchange);
        twiceAtOnce.addAndGet(running.put(key, true) == null ? 0 : 1);
        TimeUnit.MILLISECONDS.sleep(3);
        running.remove(key);
    }

    private void start(String options) throws Exception {
        inbox.putMany(OBJECTS);
        inbox.route(options, this::work);
        inbox.context.start();
    }

    private void awaitConsumed(int atLeast) {
        await().pollDelay(1, TimeUnit.MILLISECONDS)
                .pollInterval(1, TimeUnit.MILLISECONDS)
                .until(() -> inbox.consumed.size() >= atLeast);
    }

    @Test
    void stopAndStartInMidBatch() throws Exception {
        start("delete=true&maxConcurrency=3&commitBatchSize=1000&commitInterval=1h");
        for (int times = 1; times <= 3; times++) {
            awaitConsumed(times * 25);
            inbox.context.getRouteController().stopRoute("consumer");
            int stopped = inbox.consumed.size();
            assertThat(inbox.keys()).as("what was processed is deleted").hasSize(OBJECTS - stopped);
            inbox.context.getRouteController().startRoute("consumer");
        }
        await().until(() -> inbox.keys().isEmpty());
        inbox.assertConsumedOnce(OBJECTS);
        assertThat(twiceAtOnce).hasValue(0);
    }

    /** They wait in the queue of a template that stops before its context does. */
    @Test
    void whatWasNeverHandedOutIsTakenByTheNextContext() throws Exception {
        try (ConsumerTemplate template = inbox.context.createConsumerTemplate()) {
            inbox.putMany(4);
            inbox.context.start();
            template.start();
            assertThat(template.receive(inbox.uri("delete=true"), 20_000)).isNotNull();
        }
        inbox.context.stop();
        try (Inbox next = new Inbox(inbox.root)) {
            next.route("delete=true");
            next.context.start();
            await().until(() -> next.keys().isEmpty());
        }
    }

    @Test
    void stopAndStartKeepsTheMemoryOfWhatWasSeen() throws Exception {
        start("");
        awaitConsumed(40);
        inbox.context.getRouteController().stopRoute("consumer");
        inbox.context.getRouteController().startRoute("consumer");
        awaitConsumed(OBJECTS);
        inbox.context.getRouteController().stopRoute("consumer");
        inbox.context.getRouteController().startRoute("consumer");
        inbox.put("later");
        await().until(() -> inbox.consumed.contains("later"));
        inbox.assertConsumedOnce(OBJECTS + 1);
    }

    @Test
    void suspendAndResumeInMidBatch() throws Exception {
        start("move=done/&maxConcurrency=3");
        for (int times = 1; times <= 3; times++) {
            awaitConsumed(times * 25);
            inbox.context.getRouteController().suspendRoute("consumer");
            assertThat(inbox.context.getRouteController().getRouteStatus("consumer"))
                    .isEqualTo(ServiceStatus.Suspended);
            int suspended = inbox.consumed.size();
            assertThat(inbox.consumer().getInProgress()).isZero();
            await().during(java.time.Duration.ofMillis(60)).until(() -> inbox.consumed.size() == suspended);
            inbox.context.getRouteController().resumeRoute("consumer");
        }
        await().until(() -> inbox.keys().stream().allMatch(key -> key.startsWith("done/")));
        assertThat(inbox.keys()).hasSize(OBJECTS);
        inbox.assertConsumedOnce(OBJECTS);
        assertThat(twiceAtOnce).hasValue(0);
    }

    @Test
    void removeAndAddInMidBatch() throws Exception {
        start("delete=true&maxConcurrency=3&commitBatchSize=1000&commitInterval=1h");
        for (int times = 1; times <= 3; times++) {
            awaitConsumed(times * 25);
            inbox.context.getRouteController().stopRoute("consumer");
            assertThat(inbox.context.removeRoute("consumer")).isTrue();
            inbox.route("delete=true&maxConcurrency=3", this::work);
        }
        await().until(() -> inbox.keys().isEmpty());
        inbox.assertConsumedOnce(OBJECTS);
        assertThat(twiceAtOnce).hasValue(0);
    }

    @Test
    void shutdownWaitsForWhatIsInFlightAndFlushesTheGroup() throws Exception {
        inbox.putMany(60);
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger inFlight = new AtomicInteger();
        inbox.route("delete=true&maxConcurrency=10&commitInterval=1h&commitBatchSize=1000", exchange -> {
            if (inbox.consumed.size() > 20) {
                inFlight.incrementAndGet();
                assertThat(release.await(20, TimeUnit.SECONDS)).isTrue();
            }
        });
        inbox.context.start();
        await().until(() -> inFlight.get() == 10);
        Thread stopping = new Thread(inbox.context::stop);
        stopping.start();
        await().until(() -> inbox.context.isStopping());
        release.countDown();
        stopping.join(30_000);
        int processed = inbox.consumed.size();
        // ten at a time: some that were in flight as the twenty-first began count as it does
        assertThat(processed).isBetween(20, 60);
        inbox.assertConsumedOnce(processed);
        assertThat(inbox.keys())
                .as("all that was processed is gone, the rest is there")
                .hasSize(60 - processed);
        assertThat(inbox.keys()).doesNotContainAnyElementsOf(inbox.consumed());
    }

    @Test
    void nothingStaysClaimedBehindAContextThatStopped() throws Exception {
        inbox.putMany(5);
        inbox.route("consumer", "delete=true", from -> from.to("seda:nobody?discardIfNoConsumers=false"));
        inbox.context.start();
        awaitConsumed(5);
        inbox.context.stop();
        try (Inbox next = new Inbox(root)) {
            next.route("delete=true");
            next.context.start();
            await().until(() -> next.keys().isEmpty());
            next.assertConsumedOnce(5);
        }
    }

    @Test
    void twoRoutesOfOneProcessNeverHaveTheSameObjectAtOnce() throws Exception {
        inbox.putMany(OBJECTS);
        inbox.route("one", "delete=true&maxConcurrency=2", from -> from.process(this::work));
        inbox.route("two", "delete=true&maxConcurrency=2&commitBatchSize=10", from -> from.process(this::work));
        inbox.context.start();
        await().until(() -> inbox.keys().isEmpty());
        // one route may still have the other's object in a page it listed before; then it comes again, but never at
        // once
        assertThat(java.util.Set.copyOf(inbox.consumed())).hasSize(OBJECTS);
        assertThat(twiceAtOnce).hasValue(0);
    }
}
