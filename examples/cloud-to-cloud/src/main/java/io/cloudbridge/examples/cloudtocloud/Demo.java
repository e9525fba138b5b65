/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.examples.cloudtocloud;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Mirrors a directory of files that it makes, between two local stores, and shows what further runs do. Exits with 0 only if all was right. */
public final class Demo {

    private Demo() {}

    public static void main(String[] args) throws Exception {
        System.exit(play(System.out, Path.of("store", "demo"), 200_000_000) ? 0 : 1);
    }

    /**
     * All of it.
     *
     * @param place emptied first
     * @param film size of the largest file, in bytes
     * @return whether all was right
     */
    static boolean play(PrintStream out, Path place, int film) throws Exception {
        clear(place);
        Path source = place.resolve("source/photos");
        make(source.resolve("film.bin"), film);
        for (int i = 1; i <= 60; i++) {
            make(source.resolve("2026/picture " + i + ".jpg"), 100_000 * i % 1_700_000);
        }
        String[] settings = {
            "application.properties",
            "camel.component.cloudbridge.connections[here].rootDirectory=" + place.resolve("source"),
            // nobody still writes these files, so the mirror need not wait before it lists them
            "camel.component.cloudbridge.connections[here].settleTime=0",
            "camel.component.cloudbridge.connections[there].rootDirectory=" + place.resolve("target")
        };

        out.println("\n== The first run, over 61 files");
        Summary first = CloudToCloud.mirror(out, settings);
        out.println("\n== The second, with nothing to do");
        Summary second = CloudToCloud.mirror(out, settings);
        out.println("\n== The third, after one file was changed, and another deleted from the target");
        make(source.resolve("2026/picture 7.jpg"), 123_456);
        Files.delete(place.resolve("target/photos/2026/picture 8.jpg"));
        Summary third = CloudToCloud.mirror(out, settings);

        boolean right = first.copied() == 61
                && second.copied() == 0
                && second.unchanged() == 61
                && third.copied() == 2
                && same(source, place.resolve("target/photos"));
        out.println(
                "\n" + (right ? "Both sides have the same bytes." : "FAILED: that is not what should have happened."));
        return right;
    }

    private static void make(Path file, int size) throws IOException {
        Files.createDirectories(file.getParent());
        byte[] block = new byte[100_000];
        new Random(size).nextBytes(block);
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int left = size; left > 0; left -= block.length) {
                out.write(block, 0, Math.min(left, block.length));
            }
        }
    }

    private static boolean same(Path a, Path b) throws IOException {
        try (Stream<Path> files = Files.walk(a)) {
            List<Path> all = files.filter(Files::isRegularFile).toList();
            for (Path file : all) {
                if (Files.mismatch(file, b.resolve(a.relativize(file).toString())) >= 0) {
                    return false;
                }
            }
            return !all.isEmpty();
        }
    }

    private static void clear(Path place) throws IOException {
        if (!Files.exists(place)) {
            return;
        }
        try (Stream<Path> files = Files.walk(place)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
