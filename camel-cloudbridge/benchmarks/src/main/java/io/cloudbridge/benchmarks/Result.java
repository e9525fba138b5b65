/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What came of a race.
 *
 * @param times nanoseconds, without those who could not take part
 */
record Result(String name, Map<Contestant, Long> times) {

    private static final String ROW = "%-58s %10s %10s %12s %9s %9s%n";

    /** The results as a table. A ratio above 1 means that CloudBridge is so many times as fast. */
    static String table(String peer, List<Result> results) {
        StringBuilder table = new StringBuilder(String.format(
                Locale.ROOT, ROW, "milliseconds, median", "SDK", "peer", "cloudbridge", "to SDK", "to peer"));
        results.forEach(result -> table.append(String.format(
                Locale.ROOT,
                ROW,
                result.name,
                result.millis(Contestant.SDK),
                result.millis(Contestant.PEER),
                result.millis(Contestant.CLOUDBRIDGE),
                result.ratio(Contestant.SDK),
                result.ratio(Contestant.PEER))));
        return table.append("peer: ")
                .append(peer)
                .append(". A ratio above 1: CloudBridge is so many times as fast.\n")
                .toString();
    }

    private String millis(Contestant contestant) {
        Long time = times.get(contestant);
        return time == null ? "-" : String.valueOf(Math.round(time / 1e6));
    }

    private String ratio(Contestant other) {
        Long theirs = times.get(other);
        return theirs == null
                ? "-"
                : String.format(Locale.ROOT, "%.2f", (double) theirs / times.get(Contestant.CLOUDBRIDGE));
    }
}
