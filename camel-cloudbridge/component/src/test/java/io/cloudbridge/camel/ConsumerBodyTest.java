/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudbridge.store.RequestListener;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the body is, and which requests the store sees for it. */
class ConsumerBodyTest {

    @TempDir
    Path root;

    private Inbox inbox;
    private final Map<String, Integer> requests = new ConcurrentHashMap<>();
    private final Queue<Object> bodies = new ConcurrentLinkedQueue<>();

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

    private void consume(String options, int count) throws Exception {
        inbox.route(
                options,
                exchange -> bodies.add(String.valueOf(exchange.getMessage().getBody())));
        inbox.context.start();
        await().until(() -> bodies.size() == count);
    }

    @Test
    void aConsumedObjectCostsOneRequest() throws Exception {
        inbox.putMany(30);
        consume("delete=true", 30);
        await().until(() -> inbox.keys().isEmpty());
        assertThat(requests)
                .containsKeys("list", "delete")
                .containsEntry("read", 30)
                .doesNotContainKey("head");
        assertThat(bodies).allMatch(body -> body.toString().startsWith("ObjectBody"));
    }

    @Test
    void bodyTypeNoneNeverAsksForContent() throws Exception {
        inbox.putMany(3);
        consume("bodyType=none", 3);
        assertThat(bodies).containsOnly("null");
        assertThat(requests).doesNotContainKey("read");
    }

    @Test
    void anIdlePollIsOneListingAndNothingElse() throws Exception {
        inbox.putMany(50);
        consume("seenFile=" + root.resolve("seen"), 50);
        requests.clear();
        await().until(() -> requests.getOrDefault("list", 0) >= 3);
        assertThat(requests).containsOnlyKeys("list");
    }

    @Test
    void bytesAndStringAreReadBeforeTheRoute() throws Exception {
        inbox.write("a", "höllo");
        inbox.route(
                "bytes",
                "bodyType=bytes",
                from -> from.process(e -> bodies.add(e.getMessage().getBody())));
        inbox.route(
                "string",
                "bodyType=string",
                from -> from.process(e -> bodies.add(e.getMessage().getBody())));
        inbox.context.start();
        await().until(() -> bodies.size() == 2);
        assertThat(bodies)
                .anySatisfy(body -> assertThat(body).isEqualTo("höllo"))
                .anySatisfy(body -> assertThat(body).isInstanceOf(byte[].class));
    }

    @Test
    void filesLieInTheWorkDirectoryWhateverTheKeyAndGoWithTheExchange() throws Exception {
        Path work = Files.createDirectories(root.resolve("work"));
        inbox.put("a.txt", "../../../evil.txt", "x/../../y.txt", "sub//b.txt", "..", "c:\\d");
        Queue<Path> files = new ConcurrentLinkedQueue<>();
        inbox.route("bodyType=file&localWorkDirectory=" + work, exchange -> {
            File file = exchange.getMessage().getBody(File.class);
            assertThat(Files.readString(file.toPath())).isEqualTo(Inbox.key(exchange));
            assertThat(file.toPath().toRealPath().startsWith(work.toRealPath())).isTrue();
            files.add(file.toPath());
        });
        inbox.context.start();
        await().until(() -> files.size() == 6);
        await().until(() -> isEmpty(work));
        assertThat(files.stream().map(file -> file.getFileName().toString()))
                .contains("a.txt", "evil.txt", "y.txt", "b.txt");
        assertThat(root.resolve("evil.txt")).doesNotExist();
    }

    private static boolean isEmpty(Path directory) throws Exception {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> !file.toString().endsWith(".lock")).noneMatch(Files::isRegularFile);
        }
    }

    @Test
    void smallBodiesAreFetchedAheadAndReadAsAnyOther() throws Exception {
        inbox.putMany(20);
        inbox.write("large", "x".repeat(1000));
        CountDownLatch first = new CountDownLatch(1);
        Queue<String> texts = new ConcurrentLinkedQueue<>();
        inbox.route("prefetch=4&prefetchMaxSize=100", exchange -> {
            if (bodies.isEmpty()) {
                bodies.add(exchange.getMessage().getBody());
                assertThat(first.await(20, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(exchange.getMessage().getBody()).isInstanceOf(ObjectBody.class);
            texts.add(exchange.getMessage().getBody(String.class));
        });
        inbox.context.start();
        await().until(() -> requests.getOrDefault("read", 0) == 5);
        await().during(java.time.Duration.ofMillis(100)).until(() -> requests.get("read") == 5);
        first.countDown();
        await().until(() -> texts.size() == 21);
        assertThat(texts).contains("k00000", "k00019", "x".repeat(1000));
        assertThat(requests).containsEntry("read", 21);
    }

    @Test
    void withoutRoomInTransferMemoryNothingIsFetchedAhead() throws Exception {
        var memory = inbox.context
                .getComponent("cloudbridge", CloudBridgeComponent.class)
                .engine()
                .memory();
        inbox.putMany(5);
        try (var taken = memory.tryReserveReadAhead(memory.total() / 2).orElseThrow()) {
            consume("prefetch=4", 5);
            taken.shrinkTo(memory.total() / 2);
        }
        assertThat(requests).containsEntry("read", 5);
    }

    @Test
    void anUnreadPrefetchGivesItsMemoryBack() throws Exception {
        CloudBridgeComponent component = inbox.context.getComponent("cloudbridge", CloudBridgeComponent.class);
        inbox.putMany(30);
        consume("prefetch=8", 30);
        assertThat(List.copyOf(bodies)).hasSize(30);
        await().until(() -> component.engine().memory().available()
                == component.engine().memory().total());
    }
}
