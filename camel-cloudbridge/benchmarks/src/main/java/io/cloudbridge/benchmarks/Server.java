/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The server in memory, in a process of its own. */
final class Server implements AutoCloseable {

    private final ChildProcess process;
    private final URI endpoint;

    Server(Settings settings, String kind) throws IOException {
        process = new ChildProcess(
                settings.own().toString(),
                List.of("-Xmx2g", "-XX:+UseParallelGC"),
                "io.cloudbridge.benchmarks.server.MemoryServer",
                List.of(kind, "0"));
        endpoint = URI.create("http://127.0.0.1:" + process.read());
    }

    URI endpoint() {
        return endpoint;
    }

    void fill(String prefix, int count, int size) throws IOException {
        ask("fill?bucket=bench&prefix=" + prefix + "&count=" + count + "&size=" + size);
    }

    void clear() throws IOException {
        ask("clear?bucket=bench");
    }

    /** Counts anew; each answer waits so long. */
    void reset(int delayMillis) throws IOException {
        ask("reset?delay=" + delayMillis);
    }

    /** Requests since the reset, by kind. */
    Map<String, Integer> counts() throws IOException {
        Map<String, Integer> counts = new TreeMap<>();
        ask("counts")
                .lines()
                .forEach(line -> counts.put(
                        line.substring(0, line.indexOf('=')), Integer.valueOf(line.substring(line.indexOf('=') + 1))));
        return counts;
    }

    private String ask(String what) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) endpoint.resolve("/-/" + what).toURL().openConnection();
        try (var in = connection.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() throws IOException {
        process.close();
    }
}
