/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudbridge.camel.CloudBridgeConstants;
import io.cloudbridge.store.ObjectInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;
import org.junit.jupiter.api.Test;

/** Options of the consumer about what is seen already, what is taken ahead, and who else consumes. */
public interface ConsumerOptionPromises extends RouteFixture {

    private Consumed consume(String folder, String options) {
        Consumed consumed = new Consumed();
        consume(folder, options, consumed);
        return consumed;
    }

    private void consume(String folder, String options, Processor processor) {
        start(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri("prefix=" + folder + "&initialDelay=0&" + options)).process(processor);
            }
        });
    }

    private String[] put10(String folder) {
        String[] keys = IntStream.range(0, 10).mapToObj(i -> folder + i).toArray(String[]::new);
        for (String key : keys) {
            put(key, Samples.text("content of " + key));
        }
        return keys;
    }

    @Test
    default void noopKeepsAnObjectAndEmitsItOnce() {
        put("options/noop/x", Samples.text("x"));
        consume("options/noop/", "delay=100&noop=true").staysAt("options/noop/x");
        assertContent("options/noop/x", Samples.text("x"));
    }

    @Test
    default void withoutIdempotenceEveryPollEmitsWhatStays() {
        put("options/always/x", Samples.text("x"));
        Consumed consumed = consume("options/always/", "delay=100&idempotent=false");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(consumed.keys()).hasSizeGreaterThanOrEqualTo(3));
        assertThat(consumed.keys()).containsOnly("options/always/x");
    }

    @Test
    default void theIdempotentKeyDecidesWhatIsTheSame() {
        put("options/same/x", Samples.text("first"));
        Consumed consumed = consume("options/same/", "delay=100&idempotent=true&idempotentKey=${key}");
        consumed.awaitKeys("options/same/x");
        put("options/same/x", Samples.text("rewritten, and the same by its key"));
        consumed.staysAt("options/same/x");
    }

    @Test
    default void consumersThatShareARepositoryShareTheObjects() {
        String[] keys = put10("options/shared/");
        camel().getRegistry().bind("shared-seen", MemoryIdempotentRepository.memoryIdempotentRepository(1000));
        String options = "idempotent=true&idempotentRepository=#shared-seen";
        Consumed first = consume("options/shared/", "delay=100&" + options);
        Consumed second = consume("options/shared/", "delay=110&" + options);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(Stream.concat(first.keys().stream(), second.keys().stream()))
                        .containsExactlyInAnyOrder(keys));
        await().during(Duration.ofMillis(500)).atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(
                        first.keys().size() + second.keys().size())
                .isEqualTo(10));
    }

    @Test
    default void aRepositoryForgetsAnObjectWhoseRouteFailed() {
        put("options/forgets/x", Samples.text("x"));
        MemoryIdempotentRepository seen = new MemoryIdempotentRepository();
        camel().getRegistry().bind("forgetting-seen", seen);
        AtomicInteger tries = new AtomicInteger();
        consume("options/forgets/", "delay=100&idempotent=true&idempotentRepository=#forgetting-seen", exchange -> {
            if (tries.incrementAndGet() == 1) {
                throw new IllegalStateException("not yet");
            }
        });
        await().atMost(Duration.ofSeconds(30)).until(() -> tries.get() == 2);
        await().during(Duration.ofMillis(500)).atMost(Duration.ofSeconds(5)).until(() -> tries.get() == 2);
        assertThat(seen.getCacheSize()).isEqualTo(1);
    }

    @Test
    default void twoRoutesNeverHaveOneObjectAtOnce() {
        String[] keys = put10("options/two/");
        Map<String, AtomicInteger> now = new ConcurrentHashMap<>();
        List<String> done = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger most = new AtomicInteger();
        Processor slow = exchange -> {
            String key = exchange.getMessage().getHeader(CloudBridgeConstants.KEY, String.class);
            AtomicInteger count = now.computeIfAbsent(key, k -> new AtomicInteger());
            most.accumulateAndGet(count.incrementAndGet(), Math::max);
            new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS);
            count.decrementAndGet();
            done.add(key);
        };
        consume("options/two/", "delete=true&maxConcurrency=2&delay=100", slow);
        consume("options/two/", "delete=true&maxConcurrency=2&delay=110", slow);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(keys("options/two/")).isEmpty());
        assertThat(most).hasValue(1);
        assertThat(done).contains(keys);
    }

    @Test
    default void aFilterMayBeABean() {
        put10("options/filter/");
        Predicate<ObjectInfo> even = info -> (info.key().charAt(info.key().length() - 1) - '0') % 2 == 0;
        camel().getRegistry().bind("even-keys", even);
        consume("options/filter/", "delay=100&filter=#even-keys")
                .staysAt(
                        "options/filter/0",
                        "options/filter/2",
                        "options/filter/4",
                        "options/filter/6",
                        "options/filter/8");
    }

    @Test
    default void foldersAreTakenIfAskedFor() {
        put("options/folders/", new byte[0]);
        put("options/folders/sub/", new byte[0]);
        put("options/folders/sub/x", Samples.text("x"));
        consume("options/folders/", "delay=100&includeFolders=true")
                .awaitKeys("options/folders/", "options/folders/sub/", "options/folders/sub/x");
    }

    @Test
    default void bodiesThatAreFetchedAheadAreTheRightOnes() {
        String[] keys = put10("options/prefetch/");
        Consumed consumed = consume("options/prefetch/", "delay=100&delete=true&prefetch=3&prefetchMaxSize=1000");
        consumed.staysAt(keys);
        assertThat(consumed.seen()).allMatch(seen -> seen.body().equals("content of " + seen.key()));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(keys("options/prefetch/")).isEmpty());
    }

    @Test
    default void aShuffledPollTakesEverythingOnce() {
        String[] keys = put10("options/shuffle/");
        consume("options/shuffle/", "delay=100&shuffle=true&delete=true").staysAt(keys);
    }

    @Test
    default void anIdlePollMaySendAnEmptyMessage() {
        AtomicInteger empty = new AtomicInteger();
        consume("options/idle/", "delay=100&sendEmptyMessageWhenIdle=true", exchange -> {
            if (exchange.getMessage().getBody() == null) {
                empty.incrementAndGet();
            }
        });
        await().atMost(Duration.ofSeconds(30)).until(() -> empty.get() >= 2);
    }

    @Test
    default void aMoveMayGoToAnotherConnection() {
        String archive = newBucket();
        put("options/connection/x", Samples.text("moved"));
        consume("options/connection/", "delay=100&move=arrived/&moveConnection=it&moveBucket=" + archive);
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(keys("options/connection/")).isEmpty();
            assertThat(keys(archive, "")).containsExactly("arrived/x");
        });
    }
}
