/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Times several ways to do the same thing. They take turns, each round in another order, so that what the machine does meanwhile meets all of them;
 * a first round warms up and does not count. Not thread-safe.
 */
final class Race {

    /** One way to do it. */
    interface Lane {

        /** What must be there before; not timed. */
        default void prepare(int round) throws Exception {}

        /** What is timed. Throws if what came of it is wrong. */
        void run(int round) throws Exception;
    }

    private final String name;
    private final Map<Contestant, Lane> lanes = new LinkedHashMap<>();

    /** @param name what is done, and how much of it */
    Race(String name) {
        this.name = name;
    }

    @Override
    public String toString() {
        return name;
    }

    Race lane(Contestant contestant, Lane lane) {
        lanes.put(contestant, lane);
        return this;
    }

    /** A lane that needs some preparation first. */
    Race lane(Contestant contestant, Lane prepare, Lane run) {
        return lane(contestant, new Lane() {
            @Override
            public void prepare(int round) throws Exception {
                prepare.run(round);
            }

            @Override
            public void run(int round) throws Exception {
                run.run(round);
            }
        });
    }

    /** Runs it and gives the median time of each in nanoseconds. */
    Result run(int rounds) throws Exception {
        Map<Contestant, List<Long>> times = new LinkedHashMap<>();
        List<Contestant> order = new ArrayList<>(lanes.keySet());
        for (int round = 0; round <= rounds; round++) {
            for (Contestant contestant : order) {
                Lane lane = lanes.get(contestant);
                lane.prepare(round);
                System.gc();
                long start = System.nanoTime();
                lane.run(round);
                long time = System.nanoTime() - start;
                System.err.printf(
                        "%s, %s, round %d: %d ms%n", name, contestant, round, TimeUnit.NANOSECONDS.toMillis(time));
                if (round > 0) {
                    times.computeIfAbsent(contestant, any -> new ArrayList<>()).add(time);
                }
            }
            Collections.rotate(order, 1);
        }
        Map<Contestant, Long> medians = new LinkedHashMap<>();
        times.forEach((contestant, all) -> {
            Collections.sort(all);
            medians.put(contestant, all.get(all.size() / 2));
        });
        return new Result(name, medians);
    }
}
