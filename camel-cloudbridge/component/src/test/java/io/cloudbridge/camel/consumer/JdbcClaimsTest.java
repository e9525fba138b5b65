/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cloudbridge.camel.ClaimRows;
import io.cloudbridge.camel.CountedDatabase;
import io.cloudbridge.camel.SharedDatabase;
import io.cloudbridge.store.CloudBridgeException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each {@link JdbcClaims} here is the consumer of one process. */
class JdbcClaimsTest {

    private static final Duration LEASE = Duration.ofSeconds(60);

    private Clock clock = Clock.systemUTC();
    private final List<ScheduledExecutorService> timers = new ArrayList<>();
    private SharedDatabase database;
    private CountedDatabase counted;

    @BeforeEach
    void openDatabase() throws Exception {
        database = open();
        counted = new CountedDatabase(database.pool());
    }

    SharedDatabase open() throws Exception {
        return SharedDatabase.open(UUID.randomUUID().toString());
    }

    @AfterEach
    void closeDatabase() throws Exception {
        timers.forEach(ScheduledExecutorService::shutdownNow);
        if (database != null) {
            database.close();
        }
    }

    private ScheduledExecutorService timer() {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        timers.add(timer);
        return timer;
    }

    SharedDatabase database() {
        return database;
    }

    JdbcClaims process(DataSource source) {
        return process(source, LEASE);
    }

    private JdbcClaims process(Duration lease) {
        return process(counted.source(), lease);
    }

    private JdbcClaims process(DataSource source, Duration lease) {
        ScheduledExecutorService timer = timer();
        return new JdbcClaims(source, "account", "bucket", null, lease, timer, timer::shutdown, clock);
    }

    @Test
    void aClaimIsOneProcesssUntilItIsGivenBack() throws Exception {
        JdbcClaims one = process(LEASE);
        JdbcClaims two = process(LEASE);
        assertThat(one.take(List.of("a", "b"))).containsExactlyInAnyOrder("a", "b");
        assertThat(two.take(List.of("a", "b", "c"))).containsExactly("c");
        one.release("a");
        one.flush();
        assertThat(two.take(List.of("a", "b"))).containsExactly("a");
        one.release("a");
        one.flush();
        assertThat(ClaimRows.count(database.pool()))
                .as("what another has is not given back")
                .isEqualTo(3);
    }

    @Test
    void whatIsGivenBackMayBeTakenAtOnceByTheSameProcess() {
        JdbcClaims one = process(LEASE);
        assertThat(one.take(List.of("a"))).hasSize(1);
        one.release("a");
        assertThat(one.take(List.of("a"))).hasSize(1);
        one.flush();
        assertThat(process(LEASE).take(List.of("a"))).isEmpty();
    }

    @Test
    void claimsAreGivenBackTogetherAfterAMoment() throws Exception {
        JdbcClaims one = process(LEASE);
        List<String> keys = IntStream.range(0, 1000).mapToObj(i -> "k" + i).toList();
        assertThat(one.take(keys)).hasSize(1000);
        int before = counted.statements.get();
        keys.forEach(one::release);
        await().atMost(Duration.ofSeconds(5)).until(() -> ClaimRows.count(database.pool()) == 0);
        assertThat(counted.statements.get() - before).isLessThanOrEqualTo(20);
    }

    @Test
    void aProcessThatDiedLosesItsClaimsWhenTheirLeaseEnds() throws Exception {
        JdbcClaims died = process(Duration.ofSeconds(1));
        assertThat(died.take(List.of("a"))).hasSize(1);
        timers.get(0).shutdownNow();
        JdbcClaims other = process(LEASE);
        assertThat(other.take(List.of("a"))).as("the lease has not ended").isEmpty();
        await().atMost(Duration.ofSeconds(5))
                .until(() -> !other.take(List.of("a")).isEmpty());
        assertThat(died.holds("a")).as("it woke up again").isFalse();
        died.release("a");
        died.flush();
        assertThat(process(LEASE).take(List.of("a"))).isEmpty();
    }

    @Test
    void aProcessThatLivesKeepsItsClaims() throws Exception {
        JdbcClaims lives = process(Duration.ofSeconds(1));
        lives.take(List.of("a"));
        JdbcClaims other = process(LEASE);
        for (int i = 0; i < 15; i++) {
            assertThat(other.take(List.of("a"))).isEmpty();
            TimeUnit.MILLISECONDS.sleep(100);
        }
        assertThat(lives.holds("a")).isTrue();
    }

    @Test
    void aClaimThatAnotherTookOverIsNoLongerHeld() throws Exception {
        JdbcClaims one = process(Duration.ofSeconds(1));
        one.take(List.of("a", "b"));
        database.execute("UPDATE cloudbridge_claims SET owner = 'other' WHERE object_key = 'a'");
        await().atMost(Duration.ofSeconds(5)).until(() -> !one.holds("a"));
        assertThat(one.holds("b")).isTrue();
    }

