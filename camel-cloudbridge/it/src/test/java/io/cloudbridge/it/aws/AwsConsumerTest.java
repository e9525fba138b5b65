/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudbridge.camel.CloudBridgeConstants;
import io.cloudbridge.conformance.wire.FaultRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.ExceptionHandler;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a consumer asks of S3, request by request, and what becomes of objects when S3 or the network fails it: each a trap that a consumer of S3
 * can fall into. Those that the promises of all routes hold already:
 *
 * <table>
 *   <caption>Held by {@code RouteConformance}</caption>
 *   <tr><td>a route stopped in the middle of a batch finds the rest later</td><td>stoppingInTheMiddleLosesNothing</td></tr>
 *   <tr><td>an object that is slow to be read is whole</td><td>aBodyThatIsReadLateIsWhole</td></tr>
 *   <tr><td>bodies never read leave no connection open</td><td>bodiesThatAreNeverReadExhaustNothing</td></tr>
 *   <tr><td>no header redirects what is deleted</td><td>aRouteThatChangesHeadersRedirectsNothing</td></tr>
 *   <tr><td>one object is in one exchange at a time</td><td>oneObjectIsNeverInTwoExchangesAtOnce</td></tr>
 *   <tr><td>a poison object ends somewhere</td><td>anObjectThatKeepsFailingIsMovedAway</td></tr>
 * </table>
 */
class AwsConsumerTest {

    private final List<String> consumed = new CopyOnWriteArrayList<>();
    private AwsRoutes routes;

    @BeforeEach
    void open() {
        routes = new AwsRoutes("s3proxy");
    }

    @AfterEach
    void close() throws Exception {
        routes.close();
    }

    private static String key(Exchange exchange) {
        return exchange.getMessage().getHeader(CloudBridgeConstants.KEY, String.class);
    }

    private void readAndRemember(Exchange exchange) {
        exchange.getMessage().getBody(String.class);
        consumed.add(key(exchange));
    }

