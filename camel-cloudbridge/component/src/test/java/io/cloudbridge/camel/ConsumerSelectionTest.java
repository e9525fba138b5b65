/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudbridge.store.ObjectInfo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which objects are taken, and in which order. */
class ConsumerSelectionTest {

    @TempDir
    Path root;

    private Inbox inbox;

    @BeforeEach
    void open() {
        inbox = new Inbox(root);
    }

    @AfterEach
    void close() {
        inbox.close();
    }

    private void assertConsumes(String options, String... keys) throws Exception {
        inbox.route(options);
        inbox.context.start();
        await().until(() -> inbox.consumed.size() >= keys.length);
        await().during(Duration.ofMillis(100)).until(() -> inbox.consumed.size() == keys.length);
        assertThat(inbox.consumed()).containsExactly(keys);
    }

    @Test
    void prefixStartAfterAndDelimiterNarrowInTheStore() throws Exception {
        inbox.put("in/a", "in/b", "in/c", "in/sub/d", "out/e");
        assertConsumes("prefix=in/&recursive=false&startAfter=in/a", "in/b", "in/c");
    }

    @Test
    void patternsExtensionsAndSizes() throws Exception {
        inbox.put("a.txt", "b.csv", "c.tmp", "sub/d.txt", "sub/e.csv");
        inbox.write("big.txt", "x".repeat(100));
        assertConsumes("antInclude=**/*.txt,*.csv&excludeExt=tmp&maxSize=50&exclude=a.*", "b.csv", "sub/d.txt");
    }

    @Test
    void minAgeWaitsAndThenTakes() throws Exception {
        inbox.put("a");
        inbox.route("minAge=1s");
        inbox.context.start();
        await().during(Duration.ofMillis(300)).until(() -> inbox.consumed.isEmpty());
        await().until(() -> inbox.consumed.size() == 1);
    }

    @Test
    void folderMarkersAreTakenOnlyIfAskedFor() throws Exception {
        inbox.write("sub/", "");
        inbox.write("sub/empty", "");
        assertConsumes("", "sub/empty");
        inbox.route("folders", "includeFolders=true", from -> from);
        await().until(() -> inbox.consumed.contains("sub/"));
    }

    @Test
    void aFilterIsABeanOrAPredicate() throws Exception {
        inbox.context.getRegistry().bind("even", (Predicate<ObjectInfo>)
                object -> object.key().endsWith("2"));
        inbox.put("k1", "k2", "k3");
        assertConsumes("filter=#bean:even", "k2");
        inbox.route("simple", "filter=RAW(${file:onlyname} == 'k3' && ${size} > 1)", from -> from);
        await().until(() -> inbox.consumed.contains("k3"));
    }

    @Test
    void sortsAsTheFileComponentDoes() throws Exception {
        inbox.write("a", "333");
        inbox.write("b", "1");
        inbox.write("c", "22");
        inbox.write("D", "22");
        assertConsumes("sortBy=reverse:file:length;ignoreCase:file:name", "a", "c", "D", "b");
    }

    @Test
    void theLimitCutsBeforeOrAfterSorting() throws Exception {
        for (int i = 1; i <= 6; i++) {
            inbox.write("k" + i, "x".repeat(10 - i));
        }
        inbox.route(
                "late", "sortBy=file:length&maxMessagesPerPoll=2&eagerMaxMessagesPerPoll=false&delay=1h", from -> from);
        inbox.context.start();
        await().until(() -> inbox.consumed.size() == 2);
        assertThat(inbox.consumed()).containsExactly("k6", "k5");
        inbox.consumed.clear();
        inbox.route("eager", "sortBy=file:length&maxMessagesPerPoll=2&delay=1h", from -> from);
        await().until(() -> inbox.consumed.size() == 2);
        assertThat(inbox.consumed()).containsExactly("k2", "k1");
    }

    @Test
    void shuffleTakesAll() throws Exception {
        inbox.putMany(40);
        inbox.route("shuffle=true&maxMessagesPerPoll=15");
        inbox.context.start();
        await().until(() -> inbox.consumed.size() == 40);
        assertThat(Set.copyOf(inbox.consumed())).hasSize(40);
    }

    @Test
    void anObjectWaitsForItsDoneFileWhichGoesWithIt() throws Exception {
        inbox.put("a.txt", "b.txt", "b.txt.done", "sub/c.txt", "sub/c.txt.done");
        assertConsumes("doneFileName=${file:name}.done&delete=true", "b.txt", "sub/c.txt");
        await().until(() -> inbox.keys().equals(java.util.List.of("a.txt")));
        inbox.put("a.txt.done");
        await().until(() -> inbox.keys().isEmpty());
    }

    @Test
    void aFixedDoneFileOpensItsFolderAndGoesWhenAllIsDone() throws Exception {
        inbox.putMany(25);
        inbox.put("other/x");
        AtomicInteger failures = new AtomicInteger();
        inbox.route("delete=true&doneFileName=ready&maxMessagesPerPoll=10", exchange -> {
            if (Inbox.key(exchange).equals("k00003") && failures.getAndIncrement() == 0) {
                throw new IllegalStateException("once");
            }
        });
        inbox.context.start();
        await().during(Duration.ofMillis(200)).until(() -> inbox.consumed.isEmpty());
        inbox.put("ready");
        await().until(() -> inbox.keys().equals(java.util.List.of("other/x")));
        assertThat(inbox.consumed).hasSize(26);
    }

    @Test
    void keptObjectsBehindAPrefixAreAllSeenOverSeveralPages() throws Exception {
        for (int i = 0; i < 1200; i++) {
            inbox.put(String.format("in/k%05d", i));
        }
        inbox.route("prefix=in/&maxMessagesPerPoll=500&greedy=true");
        inbox.context.start();
        await().until(() -> inbox.consumed.size() == 1200);
        inbox.put("in/k00000a", "in/z");
        await().until(() -> inbox.consumed.size() == 1202);
        inbox.assertConsumedOnce(1202);
    }

    @Test
    void aFailedPollLeavesNoClaimBehind() throws Exception {
        inbox.put("a", "b");
        AtomicInteger asked = new AtomicInteger();
        inbox.context
                .getRegistry()
                .bind("broken", new org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository() {
                    @Override
                    public boolean add(String key) {
                        if (key.contains("/b@") && asked.getAndIncrement() < 3) {
                            throw new IllegalStateException("database is down");
                        }
                        return super.add(key);
                    }
                });
        inbox.route("idempotentRepository=#broken");
        inbox.context.start();
        await().until(() -> inbox.consumed.size() == 2);
        assertThat(inbox.consumed()).containsExactly("a", "b");
        assertThat(asked).hasValueGreaterThan(3);
    }

    @Test
    void theConsumerIsReadyWhileItsFirstBatchIsSlow() throws Exception {
        inbox.put("a");
        CountDownLatch release = new CountDownLatch(1);
        inbox.route("delete=true", exchange -> assertThat(release.await(20, TimeUnit.SECONDS))
                .isTrue());
        inbox.context.start();
        await().until(() -> inbox.consumed.size() == 1);
        assertThat(inbox.consumer().isConsumerReady()).isTrue();
        release.countDown();
    }
}
