/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A done file of a whole folder stays as long as anything in the folder is still to be processed: without it, that would never come. */
class FolderDoneFilesTest {

    @TempDir
    Path root;

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    private Inbox inbox() {
        Inbox inbox = new Inbox(root.resolve("store"));
        open.add(0, inbox);
        return inbox;
    }

    @Test
    void whileAnotherProcessHasAnObjectOfTheFolderThatMayFail() throws Exception {
        SharedDatabase database = SharedDatabase.openH2(root.getFileName().toString());
        open.add(database);
        Inbox one = inbox();
        Inbox two = inbox();
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicBoolean failed = new AtomicBoolean();
        one.put("a", "ready");
        for (Inbox inbox : List.of(one, two)) {
            inbox.context.getRegistry().bind("database", database.pool());
            inbox.route("delete=true&doneFileName=ready&claims=#database", exchange -> {
                if (Inbox.key(exchange).equals("a") && failed.compareAndSet(false, true)) {
                    goOn.await();
                    throw new IllegalStateException("once");
                }
            });
        }
        one.context.start();
        await().until(() -> one.consumed().equals(List.of("a")));
        one.put("b", "c");
        two.context.start();
        await().until(() -> two.keys().equals(List.of("a", "ready")));
        await().during(Duration.ofMillis(500)).until(() -> two.keys().contains("ready"));
        goOn.countDown();
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(one.keys())
                .as("%s %s", one.consumed(), two.consumed())
                .isEmpty());
        assertThat(one.consumed.size() + two.consumed.size()).isEqualTo(4);
    }

    @Test
    void whileAnotherShardHasNotBegun() throws Exception {
        Inbox one = inbox();
        Inbox two = inbox();
        IntStream.range(0, 20).forEach(i -> one.put("k" + i));
        one.put("ready");
        one.route("delete=true&doneFileName=ready&shard=0/2");
        one.context.start();
        await().until(() -> one.keys().size() == 21 - one.consumed.size() && one.consumed.size() > 3);
        await().during(Duration.ofMillis(500)).until(() -> one.keys().contains("ready"));
        two.route("delete=true&doneFileName=ready&shard=1/2");
        two.context.start();
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(one.keys())
                .as("%s %s", one.consumed(), two.consumed())
                .isEmpty());
        assertThat(one.consumed.size() + two.consumed.size()).isEqualTo(20);
    }

    @Test
    void whileAnObjectIsTooYoung() throws Exception {
        Inbox inbox = inbox();
        inbox.put("old");
        await().pollDelay(Duration.ofSeconds(3)).until(() -> true);
        inbox.put("young", "ready");
        inbox.route("delete=true&doneFileName=ready&minAge=3s");
        inbox.context.start();
        await().atMost(Duration.ofSeconds(30)).until(() -> inbox.keys().isEmpty());
        assertThat(inbox.consumed()).containsExactly("old", "young");
    }

    @Test
    void whileAnObjectHasNoPlaceToGoTo() throws Exception {
        Inbox inbox = inbox();
        inbox.put("in/a", "in/b", "in/ready");
        AtomicBoolean known = new AtomicBoolean();
        inbox.context.getRegistry().bind("places", new Places(known));
        inbox.route("prefix=in/&doneFileName=ready&move=${bean:places?method=of(${file:onlyname})}");
        inbox.context.start();
        await().until(() -> inbox.keys().contains("done/a"));
        await().during(Duration.ofMillis(500)).until(() -> inbox.keys().contains("in/ready"));
        known.set(true);
        await().atMost(Duration.ofSeconds(30)).until(() -> inbox.keys().equals(List.of("done/a", "done/b")));
    }

    /** Knows the place of one object later than those of others. */
    public static final class Places {
        private final AtomicBoolean known;

        private Places(AtomicBoolean known) {
            this.known = known;
        }

        public String of(String name) {
            return name.equals("b") && !known.get() ? "" : "done/" + name;
        }
    }

    @Test
    void butNotForAnObjectThatHasVanished() throws Exception {
        Inbox inbox = inbox();
        HookedProvider store = new HookedProvider();
        inbox.through(store);
        inbox.put("a", "b", "ready");
        store.before((verb, keys) -> {
            if (verb.equals("read") && keys.equals(List.of("b"))) {
                inbox.client.delete(
                        new io.cloudbridge.store.DeleteRequest(new io.cloudbridge.store.ObjectRef("inbox", "b")));
            }
        });
        inbox.route("delete=true&doneFileName=ready");
        inbox.context.start();
        await().atMost(Duration.ofSeconds(30)).until(() -> inbox.keys().isEmpty());
        assertThat(inbox.consumed()).containsExactly("a");
    }
}