    @Test
    void keysOfAnyLengthAndContent() {
        JdbcClaims one = process(LEASE);
        List<String> keys =
                List.of("x".repeat(5000), "x".repeat(5000) + "y", "a\0b", "it's", "ключ/鍵", "\uD83D\uDE00".repeat(600));
        assertThat(one.take(keys)).containsExactlyInAnyOrderElementsOf(keys);
        assertThat(process(LEASE).take(keys)).isEmpty();
    }

    @Test
    void otherAccountsAndBucketsAreOtherObjects() {
        process(LEASE).take(List.of("a"));
        JdbcClaims bucket = new JdbcClaims(counted.source(), "account", "b2", null, LEASE, timer(), () -> {}, clock);
        JdbcClaims account =
                new JdbcClaims(counted.source(), "account2", "bucket", null, LEASE, timer(), () -> {}, clock);
        assertThat(bucket.take(List.of("a"))).hasSize(1);
        assertThat(account.take(List.of("a"))).hasSize(1);
    }

    @Test
    void processesThatStartAtOnceOnAnEmptyDatabaseShareTheWork() throws Exception {
        int processes = 6;
        List<String> keys = IntStream.range(0, 200).mapToObj(i -> "k" + i).toList();
        var threads = Executors.newFixedThreadPool(processes);
        CountDownLatch start = new CountDownLatch(1);
        List<Future<Set<String>>> taken = new ArrayList<>();
        for (int i = 0; i < processes; i++) {
            JdbcClaims one = process(LEASE);
            List<String> order = new ArrayList<>(keys);
            java.util.Collections.shuffle(order, new java.util.Random(i));
            taken.add(threads.submit(() -> {
                start.await();
                return one.take(order);
            }));
        }
        start.countDown();
        List<String> all = new ArrayList<>();
        for (Future<Set<String>> one : taken) {
            all.addAll(one.get(30, TimeUnit.SECONDS));
        }
        threads.shutdown();
        assertThat(all).containsExactlyInAnyOrderElementsOf(keys);
    }

