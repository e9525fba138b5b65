/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Uploads and downloads of many small objects of S3, and signed URLs. */
final class SmallObjectsBenchmark {

    private static final int SIZE = 4096;

    private static final Entrant OURS = Entrant.cloudBridge("");
    private static final Entrant PEER = Entrant.aws2S3("camel-aws2-s3", "");
    private static final Entrant MINIO = Entrant.minio("");
    private static final Entrant SDK = Entrant.sdk("SDK", "");
    private static final List<Entrant> ALL = List.of(OURS, PEER, MINIO, SDK);

    private final Settings settings;

    SmallObjectsBenchmark(Settings settings) {
        this.settings = settings;
    }

    List<Table> tables() throws IOException {
        List<Table> tables = new ArrayList<>();
        int count = settings.count(3000);
        try (Server server = new Server(settings, "s3");
                Race race = new Race(settings, server, ALL)) {
            server.fill("down/", count, SIZE);
            for (int threads : new int[] {1, 8}) {
                Race.Results down = run(race, "download prefix=down/", count, threads);
                Table table = table("download " + count + " of 4 KiB, " + threads + " threads", down);
                table.atMost("CPU to camel-aws2-s3", down.ratio(OURS, PEER, Round::cpuMillis), 1.0);
                table.atMost("CPU to the SDK", down.ratio(OURS, SDK, Round::cpuMillis), 1.3);
                tables.add(table);
            }
            for (int threads : new int[] {1, 8}) {
                Race.Results up = run(race, "upload prefix=up/", count, threads);
                Table table = table("upload " + count + " of 4 KiB, " + threads + " threads", up);
                table.atMost("CPU to the SDK", up.ratio(OURS, SDK, Round::cpuMillis), threads == 1 ? 1.1 : 1.0);
                tables.add(table);
            }
        }
        return tables;
    }

    private Race.Results run(Race race, String task, int count, int threads) throws IOException {
        return race.run(
                ALL,
                task + " size=" + SIZE + " threads=" + threads,
                count,
                0,
                settings.warmUp(),
                settings.rounds(),
                (to, who) -> {});
    }

    private static Table table(String title, Race.Results results) {
        Table table = new Table("S3: " + title, "objects/s", "CPU ms each", "requests each");
        for (Entrant entrant : ALL) {
            table.row(
                    entrant.label(),
                    results.median(entrant, Round::perSecond),
                    results.median(entrant, Round::cpuMillis),
                    results.median(entrant, Round::requestsEach));
        }
        return table;
    }

    List<Table> presign() throws IOException {
        try (Server server = new Server(settings, "s3");
                Race race = new Race(settings, server, ALL)) {
            int count = settings.count(10_000);
            Race.Results signed = run(race, "presign prefix=in/", count, 1);
            Table table = table("presign " + count + " GETs", signed);
            table.atMost("CPU to camel-minio", signed.ratio(OURS, MINIO, Round::cpuMillis), 1.0);
            return List.of(table);
        }
    }
}
