/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** One bucket of small objects and the processes that consume it. */
final class Cluster implements AutoCloseable {

    /** How many objects a run has: few in {@code ./test}, many in {@code ./test-cluster}. */
    static final int OBJECTS = Integer.getInteger("cluster.objects", 1500);

    /** Whether this is {@code ./test-cluster}, alone on its machine, so that times can be asserted. */
    static final boolean LONG = OBJECTS > 5000;

    private static final Duration PATIENCE = Duration.ofMinutes(LONG ? 15 : 2);

    final Path place;
    final int objects;
    private final List<Process> members = new ArrayList<>();
    private final Set<Process> killed = new HashSet<>();

    /** @param objects are put before any member starts */
    Cluster(Path place, int objects) throws IOException {
        this.place = place;
        this.objects = objects;
        Path bucket = Files.createDirectories(bucket());
        for (int i = 0; i < objects; i++) {
            String key = String.format("k%05d", i);
            Files.writeString(bucket.resolve(key), key);
        }
    }

    private Path bucket() {
        return place.resolve("store/inbox");
    }

    /** The consumer of the bucket, without polling delay. */
    String uri(String options) {
        return "cloudbridge:inbox?provider=local&rootDirectory=" + place.resolve("store")
                + "&initialDelay=0&delay=100&greedy=true&" + options;
    }

    /**
     * Starts members that wait for {@link #begin}.
     *
     * @param millis that each spends on an object
     * @param shared arguments of {@link Member}
     */
    void start(int count, String uri, int millis, String... shared) throws IOException {
        for (int i = 0; i < count; i++) {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-Xmx128m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Member.class.getName(),
                    uri,
                    notes(members.size()).toString(),
                    String.valueOf(millis)));
            command.addAll(List.of(shared));
            members.add(new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output(members.size()).toFile())
                    .start());
        }
    }

    /** All members start to consume at once. */
    void begin() throws IOException {
        for (int i = 0; i < members.size(); i++) {
            Path ready = Path.of(notes(i) + ".ready");
            waitFor(() -> Files.exists(ready));
        }
        for (Process member : members) {
            member.getOutputStream().write('\n');
            member.getOutputStream().flush();
        }
    }

    private Path notes(int member) {
        return place.resolve("notes" + member);
    }

    private Path output(int member) {
        return place.resolve("output" + member);
    }

    /** What a member logged. */
    String log(int member) throws IOException {
        return Files.readString(output(member));
    }

    /** As {@code kill -9}. */
    void kill(int member) {
        killed.add(members.get(member));
        members.get(member).destroyForcibly();
        members.get(member).onExit().join();
    }

    /** What a member has processed, in order: keys. */
    List<String> processed(int member) throws IOException {
        return read(member).stream().map(Note::key).toList();
    }

    private record Note(String key, long millis) {}

    private List<Note> read(int member) throws IOException {
        List<Note> read = new ArrayList<>();
        if (Files.exists(notes(member))) {
            for (String line : Files.readAllLines(notes(member))) {
                String[] note = line.split(" ");
                read.add(new Note(note[0], Long.parseLong(note[1])));
            }
        }
        return read;
    }

    private List<Note> read() throws IOException {
        List<Note> all = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            all.addAll(read(i));
        }
        return all;
    }

    /** How many different objects were processed. */
    int done() throws IOException {
        return keys().size();
    }

    private Set<String> keys() throws IOException {
        Set<String> keys = new HashSet<>();
        read().forEach(note -> keys.add(note.key()));
        return keys;
    }

    /** Keys that were processed more than once. */
    Set<String> twice() throws IOException {
        Map<String, Integer> times = new HashMap<>();
        read().forEach(note -> times.merge(note.key(), 1, Integer::sum));
        times.values().removeIf(count -> count == 1);
        return new TreeSet<>(times.keySet());
    }

    /** Objects a second that all members together processed while they all worked: from when the last began to when the first ended. */
    double rate() throws IOException {
        long from = 0;
        long to = Long.MAX_VALUE;
        for (int i = 0; i < members.size(); i++) {
            List<Note> notes = read(i);
            assertThat(notes).as("member " + i + " took part").isNotEmpty();
            from = Math.max(from, notes.get(0).millis());
            to = Math.min(to, notes.get(notes.size() - 1).millis());
        }
        long begin = from;
        long end = to;
        return read().stream()
                        .filter(note -> note.millis() > begin && note.millis() <= end)
                        .count()
                * 1000.0
                / (end - begin);
    }

    interface Condition {
        boolean holds() throws IOException;
    }

    /** Waits while the members that were not killed live. */
    void waitFor(Condition condition) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> {
            for (int i = 0; i < members.size(); i++) {
                assertThat(members.get(i).isAlive() || killed.contains(members.get(i)))
                        .as(log(i))
                        .isTrue();
            }
            return condition.holds();
        });
    }

    /** Until all objects are processed. */
    void finish() throws IOException {
        try {
            waitFor(() -> done() == objects);
        } catch (org.awaitility.core.ConditionTimeoutException e) {
            throw new AssertionError((objects - done()) + " of " + objects + " objects were lost\n" + logs(), e);
        }
    }

    private String logs() throws IOException {
        StringBuilder logs = new StringBuilder();
        for (int i = 0; i < members.size(); i++) {
            logs.append("== member ").append(i).append('\n').append(log(i));
        }
        return logs.toString();
    }

    /** Whether the bucket is empty. */
    boolean isEmpty() throws IOException {
        try (var files = Files.list(bucket())) {
            return files.noneMatch(file -> file.getFileName().toString().startsWith("k"));
        }
    }

    @Override
    public void close() {
        for (Process member : members) {
            try {
                member.getOutputStream().close();
                member.onExit().orTimeout(30, TimeUnit.SECONDS).join();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (CompletionException e) {
                member.destroyForcibly();
            }
        }
    }
}
