/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks.contestant;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Time and the CPU time of this process between start and stop: all its threads but those that compile. On a busy machine these take a third of all
 * CPU for tens of thousands of objects, and an application that runs for a while has them behind it.
 */
final class Stopwatch {

    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final Path THREADS = Path.of("/proc/self/task");
    private static final long NANOS_OF_A_TICK = 10_000_000;

    private long started;
    private long startedCpu;
    private volatile long first;
    private long time;
    private long cpu;

    void start() {
        first = 0;
        startedCpu = cpu();
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
        cpu = cpu() - startedCpu;
    }

    private static long cpu() {
        return PROCESS.getProcessCpuTime() - compilers();
    }

    /** Zero where the system does not tell. The compilers' threads live as long as the process, unless their number changes. */
    private static long compilers() {
        long ticks = 0;
        if (Files.isDirectory(THREADS)) {
            try (DirectoryStream<Path> threads = Files.newDirectoryStream(THREADS)) {
                for (Path thread : threads) {
                    ticks += ticksIfCompiler(thread);
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
        return ticks * NANOS_OF_A_TICK;
    }

    private static long ticksIfCompiler(Path thread) {
        try {
            String stat = Files.readString(thread.resolve("stat"));
            int name = stat.lastIndexOf(')');
            if (!stat.substring(0, name).contains("CompilerThre")) {
                return 0;
            }
            String[] values = stat.substring(name + 2).split(" ");
            return Long.parseLong(values[11]) + Long.parseLong(values[12]);
        } catch (IOException e) {
            return 0; // it has ended
        }
    }

    @Override
    public String toString() {
        return "time=" + time + " cpu=" + cpu + " first=" + first;
    }
}
