/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Several contestants do the same work in turn, each round in another order, so that what the machine does meanwhile meets all of them alike. The
 * first rounds warm up and do not count. Not thread-safe.
 */
final class Race implements AutoCloseable {

    /** What must be there before a round. */
    interface Preparation {
        void before(Server server, Entrant entrant) throws IOException;
    }

    private final Server server; // null where the work is done without one
    private final Map<Entrant, ChildProcess> processes = new LinkedHashMap<>();

    Race(Settings settings, Server server, List<Entrant> entrants) throws IOException {
        this(settings, server, server.endpoint(), entrants);
    }

    /** A race that needs no server. */
    Race(Settings settings, URI place, List<Entrant> entrants) throws IOException {
        this(settings, null, place, entrants);
    }

    private Race(Settings settings, Server server, URI place, List<Entrant> entrants) throws IOException {
        this.server = server;
        for (Entrant entrant : entrants) {
            ChildProcess process = new ChildProcess(
                    settings.classPath(entrant.classPath()),
                    entrant.jvmOptions(),
                    "io.cloudbridge.benchmarks.contestant." + entrant.main(),
                    List.of(place.toString()));
            processes.put(entrant, process);
            if (!process.read().equals("ready")) {
                throw new IOException(entrant.label() + " did not start");
            }
        }
    }

    /**
     * Runs the rounds and gives those that count.
     *
     * @param entrants those of this race that do this
     * @param task the line that each contestant is sent, its own settings added
     * @param delay milliseconds that each answer waits
     */
    Results run(
            List<Entrant> entrants, String task, int count, int delay, int warmUp, int rounds, Preparation preparation)
            throws IOException {
        Map<Entrant, List<Round>> results = new LinkedHashMap<>();
        List<Entrant> order = new ArrayList<>(entrants);
        for (int round = -warmUp; round < rounds; round++) {
            for (Entrant entrant : order) {
                if (server != null) {
                    server.reset(0);
                    preparation.before(server, entrant);
                    server.reset(delay);
                }
                ChildProcess process = processes.get(entrant);
                process.write(task + " count=" + count + " " + entrant.settings());
                Round result;
                try {
                    result = Round.parse(count, process.read(), server == null ? Map.of() : server.counts());
                } catch (IllegalStateException e) {
                    throw new IOException(entrant.label() + ", " + task + ": " + e.getMessage(), e);
                }
                System.err.printf(
                        "%s, %s, round %d: %.0f/s, %.3f CPU ms, %s%n",
                        task, entrant.label(), round, result.perSecond(), result.cpuMillis(), result.requests());
                if (round >= 0) {
                    results.computeIfAbsent(entrant, any -> new ArrayList<>()).add(result);
                }
            }
            Collections.rotate(order, 1);
        }
        return new Results(results);
    }

    /** The counted rounds of each contestant, in the same order. */
    record Results(Map<Entrant, List<Round>> rounds) {

        double median(Entrant entrant, ToDoubleFunction<Round> value) {
            return median(rounds.get(entrant).stream().mapToDouble(value).toArray());
        }

        /** The median of the ratios of the same rounds. */
        double ratio(Entrant mine, Entrant other, ToDoubleFunction<Round> value) {
            double[] ratios = new double[rounds.get(mine).size()];
            for (int i = 0; i < ratios.length; i++) {
                ratios[i] = value.applyAsDouble(rounds.get(mine).get(i))
                        / value.applyAsDouble(rounds.get(other).get(i));
            }
            return median(ratios);
        }

        private static double median(double[] values) {
            java.util.Arrays.sort(values);
            int middle = values.length / 2;
            return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
        }
    }

    @Override
    public void close() throws IOException {
        for (ChildProcess process : processes.values()) {
            process.close();
        }
    }
}
