/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Routes that read all objects of a bucket of S3, and delete them. */
final class ConsumeBenchmark {

    private static final int SIZE = 4096;

    private static final Entrant OURS = Entrant.cloudBridge("");
    private static final Entrant PEER =
            Entrant.aws2S3("camel-aws2-s3, 1000 a poll", "client=many options=maxMessagesPerPoll=1000&greedy=true");
    private static final Entrant PEER_DEFAULTS = Entrant.aws2S3("camel-aws2-s3, defaults", "options=");
    private static final Entrant MINIO =
            Entrant.minio("options=maxMessagesPerPoll=1000&greedy=true&deleteAfterRead=true");
    private static final Entrant SDK = Entrant.sdk("SDK, one thread, bulk delete", "");
    private static final Entrant SDK_EIGHT = Entrant.sdk("SDK, eight threads", "threads=8");

    private final Settings settings;

    ConsumeBenchmark(Settings settings) {
        this.settings = settings;
    }

    List<Table> tables() throws IOException {
        int count = settings.count(4000);
        int slow = settings.count(200);
        List<Entrant> all = List.of(OURS, PEER, MINIO, SDK, SDK_EIGHT);
        // its default pause of half a second after ten objects would take minutes: only with slow requests
        List<Entrant> alsoDefaults = new ArrayList<>(all);
        alsoDefaults.add(PEER_DEFAULTS);
        Table table = new Table(
                "S3: read and delete " + count + " objects of 4 KiB (" + slow + " with 20 ms)",
                "objects/s",
                "CPU ms each",
                "requests each",
                "objects/s, 20 ms");
        try (Server server = new Server(settings, "s3");
                Race race = new Race(settings, server, alsoDefaults)) {
            Race.Results fast = race.run(
                    all,
                    "consume prefix=in/ size=" + SIZE,
                    count,
                    0,
                    settings.warmUp(),
                    settings.rounds(),
                    (to, who) -> to.fill("in/", count, SIZE));
            Race.Results delayed = race.run(
                    alsoDefaults,
                    "consume prefix=in/ size=" + SIZE,
                    slow,
                    20,
                    0,
                    Math.min(3, settings.rounds()),
                    (to, who) -> to.fill("in/", slow, SIZE));
            for (Entrant entrant : alsoDefaults) {
                boolean fastToo = all.contains(entrant);
                Race.Results counted = fastToo ? fast : delayed;
                table.row(
                        entrant.label(),
                        fastToo ? fast.median(entrant, Round::perSecond) : "-",
                        counted.median(entrant, Round::cpuMillis),
                        counted.median(entrant, Round::requestsEach),
                        delayed.median(entrant, Round::perSecond));
            }
            table.atMost("requests per object", fast.median(OURS, Round::requestsEach), 1.05);
            table.atLeast("objects/s to camel-aws2-s3 at its best", fast.ratio(OURS, PEER, Round::perSecond), 1.5);
            table.atLeast("objects/s to the SDK, one thread", fast.ratio(OURS, SDK, Round::perSecond), 1.0);
            table.atMost("CPU to camel-aws2-s3 at its best", fast.ratio(OURS, PEER, Round::cpuMillis), 0.6);
            table.atMost("CPU to the SDK, one thread", fast.ratio(OURS, SDK, Round::cpuMillis), 1.1);
            table.atLeast(
                    "objects/s at 20 ms to camel-aws2-s3 at its best", delayed.ratio(OURS, PEER, Round::perSecond), 10);
            table.atLeast(
                    "objects/s at 20 ms to camel-aws2-s3 at its defaults",
                    delayed.ratio(OURS, PEER_DEFAULTS, Round::perSecond),
                    20);
        }
        return List.of(table);
    }

    /** How long the first exchange takes on a small and on a large bucket. */
    List<Table> first() throws IOException {
        int large = settings.quick() ? 20_000 : 100_000;
        Entrant small = Entrant.cloudBridge("keep=true options=noop=true");
        Table table = new Table("S3: until the first exchange, ms", "100 objects", large + " objects", "ratio");
        try (Server server = new Server(settings, "s3");
                Race race = new Race(settings, server, List.of(small))) {
            server.fill("small/", 100, SIZE);
            server.fill("large/", large, SIZE);
            List<Entrant> both = List.of(small);
            List<Double> ratios = new ArrayList<>();
            List<Double> firsts = new ArrayList<>();
            List<Double> lasts = new ArrayList<>();
            for (int round = -settings.warmUp(); round < settings.rounds(); round++) {
                Round few = race.run(both, "consume prefix=small/", 100, 0, 0, 1, (to, who) -> {})
                        .rounds()
                        .get(small)
                        .get(0);
                Round many = race.run(both, "consume prefix=large/", 100, 0, 0, 1, (to, who) -> {})
                        .rounds()
                        .get(small)
                        .get(0);
                if (round >= 0) {
                    firsts.add(few.firstMillis());
                    lasts.add(many.firstMillis());
                    ratios.add(many.firstMillis() / few.firstMillis());
                }
            }
            table.row("cloudbridge", median(firsts), median(lasts), median(ratios));
            table.atMost("first exchange, large bucket to small", median(ratios), 1.2);
        }
        return List.of(table);
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    /** What a pass without bodies costs beside the listing. */
    List<Table> none() throws IOException {
        int count = settings.quick() ? 20_000 : 100_000;
        Entrant none = Entrant.cloudBridge("keep=true body=none options=bodyType=none&noop=true");
        Entrant list = Entrant.sdk("SDK, list only", "");
        Table table = new Table("S3: a pass over " + count + " objects with bodyType=none", "CPU s", "requests", "s");
        try (Server server = new Server(settings, "s3");
                Race consumer = new Race(settings, server, List.of(none));
                Race lister = new Race(settings, server, List.of(list))) {
            server.fill("in/", count, SIZE);
            List<Double> ratios = new ArrayList<>();
            Round passed = null;
            Round listed = null;
            for (int round = -1; round < Math.min(3, settings.rounds()); round++) {
                passed = consumer.run(List.of(none), "consume prefix=in/", count, 0, 0, 1, (to, who) -> {})
                        .rounds()
                        .get(none)
                        .get(0);
                listed = lister.run(List.of(list), "list prefix=in/", count, 0, 0, 1, (to, who) -> {})
                        .rounds()
                        .get(list)
                        .get(0);
                if (round >= 0) {
                    ratios.add(passed.cpuNanos() / (double) listed.cpuNanos());
                }
            }
            for (Entrant entrant : List.of(none, list)) {
                Round round = entrant == none ? passed : listed;
                table.row(
                        entrant.label(),
                        round.cpuNanos() / 1e9,
                        round.requests().values().stream()
                                .mapToInt(Integer::intValue)
                                .sum(),
                        round.nanos() / 1e9);
            }
            table.atMost("CPU of the pass to that of the listing", median(ratios), 2);
        }
        return List.of(table);
    }
}
