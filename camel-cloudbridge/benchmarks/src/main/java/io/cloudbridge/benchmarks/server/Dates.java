/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks.server;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Dates as HTTP writes them. The line of an answer is made once a second. */
final class Dates {

    private record Line(long second, String text) {}

    private static volatile Line line = new Line(0, "");

    private Dates() {}

    static String line() {
        Line last = line;
        long second = System.currentTimeMillis() / 1000;
        if (last.second != second) {
            last = new Line(second, "Date: " + http(Instant.ofEpochSecond(second)) + "\r\n");
            line = last;
        }
        return last.text;
    }

    static String http(Instant time) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(time.atOffset(ZoneOffset.UTC));
    }
}
