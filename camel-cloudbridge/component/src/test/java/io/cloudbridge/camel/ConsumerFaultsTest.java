/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.ObjectPage;
import io.cloudbridge.store.ObjectRef;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Faults of stores, routes and processes that once lost an object, processed it twice, or kept the consumer from going on. */
@Timeout(60)
class ConsumerFaultsTest {

    @TempDir
    Path root;

    private final HookedProvider store = new HookedProvider();
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

    private static CloudBridgeException notFound(String key) {
        return new CloudBridgeException.ObjectNotFound(
                Failure.of("gone").in(HookedProvider.NAME, "read", "inbox", key), null);
    }

    private static CloudBridgeException denied() {
        return new CloudBridgeException.AccessDenied(Failure.of("the key may not delete"), null);
    }

    @Test
    void aPollThatStartsFewerExchangesThanItClaimedForgetsNothingThatWasSeen() throws Exception {
        inbox.putMany(1200);
        inbox.route("maxMessagesPerPoll=5&bodyType=bytes");
        inbox.context.start();
        await().atMost(Duration.ofSeconds(40)).until(() -> inbox.consumed.size() == 1200);
        AtomicBoolean once = new AtomicBoolean();
        store.before((verb, keys) -> {
            if (verb.equals("read") && keys.equals(List.of("a02")) && once.compareAndSet(false, true)) {
                throw notFound("a02");
            }
        });
        IntStream.range(0, 20).forEach(i -> inbox.put(String.format("a%02d", i)));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> Set.copyOf(inbox.consumed).size() == 1220);
        await().during(Duration.ofMillis(500)).until(() -> inbox.consumed.size() == 1220);
        assertThat(once).isTrue();
    }

    @Test
    void anOutOfMemoryErrorIsTheFailureOfItsObject() throws Exception {
        AtomicBoolean full = new AtomicBoolean(true);
        store.before((verb, keys) -> {
            if (verb.equals("read") && keys.contains("big") && full.get()) {
                throw new OutOfMemoryError("Java heap space");
            }
        });
        inbox.put("a", "big", "c");
        inbox.route("bodyType=bytes&delete=true");
        inbox.context.start();
        await().until(() -> Set.copyOf(inbox.consumed).equals(Set.of("a", "c")));
        assertThat(inbox.consumer().getFailing()).isEqualTo(1);
        assertThat(inbox.consumer().getInProgress()).isZero();
        full.set(false);
        await().until(() -> inbox.keys().isEmpty());
        assertThat(inbox.consumed()).containsExactlyInAnyOrder("a", "big", "c");
    }

    @Test
    void twoRoutesWithOtherOptionsNeverHaveOneObjectAtOnce() throws Exception {
        inbox.putMany(40);
        Set<String> running = ConcurrentHashMap.newKeySet();
        AtomicInteger twice = new AtomicInteger();
        for (String options : List.of("maxRetries=3", "maxConnections=7&requestTimeout=5s")) {
            inbox.route(
                    options.substring(0, 10),
                    "delete=true&maxConcurrency=4&" + options,
                    from -> from.process(e -> {
                        if (!running.add(Inbox.key(e))) {
                            twice.incrementAndGet();
                        }
                        TimeUnit.MILLISECONDS.sleep(10);
                        running.remove(Inbox.key(e));
                    }));
        }
        inbox.context.start();
        await().until(() -> inbox.keys().isEmpty());
        assertThat(twice).hasValue(0);
    }

    @Test
    void readAheadNeverKeepsAnUploadWaiting() throws Exception {
        inbox.context.getComponent("cloudbridge", CloudBridgeComponent.class).setTransferMemory(1 << 20);
        inbox.put("a", "b", "c");
        inbox.route("consumer", "prefetch=2&delete=true", from -> from.process(
                        e -> e.getMessage().setBody(endless(3 << 20)))
                .toD("cloudbridge:out?provider=hooked&autoCreateBucket=true&rootDirectory=" + inbox.root));
        inbox.context.start();
        await().until(() -> inbox.keys().isEmpty());
        assertThat(inbox.keys("out")).containsExactly("a", "b", "c");
    }

    private static InputStream endless(int length) {
        return new SequenceInputStream(Collections.enumeration(List.of(
                new ByteArrayInputStream(new byte[length / 2]), new ByteArrayInputStream(new byte[length / 2]))));
    }

    @Test
    void aDoneFileWhoseDeleteFailedIsDeletedLater() throws Exception {
        AtomicInteger refusals = new AtomicInteger();
        store.before((verb, keys) -> {
            if (verb.equals("delete") && keys.contains("in/ready") && refusals.incrementAndGet() <= 2) {
                throw denied();
            }
        });
        inbox.put("in/a", "in/b", "in/ready");
        inbox.route("delete=true&doneFileName=ready");
        inbox.context.start();
        await().until(() -> inbox.keys().isEmpty());
        inbox.assertConsumedOnce(2);
    }

    @Test
    void aPollWithDoneFilesAsksForNothingButTheListing() throws Exception {
        IntStream.range(0, 30).forEach(i -> inbox.put("waits" + i + ".txt"));
        inbox.put("x.txt", "x.txt.done");
        inbox.route("delete=true&doneFileName=${file:name}.done");
        inbox.context.start();
        await().until(() -> store.requests("list") > 5 && inbox.consumed.size() == 1);
        assertThat(store.requests("head")).isZero();
        inbox.put("waits7.txt.done");
        await().until(() -> inbox.consumed.size() == 2);
        assertThat(store.requests("head")).isZero();
    }

    @Test
    void anErrorOfAnotherStoreIsAFailureOfTheObject() throws Exception {
        try (Inbox other = new Inbox(root.resolve("other"))) {
            other.write("taken", "by somebody else");
            inbox.put("taken");
            inbox.route(
                    "consumer",
                    "maxFailures=2&moveFailed=bad/&delete=true",
                    from -> from.toD("cloudbridge:inbox?provider=local&ifNoneMatch=*&rootDirectory=" + other.root));
            inbox.context.start();
            await().until(() -> inbox.keys().equals(List.of("bad/taken")));
            assertThat(inbox.consumed).hasSize(2);
        }
    }

    @Test
    void whatFailsOrCannotBeFinishedWaitsLongerEachTime() throws Exception {
        store.before((verb, keys) -> {
            if (verb.equals("delete")) {
                throw denied();
            }
        });
        inbox.put("denied", "poison");
        try (LogLines lines = LogLines.of("io.cloudbridge.camel.consumer.CommitHandler")) {
            inbox.route("delete=true", exchange -> {
                if (Inbox.key(exchange).equals("poison")) {
                    throw new IllegalStateException("poison");
                }
            });
            inbox.context.start();
            await().pollDelay(Duration.ofMillis(2500)).until(() -> inbox.consumed.size() >= 4);
            assertThat(inbox.consumed).as("at 0 s and at 1 s; next at 3 s").hasSize(4);
            assertThat(lines.text())
                    .as("one line for each")
                    .hasSize(2)
                    .anyMatch(line -> line.contains("inbox/denied") && line.contains("may not delete"))
                    .anyMatch(line -> line.contains("inbox/poison failed and is tried again"));
        }
    }

    @Test
    void anObjectThatIsListedAndNeverThereIsNamedOnce() throws Exception {
        store.before((verb, keys) -> {
            if (verb.equals("read") && keys.contains("ghost")) {
                throw notFound("ghost");
            }
        });
        inbox.put("a", "ghost");
        try (LogLines lines = LogLines.of("io.cloudbridge.camel.consumer.CommitHandler")) {
            inbox.route("");
            inbox.context.start();
            await().until(() -> !lines.text().isEmpty());
            assertThat(lines.text())
                    .singleElement()
                    .asString()
                    .contains("ghost")
                    .contains("no such version");
            assertThat(store.requests("read")).isLessThan(5);
        }
        assertThat(inbox.consumed()).containsExactly("a");
    }

    @Test
    void theSameNameInTwoFoldersNeverMeetsInOneTarget() throws Exception {
        inbox.put("in/a/report.csv", "in/b/report.csv");
        inbox.route("prefix=in/&move=done/");
        inbox.context.start();
        await().until(() -> inbox.keys().equals(List.of("done/a/report.csv", "done/b/report.csv")));
    }

    @Test
    void anotherObjectAtTheTargetStaysUnlessTheOptionSaysOtherwise() throws Exception {
        Map<String, List<String>> keysAfter = Map.of(
                "rename", List.of("done/a-1.txt", "done/a.txt"),
                "replace", List.of("done/a.txt"),
                "fail", List.of("done/a.txt", "in/a.txt"));
        for (String existing : List.of("rename", "replace", "fail")) {
            inbox.keys()
                    .forEach(key ->
                            inbox.client.delete(new io.cloudbridge.store.DeleteRequest(new ObjectRef("inbox", key))));
            inbox.write("done/a.txt", "another");
            inbox.write("in/a.txt", "new");
            inbox.route(existing, "prefix=in/&move=done/&moveExisting=" + existing, from -> from);
            inbox.context.start();
            await(existing).until(() -> inbox.keys().equals(keysAfter.get(existing)) && !inbox.consumed.isEmpty());
            assertThat(inbox.get("inbox", "done/a.txt")).isEqualTo(existing.equals("replace") ? "new" : "another");
            inbox.context.getRouteController().stopRoute(existing);
            inbox.consumed.clear();
        }
    }

    @Test
    void anObjectThatWasCopiedBeforeAKillIsMovedToTheEnd() throws Exception {
        inbox.write("in/a.txt", "content");
        inbox.write("done/a.txt", "content");
        inbox.route("prefix=in/&move=done/");
        inbox.context.start();
        await().until(() -> inbox.keys().equals(List.of("done/a.txt")));
    }

    /** Empty flag files, and reports that did not change since yesterday. */
    @Test
    void twoObjectsOfTheSameContentAreNoCopiesOfEachOther() throws Exception {
        inbox.write("done/a.txt", "content");
        inbox.write("in/x/a.txt", "content");
        inbox.write("in/y/a.txt", "content");
        inbox.route("prefix=in/&move=done/${file:onlyname}&moveExisting=rename");
        inbox.context.start();
        await().until(() -> inbox.keys().equals(List.of("done/a-1.txt", "done/a-2.txt", "done/a.txt")));
    }

    @Test
    void aMoveToTheSameObjectByAnotherConnectionLosesNothing() throws Exception {
        inbox.write("a.txt", "content");
        CloudBridgeConfiguration alias = new CloudBridgeConfiguration();
        alias.setProvider("local");
        alias.setRootDirectory(
                Files.createSymbolicLink(root.resolve("alias"), inbox.root).toString());
        inbox.context.getComponent("cloudbridge", CloudBridgeComponent.class).setConnections(Map.of("alias", alias));
        for (String existing : List.of("fail", "replace", "rename")) {
            inbox.route(existing, "moveConnection=alias&moveExisting=" + existing, from -> from);
            inbox.context.start();
            await(existing).until(() -> !inbox.consumed.isEmpty());
            inbox.context.getRouteController().stopRoute(existing);
            assertThat(inbox.get("inbox", "a.txt")).isEqualTo("content");
            inbox.consumed.clear();
        }
    }

    @Test
    void namesOfAnyLengthAndLineBreaksAreTaken() throws Exception {
        String longName = "n".repeat(300) + ".txt";
        inbox.put("a\nb.txt", longName);
        Queue<String> names = new ConcurrentLinkedQueue<>();
        inbox.route(
                "include=.*&bodyType=file&localWorkDirectory=" + root.resolve("work"),
                exchange -> names.add(
                        exchange.getMessage().getBody(java.io.File.class).getName()));
        inbox.context.start();
        await().until(() -> inbox.consumed.size() == 2);
        assertThat(names).anyMatch(name -> name.length() == 255 && name.endsWith("n.txt"));
    }

    @Test
    void filesThatAKilledConsumerLeftAreDeletedAtStartAndNothingElse() throws Exception {
        Path work = Files.createDirectories(root.resolve("work"));
        String dead = "cloudbridge-00000000-0000-4000-8000-000000000000";
        Files.createDirectories(work.resolve(dead).resolve("1"));
        Files.writeString(work.resolve(dead).resolve("1").resolve("left.txt"), "left");
        Files.writeString(work.resolve(dead + ".lock"), "");
        Files.writeString(work.resolve("mine.txt"), "of somebody else");
        inbox.put("a");
        inbox.route("bodyType=file&localWorkDirectory=" + work);
        inbox.context.start();
        await().until(() -> inbox.consumed.size() == 1);
        assertThat(work.resolve(dead)).doesNotExist();
        assertThat(work.resolve("mine.txt")).exists();
    }

    @Test
    void anArchivedObjectIsSkippedWithOneLineAndTakenOnceReadable() throws Exception {
        AtomicBoolean cold = new AtomicBoolean(true);
        store.answer(answer -> answer instanceof ObjectPage page && cold.get()
                ? new ObjectPage(
                        page.objects().stream()
                                .map(object -> object.withArchived(object.key().startsWith("cold")))
                                .toList(),
                        page.commonPrefixes(),
                        page.nextToken())
                : answer);
        inbox.put("cold1", "cold2", "warm");
        try (LogLines lines = LogLines.of("io.cloudbridge.camel.consumer.ObjectSelector")) {
            inbox.route("delete=true");
            inbox.context.start();
            await().until(() -> store.requests("list") > 4);
            assertThat(inbox.consumed()).containsExactly("warm");
            assertThat(inbox.consumer().getArchived()).isEqualTo(2);
            assertThat(lines.text())
                    .singleElement()
                    .asString()
                    .contains("inbox/cold1")
                    .contains("restore");
        }
        cold.set(false);
        await().until(() -> inbox.keys().isEmpty());
    }

    @Test
    void unreadBodiesHoldNoMoreThanHalfOfTheConnections() throws Exception {
        byte[] content = new byte[200_000];
        IntStream.range(0, 70)
                .forEach(
                        i -> inbox.write("k" + i, i + new String(content, java.nio.charset.StandardCharsets.US_ASCII)));
        CountDownLatch allWait = new CountDownLatch(1);
        Queue<String> read = new ConcurrentLinkedQueue<>();
        AtomicInteger arrived = new AtomicInteger();
        inbox.route("consumer", "", from -> from.process(e -> arrived.incrementAndGet())
                .to("seda:later?waitForTaskToComplete=Never&size=100"));
        inbox.context.addRoutes(new org.apache.camel.builder.RouteBuilder() {
            @Override
            public void configure() {
                from("seda:later?size=100").process(e -> {
                    allWait.await();
                    read.add(Inbox.key(e) + e.getMessage().getBody(String.class).length());
                });
            }
        });
        inbox.context.start();
        await().until(() -> arrived.get() == 70);
        await("half of 64").until(() -> openFiles() <= 32);
        allWait.countDown();
        await().until(() -> read.size() == 70);
        assertThat(read).contains("k0" + 200_001, "k69" + 200_002);
    }

    private long openFiles() throws Exception {
        String bucket = inbox.root.resolve("inbox").toRealPath().toString();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors
                    .map(fd -> {
                        try {
                            return Files.readSymbolicLink(fd).toString();
                        } catch (java.io.IOException e) {
                            return "";
                        }
                    })
                    .filter(name -> name.startsWith(bucket))
                    .count();
        }
    }

    @Test
    void anObjectOfAnExchangeThatFailedAndRecoveredIsProcessedOnce() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        inbox.put("a");
        inbox.route("delete=true", (Exchange exchange) -> {
            if (tries.incrementAndGet() == 1) {
                throw new IllegalStateException("only once");
            }
        });
        try (LogLines lines = LogLines.of("io.cloudbridge.camel.consumer.CommitHandler")) {
            inbox.context.start();
            await().until(() -> inbox.keys().isEmpty());
            await().until(() -> lines.text().size() == 2);
            assertThat(lines.text().get(1)).contains("inbox/a was processed after it had failed 1 times");
        }
        assertThat(tries).hasValue(2);
    }
}
