/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Option {@code claims} between processes: they share the work, one is killed, the database goes away. */
class ClaimsTest {

    private static final String GOES_ON = "polling bucket inbox works again";
    private static final String FAILED = "polling bucket inbox failed";
    private static final int WORK_MILLIS = 20;
    private static final int BATCH = 20;
    private static final String OPTIONS = "delete=true&claims=#database&claimLease=6s&commitBatchSize=" + BATCH;

    @TempDir
    Path place;

    @Test
    void fourProcessesDoTheWorkOfFourAndNothingIsLostWhenOneIsKilledOnPostgresql() throws Exception {
        double one;
        try (Cluster alone = new Cluster(place.resolve("alone"), Cluster.OBJECTS / 5)) {
            alone.start(1, alone.uri(OPTIONS), WORK_MILLIS, database("postgres.url"));
            alone.begin();
            alone.finish();
            one = alone.rate();
        }
        double four = killOneOfFour("postgres.url");
        System.out.printf(
                "claims: one process %.1f objects/s, four %.1f objects/s, that is %.2f times as many%n",
                one, four, four / one);
        assertThat(four / one).isGreaterThan(Cluster.LONG ? 3.5 : 2.5);
    }

    @Test
    void nothingIsLostWhenOneOfFourProcessesIsKilledOnMariaDb() throws Exception {
        killOneOfFour("mariadb.url");
    }

    private static String database(String setting) throws Exception {
        return "database=" + Database.empty(setting).url();
    }

    /** Four that start at once on an empty database. Returns the objects a second of all four. */
    private double killOneOfFour(String setting) throws Exception {
        Database database = Database.empty(setting);
        try (Cluster cluster = new Cluster(place.resolve("four"), Cluster.OBJECTS)) {
            cluster.start(4, cluster.uri(OPTIONS), WORK_MILLIS, "database=" + database.url());
            cluster.begin();
            cluster.waitFor(() -> cluster.done() >= Cluster.OBJECTS / 2);
            cluster.kill(0);
            double rate = cluster.rate();
            cluster.finish();
            Set<String> twice = cluster.twice();
            System.out.printf(
                    "claims: %d objects, four processes on %s, one of them killed when it had processed %d: lost 0, twice %d%n",
                    Cluster.OBJECTS, setting, cluster.processed(0).size(), twice.size());
            assertThat(new TreeSet<>(cluster.processed(0)))
                    .as("twice is only what the killed process had processed and not deleted")
                    .containsAll(twice);
            assertThat(twice).hasSizeLessThanOrEqualTo(2 * (1 + BATCH));
            cluster.waitFor(cluster::isEmpty);
            return rate;
        }
    }

    @Test
    void whileTheDatabaseIsDownPollingPausesAndThenGoesOn() throws Exception {
        Database database = Database.own(place.resolve("postgres"));
        int objects = Cluster.OBJECTS / 2;
        try (Cluster cluster = new Cluster(place.resolve("two"), objects)) {
            cluster.start(
                    2,
                    cluster.uri("delete=true&claims=#database&claimLease=60s&commitBatchSize=" + BATCH),
                    WORK_MILLIS / 2,
                    "database=" + database.url());
            cluster.begin();
            cluster.waitFor(() -> cluster.done() >= objects / 3);
            database.stop();
            int before = cluster.done();
            // each first processes what it has claimed
            cluster.waitFor(
                    () -> cluster.log(0).contains(FAILED) && cluster.log(1).contains(FAILED));
            assertThat(cluster.done() - before)
                    .as("what was claimed is processed, and no more")
                    .isLessThanOrEqualTo(2 * 200);
            database.startAgain();
            cluster.finish();
            assertThat(cluster.twice()).isEmpty();
            cluster.waitFor(cluster::isEmpty);
            cluster.waitFor(() -> database.claims() == 0);
            cluster.waitFor(
                    () -> cluster.log(0).contains(GOES_ON) && cluster.log(1).contains(GOES_ON));
            for (int member = 0; member < 2; member++) {
                assertThat(cluster.log(member)
                                .lines()
                                .filter(line -> line.contains(" WARN ") && !line.contains(" - HikariPool-1 - ")))
                        .as("one line when polling pauses, one when it goes on")
                        .satisfiesExactly(line -> assertThat(line).contains(FAILED), line -> assertThat(line)
                                .contains(GOES_ON));
            }
        } finally {
            database.remove();
        }
    }
}
