/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.examples.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * Starts a broker, the lister and one worker after the other, and says how fast one to four workers are. Then it kills a worker and restarts the
 * broker, and counts what was processed.
 */
public final class Demo {

    private static final int WORKERS = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final String kind;
    private final Path place;
    private final int objects;
    private final int port;
    private final List<Process> processes = new ArrayList<>();
    private int put;

    private Demo(String kind, Path place, int objects) throws IOException {
        this.kind = kind;
        this.place = place;
        this.objects = objects;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.port = free.getLocalPort();
        }
    }

    /** @param args {@code kafka} or {@code artemis}, and how many objects */
    public static void main(String[] args) throws Exception {
        String kind = args.length > 0 ? args[0] : "kafka";
        int objects = args.length > 1 ? Integer.parseInt(args[1]) : 2000;
        System.exit(run(kind, Files.createTempDirectory("broker"), objects) ? 0 : 1);
    }

    /**
     * @param kind {@code kafka} or {@code artemis}
     * @param place where to work
     * @return whether each object was processed, and none twice without a reason
     */
    static boolean run(String kind, Path place, int objects) throws Exception {
        Demo demo = new Demo(kind, place, objects);
        try {
            return demo.play();
        } finally {
            demo.processes.forEach(Process::destroy);
            for (Process process : demo.processes) {
                if (!process.waitFor(15, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            }
        }
    }

    private boolean play() throws Exception {
        Files.createDirectories(place.resolve("store/inbox"));
        Process broker = startBroker();
        start("lister", Lister.class);
        List<Process> workers = new ArrayList<>();
        for (int count = 1; count <= WORKERS; count++) {
            String name = "worker" + count;
            workers.add(start(name, Worker.class));
            await(name, () -> !notes(name, "started").isEmpty());
            measure(count);
        }

        int before = put;
        put(objects - put);
        await("processed", () -> distinct().size() > (before + objects) / 2);
        workers.get(0).destroyForcibly().waitFor();
        broker.destroy();
        broker.waitFor();
        int restarted = distinct().size();
        startBroker();
        await("processed", () -> distinct().size() == objects);
        await("deleted", this::isEmpty);
        System.out.printf(
                "%s: %d objects; when %d were processed, one of four workers was killed and the broker restarted."
                        + " Lost: %d, processed twice: %d, brought again but finished before: %d%n",
                kind,
                objects,
                restarted,
                objects - distinct().size(),
                processed().size() - distinct().size(),
                finishedBefore());
        // a worker that is killed, or whose broker goes, has one object that it may not have finished
        return processed().size() - objects <= WORKERS;
    }

    /** New objects, each there as a whole or not at all. */
    private void put(int count) throws IOException {
        for (int i = put; i < put + count; i++) {
            Path file = Files.writeString(place.resolve("object"), "content of object-" + i);
            Files.move(file, place.resolve("store/inbox/object-" + i));
        }
        put += count;
    }

    /** Says how fast so many workers are, while all of them work. */
    private void measure(int count) throws Exception {
        awaitAllWork(count);
        long begin = System.currentTimeMillis();
        put(count * (objects - put) / (2 * WORKERS));
        await("processed", () -> distinct().size() == put);
        long from = begin;
        long to = Long.MAX_VALUE;
        for (int worker = 1; worker <= count; worker++) {
            List<Note> notes = notes("worker" + worker, "processed");
            if (first(notes, begin) < Long.MAX_VALUE) {
                from = Math.max(from, first(notes, begin));
                to = Math.min(to, last(notes));
            }
        }
        List<Note> listed = notes("lister", "listed");
        System.out.printf(
                "%s: %d workers processed %.0f objects/s; the lister listed %.0f objects/s%n",
                kind, count, rate(processed(), from, to), rate(listed, first(listed, begin), last(listed)));
    }

    /** A broker needs a moment to give a new worker its share: a few objects at a time until it has. */
    private void awaitAllWork(int count) throws Exception {
        long begin = System.currentTimeMillis();
        int most = put + objects / 10;
        for (int worker = 1; worker <= count; worker++) {
            String name = "worker" + worker;
            await(name + " works", () -> {
                boolean works = first(notes(name, "processed"), begin) < Long.MAX_VALUE;
                if (!works && distinct().size() == put) {
                    put(Math.min(count * 4, most - put));
                }
                return works || put == most;
            });
        }
        await("processed", () -> distinct().size() == put);
    }

    private static long first(List<Note> notes, long since) {
        return notes.stream()
                .mapToLong(Note::millis)
                .filter(millis -> millis >= since)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private static double rate(List<Note> notes, long from, long to) {
        return notes.stream()
                        .filter(note -> note.millis >= from && note.millis <= to)
                        .count()
                * 1000.0
                / Math.max(1, to - from);
    }

    private static long last(List<Note> notes) {
        return notes.get(notes.size() - 1).millis;
    }

    private Process startBroker() throws Exception {
        Class<?> broker = kind.equals("kafka") ? KafkaServer.class : ArtemisServer.class;
        Process process = start(
                "broker", broker, String.valueOf(port), place.resolve("broker").toString());
        await("broker", () -> {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
                return true;
            } catch (IOException e) {
                return false;
            }
        });
        return process;
    }

    private Process start(String name, Class<?> part) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "example.place=" + place, "example.port=" + port, "example.notes=" + place.resolve(name + ".notes")));
        if (kind.equals("artemis")) {
            arguments.add("example.to=jms:queue:objects");
            arguments.add("example.from=jms:queue:objects?transacted=true&lazyCreateTransactionManager=false");
        }
        return start(name, part, arguments.toArray(String[]::new));
    }

    private Process start(String name, Class<?> part, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                part.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        place.resolve(name + ".log").toFile()))
                .start();
        processes.add(process);
        return process;
    }

    private record Note(long millis, String what, String key) {}

    private List<Note> notes(String name, String what) throws IOException {
        Path file = place.resolve(name + ".notes");
        List<Note> notes = new ArrayList<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                String[] parts = line.split("\t", -1);
                if (parts.length == 4 && parts[1].equals(what)) {
                    notes.add(new Note(Long.parseLong(parts[0]), parts[1], parts[2]));
                }
            }
        }
        return notes;
    }

    private List<Note> processed() throws IOException {
        List<Note> all = new ArrayList<>();
        for (int worker = 1; worker <= WORKERS; worker++) {
            all.addAll(notes("worker" + worker, "processed"));
        }
        return all;
    }

    private Map<String, Integer> distinct() throws IOException {
        Map<String, Integer> times = new HashMap<>();
        processed().forEach(note -> times.merge(note.key, 1, Integer::sum));
        return times;
    }

    private int finishedBefore() throws IOException {
        int count = 0;
        for (int worker = 1; worker <= WORKERS; worker++) {
            count += notes("worker" + worker, "finished before").size();
        }
        return count;
    }

    private boolean isEmpty() throws IOException {
        try (var files = Files.list(place.resolve("store/inbox"))) {
            return files.noneMatch(file -> file.getFileName().toString().startsWith("object-"));
        }
    }

    private void await(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + PATIENCE.plusMillis(objects * 10L).toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("not " + what + " in time; see the logs in " + place);
            }
            TimeUnit.MILLISECONDS.sleep(100 + objects / 50); // each look reads all notes
        }
    }
}
