/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.examples.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.h2.tools.Server;

/** Starts two members on one bucket, kills one of them in the middle, and counts what was processed. */
public final class Cluster {

    private static final int OBJECTS = 300;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final String scene;
    private final Path place;
    private final String database;

    private Cluster(String scene, Path place, String database) {
        this.scene = scene;
        this.place = place;
        this.database = database;
    }

    /** @param args where to work; a new temporary directory without */
    public static void main(String[] args) throws Exception {
        Path place = args.length > 0 ? Path.of(args[0]) : Files.createTempDirectory("cluster");
        System.exit(run(place) ? 0 : 1);
    }

    /** Whether nothing was lost. */
    static boolean run(Path place) throws Exception {
        Server server = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
        String database = "jdbc:h2:tcp://localhost:" + server.getPort() + "/mem:cluster;DB_CLOSE_DELAY=-1";
        try {
            boolean shared = new Cluster("shared", place.resolve("shared"), database).play();
            return new Cluster("master", place.resolve("master"), database).play() && shared;
        } finally {
            server.stop();
        }
    }

    private boolean play() throws Exception {
        Path inbox = Files.createDirectories(place.resolve("store/inbox"));
        for (int i = 0; i < OBJECTS; i++) {
            Files.writeString(inbox.resolve("object-" + i), "content of " + i);
        }
        Process first = start("first");
        Process second = start("second");
        try {
            await(() -> notes("first").size() + notes("second").size() >= OBJECTS / 4);
            boolean firstWorks = notes("first").size() >= notes("second").size();
            Process busy = firstWorks ? first : second;
            busy.destroyForcibly().waitFor();
            int before = notes(firstWorks ? "first" : "second").size();
            await(() -> keys().size() == OBJECTS);
            System.out.printf(
                    "%s: %d objects, two processes; one was killed when it had processed %d. Lost: %d, twice: %d%n",
                    scene, OBJECTS, before, OBJECTS - keys().size(), notes().size() - keys().size());
            return keys().size() == OBJECTS;
        } finally {
            first.destroy();
            second.destroy();
            first.waitFor();
            second.waitFor();
        }
    }

    private Process start(String member) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Member.class.getName(),
                        scene,
                        place.toString(),
                        database,
                        place.resolve(member).toString())
                .redirectErrorStream(true)
                .redirectOutput(place.resolve(member + ".log").toFile())
                .start();
    }

    private List<String> notes(String member) throws IOException {
        Path notes = place.resolve(member);
        return Files.exists(notes) ? Files.readAllLines(notes) : List.of();
    }

    private List<String> notes() throws IOException {
        List<String> all = new ArrayList<>(notes("first"));
        all.addAll(notes("second"));
        return all;
    }

    private HashSet<String> keys() throws IOException {
        return new HashSet<>(notes());
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call() && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
