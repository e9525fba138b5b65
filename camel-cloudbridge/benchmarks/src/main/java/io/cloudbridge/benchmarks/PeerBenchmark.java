/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Azure and Google Cloud Storage: a route that reads and deletes small objects, downloads and uploads, beside Camel's component and the SDK. */
final class PeerBenchmark {

    private static final int SIZE = 4096;

    private final Settings settings;
    private final String title;
    private final String store;
    private final Entrant ours;
    private final Entrant peer;
    private final Entrant sdk;
    private final List<Entrant> all;
    private final boolean asCheapAsTheSdk;

    /** @param store as the server in memory is called */
    private PeerBenchmark(
            Settings settings, String title, String store, Entrant peer, Entrant sdk, boolean asCheapAsTheSdk) {
        this.settings = settings;
        this.title = title;
        this.store = store;
        this.ours = Entrant.cloudBridgeOn(store);
        this.peer = peer;
        this.sdk = sdk;
        this.all = List.of(ours, peer, sdk);
        this.asCheapAsTheSdk = asCheapAsTheSdk;
    }

    static PeerBenchmark azure(Settings settings) {
        return new PeerBenchmark(
                settings,
                "Azure",
                "azure",
                Entrant.of("camel-azure-storage-blob", "azure-storage-blob", "AzureStorageBlobContestant", ""),
                Entrant.of("SDK over OkHttp", "azure-sdk", "AzureSdkContestant", ""),
                true);
    }

    static PeerBenchmark google(Settings settings) {
        return new PeerBenchmark(
                settings,
                "Google",
                "gcs",
                Entrant.of("camel-google-storage", "google-storage", "GoogleStorageContestant", ""),
                Entrant.of("SDK", "google-sdk", "GoogleSdkContestant", ""),
                false);
    }

    List<Table> tables() throws IOException {
        List<Table> tables = new ArrayList<>();
        try (Server server = new Server(settings, store);
                Race race = new Race(settings, server, all)) {
            tables.add(consume(race));
            int count = settings.count(3000);
            server.fill("down/", count, SIZE);
            for (String task : List.of("download prefix=down/", "upload prefix=up/")) {
                for (int threads : new int[] {1, 8}) {
                    tables.add(small(race, task, count, threads));
                }
            }
        }
        return tables;
    }

    private Table consume(Race race) throws IOException {
        int count = settings.count(4000);
        int slow = settings.count(200);
        String task = "consume prefix=in/ size=" + SIZE;
        Race.Results fast = race.run(
                all,
                task,
                count,
                0,
                settings.warmUp(),
                settings.rounds(),
                (server, who) -> server.fill("in/", count, SIZE));
        Race.Results delayed = race.run(
                all,
                task,
                slow,
                20,
                0,
                Math.min(3, settings.rounds()),
                (server, who) -> server.fill("in/", slow, SIZE));
        Table table = new Table(
                title + ": read and delete " + count + " objects of 4 KiB (" + slow + " with 20 ms)",
                "objects/s",
                "CPU ms each",
                "requests each",
                "objects/s, 20 ms");
        for (Entrant entrant : all) {
            table.row(
                    entrant.label(),
                    fast.median(entrant, Round::perSecond),
                    fast.median(entrant, Round::cpuMillis),
                    fast.median(entrant, Round::requestsEach),
                    delayed.median(entrant, Round::perSecond));
        }
        table.atMost("requests per object", fast.median(ours, Round::requestsEach), 1.05);
        table.atLeast("objects/s to " + peer.label(), fast.ratio(ours, peer, Round::perSecond), 1.5);
        table.atMost("CPU to " + peer.label(), fast.ratio(ours, peer, Round::cpuMillis), 0.6);
        table.atLeast("objects/s at 20 ms to " + peer.label(), delayed.ratio(ours, peer, Round::perSecond), 10);
        return table;
    }

    private Table small(Race race, String task, int count, int threads) throws IOException {
        Race.Results results = race.run(
                all,
                task + " size=" + SIZE + " threads=" + threads,
                count,
                0,
                settings.warmUp(),
                settings.rounds(),
                (server, who) -> {});
        String verb = task.substring(0, task.indexOf(' '));
        Table table = new Table(
                title + ": " + verb + " " + count + " of 4 KiB, " + threads + " threads",
                "objects/s",
                "CPU ms each",
                "requests each");
        for (Entrant entrant : all) {
            table.row(
                    entrant.label(),
                    results.median(entrant, Round::perSecond),
                    results.median(entrant, Round::cpuMillis),
                    results.median(entrant, Round::requestsEach));
        }
        if (verb.equals("download")) {
            table.atMost("CPU to " + peer.label(), results.ratio(ours, peer, Round::cpuMillis), 1.0);
        }
        if (asCheapAsTheSdk) {
            table.atMost("CPU to the SDK", results.ratio(ours, sdk, Round::cpuMillis), 1.0);
        }
        return table;
    }
}
