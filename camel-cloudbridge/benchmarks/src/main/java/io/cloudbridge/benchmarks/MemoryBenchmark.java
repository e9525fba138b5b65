/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** One large object of S3, up from a stream of unknown length and down to a file, in a small heap. */
final class MemoryBenchmark {

    private static final List<String> HEAP = List.of("-Xmx48m");
    private static final Entrant OURS = new Entrant("cloudbridge", "cloudbridge", "CloudBridgeContestant", HEAP, "");
    private static final Entrant PEER = new Entrant("camel-aws2-s3", "aws2-s3", "Aws2S3Contestant", HEAP, "");

    private final Settings settings;

    MemoryBenchmark(Settings settings) {
        this.settings = settings;
    }

    List<Table> tables() throws IOException {
        int mebibytes = settings.quick() ? 128 : 512;
        Table table = new Table(
                "S3: " + mebibytes + " MiB of unknown length up, and down to a file, in a heap of 48 MiB",
                "up, s",
                "CPU s",
                "down, s",
                "CPU s");
        Path directory = Files.createTempDirectory("benchmark");
        try (Server server = new Server(settings, "s3")) {
            for (Entrant entrant : List.of(OURS, PEER)) {
                String at = "size=" + (mebibytes << 20) + " prefix=large/ directory=" + directory;
                try (Race race = new Race(settings, server, List.of(entrant))) {
                    Round up = one(race, entrant, "stream-up " + at);
                    Round down = one(race, entrant, "file-down " + at);
                    table.row(
                            entrant.label(),
                            up.nanos() / 1e9,
                            up.cpuNanos() / 1e9,
                            down.nanos() / 1e9,
                            down.cpuNanos() / 1e9);
                } catch (IOException e) {
                    table.row(entrant.label(), "failed", "-", "-", "-");
                }
                server.clear();
            }
        } finally {
            try (var files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(directory);
        }
        return List.of(table);
    }

    private static Round one(Race race, Entrant entrant, String task) throws IOException {
        return race.run(List.of(entrant), task, 1, 0, 0, 1, (to, who) -> {})
                .rounds()
                .get(entrant)
                .get(0);
    }
}
