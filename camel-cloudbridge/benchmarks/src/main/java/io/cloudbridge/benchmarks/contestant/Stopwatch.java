/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks.contestant;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** Time and the CPU time of this process, all its threads, between start and stop. */
final class Stopwatch {

    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private long started;
    private long startedCpu;
    private volatile long first;
    private long time;
    private long cpu;

    void start() {
        first = 0;
        startedCpu = PROCESS.getProcessCpuTime();
        started = System.nanoTime();
    }

    /** Notes when the first of many is there. */
    void one() {
        if (first == 0) {
            first = System.nanoTime() - started;
        }
    }

    void stop() {
        time = System.nanoTime() - started;
        cpu = PROCESS.getProcessCpuTime() - startedCpu;
    }

    @Override
    public String toString() {
        return "time=" + time + " cpu=" + cpu + " first=" + first;
    }
}
