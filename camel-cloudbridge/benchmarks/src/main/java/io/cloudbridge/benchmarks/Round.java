/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks;

import java.util.HashMap;
import java.util.Map;

/**
 * What one contestant did in one round.
 *
 * @param nanos wall-clock time
 * @param cpuNanos CPU time of its process
 * @param firstNanos until the first of many objects was there; 0 where there is none
 * @param requests by kind
 */
record Round(int count, long nanos, long cpuNanos, long firstNanos, Map<String, Integer> requests) {

    /** @throws IllegalStateException if the contestant failed */
    static Round parse(int count, String answer, Map<String, Integer> requests) {
        if (!answer.startsWith("time=")) {
            throw new IllegalStateException(answer);
        }
        Map<String, Long> values = new HashMap<>();
        for (String word : answer.split(" ")) {
            int equals = word.indexOf('=');
            values.put(word.substring(0, equals), Long.valueOf(word.substring(equals + 1)));
        }
        return new Round(count, values.get("time"), values.get("cpu"), values.get("first"), requests);
    }

    double perSecond() {
        return count * 1e9 / nanos;
    }

    double cpuMillis() {
        return cpuNanos / 1e6 / count;
    }

    double firstMillis() {
        return firstNanos / 1e6;
    }

    double requestsEach() {
        return requests.values().stream().mapToInt(Integer::intValue).sum() / (double) count;
    }
}
