/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.examples.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterTest {

    @TempDir
    private Path place;

    @Test
    void nothingIsLostWhenOneOfTwoProcessesIsKilled() throws Exception {
        assertThat(Cluster.run(place)).as(this::logs).isTrue();
        assertThat(place.resolve("master/store/inbox/done")).isDirectory();
    }

    private String logs() {
        StringBuilder logs = new StringBuilder();
        for (String log : List.of("shared/first.log", "shared/second.log", "master/first.log", "master/second.log")) {
            try {
                logs.append("\n== ").append(log).append('\n').append(Files.readString(place.resolve(log)));
            } catch (java.io.IOException e) {
                logs.append(e);
            }
        }
        return logs.toString();
    }
}
