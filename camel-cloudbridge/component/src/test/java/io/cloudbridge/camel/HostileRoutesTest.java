/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectRef;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a route does, the commit touches exactly the object and the version that was consumed. */
class HostileRoutesTest {

    @TempDir
    Path root;

    private Inbox inbox;
    private final Queue<String> errors = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void open() {
        inbox = new Inbox(root);
        inbox.client.createBucket("other");
        inbox.context.getRegistry().bind("errors", new ErrorRecorder(errors));
    }

    @AfterEach
    void close() {
        inbox.close();
    }

    @Test
    void overwritingEveryHeaderRedirectsNothing() throws Exception {
        inbox.put("in/a", "in/b", "victim");
        inbox.route("prefix=in/&delete=true", this::overwriteEverything);
        inbox.context.start();
        await().until(() -> inbox.keys().equals(List.of("victim")));
        inbox.assertConsumedOnce(2);
    }

    @Test
    void overwritingEveryHeaderRedirectsNoMoveEither() throws Exception {
        inbox.put("in/a", "victim");
        inbox.route(
                "prefix=in/&move=done/${file:name}-${file:size}-${header.CamelCloudBridgeKey}",
                this::overwriteEverything);
        inbox.context.start();
        await().until(() -> inbox.keys().equals(List.of("done/in/a-4-in/a", "victim")));
    }

    private void overwriteEverything(Exchange exchange) throws IllegalAccessException {
        for (Field constant : CloudBridgeConstants.class.getFields()) {
            exchange.getMessage().setHeader((String) constant.get(null), "victim");
        }
        exchange.getMessage().setHeader(CloudBridgeConstants.BUCKET, "other");
        exchange.setProperty(
                CloudBridgeConstants.OBJECT,
                new ObjectInfo(new ObjectRef("inbox", "victim"), 1, "x", null, null, null));
    }

    @Test
    void uploadingElsewhereDeletesWhatWasConsumed() throws Exception {
        inbox.put("orig.txt", "victim.txt");
        inbox.route("consumer", "prefix=orig&delete=true", from -> from.setHeader(
                        CloudBridgeConstants.KEY, () -> "victim.txt")
                .to(inbox.uri("other", "")));
        inbox.context.start();
        await().until(() -> inbox.keys().equals(List.of("victim.txt")));
        assertThat(inbox.get("other", "victim.txt")).isEqualTo("orig.txt");
        inbox.assertConsumedOnce(1);
    }

    @Test
    void aMessageGoesOnToAnotherBucketUnderItsOwnKey() throws Exception {
        inbox.put("a/b c.txt");
        inbox.route("consumer", "delete=true", from -> from.to(inbox.uri("other", "")));
        inbox.context.start();
        await().until(() -> inbox.keys().isEmpty());
        assertThat(inbox.get("other", "a/b c.txt")).isEqualTo("a/b c.txt");
    }

    @Test
    void aFailingObjectDoesNotBlockOthersAndIsTriedAgain() throws Exception {
        inbox.putMany(20);
        AtomicInteger tries = new AtomicInteger();
        inbox.route("delete=true&maxMessagesPerPoll=5&exceptionHandler=#errors", exchange -> {
            if (Inbox.key(exchange).equals("k00000") && tries.incrementAndGet() < 3) {
                throw new IllegalStateException("not yet");
            }
        });
        inbox.context.start();
        await().until(() -> inbox.keys().isEmpty());
        assertThat(tries).hasValue(3);
        assertThat(errors).hasSize(2).allMatch(error -> error.contains("not yet"));
    }

    @Test
    void asManyPoisonObjectsAsAPollTakesDoNotBlockTheRest() throws Exception {
        inbox.putMany(20);
        inbox.route("delete=true&maxMessagesPerPoll=5&exceptionHandler=#errors", exchange -> {
            if (Inbox.key(exchange).compareTo("k00010") < 0) {
                throw new IllegalStateException("poison");
            }
        });
        inbox.context.start();
        await().until(() -> inbox.keys().size() == 10);
    }

    @Test
    void afterMaxFailuresAnObjectIsMovedAside() throws Exception {
        inbox.put("a", "poison");
        inbox.route("delete=true&maxFailures=3&moveFailed=failed/&exceptionHandler=#errors", this::failOnPoison);
        inbox.context.start();
        await().until(() -> inbox.keys().equals(List.of("failed/poison")));
        await().during(Duration.ofMillis(200)).until(() -> inbox.consumed.size() == 4);
        assertThat(inbox.consumed()).containsExactlyInAnyOrder("a", "poison", "poison", "poison");
    }

