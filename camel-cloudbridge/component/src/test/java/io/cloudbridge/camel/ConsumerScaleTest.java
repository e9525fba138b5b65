/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudbridge.store.RequestListener;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many objects cost neither heap nor requests. */
@Tag("slow")
class ConsumerScaleTest {

    @TempDir
    Path root;

    private Inbox inbox;
    private final Map<String, Integer> requests = new ConcurrentHashMap<>();

    @BeforeEach
    void open() {
        inbox = new Inbox(root.resolve("store"));
        inbox.context.getRegistry().bind("requests", (RequestListener)
                (provider, operation, outcome, took) -> requests.merge(operation, 1, Integer::sum));
    }

    @AfterEach
    void close() {
        inbox.close();
    }

    @Test
    void theFirstExchangeStartsBehindTheFirstPageAndTheHeapStaysFlat() throws Exception {
        ConsumerProcess.drop(inbox.root, 100_000);
        Queue<Long> heap = new ConcurrentLinkedQueue<>();
        AtomicInteger pagesAtFirst = new AtomicInteger();
        AtomicInteger count = new AtomicInteger();
        inbox.route(
                "consumer",
                "maxMessagesPerPoll=0",
                from -> from.process(exchange -> {
                    int number = count.incrementAndGet();
                    if (number == 1) {
                        pagesAtFirst.set(requests.getOrDefault("list", 0));
                    }
                    if (number % 1500 == 1) {
                        inbox.consumed.clear();
                        heap.add(usedHeap());
                    }
                }));
        inbox.context.start();
        await().atMost(Duration.ofSeconds(120)).until(() -> heap.size() >= 4);
        assertThat(pagesAtFirst).hasValue(1);
        long first = heap.remove();
        assertThat(heap).allSatisfy(used -> assertThat(used - first).isLessThan(8L << 20));
    }

    @Test
    void whatWasSeenIsNotEmittedAgainNorAskedForOneByOne() throws Exception {
        int objects = 20_000;
        ConsumerProcess.drop(inbox.root, objects);
        String options = "maxMessagesPerPoll=0&seenFile=" + root.resolve("seen");
        inbox.route(options);
        inbox.context.start();
        await().atMost(Duration.ofSeconds(120)).until(() -> inbox.consumed.size() == objects);
        inbox.context.getRouteController().stopRoute("consumer");
        requests.clear();
        inbox.context.getRouteController().startRoute("consumer");
        inbox.put("later");
        await().atMost(Duration.ofSeconds(60)).until(() -> inbox.consumed.contains("later"));
        inbox.assertConsumedOnce(objects + 1);
        assertThat(requests.getOrDefault("head", 0)).as("only for the new one").isLessThanOrEqualTo(1);
        assertThat(requests).doesNotContainKey("read");
        assertThat(inbox.consumer().rooms().seen()).isEqualTo(objects + 1);
    }

    private static long usedHeap() {
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
