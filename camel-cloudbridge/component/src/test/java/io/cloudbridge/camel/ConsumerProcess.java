/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** A consumer in a process of its own, which writes the key of each object it has processed to a log and can be killed at any moment. */
final class ConsumerProcess implements AutoCloseable {

    /** Keys of the log have this many bytes, so that its length counts them. */
    private static final int KEY = 6;

    private final Process process;
    private final Path output;

    private ConsumerProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** @param wiring a class whose static {@code main} takes the arguments */
    static ConsumerProcess start(Class<?> wiring, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                wiring.getName()));
        command.addAll(List.of(arguments));
        File output = new File(arguments[1] + ".out");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output))
                .start();
        return new ConsumerProcess(process, output.toPath());
    }

    /** As {@code kill -9}. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** What it printed. */
    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.onExit().orTimeout(20, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            kill();
        }
    }

    static long logged(Path log) throws IOException {
        return Files.exists(log) ? Files.size(log) / (KEY + 1) : 0;
    }

    static List<String> read(Path log) throws IOException {
        return Files.exists(log) ? Files.readAllLines(log) : List.of();
    }

    /** Drops files into the bucket, as another program would; their keys have the length that the log expects. */
    static void drop(Path root, int count) throws IOException {
        Path bucket = Files.createDirectories(root.resolve("inbox"));
        FileTime settled = FileTime.from(Instant.now().minusSeconds(10));
        for (int i = 0; i < count; i++) {
            String key = String.format("k%05d", i);
            Files.setLastModifiedTime(Files.writeString(bucket.resolve(key), key), settled);
        }
    }

    /** Consumes until it is killed. Arguments: URI and log of each consumer. */
    static final class Main {
        public static void main(String[] arguments) throws Exception {
            DefaultCamelContext context = new DefaultCamelContext();
            for (int i = 0; i < arguments.length; i += 2) {
                consume(context, arguments[i], Path.of(arguments[i + 1]));
            }
            run(context);
        }

        static void consume(DefaultCamelContext context, String uri, Path log) throws Exception {
            FileChannel channel = FileChannel.open(
                    log, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from(uri).process(exchange -> {
                        byte[] body = exchange.getMessage().getBody(byte[].class);
                        String key = Inbox.key(exchange);
                        if (!key.endsWith(new String(body, StandardCharsets.UTF_8))) {
                            throw new IllegalStateException("wrong content for " + key);
                        }
                        channel.write(ByteBuffer.wrap(
                                (key.substring(key.length() - KEY) + "\n").getBytes(StandardCharsets.UTF_8)));
                    });
                }
            });
        }

        static void run(DefaultCamelContext context) throws Exception {
            context.getShutdownStrategy().setTimeout(10);
            Runtime.getRuntime().addShutdownHook(new Thread(context::stop));
            context.start();
            TimeUnit.MINUTES.sleep(10);
        }
    }
}
