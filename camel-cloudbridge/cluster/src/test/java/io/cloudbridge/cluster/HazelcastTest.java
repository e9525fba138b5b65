/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Camel's repositories in Hazelcast, which runs inside the three processes that share the bucket. */
class HazelcastTest {

    private static final int OBJECTS = Cluster.OBJECTS / 3;

    @TempDir
    Path place;

    @Test
    void threeProcessesShareABucketAndNothingIsLostWhenOneIsKilled() throws Exception {
        try (Cluster cluster = new Cluster(place, OBJECTS)) {
            cluster.start(
                    Member.MEMBERS,
                    cluster.uri("inProgressRepository=#claims&idempotentRepository=#seen"),
                    10,
                    "hazelcast=" + port());
            cluster.begin();
            cluster.waitFor(() -> cluster.done() >= OBJECTS / 2);
            for (int member = 0; member < Member.MEMBERS; member++) {
                assertThat(cluster.processed(member)).as("member " + member).isNotEmpty();
            }
            cluster.kill(0);
            cluster.finish();
            System.out.printf(
                    "hazelcast: %d objects, three processes, one of them killed when it had processed %d: lost 0, twice %d%n",
                    OBJECTS, cluster.processed(0).size(), cluster.twice().size());
            assertThat(new TreeSet<>(cluster.processed(0))).containsAll(cluster.twice());
            assertThat(cluster.twice()).as("the one that it had in flight").hasSizeLessThanOrEqualTo(1);
        }
    }

    /** The first of three ports in a row that are free. */
    private static int port() throws Exception {
        int port;
        do {
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = free.getLocalPort();
            }
        } while (!isFree(port + 1) || !isFree(port + 2));
        return port;
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (java.io.IOException e) {
            return false;
        }
    }
}
