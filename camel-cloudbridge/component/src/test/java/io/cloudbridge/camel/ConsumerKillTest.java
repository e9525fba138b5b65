/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Consumers that are killed ten times at random moments over 2 000 objects each: every object is processed, none is lost or left, and no more
 * are processed twice than what was in flight, in an open group, or in the group that was being deleted. They share a process, which is what takes the time.
 */
@Tag("slow")
class ConsumerKillTest {

    private static final int OBJECTS = 2000;
    private static final int KILLS = 10;
    private static final int AT_ONCE = 4;
    private static final int GROUP = 20;

    @TempDir
    Path root;

    private final Random random = new Random();

    /** One consumer: how it ends its objects, in which directory its bucket is, and where it notes what it processed. */
    private record Killed(String options, Path store, Path log) {

        String uri() {
            return "cloudbridge:inbox?provider=local&rootDirectory=" + store
                    + "&initialDelay=0&delay=20&maxConcurrency=" + AT_ONCE + "&" + options;
        }

        long processed() throws IOException {
            return ConsumerProcess.logged(log);
        }

        Set<String> distinct() throws IOException {
            return new HashSet<>(ConsumerProcess.read(log));
        }

        long twice() throws IOException {
            return ConsumerProcess.read(log).size() - distinct().size();
        }

        boolean isNothingLeft() throws IOException {
            try (var files = Files.list(store.resolve("inbox"))) {
                return files.noneMatch(file -> file.getFileName().toString().startsWith("k"));
            }
        }
    }

    private Killed consumer(String name, String options) throws IOException {
        Path store = root.resolve(name);
        ConsumerProcess.drop(store, OBJECTS);
        return new Killed(options, store, root.resolve(name + ".log"));
    }

    @Test
    void whateverBecomesOfObjectsNoneIsLostOrLeft() throws Exception {
        Killed moving = consumer("moving", "move=done/");
        Killed deleting = consumer("deleting", "delete=true&commitBatchSize=" + GROUP);
        Killed keeping = consumer("keeping", "seenFile=" + root.resolve("seen"));
        List<Killed> consumers = List.of(moving, deleting, keeping);
        for (int kill = 0; kill < KILLS; kill++) {
            Killed watched = consumers.get(kill % consumers.size());
            killAt(consumers, watched, watched.processed() + 1 + random.nextInt(120));
        }
        for (Killed consumer : consumers) {
            assertThat(consumer.distinct())
                    .as("%s: killed in the middle", consumer.options)
                    .hasSizeBetween(10, OBJECTS - 1);
        }
        finish(consumers);

        assertThat(moving.twice()).isLessThanOrEqualTo(KILLS * AT_ONCE);
        assertThat(deleting.twice()).isLessThanOrEqualTo(KILLS * 2 * (AT_ONCE + GROUP));
        assertThat(keeping.twice()).isLessThanOrEqualTo(KILLS * AT_ONCE);
        assertThat(moving.isNothingLeft()).isTrue();
        assertThat(deleting.isNothingLeft()).isTrue();
        try (Inbox inbox = new Inbox(moving.store)) {
            assertThat(inbox.keys()).hasSize(OBJECTS).allMatch(key -> key.startsWith("done/"));
            assertThat(inbox.get("inbox", "done/k00042")).isEqualTo("k00042");
        }
        try (Inbox inbox = new Inbox(keeping.store)) {
            assertThat(inbox.keys()).hasSize(OBJECTS);
        }
        try (var files = Files.list(root)) {
            assertThat(files.map(Path::toString)).noneMatch(name -> name.contains("damaged"));
        }
    }

    private static ConsumerProcess start(List<Killed> consumers) throws IOException {
        List<String> arguments = new ArrayList<>();
        for (Killed consumer : consumers) {
            arguments.add(consumer.uri());
            arguments.add(consumer.log.toString());
        }
        return ConsumerProcess.start(ConsumerProcess.Main.class, arguments.toArray(String[]::new));
    }

    private static void killAt(List<Killed> consumers, Killed watched, long processed) throws IOException {
        try (ConsumerProcess process = start(consumers)) {
            await().atMost(Duration.ofSeconds(60))
                    .pollDelay(Duration.ofMillis(1))
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> watched.processed() >= processed || !process.isAlive());
            assertThat(process.isAlive()).as(process::output).isTrue();
            process.kill();
        }
    }

    private static void finish(List<Killed> consumers) throws IOException {
        try (ConsumerProcess process = start(consumers)) {
            for (Killed consumer : consumers) {
                await().atMost(Duration.ofSeconds(90))
                        .until(() -> consumer.distinct().size() == OBJECTS);
                await().until(() -> consumer.options.startsWith("seenFile") || consumer.isNothingLeft());
            }
            assertThat(process.isAlive()).as(process::output).isTrue();
        }
    }
}
