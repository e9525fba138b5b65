/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One leader, by a lock in a directory that all members reach. */
class MasterTest {

    private static final int OBJECTS = Cluster.OBJECTS / 3;
    private static final int BATCH = 20;

    @TempDir
    Path place;

    @Test
    void oneConsumesAndAnotherTakesOverWhenItIsKilled() throws Exception {
        try (Cluster cluster = new Cluster(place, OBJECTS)) {
            cluster.start(
                    3,
                    "master:inbox:" + cluster.uri("delete=true&commitBatchSize=" + BATCH),
                    10,
                    "lock=" + place.resolve("lock"));
            cluster.begin();
            cluster.waitFor(() -> cluster.done() >= OBJECTS / 3);
            int first = leader(cluster, -1);
            cluster.kill(first);
            long killed = System.nanoTime();
            int before = cluster.done();
            cluster.waitFor(() -> cluster.done() > before);
            long millis = (System.nanoTime() - killed) / 1_000_000;
            int second = leader(cluster, first);
            cluster.finish();
            System.out.printf(
                    "master: %d objects, one of three processes led and was killed when it had processed %d; another went on after %d ms: lost 0, twice %d%n",
                    OBJECTS,
                    cluster.processed(first).size(),
                    millis,
                    cluster.twice().size());
            assertThat(leader(cluster, first)).as("one at a time").isEqualTo(second);
            assertThat(new TreeSet<>(cluster.processed(first))).containsAll(cluster.twice());
            assertThat(cluster.twice())
                    .as("what it had processed and not deleted")
                    .hasSizeLessThanOrEqualTo(2 * (1 + BATCH));
            cluster.waitFor(cluster::isEmpty);
        }
    }

    /** The only member besides the former that has processed anything. */
    private static int leader(Cluster cluster, int former) throws Exception {
        List<Integer> leaders = new java.util.ArrayList<>();
        for (int member = 0; member < 3; member++) {
            if (member != former && !cluster.processed(member).isEmpty()) {
                leaders.add(member);
            }
        }
        assertThat(leaders).hasSize(1);
        return leaders.get(0);
    }
}
