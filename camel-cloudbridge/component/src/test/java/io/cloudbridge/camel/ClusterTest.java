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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several consumers of one bucket share the work: through a database, or by shards. */
@Tag("slow")
class ClusterTest {

    private static final int OBJECTS = 5000;

    @TempDir
    Path root;

    private SharedDatabase database;

    @BeforeEach
    void openDatabase() throws Exception {
        database = SharedDatabase.open(root.getFileName().toString());
        ClusterProcess.createTables(database.pool());
    }

    @AfterEach
    void closeDatabase() throws Exception {
        database.close();
    }

    @Test
    void twoContextsWithOneRepositoryProcessEveryObjectOnce() throws Exception {
        ConsumerProcess.drop(root.resolve("store"), OBJECTS);
        try (Inbox one = new Inbox(root.resolve("store"));
                Inbox two = new Inbox(root.resolve("store"))) {
            for (Inbox inbox : List.of(one, two)) {
                ClusterProcess.bind(inbox.context, database.pool(), 60_000);
                inbox.route("idempotentRepository=#seen&maxConcurrency=2&greedy=true");
                inbox.context.start();
            }
            await().atMost(Duration.ofSeconds(120)).until(() -> one.consumed.size() + two.consumed.size() >= OBJECTS);
            await().during(Duration.ofMillis(300)).until(() -> one.consumed.size() + two.consumed.size() == OBJECTS);
            List<String> all = new ArrayList<>(one.consumed());
            all.addAll(two.consumed());
            assertThat(new HashSet<>(all)).hasSize(OBJECTS);
            assertThat(one.consumed).isNotEmpty();
            assertThat(two.consumed).isNotEmpty();
        }
    }

    @Test
    void twoProcessesWithOneRepositoryProcessEveryObjectOnce() throws Exception {
        Path first = root.resolve("first");
        Path second = root.resolve("second");
        try (ConsumerProcess one = start(first, second, 60_000);
                ConsumerProcess two = start(second, first, 60_000)) {
            awaitAll(first, second, one, two);
        }
        assertThat(ConsumerProcess.logged(first) + ConsumerProcess.logged(second))
                .isEqualTo(OBJECTS);
        assertThat(ConsumerProcess.logged(first)).isPositive();
        assertThat(ConsumerProcess.logged(second)).isPositive();
    }

    @Test
    void twoProcessesOfWhichOneIsKilledLoseNothing() throws Exception {
        Path first = root.resolve("first");
        Path second = root.resolve("second");
        try (ConsumerProcess one = start(first, second, 5_000);
                ConsumerProcess two = start(second, first, 5_000)) {
            await().atMost(Duration.ofMinutes(2))
                    .conditionEvaluationListener(condition -> assertAlive(one, two))
                    .until(() -> ConsumerProcess.logged(first) > 500 && ConsumerProcess.logged(second) > 500);
            one.kill();
            awaitAll(first, second, two);
        }
        long processed = ConsumerProcess.logged(first) + ConsumerProcess.logged(second);
        assertThat(processed - OBJECTS)
                .as("twice: at most what two processes had in flight")
                .isBetween(0L, 4L);
    }

    @Test
    void twoProcessesByOneOptionOfWhichOneIsKilledLoseNothing() throws Exception {
        Path first = root.resolve("first");
        Path second = root.resolve("second");
        String options = "&delete=true&claims=#database&claimLease=3s";
        try (ConsumerProcess one = start(first, second, 60_000, options);
                ConsumerProcess two = start(second, first, 60_000, options)) {
            await().atMost(Duration.ofMinutes(2))
                    .conditionEvaluationListener(condition -> assertAlive(one, two))
                    .until(() -> ConsumerProcess.logged(first) > 500 && ConsumerProcess.logged(second) > 500);
            one.kill();
            awaitAll(first, second, two);
        }
        long processed = ConsumerProcess.logged(first) + ConsumerProcess.logged(second);
        assertThat(processed - OBJECTS)
                .as("twice: at most what the killed process had in flight, or processed and not deleted")
                .isBetween(0L, 2 * (2L + 100L));
    }

    /** Camel's own repositories: claims in one table, which end with their process, what is done in another. */
    private ConsumerProcess start(Path log, Path other, int claimAge) throws IOException {
        return start(log, other, claimAge, "&inProgressRepository=#claims&idempotentRepository=#seen");
    }

    private ConsumerProcess start(Path log, Path other, int claimAge, String options) throws IOException {
        Path store = root.resolve("store");
        if (Files.notExists(store)) {
            ConsumerProcess.drop(store, OBJECTS);
        }
        String uri = "cloudbridge:inbox?provider=local&rootDirectory=" + store
                + "&initialDelay=0&delay=50&greedy=true&maxMessagesPerPoll=250&maxConcurrency=2"
                + options;
        return ConsumerProcess.start(
                ClusterProcess.class, uri, log.toString(), database.url(), other.toString(), String.valueOf(claimAge));
    }

    private static void awaitAll(Path first, Path second, ConsumerProcess... alive) {
        await().atMost(Duration.ofMinutes(2))
                .conditionEvaluationListener(condition -> assertAlive(alive))
                .until(() -> both(first, second).size() == OBJECTS);
    }

    private static void assertAlive(ConsumerProcess... processes) {
        for (ConsumerProcess process : processes) {
            assertThat(process.isAlive()).as(process::output).isTrue();
        }
    }

    @Test
    void shardsSeeEveryKeyExactlyOnceBetweenThem() throws Exception {
        ConsumerProcess.drop(root.resolve("store"), OBJECTS);
        List<Inbox> members = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                Inbox member = new Inbox(root.resolve("store"));
                members.add(member);
                member.route("shard=" + i + "/3&greedy=true&maxMessagesPerPoll=0");
                member.context.start();
            }
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> members.stream()
                                    .mapToInt(member -> member.consumed.size())
                                    .sum()
                            >= OBJECTS);
            List<String> all = new ArrayList<>();
            members.forEach(member -> all.addAll(member.consumed()));
            assertThat(all).hasSize(OBJECTS);
            assertThat(new HashSet<>(all)).hasSize(OBJECTS);
            assertThat(members).allMatch(member -> member.consumed.size() > OBJECTS / 4);
        } finally {
            members.forEach(Inbox::close);
        }
    }

    private static HashSet<String> both(Path first, Path second) throws IOException {
        HashSet<String> both = new HashSet<>(ConsumerProcess.read(first));
        both.addAll(ConsumerProcess.read(second));
        return both;
    }
}
