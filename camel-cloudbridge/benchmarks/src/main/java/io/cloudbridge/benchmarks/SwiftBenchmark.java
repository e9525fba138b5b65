/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Uploads and downloads of many small objects of OpenStack Swift, beside the same requests without anything around them. */
final class SwiftBenchmark {

    private static final int SIZE = 4096;

    private static final Entrant OURS = Entrant.cloudBridgeOn("swift");
    private static final Entrant BARE = Entrant.of("HttpClient 5", "cloudbridge", "SwiftHttpContestant", "");
    private static final List<Entrant> ALL = List.of(OURS, BARE);

    private final Settings settings;

    SwiftBenchmark(Settings settings) {
        this.settings = settings;
    }

    List<Table> tables() throws IOException {
        int count = settings.count(3000);
        List<Table> tables = new ArrayList<>();
        try (Server server = new Server(settings, "swift");
                Race race = new Race(settings, server, ALL)) {
            server.fill("down/", count, SIZE);
            for (String task : List.of("download prefix=down/", "upload prefix=up/")) {
                Race.Results results = race.run(
                        ALL, task + " size=" + SIZE, count, 0, settings.warmUp(), settings.rounds(), (to, who) -> {});
                String verb = task.substring(0, task.indexOf(' '));
                Table table = new Table(
                        "Swift: " + verb + " " + count + " of 4 KiB", "objects/s", "CPU ms each", "requests each");
                for (Entrant entrant : ALL) {
                    table.row(
                            entrant.label(),
                            results.median(entrant, Round::perSecond),
                            results.median(entrant, Round::cpuMillis),
                            results.median(entrant, Round::requestsEach));
                }
                table.atMost("CPU to bare HTTP", results.ratio(OURS, BARE, Round::cpuMillis), 1.15);
                tables.add(table);
            }
        }
        return tables;
    }
}
