/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many objects cost neither heap nor requests. */
@Tag("slow")
class ConsumerScaleTest {

    private static final int MILLION = 1_000_000;
    private static final int MANY = 100_000;

    @TempDir
    Path root;

    private final NamesProvider store = new NamesProvider(MILLION);
    private final Queue<Long> heap = new ConcurrentLinkedQueue<>();
    private final BitSet emitted = new BitSet(MILLION + 1);
    private final AtomicInteger twice = new AtomicInteger();
    private Inbox inbox;

    @BeforeEach
    void open() {
        inbox = new Inbox(root.resolve("store"));
        inbox.through(store);
    }

    @AfterEach
    void close() {
        inbox.close();
    }

    @Test
    void theFirstExchangeStartsBehindTheFirstPageAndTheHeapStaysFlat() throws Exception {
        store.grow(MANY);
        AtomicInteger pagesAtFirst = new AtomicInteger();
        consume("maxMessagesPerPoll=0&idempotent=false&bodyType=none&delete=true&commitBatchSize=1000", exchange -> {
            int index = NamesProvider.index(Inbox.key(exchange));
            if (index == 0) {
                pagesAtFirst.compareAndSet(0, store.requests().get("list"));
            }
            if (index % (MANY / 4) == 5000) {
                heap.add(usedHeap());
            }
        });
        inbox.context.start();
        await().atMost(Duration.ofSeconds(60)).until(() -> heap.size() >= 4);
        assertThat(pagesAtFirst).as("one, and the one that is listed meanwhile").hasValueLessThanOrEqualTo(2);
        long first = heap.remove();
        assertThat(heap).allSatisfy(used -> assertThat(used - first).isLessThan(4L << 20));
    }

    @Test
    void aMillionSeenObjectsAreEmittedOnceForFortyBytesEach() throws Exception {
        consume("delay=500&bodyType=none&maxMessagesPerPoll=0&seenFile=" + root.resolve("seen"), this::emit);
        long before = usedHeap();
        inbox.context.start();
        await().atMost(Duration.ofSeconds(120)).until(() -> seen() == MILLION && twice.get() == 0);
        assertThat((usedHeap() - before) / MILLION)
                .as("bytes of heap an object")
                .isBetween(17L, 40L);

        // another start, as far as the file goes: a poll finds what came meanwhile, and asks for nothing else
        inbox.context.getRouteController().stopRoute("consumer");
        store.grow(MILLION + 1);
        store.requests().clear();
        inbox.context.getRouteController().startRoute("consumer");
        await().atMost(Duration.ofSeconds(60)).until(() -> seen() == MILLION + 1);
        await().atMost(Duration.ofSeconds(60)).until(() -> store.requests().get("list") > MILLION / 1000 + 100);
        assertThat(store.requests()).containsOnlyKeys("list");
        assertThat(emitted.cardinality()).isEqualTo(MILLION + 1);
        assertThat(twice).hasValue(0);
    }

    private void consume(String options, Processor step) throws Exception {
        inbox.context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from(inbox.uri(options)).routeId("consumer").process(step);
            }
        });
    }

    private void emit(Exchange exchange) {
        int index = NamesProvider.index(Inbox.key(exchange));
        if (emitted.get(index)) {
            twice.incrementAndGet();
        }
        emitted.set(index);
    }

    private long seen() {
        return inbox.consumer().getSeen();
    }

    private static long usedHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
