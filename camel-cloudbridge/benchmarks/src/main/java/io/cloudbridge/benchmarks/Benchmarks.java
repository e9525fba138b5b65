/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Runs the benchmarks that its arguments name, or all, and prints their tables. */
public final class Benchmarks {

    private Benchmarks() {}

    /**
     * Runs benchmarks.
     *
     * @param args {@code --quick}, and any of {@code consume}, {@code small}, {@code presign}, {@code first}, {@code none}, {@code local},
     *     {@code memory}, {@code swift}, {@code azure}, {@code google}
     * @throws IOException if a process ends that should not, or a contestant does not do its work
     */
    public static void main(String[] args) throws IOException {
        List<String> words = List.of(args);
        Settings settings = new Settings(
                words.contains("--quick"),
                Path.of(System.getProperty("classPaths")),
                Path.of(System.getProperty("ownClasses")));
        List<String> names =
                words.stream().filter(word -> !word.startsWith("--")).toList();
        for (String name : names.isEmpty()
                ? List.of("consume", "first", "none", "small", "presign", "local", "memory", "swift", "azure", "google")
                : names) {
            for (Table table : tables(name, settings)) {
                System.out.println(table);
            }
        }
    }

    private static List<Table> tables(String name, Settings settings) throws IOException {
        return switch (name) {
            case "consume" -> new ConsumeBenchmark(settings).tables();
            case "first" -> new ConsumeBenchmark(settings).first();
            case "none" -> new ConsumeBenchmark(settings).none();
            case "small" -> new SmallObjectsBenchmark(settings).tables();
            case "swift" -> new SwiftBenchmark(settings).tables();
            case "azure" -> PeerBenchmark.azure(settings).tables();
            case "google" -> PeerBenchmark.google(settings).tables();
            case "local" -> new LocalBenchmark(settings).tables();
            case "memory" -> new MemoryBenchmark(settings).tables();
            case "presign" -> new SmallObjectsBenchmark(settings).presign();
            default -> throw new IllegalArgumentException("there is no benchmark " + name);
        };
    }
}
