/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.tools.Server;
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

    private Server server;
    private String database;
    private JdbcConnectionPool pool;

    @BeforeEach
    void startDatabase() throws Exception {
        server = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
        database = "jdbc:h2:tcp://localhost:" + server.getPort() + "/mem:cluster;DB_CLOSE_DELAY=-1";
        pool = JdbcConnectionPool.create(database, "sa", "");
        ClusterProcess.createTables(pool);
    }

    @AfterEach
    void stopDatabase() {
        pool.dispose();
        server.stop();
    }

    @Test
    void twoContextsWithOneRepositoryProcessEveryObjectOnce() throws Exception {
        ConsumerProcess.drop(root.resolve("store"), OBJECTS);
        try (Inbox one = new Inbox(root.resolve("store"));
                Inbox two = new Inbox(root.resolve("store"))) {
            for (Inbox inbox : List.of(one, two)) {
                ClusterProcess.bind(inbox.context, pool);
                inbox.route("idempotentRepository=#seen&maxConcurrency=2&greedy=true");
                inbox.context.start();
            }
            await().atMost(Duration.ofSeconds(120)).until(() -> one.consumed.size() + two.consumed.size() >= OBJECTS);
            await().during(Duration.ofMillis(500)).until(() -> one.consumed.size() + two.consumed.size() == OBJECTS);
            List<String> all = new ArrayList<>(one.consumed());
            all.addAll(two.consumed());
            assertThat(new HashSet<>(all)).hasSize(OBJECTS);
            assertThat(one.consumed).isNotEmpty();
            assertThat(two.consumed).isNotEmpty();
        }
    }

    @Test
    void twoProcessesWithOneRepositoryOfWhichOneIsKilledLoseNothing() throws Exception {
        int objects = 1500; // each costs a dozen statements
        ConsumerProcess.drop(root.resolve("store"), objects);
        String uri = "cloudbridge:inbox?provider=local&rootDirectory=" + root.resolve("store")
                + "&initialDelay=0&delay=50&greedy=true&idempotentRepository=#seen&idempotentEager=false&inProgressRepository=#claims"
                + "&maxMessagesPerPoll=50&maxConcurrency=2";
        Path first = root.resolve("first");
        Path second = root.resolve("second");
        try (ConsumerProcess one = ConsumerProcess.start(
                        ClusterProcess.class, uri, first.toString(), database, second.toString());
                ConsumerProcess two = ConsumerProcess.start(
                        ClusterProcess.class, uri, second.toString(), database, first.toString())) {
            await().atMost(Duration.ofMinutes(3))
                    .conditionEvaluationListener(condition -> assertThat(one.isAlive() && two.isAlive())
                            .as(() -> one.output() + two.output())
                            .isTrue())
                    .until(() -> ConsumerProcess.logged(first) > 100 && ConsumerProcess.logged(second) > 100);
            one.kill();
            await().atMost(Duration.ofSeconds(120))
                    .until(() -> both(first, second).size() == objects);
            assertThat(two.isAlive()).isTrue();
        }
        long processed = ConsumerProcess.logged(first) + ConsumerProcess.logged(second);
        assertThat(processed - objects)
                .as("twice: at most what two processes had in flight")
                .isBetween(0L, 4L);
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

    private static HashSet<String> both(Path first, Path second) throws java.io.IOException {
        HashSet<String> both = new HashSet<>(ConsumerProcess.read(first));
        both.addAll(ConsumerProcess.read(second));
        return both;
    }
}
