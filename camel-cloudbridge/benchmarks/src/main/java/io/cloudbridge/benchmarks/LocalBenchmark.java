/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A directory as a store, beside Camel's file component. */
final class LocalBenchmark {

    private static final Entrant OURS = Entrant.of("cloudbridge, local", "cloudbridge", "LocalContestant", "");
    private static final Entrant FILE = Entrant.of("file:", "cloudbridge", "FileContestant", "how=enrich");
    private static final Entrant FILE_WHOLE =
            Entrant.of("file: with tempPrefix", "cloudbridge", "FileContestant", "how=whole");
    private static final Entrant BY_HAND =
            Entrant.of("Files.readAllBytes in a step", "cloudbridge", "FileContestant", "how=byHand");

    private final Settings settings;

    LocalBenchmark(Settings settings) {
        this.settings = settings;
    }

    List<Table> tables() throws IOException {
        Path root = Files.createTempDirectory("benchmark");
        List<Table> tables = new ArrayList<>();
        int count = settings.count(2000);
        try (Race race = new Race(settings, root.toUri(), List.of(OURS, FILE, FILE_WHOLE, BY_HAND))) {
            Files.createDirectory(root.resolve("bench"));
            Race.Results up = run(race, List.of(OURS, FILE, FILE_WHOLE), "upload prefix=up/", count);
            Table table = table("write " + count + " of 4 KiB", up);
            table.atMost("CPU to file:", up.ratio(OURS, FILE, Round::cpuMillis), 1.25);
            tables.add(table);

            Race.Results down = run(race, List.of(OURS, FILE, BY_HAND), "download prefix=down/", count);
            table = table("read " + count + " of 4 KiB", down);
            table.atMost("CPU to file: in pollEnrich", down.ratio(OURS, FILE, Round::cpuMillis), 1.25);
            tables.add(table);

            Race.Results drained = run(race, List.of(OURS, FILE), "consume prefix=in/", count);
            table = table("read and delete " + count + " of 4 KiB", drained);
            table.atMost("CPU to file:", drained.ratio(OURS, FILE, Round::cpuMillis), 1.25);
            tables.add(table);
        } finally {
            try (var files = Files.walk(root)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        return tables;
    }

    private Race.Results run(Race race, List<Entrant> entrants, String task, int count) throws IOException {
        return race.run(entrants, task + " size=4096", count, 0, settings.warmUp(), settings.rounds(), (to, who) -> {});
    }

    private static Table table(String title, Race.Results results) {
        Table table = new Table("Directory: " + title, "objects/s", "CPU ms each");
        for (Entrant entrant : results.rounds().keySet()) {
            table.row(
                    entrant.label(),
                    results.median(entrant, Round::perSecond),
                    results.median(entrant, Round::cpuMillis));
        }
        return table;
    }
}