    @Test
    void ofManyThatTakeOverDeadClaimsOneGetsEach() throws Exception {
        List<String> keys = IntStream.range(0, 100).mapToObj(i -> "k" + i).toList();
        process(LEASE).take(keys);
        timers.get(0).shutdownNow();
        database.execute("UPDATE cloudbridge_claims SET lease_until = CURRENT_TIMESTAMP - INTERVAL '20' HOUR");
        var threads = Executors.newFixedThreadPool(4);
        CountDownLatch start = new CountDownLatch(1);
        List<Future<Set<String>>> taken = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            JdbcClaims one = process(LEASE);
            taken.add(threads.submit(() -> {
                start.await();
                return one.take(keys);
            }));
        }
        start.countDown();
        List<String> all = new ArrayList<>();
        for (Future<Set<String>> one : taken) {
            all.addAll(one.get(30, TimeUnit.SECONDS));
        }
        threads.shutdown();
        assertThat(all).containsExactlyInAnyOrderElementsOf(keys);
    }

    @Test
    void aDatabaseThatIsDownIsAnErrorAndLeavesNothingBehind() throws Exception {
        JdbcClaims one = process(LEASE);
        one.take(List.of("a"));
        counted.down = true;
        assertThatThrownBy(() -> one.take(List.of("b")))
                .isInstanceOf(CloudBridgeException.Unavailable.class)
                .hasMessageContaining("claims")
                .hasMessageContaining("connection refused");
        one.release("a");
        counted.down = false;
        assertThat(one.take(List.of("b"))).containsExactly("b");
        await().atMost(Duration.ofSeconds(5)).until(() -> ClaimRows.count(database.pool()) == 1);
    }

    @Test
    void whenTheConsumerHasStoppedClaimsLiveUntilTheLastExchangeEnds() throws Exception {
        JdbcClaims one = process(Duration.ofSeconds(1));
        one.take(List.of("a"));
        one.close();
        TimeUnit.MILLISECONDS.sleep(1200);
        assertThat(process(LEASE).take(List.of("a"))).isEmpty();
        one.release("a");
        await().atMost(Duration.ofSeconds(5)).until(() -> timers.get(0).isShutdown());
        assertThat(ClaimRows.count(database.pool())).isZero();
    }

    @Test
    void whatWasSeenIsWrittenBeforeTheClaimIsGivenBack() {
        JdbcSeen seen = new JdbcSeen(counted.source(), "account", LEASE);
        ScheduledExecutorService timer = timer();
        JdbcClaims one =
                new JdbcClaims(counted.source(), "account", "bucket", seen, LEASE, timer, timer::shutdown, clock);
        JdbcSeen others = new JdbcSeen(counted.source(), "account", LEASE);
        one.take(List.of("a", "b"));
        assertThat(others.seen(List.of("a@1", "b@1"))).isEmpty();
        seen.add("a@1");
        assertThat(seen.seen(List.of("a@1"))).as("known here at once").containsExactly("a@1");
        counted.down = true;
        one.release("a");
        assertThatThrownBy(one::flush).hasMessageContaining("connection refused");
        counted.down = false;
        one.flush();
        assertThat(others.seen(List.of("a@1", "b@1", "a@2"))).containsExactly("a@1");
        assertThat(new JdbcSeen(counted.source(), "account2", LEASE).seen(List.of("a@1")))
                .isEmpty();
        others.add("a@1");
        others.flush();
        assertThat(process(LEASE).take(List.of("a", "b"))).containsExactly("a");
    }

    /** As tables are that were made for something else, by an older plan, or by hand. */
    private static final List<List<String>> WRONG_TABLES = List.of(
            List.of("(messageId VARCHAR(100))", "has another shape"),
            List.of(table("VARCHAR(64)", "ZONED", ""), "without a primary key"),
            List.of(table("VARCHAR(32) PRIMARY KEY", "ZONED", ""), "column id has room for 32 characters only"),
            List.of(table("VARCHAR(64) PRIMARY KEY", "TIMESTAMP", ""), "column lease_until is"),
            List.of(table("VARCHAR(64) PRIMARY KEY", "ZONED", "").replace("1024", "100"), "bucket has room for 100"));

    private static String table(String id, String time, String more) {
        return "(id " + id + ", owner VARCHAR(64) NOT NULL, lease_until " + time
                + " NOT NULL, bucket VARCHAR(1024), object_key VARCHAR(1024)" + more + ")";
    }

    /** Silent, the third and the fourth would fail with some objects, and the second and the fourth give one object to two processes. */
    @Test
    void aTableOfAnotherShapeIsRefusedWithTheRemedy() throws Exception {
        for (List<String> wrong : WRONG_TABLES) {
            database.execute("CREATE TABLE cloudbridge_claims " + wrong.get(0).replace("ZONED", zonedTime()));
            assertThatThrownBy(() -> process(LEASE).take(List.of("a")))
                    .as(wrong.get(0))
                    .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                    .hasMessageContaining(wrong.get(1))
                    .hasMessageContaining("CREATE TABLE cloudbridge_claims (id VARCHAR(64) NOT NULL PRIMARY KEY");
            database.execute("DROP TABLE cloudbridge_claims");
        }
        database.execute("CREATE TABLE cloudbridge_claims "
                + table("VARCHAR(64) PRIMARY KEY", zonedTime(), ", note VARCHAR(10)"));
        assertThat(process(LEASE).take(List.of("a"))).as("a column more").hasSize(1);
    }

    String zonedTime() {
        return "TIMESTAMP WITH TIME ZONE";
    }

    @Test
    void aTableOfWhatWasSeenIsRefusedToo() throws Exception {
        database.execute("CREATE TABLE cloudbridge_seen (id VARCHAR(64) PRIMARY KEY, seen_key VARCHAR(100), seen_at "
                + zonedTime() + " NOT NULL)");
        assertThatThrownBy(() -> new JdbcSeen(counted.source(), "account", LEASE).seen(List.of("a")))
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .hasMessageContaining("seen_key has room for 100 characters only");
    }

    /** As one does whose disk is stuck, and as it looks from behind a firewall that forgot the connection. */
    @Test
    void aDatabaseThatHangsIsAnErrorAfterAWhile() throws Exception {
        try (StallingWire wire = new StallingWire(database.url())) {
            DataSource source = SharedDatabase.pool(wire.url());
            JdbcClaims one = process(source, Duration.ofSeconds(1));
            assertThat(one.take(List.of("a"))).hasSize(1);
            wire.stall(true);
            long start = System.nanoTime();
            assertThatThrownBy(() -> one.take(List.of("b"))).isInstanceOf(CloudBridgeException.Unavailable.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(25));
            wire.stall(false);
            await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> one.take(List.of("c"))
                    .contains("c"));
        }
    }

    /** Many ask the database before they hand out a connection that lay idle, and wait for it without end. */
    @Test
    void aPoolThatHangsIsAnErrorAfterAWhile() throws Exception {
        try (StallingWire wire = new StallingWire(database.url())) {
            DataSource source = SharedDatabase.pool(wire.url());
            JdbcClaims one = process(source, Duration.ofSeconds(6)); // nothing is renewed before the wire stalls
            assertThat(one.take(List.of("a"))).hasSize(1);
            wire.stall(true);
            long start = System.nanoTime();
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> one.take(List.of("b"))).isInstanceOf(CloudBridgeException.Unavailable.class);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(25));
            wire.stall(false);
            await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> one.take(List.of("c"))
                    .contains("c"));
        }
    }

    /** The clock that does not jump stands still meanwhile. */
    @Test
    void aMachineThatWasSuspendedAsksBeforeItTrustsItsClaims() throws Exception {
        Duration[] suspended = {Duration.ZERO};
        clock = new Clock() {
            @Override
            public Instant instant() {
                return Instant.now().plus(suspended[0]);
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
        JdbcClaims one = process(LEASE);
        one.take(List.of("a", "b"));
        database.execute("UPDATE cloudbridge_claims SET owner = 'other' WHERE object_key = 'a'");
        suspended[0] = LEASE.plusSeconds(1);
        assertThat(one.holds("a")).isFalse();
        assertThat(one.holds("b")).isTrue();
        suspended[0] = Duration.ofDays(-1);
        assertThat(one.holds("b")).as("a clock that was set back").isTrue();
    }
}
