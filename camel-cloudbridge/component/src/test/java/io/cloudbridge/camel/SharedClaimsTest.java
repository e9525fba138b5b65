/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Consumers with option {@code claims}, whole. What keeps two processes apart is in {@code JdbcClaimsTest} and {@code ClusterTest}. */
class SharedClaimsTest {

    private static final int OBJECTS = 2000;

    @TempDir
    Path root;

    private SharedDatabase database;
    private CountedDatabase counted;

    @BeforeEach
    void openDatabase() throws Exception {
        database = open();
        counted = new CountedDatabase(database.pool());
    }

    SharedDatabase open() throws Exception {
        return SharedDatabase.open(root.getFileName().toString());
    }

    @AfterEach
    void closeDatabase() throws Exception {
        database.close();
    }

    private void assertFewStatements(int objects, double mostForEach) {
        double forEach = (double) counted.statements.get() / objects;
        System.out.printf(
                "claims: %.3f statements for each object (%s)%n",
                forEach, getClass().getSimpleName());
        assertThat(forEach).isLessThanOrEqualTo(mostForEach);
    }

    private Inbox inbox() {
        Inbox inbox = new Inbox(root.resolve("store"));
        inbox.context.getRegistry().bind("database", counted.source());
        return inbox;
    }

    @Test
    void eachObjectIsInOneExchangeAndFewStatementsAreNeeded() throws Exception {
        Set<String> running = ConcurrentHashMap.newKeySet();
        AtomicInteger twiceAtATime = new AtomicInteger();
        try (Inbox one = inbox();
                Inbox two = inbox()) {
            one.putMany(OBJECTS);
            for (Inbox inbox : List.of(one, two)) {
                inbox.route("delete=true&claims=#database&maxConcurrency=2&greedy=true", exchange -> {
                    String key = Inbox.key(exchange);
                    if (!running.add(key)) {
                        twiceAtATime.incrementAndGet();
                    }
                    Thread.yield();
                    running.remove(key);
                });
                inbox.context.start();
            }
            await().atMost(Duration.ofSeconds(60)).until(() -> one.keys().isEmpty());
            List<String> all = new ArrayList<>(one.consumed());
            all.addAll(two.consumed());
            assertThat(all).hasSize(OBJECTS).doesNotHaveDuplicates();
            assertThat(twiceAtATime).hasValue(0);
            assertFewStatements(OBJECTS, 0.1);
        }
        assertThat(ClaimRows.count(database.pool())).as("given back").isZero();
    }

    @Test
    void whileTheDatabaseIsDownThePollPausesAndNothingIsLost() throws Exception {
        try (Inbox inbox = inbox()) {
            inbox.putMany(300);
            inbox.route("delete=true&claims=#database&maxMessagesPerPoll=50&delay=20", exchange -> {
                if (inbox.consumed.size() == 120) {
                    counted.down = true;
                }
            });
            inbox.context.start();
            await().atMost(Duration.ofSeconds(20)).until(() -> inbox.consumer().getLastProblem() != null);
            assertThat(inbox.consumer().getLastProblem()).contains("claims", "connection refused");
            counted.down = false;
            await().atMost(Duration.ofSeconds(20)).until(() -> inbox.keys().isEmpty());
            inbox.assertConsumedOnce(300);
        }
        assertThat(ClaimRows.count(database.pool())).isZero();
    }

    @Test
    void whatWasSeenMayBeForgotten() throws Exception {
        try (Inbox inbox = inbox()) {
            inbox.put("a", "b");
            inbox.route("claims=#database&delay=50");
            inbox.context.start();
            await().atMost(Duration.ofSeconds(30)).until(() -> inbox.consumed.size() == 2);
            await().atMost(Duration.ofSeconds(30)).until(() -> inbox.consumer().forgetSeen("a"));
            await().atMost(Duration.ofSeconds(30)).until(() -> inbox.consumed.size() == 3);
            assertThat(inbox.consumed).containsExactly("a", "b", "a");
            assertThat(inbox.consumer().forgetSeen("missing")).isFalse();
            inbox.consumer().forgetAllSeen();
            await().atMost(Duration.ofSeconds(30)).until(() -> inbox.consumed.size() >= 5);
        }
    }

    @Test
    void objectsThatStayAreRememberedInTheSameDatabase() throws Exception {
        try (Inbox one = inbox()) {
            one.putMany(1000);
            one.route("claims=#database");
            one.context.start();
            await().atMost(Duration.ofSeconds(30)).until(() -> one.consumed.size() >= 1000);
        }
        assertFewStatements(1000, 0.1);
        try (Inbox again = inbox()) {
            again.write("k00500", "rewritten");
            again.put("new");
            again.route("claims=#database");
            again.context.start();
            await().atMost(Duration.ofSeconds(30)).until(() -> again.consumed.size() >= 2);
            await().during(Duration.ofMillis(300)).until(() -> again.consumed.size() == 2);
            assertThat(again.consumed()).containsExactlyInAnyOrder("k00500", "new");
        }
    }
}