    private void consume(String options, Processor processor) throws Exception {
        routes.start(new RouteBuilder() {
            @Override
            public void configure() {
                from(routes.poll(options)).process(processor);
            }
        });
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50));
    }

    private void awaitKeys(String... keys) {
        soon().untilAsserted(() -> assertThat(routes.keys()).containsExactly(keys));
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 404, 500})
    void aReadThatFailsOnceHidesNoObject(int status) throws Exception {
        List.of("a", "b", "c").forEach(key -> routes.put(key, key));
        routes.proxy.when("GET", "/b$").answer(status);

        consume("delete=true&maxRetries=0", this::readAndRemember);

        awaitKeys();
        assertThat(consumed).containsExactlyInAnyOrder("a", "b", "c");
    }

    /** Amazon sends no NextMarker without a delimiter, so a consumer that goes on by markers sees the first page for ever. */
    @Test
    void objectsThatStayAreAllReachedByContinuationToken() throws Exception {
        IntStream.range(0, 25).forEach(i -> routes.put("in/" + (char) ('a' + i), "x"));

        consume("prefix=in/&maxMessagesPerPoll=10", exchange -> consumed.add(key(exchange)));

        soon().until(() -> consumed.size() >= 25);
        int listings = routes.proxy.count("GET", "list-type=2");
        soon().until(() -> routes.proxy.count("GET", "list-type=2") > listings + 2);
        assertThat(new HashSet<>(consumed)).hasSize(25);
        assertThat(consumed).hasSize(25);
        assertThat(routes.proxy.requests("GET", "prefix="))
                .allSatisfy(request ->
                        assertThat(request.target()).contains("list-type=2").doesNotContain("marker="));
    }

    /** A stream that was opened with the batch would be cut by the store while the objects before it are processed. */
    @Test
    void withoutReadAheadABodyIsAskedForOnceWhenItIsRouted() throws Exception {
        IntStream.range(0, 5).forEach(i -> routes.put("in/" + i, "content"));
        List<Integer> reads = Collections.synchronizedList(new ArrayList<>());

        consume("prefix=in/&delete=true&prefetch=0", exchange -> {
            reads.add(routes.proxy.count("GET", "/in/"));
            readAndRemember(exchange);
        });

        awaitKeys();
        assertThat(reads).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void aBatchLargerThanMaxConnectionsGoesThroughNoMoreConnectionsThanThat() throws Exception {
        IntStream.range(0, 60).forEach(i -> routes.put("in/" + i, "content"));
        AtomicInteger most = new AtomicInteger();
        routes.option("maxConnections", 3);

        consume("prefix=in/&maxMessagesPerPoll=60&maxConcurrency=8", exchange -> {
            readAndRemember(exchange);
            most.accumulateAndGet(routes.proxy.openConnections(), Math::max);
        });

        soon().until(() -> consumed.size() == 60);
        assertThat(most.get()).isBetween(2, 3);
    }

    @Test
    void withoutABodyNoneOfItsBytesTravel() throws Exception {
        IntStream.range(0, 3).forEach(i -> routes.put("in/" + i, new byte[3 << 20]));

        consume("prefix=in/&bodyType=none&delete=true", exchange -> consumed.add(key(exchange)));

        awaitKeys();
        assertThat(consumed).hasSize(3);
        assertThat(routes.proxy.bytesAnswered()).isLessThan(100_000);
    }

    @Test
    void aDoneFileLetsABatchOfSeveralPollsInAndIsNoMessage() throws Exception {
        IntStream.range(0, 25).forEach(i -> routes.put("in/" + (char) ('a' + i), "x"));
        routes.put("in/done", "");

        consume("prefix=in/&doneFileName=done&maxMessagesPerPoll=10&delete=true", this::readAndRemember);

        awaitKeys();
        assertThat(consumed).hasSize(25).doesNotContain("in/done");
    }

    @Test
    void aMoveTakesThePrefixForTextAndNotForAPattern() throws Exception {
        routes.put("in/a+b/x.txt", "x");

        consume("prefix=RAW(in/a+b/)&move=done/${file:onlyname}", this::readAndRemember);

        awaitKeys("done/x.txt");
    }

    @Test
    void aNetworkThatBreaksWhileAnObjectIsFinishedIsReportedAndMadeUpFor() throws Exception {
        routes.put("in/x", "x");
        FaultRule broken = routes.proxy.when("DELETE", "/in/x").drop();
        Reports reports = new Reports();
        routes.bind("reports", reports);

        consume("prefix=in/&delete=true&maxRetries=0&onCompletionExceptionHandler=#reports", this::readAndRemember);

        awaitKeys();
        assertThat(broken.applied()).isEqualTo(1);
        assertThat(reports.messages).hasSize(1).first().asString().contains("in/x", "provider=aws");
        assertThat(consumed).containsExactly("in/x", "in/x");
    }

    @Test
    void theUsersRepositoryIsStartedAlsoWhereTheBucketExists() throws Exception {
        routes.put("in/x", "x");
        Started inProgress = new Started();
        routes.bind("mine", inProgress);

        consume("prefix=in/&delete=true&inProgressRepository=#mine", exchange -> {
            assertThat(inProgress.started).isTrue();
            assertThat(inProgress.getCacheSize()).isEqualTo(1);
            readAndRemember(exchange);
        });

        awaitKeys();
        assertThat(consumed).containsExactly("in/x");
        soon().untilAsserted(() -> assertThat(inProgress.getCacheSize()).isZero());
    }

    /** Keeps what a consumer reports. */
    private static final class Reports implements ExceptionHandler {
        private final List<String> messages = new CopyOnWriteArrayList<>();

        @Override
        public void handleException(Throwable exception) {
            handleException("", null, exception);
        }

        @Override
        public void handleException(String message, Throwable exception) {
            handleException(message, null, exception);
        }

        @Override
        public void handleException(String message, Exchange exchange, Throwable exception) {
            messages.add(message + exception);
        }
    }

    private static final class Started extends MemoryIdempotentRepository {
        private volatile boolean started;

        @Override
        protected void doStart() throws Exception {
            super.doStart();
            started = true;
        }
    }

    /** Fifty bodies of 10 MB wait behind seda, opened and unread, while the client has two connections. */
    @Test
    @Timeout(240)
    void moreUnreadBodiesThanConnectionsWaitAndAreReadWhole() throws Exception {
        int bodies = 50;
        byte[] content = new byte[10_000_000];
        new Random(1).nextBytes(content);
        for (int i = 0; i < bodies; i++) {
            content[0] = (byte) i;
            routes.put("in/" + (char) ('A' + i), content);
        }
        CountDownLatch allWait = new CountDownLatch(bodies);
        List<String> wrong = new CopyOnWriteArrayList<>();
        routes.option("maxConnections", 2);
        routes.start(new RouteBuilder() {
            @Override
            public void configure() {
                from(routes.poll("prefix=in/&delete=true"))
                        .process(exchange -> allWait.countDown())
                        .to("seda:read?waitForTaskToComplete=Never&size=" + bodies);
                from("seda:read?concurrentConsumers=4").process(exchange -> {
                    allWait.await();
                    byte[] read = exchange.getMessage().getBody(byte[].class);
                    byte[] expected = content.clone();
                    expected[0] = (byte) (key(exchange).charAt(3) - 'A');
                    if (!Arrays.equals(read, expected)) {
                        wrong.add(key(exchange));
                    }
                    consumed.add(key(exchange));
                });
            }
        });

        await().atMost(Duration.ofSeconds(200))
                .untilAsserted(() -> assertThat(routes.keys()).isEmpty());
        assertThat(wrong).isEmpty();
        assertThat(consumed).hasSize(bodies).doesNotHaveDuplicates();
    }
}
