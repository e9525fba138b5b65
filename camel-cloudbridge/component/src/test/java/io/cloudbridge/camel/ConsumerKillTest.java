/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A consumer that is killed ten times at random moments over 2 000 objects: every object is processed, none is lost or left, and no more are
 * processed twice than what was in flight or in an open group.
 */
@Tag("slow")
class ConsumerKillTest {

    private static final int OBJECTS = 2000;
    private static final int KILLS = 10;
    private static final int AT_ONCE = 4;

    @TempDir
    Path root;

    private final Random random = new Random();

    @Test
    void withMove() throws Exception {
        List<String> processed = killAndFinish("move=done/", "done");
        assertThat(processed.size() - OBJECTS).isLessThanOrEqualTo(KILLS * AT_ONCE);
        try (Inbox inbox = new Inbox(root)) {
            assertThat(inbox.keys()).hasSize(OBJECTS).allMatch(key -> key.startsWith("done/"));
            assertThat(inbox.get("inbox", "done/k00042")).isEqualTo("k00042");
        }
    }

    @Test
    void withDelete() throws Exception {
        int group = 20;
        List<String> processed = killAndFinish("delete=true&commitBatchSize=" + group, "");
        assertThat(processed.size() - OBJECTS).isLessThanOrEqualTo(KILLS * (AT_ONCE + group));
    }

    @Test
    void withSeenFile() throws Exception {
        Path seen = root.resolve("seen");
        List<String> processed = killAndFinish("seenFile=" + seen, null);
        assertThat(processed.size() - OBJECTS).isLessThanOrEqualTo(KILLS * AT_ONCE);
        try (Inbox inbox = new Inbox(root.resolve("store"))) {
            assertThat(inbox.keys()).hasSize(OBJECTS);
        }
        try (var files = Files.list(root)) {
            assertThat(files.map(Path::toString)).noneMatch(name -> name.contains("damaged"));
        }
    }

    /** @param rest where objects are in the end: a folder of the bucket, nowhere if empty, or where they were if null */
    private List<String> killAndFinish(String options, String rest) throws Exception {
        Path store = rest == null || rest.isEmpty() ? root.resolve("store") : root;
        ConsumerProcess.drop(store, OBJECTS);
        Path log = root.resolve("log");
        String uri = "cloudbridge:inbox?provider=local&rootDirectory=" + store
                + "&initialDelay=0&delay=20&maxConcurrency=" + AT_ONCE + "&" + options;
        for (int kill = 0; kill < KILLS; kill++) {
            long until = ConsumerProcess.logged(log) + 1 + random.nextInt(170);
            try (ConsumerProcess process = ConsumerProcess.start(ConsumerProcess.Main.class, uri, log.toString())) {
                await().atMost(Duration.ofSeconds(60))
                        .pollDelay(Duration.ofMillis(1))
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> ConsumerProcess.logged(log) >= until || !process.isAlive());
                assertThat(process.isAlive())
                        .as(Files.readString(Path.of(log + ".out")))
                        .isTrue();
                process.kill();
            }
        }
        assertThat(distinct(log)).as("killed in the middle").hasSizeLessThan(OBJECTS);
        try (ConsumerProcess process = ConsumerProcess.start(ConsumerProcess.Main.class, uri, log.toString())) {
            await().atMost(Duration.ofSeconds(90)).until(() -> distinct(log).size() == OBJECTS);
            await().until(() -> rest == null || isEmpty(store.resolve("inbox")));
            assertThat(process.isAlive()).isTrue();
        }
        return ConsumerProcess.read(log);
    }

    private static Set<String> distinct(Path log) throws IOException {
        return new HashSet<>(ConsumerProcess.read(log));
    }

    private static boolean isEmpty(Path bucket) throws IOException {
        try (var files = Files.list(bucket)) {
            return files.noneMatch(file -> file.getFileName().toString().startsWith("k"));
        }
    }
}
