/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudbridge.camel.CloudBridgeConstants;
import io.cloudbridge.store.DeleteRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

/** Nothing is lost when a route fails, and a consumed body works in every pattern. */
public interface ConsumerFailurePromises extends RouteFixture {

    private String from(String folder, String options) {
        return uri("prefix=" + folder + "&initialDelay=0&delay=100&backoffMultiplier=0" + options);
    }

    private void consume(String folder, String options, Processor processor) {
        start(new RouteBuilder() {
            @Override
            public void configure() {
                from(ConsumerFailurePromises.this.from(folder, options))
                        .routeId("consumer")
                        .process(processor);
            }
        });
    }

    private void awaitKeysLeft(String prefix, String... keys) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(keys(prefix)).containsExactly(keys));
    }

    @Test
    default void anObjectWhoseRouteFailsStaysAndComesAgain() {
        put("fails/x", Samples.text("x"));
        AtomicInteger tries = new AtomicInteger();
        consume("fails/", "&delete=true", exchange -> {
            assertThat(keys("fails/")).containsExactly("fails/x");
            if (tries.incrementAndGet() < 3) {
                throw new IllegalStateException("not yet");
            }
        });
        awaitKeysLeft("fails/");
        assertThat(tries).hasValue(3);
    }

    @Test
    default void aFailureHoldsNoOtherObjectBack() {
        put("others/a", Samples.text("a"));
        put("others/b", Samples.text("b"));
        put("others/c", Samples.text("c"));
        consume("others/", "&delete=true", exchange -> {
            if ("others/b".equals(exchange.getMessage().getHeader(CloudBridgeConstants.KEY))) {
                throw new IllegalStateException("always");
            }
        });
        awaitKeysLeft("others/", "others/b");
    }

    @Test
    default void aHandledErrorFinishesTheObject() {
        put("handled/x", Samples.text("x"));
        start(new RouteBuilder() {
            @Override
            public void configure() {
                onException(IllegalStateException.class).handled(true);
                from(ConsumerFailurePromises.this.from("handled/", "&delete=true"))
                        .process(exchange -> {
                            throw new IllegalStateException("handled by the route");
                        });
            }
        });
        awaitKeysLeft("handled/");
    }

    @Test
    default void anObjectThatKeepsFailingIsMovedAway() {
        put("poison/in/x", Samples.text("poison"));
        AtomicInteger tries = new AtomicInteger();
        consume("poison/in/", "&delete=true&maxFailures=2&moveFailed=poison/failed/", exchange -> {
            tries.incrementAndGet();
            throw new IllegalStateException("always");
        });
        awaitKeysLeft("poison/", "poison/failed/x");
        assertThat(tries).hasValue(2);
        assertContent("poison/failed/x", Samples.text("poison"));
    }

    @Test
    default void anObjectThatVanishedIsSkippedQuietly() throws InterruptedException {
        put("vanish/a", Samples.text("a"));
        put("vanish/b", Samples.text("b"));
        put("vanish/c", Samples.text("c"));
        Consumed consumed = new Consumed();
        consume("vanish/", "&delete=true&prefetch=0", exchange -> {
            if ("vanish/a".equals(exchange.getMessage().getHeader(CloudBridgeConstants.KEY))) {
                store().delete(new DeleteRequest(at("vanish/b")));
            }
            consumed.process(exchange);
        });
        awaitKeysLeft("vanish/");
        assertThat(consumed.keys()).contains("vanish/a", "vanish/c").doesNotContain("vanish/b");
    }

    @Test
    default void oneObjectIsNeverInTwoExchangesAtOnce() {
        put("alone/x", Samples.text("x"));
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger tries = new AtomicInteger();
        Processor slow = exchange -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            try {
                new CountDownLatch(1).await(300, TimeUnit.MILLISECONDS);
                if (tries.incrementAndGet() < 4) {
                    throw new IllegalStateException("again");
                }
            } finally {
                now.decrementAndGet();
            }
        };
        consume("alone/", "&delete=true&maxConcurrency=4", slow);
        awaitKeysLeft("alone/");
        assertThat(most).hasValue(1);
    }

    @Test
    default void redeliveryReadsTheConsumedBodyAgain() {
        byte[] content = Samples.bytes(1, 200_000);
        put("redelivered/x", content);
        List<String> digests = Collections.synchronizedList(new ArrayList<>());
        start(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(defaultErrorHandler().maximumRedeliveries(2).redeliveryDelay(0));
                from(ConsumerFailurePromises.this.from("redelivered/", "&delete=true"))
                        .process(exchange -> {
                            digests.add(digest(exchange));
                            if (digests.size() < 3) {
                                throw new IllegalStateException("again");
                            }
                        });
            }
        });
        awaitKeysLeft("redelivered/");
        assertThat(digests).hasSize(3).containsOnly(Samples.sha256(content));
    }

    @Test
    default void aConsumedBodyIsCopiedByMulticastAndWireTap() {
        byte[] content = Samples.bytes(2, 200_000);
        put("branches/x", content);
        List<String> digests = Collections.synchronizedList(new ArrayList<>());
        start(new RouteBuilder() {
            @Override
            public void configure() {
                from(ConsumerFailurePromises.this.from("branches/", ""))
                        .wireTap("direct:consumed-tap")
                        .multicast()
                        .parallelProcessing()
                        .to("direct:consumed-1", "direct:consumed-2");
                for (String branch : List.of("direct:consumed-tap", "direct:consumed-1", "direct:consumed-2")) {
                    from(branch).process(exchange -> digests.add(digest(exchange)));
                }
            }
        });
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(digests).hasSize(3).containsOnly(Samples.sha256(content)));
    }

    @Test
    default void aConsumedBodyIsSplitAsItStreams() {
        put("lines/x", Samples.text("one\ntwo\nthree"));
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        start(new RouteBuilder() {
            @Override
            public void configure() {
                from(ConsumerFailurePromises.this.from("lines/", "&delete=true"))
                        .split(body().tokenize("\n"))
                        .streaming()
                        .process(exchange -> lines.add(exchange.getMessage().getBody(String.class)));
            }
        });
        awaitKeysLeft("lines/");
        assertThat(lines).containsExactly("one", "two", "three");
    }

    @Test
    default void aConsumedBodyThatIsNeverReadHoldsNothing() {
        for (int i = 0; i < 100; i++) {
            put("unread/" + i, Samples.text("never read"));
        }
        AtomicInteger count = new AtomicInteger();
        consume("unread/", "&delete=true", exchange -> count.incrementAndGet());
        awaitKeysLeft("unread/");
        assertThat(count).hasValue(100);
    }

    @Test
    default void stoppingInTheMiddleLosesNothing() throws Exception {
        for (int i = 0; i < 6; i++) {
            put("stopped/" + i, Samples.text("x"));
        }
        List<String> finished = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch first = new CountDownLatch(1);
        consume("stopped/", "&delete=true", exchange -> {
            first.countDown();
            new CountDownLatch(1).await(150, TimeUnit.MILLISECONDS);
            finished.add(exchange.getMessage().getHeader(CloudBridgeConstants.KEY, String.class));
        });
        assertThat(first.await(30, TimeUnit.SECONDS)).isTrue();
        camel().getRouteController().stopRoute("consumer");
        List<String> left = keys("stopped/");
        assertThat(left).doesNotContainAnyElementsOf(finished);
        assertThat(left.size() + finished.size()).isEqualTo(6);

        camel().getRouteController().startRoute("consumer");
        awaitKeysLeft("stopped/");
        assertThat(finished).hasSize(6).doesNotHaveDuplicates();
    }

    private static String digest(Exchange exchange) {
        return Samples.sha256(exchange.getMessage().getBody(byte[].class));
    }
}