    @Test
    void afterMaxFailuresAnObjectIsSkippedUntilItIsRewritten() throws Exception {
        inbox.put("a", "poison");
        inbox.route("maxFailures=2&exceptionHandler=#errors", this::failOnPoison);
        try (LogLines lines = LogLines.of("io.cloudbridge.camel.consumer.CommitHandler")) {
            inbox.context.start();
            await().until(() -> inbox.consumed.size() == 3);
            await().during(Duration.ofMillis(200)).until(() -> inbox.consumed.size() == 3);
            assertThat(lines.text()).hasSize(2);
            assertThat(lines.text().get(0)).contains("inbox/poison failed and is tried again in");
            assertThat(lines.text().get(1)).contains("inbox/poison failed 2 times and is skipped");
        }
        inbox.write("poison", "still poison, but another");
        await().until(() -> inbox.consumed.size() == 5 && errors.size() == 4);
    }

    private void failOnPoison(Exchange exchange) {
        if (Inbox.key(exchange).equals("poison")) {
            throw new IllegalStateException("poison");
        }
    }

    @Test
    void aHandledErrorIsSuccess() throws Exception {
        inbox.put("a");
        inbox.context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                onException(IllegalStateException.class).handled(true).to("mock:handled");
                from(inbox.uri("delete=true")).process(inbox.note()).throwException(new IllegalStateException("x"));
            }
        });
        inbox.context.start();
        await().until(() -> inbox.keys().isEmpty());
        inbox.assertConsumedOnce(1);
    }

    @Test
    void redeliveryReadsTheBodyAgain() throws Exception {
        inbox.put("a");
        Queue<String> bodies = new ConcurrentLinkedQueue<>();
        inbox.context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(defaultErrorHandler().maximumRedeliveries(2).redeliveryDelay(1));
                from(inbox.uri("delete=true")).process(exchange -> {
                    bodies.add(exchange.getMessage().getBody(String.class));
                    if (bodies.size() < 3) {
                        throw new IllegalStateException("again");
                    }
                });
            }
        });
        inbox.context.start();
        await().until(() -> inbox.keys().isEmpty());
        assertThat(bodies).containsExactly("a", "a", "a");
    }

    @Test
    void anObjectRewrittenWhileItIsProcessedIsNotDeletedAndIsNew() throws Exception {
        rewriteWhileProcessed("delete=true");
        await().until(() -> inbox.keys().isEmpty());
        assertThat(inbox.consumed()).containsExactly("a", "a");
        assertThat(errors).isEmpty();
    }

    @Test
    void anObjectRewrittenWhileItIsProcessedIsNotMovedAndIsNew() throws Exception {
        rewriteWhileProcessed("move=done/");
        await().until(() -> inbox.keys().equals(List.of("done/a")));
        assertThat(inbox.get("inbox", "done/a")).isEqualTo("second");
        assertThat(inbox.consumed()).containsExactly("a", "a");
        assertThat(errors).isEmpty();
    }

    @Test
    void anObjectRewrittenWhileItIsProcessedIsEmittedAgainWhenKept() throws Exception {
        rewriteWhileProcessed("noop=true");
        await().until(() -> inbox.consumed.size() == 2);
        await().during(Duration.ofMillis(200)).until(() -> inbox.consumed.size() == 2);
    }

    private void rewriteWhileProcessed(String options) throws Exception {
        inbox.write("a", "first");
        inbox.route(options + "&onCompletionExceptionHandler=#errors&exceptionHandler=#errors", exchange -> {
            exchange.getMessage().getBody(String.class);
            if (inbox.consumed.size() == 1) {
                inbox.write("a", "second");
            }
        });
        inbox.context.start();
    }

    @Test
    void objectsThatVanishAreSkippedQuietly() throws Exception {
        for (String type : List.of("stream", "bytes", "string")) {
            inbox.put("a", "b", "c");
            Queue<String> bodies = new ConcurrentLinkedQueue<>();
            inbox.route(
                    type,
                    "prefetch=0&bodyType=" + type
                            + "&delete=true&exceptionHandler=#errors&onCompletionExceptionHandler=#errors",
                    from -> from.process(exchange -> {
                        inbox.client.delete(new DeleteRequest(new ObjectRef("inbox", "b")));
                        bodies.add(exchange.getMessage().getBody(String.class));
                    }));
            inbox.context.start();
            await().until(() -> inbox.keys().isEmpty());
            await().until(() -> bodies.size() >= 2);
            assertThat(bodies).as(type).containsExactly("a", "c");
            assertThat(errors).as(type).isEmpty();
            inbox.context.getRouteController().stopRoute(type);
        }
    }

    @Test
    void behindThreadsNoObjectIsProcessedTwiceAtOnce() throws Exception {
        inbox.put("a");
        CountDownLatch release = new CountDownLatch(1);
        inbox.route("consumer", "delete=true", from -> from.threads(5).process(waitFor(release)));
        inbox.context.start();
        await().until(() -> inbox.consumed.size() == 1);
        await().during(Duration.ofMillis(500)).until(() -> inbox.consumed.size() == 1);
        assertThat(inbox.keys()).containsExactly("a");
        release.countDown();
        await().until(() -> inbox.keys().isEmpty());
        inbox.assertConsumedOnce(1);
    }

    @Test
    void aRouteThatRunsLongIsWaitedForWhileOthersGoOn() throws Exception {
        inbox.put("a", "b", "c");
        CountDownLatch release = new CountDownLatch(1);
        inbox.route("delete=true&maxConcurrency=2", exchange -> {
            if (Inbox.key(exchange).equals("a")) {
                waitFor(release).process(exchange);
            }
        });
        inbox.context.start();
        await().until(() -> inbox.keys().equals(List.of("a")));
        inbox.put("later");
        await().until(() -> inbox.keys().equals(List.of("a")) && inbox.consumed.contains("later"));
        release.countDown();
        await().until(() -> inbox.keys().isEmpty());
        inbox.assertConsumedOnce(4);
    }

    @Test
    void behindSedaThatIsWaitedForTheObjectEndsWithTheTask() throws Exception {
        seda("waitForTaskToComplete=Always");
    }

    @Test
    void behindSedaThatIsNotWaitedForTheObjectEndsWithTheHandedOverExchange() throws Exception {
        seda("waitForTaskToComplete=Never");
    }

    private void seda(String option) throws Exception {
        inbox.put("a", "b");
        CountDownLatch release = new CountDownLatch(1);
        inbox.route("consumer", "delete=true&maxConcurrency=2", from -> from.to("seda:work?timeout=0&" + option));
        inbox.context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("seda:work?concurrentConsumers=2").process(waitFor(release));
            }
        });
        inbox.context.start();
        await().until(() -> inbox.consumed.size() == 2);
        await().during(Duration.ofMillis(300)).until(() -> inbox.consumed.size() == 2);
        assertThat(inbox.keys()).containsExactly("a", "b");
        release.countDown();
        await().until(() -> inbox.keys().isEmpty());
        inbox.assertConsumedOnce(2);
    }

    @Test
    void maxConcurrencyIsTheMostAtOnceAndNeverTwiceTheSame() throws Exception {
        inbox.putMany(60);
        Map<String, Boolean> running = new ConcurrentHashMap<>();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger twice = new AtomicInteger();
        inbox.route("delete=true&maxConcurrency=4&commitBatchSize=7", exchange -> {
            twice.addAndGet(running.put(Inbox.key(exchange), true) == null ? 0 : 1);
            most.accumulateAndGet(running.size(), Math::max);
            TimeUnit.MILLISECONDS.sleep(5);
            running.remove(Inbox.key(exchange));
        });
        inbox.context.start();
        await().until(() -> inbox.keys().isEmpty());
        inbox.assertConsumedOnce(60);
        assertThat(most.get()).isBetween(2, 4);
        assertThat(twice).hasValue(0);
    }

    @Test
    void anErrorThatComesThroughLeavesNeitherClaimNorPermitBehind() throws Exception {
        for (int concurrency : new int[] {1, 2}) {
            inbox.consumed.clear();
            inbox.put("a", "b");
            AtomicInteger thrown = new AtomicInteger();
            inbox.route(
                    "r" + concurrency,
                    "delete=true&exceptionHandler=#errors&maxConcurrency=" + concurrency,
                    from -> from.process(exchange -> {
                        if (thrown.getAndIncrement() < 4) {
                            throw new StackOverflowError("deep");
                        }
                    }));
            if (concurrency == 1) {
                inbox.context.start();
            }
            await().until(() -> inbox.keys().isEmpty());
            assertThat(inbox.consumed).hasSize(6);
            inbox.context.getRouteController().stopRoute("r" + concurrency);
        }
    }

    @Test
    void whatCannotBeFinishedIsReportedAndTriedAgain() throws Exception {
        inbox.put("a");
        inbox.route("moveBucket=missing&onCompletionExceptionHandler=#errors");
        inbox.context.start();
        await().until(() -> inbox.consumed.size() >= 2);
        assertThat(errors).isNotEmpty().allMatch(error -> error.contains("missing"));
        inbox.client.createBucket("missing");
        await().until(() -> inbox.keys("missing").equals(List.of("a")));
        assertThat(inbox.keys()).isEmpty();
    }

    private static Processor waitFor(CountDownLatch latch) {
        return exchange -> assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    }
}
