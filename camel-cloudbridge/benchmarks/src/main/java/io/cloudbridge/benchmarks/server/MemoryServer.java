/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * An object store in memory, on a port of 127.0.0.1. Requests whose path begins with {@code /-/} are for whoever measures, neither counted nor delayed:
 *
 * <ul>
 *   <li>{@code /-/fill?bucket=b&prefix=in/&count=1000&size=4096} makes objects
 *   <li>{@code /-/clear?bucket=b&prefix=in/} removes them
 *   <li>{@code /-/await?bucket=b&prefix=in/} answers when none is left
 *   <li>{@code /-/reset?delay=20} sets the counts to zero, and how many milliseconds each answer waits
 *   <li>{@code /-/counts} tells how many requests of each kind there were: a line {@code kind=number} for each
 * </ul>
 */
public final class MemoryServer implements AutoCloseable {

    private final ServerSocket listener;
    private final Buckets buckets = new Buckets();
    private final Protocol protocol;
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private volatile long delay;

    /**
     * Starts a server.
     *
     * @param kind {@code s3}, {@code swift}, {@code azure} or {@code gcs}
     * @param port 0 for any
     * @throws IOException if the port is taken
     */
    public MemoryServer(String kind, int port) throws IOException {
        protocol = switch (kind) {
            case "s3" -> new S3Protocol(buckets);
            case "swift" -> new SwiftProtocol(buckets);
            case "azure" -> new AzureProtocol(buckets);
            case "gcs" -> new GcsProtocol(buckets);
            default -> throw new IllegalArgumentException("no server of kind " + kind);
        };
        listener = new ServerSocket(port, 1024, InetAddress.getLoopbackAddress());
        daemon(this::accept).start();
    }

    /**
     * Runs a server until its standard input ends. Prints the port.
     *
     * @param args kind and port
     * @throws IOException if the port is taken
     */
    public static void main(String[] args) throws IOException {
        try (MemoryServer server = new MemoryServer(args[0], Integer.parseInt(args[1]))) {
            System.out.println(server.endpoint().getPort());
            while (System.in.read() >= 0) {
                // whoever started this has not gone yet
            }
        }
    }

    /** Where it listens. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                daemon(new Connection(socket, this::answer)).start();
            } catch (IOException e) {
                // closed, or the client has gone at once
            }
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        return thread;
    }

    private Answer answer(Request request) {
        if (request.path().startsWith("/-/")) {
            return control(request);
        }
        Answer answer;
        try {
            answer = protocol.answer(request);
        } catch (RuntimeException e) {
            e.printStackTrace();
            answer = Answer.text("error", 500, "text/plain", String.valueOf(e));
        }
        counts.computeIfAbsent(answer.kind(), any -> new LongAdder()).increment();
        pause(delay);
        return answer;
    }

    private Answer control(Request request) {
        String bucket = request.parameter("bucket", "bench");
        String prefix = request.parameter("prefix", "");
        switch (request.path().substring(3)) {
            case "fill" ->
                buckets.fill(
                        bucket,
                        prefix,
                        Integer.parseInt(request.parameter("count", "1000")),
                        Integer.parseInt(request.parameter("size", "4096")),
                        protocol::filled);
            case "clear" -> buckets.clear(bucket, prefix);
            case "await" -> {
                while (!buckets.isEmpty(bucket, prefix)) {
                    pause(1);
                }
            }
            case "reset" -> {
                counts.clear();
                delay = Long.parseLong(request.parameter("delay", "0"));
            }
            case "counts" -> {
                StringBuilder text = new StringBuilder();
                new TreeMap<>(counts).forEach((kind, count) -> text.append(kind)
                        .append('=')
                        .append(count.sum())
                        .append('\n'));
                return Answer.text("counts", 200, "text/plain", text.toString());
            }
            default -> {
                return Answer.text("control", 404, "text/plain", "what is " + request.path() + "?");
            }
        }
        return Answer.text("control", 200, "text/plain", "done");
    }

    private static void pause(long millis) {
        if (millis > 0) {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
