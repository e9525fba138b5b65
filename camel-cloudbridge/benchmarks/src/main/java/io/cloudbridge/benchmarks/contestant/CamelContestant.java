/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks.contestant;

import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ProcessorDefinition;

/** A Camel component: the same routes for all. */
abstract class CamelContestant extends Contestant {

    final URI endpoint;
    final CamelContext camel = new DefaultCamelContext();
    final ProducerTemplate template;
    private final Map<String, Endpoint> entries = new HashMap<>();

    CamelContestant(URI endpoint) {
        this.endpoint = endpoint;
        camel.start();
        template = camel.createProducerTemplate();
    }

    /** The URI that a route begins with which deletes what it has read. */
    abstract String consumer(Task task);

    /** The URI of a producer, and the header that names the key. */
    abstract String producer(String operation);

    abstract String keyHeader();

    @Override
    void run(Task task, Stopwatch watch) throws Exception {
        switch (task.name()) {
            case "consume" -> consume(task, watch);
            case "upload" -> {
                byte[] body = body(task);
                Endpoint entry = entry("upload", null);
                each(task, watch, i -> template.sendBodyAndHeader(entry, body, keyHeader(), task.key(i)));
            }
            case "download" -> {
                Endpoint entry = entry("download", byte[].class);
                each(
                        task,
                        watch,
                        i -> check(
                                template.requestBodyAndHeader(entry, null, keyHeader(), task.key(i), byte[].class),
                                task));
            }
            case "presign" -> {
                Endpoint entry = entry("presign", null);
                each(task, watch, i -> {
                    String url = template.requestBodyAndHeader(entry, null, keyHeader(), task.key(i), String.class);
                    require(url.contains("Signature"), url);
                });
            }
            case "stream-up" -> {
                watch.start();
                template.sendBodyAndHeader(entry("stream-up", null), new Noise(task.size()), keyHeader(), task.key(0));
                watch.stop();
            }
            case "file-down" -> {
                Path file = Path.of(task.text("directory", ""), getClass().getSimpleName());
                watch.start();
                template.sendBodyAndHeaders(
                        entry("file-down", null),
                        null,
                        Map.of(
                                keyHeader(),
                                task.key(0),
                                "file",
                                file.toString(),
                                "name",
                                file.getFileName().toString(),
                                "directory",
                                file.getParent().toString()));
                watch.stop();
                require(Files.size(file) == task.size(), file + " has " + Files.size(file) + " bytes");
            }
            default -> throw unknown(task);
        }
    }

    /** Random bytes that come from nowhere, and of which nobody knows how many there are. */
    private static final class Noise extends InputStream {
        private final byte[] piece = new byte[1 << 16];
        private long left;

        private Noise(long length) {
            left = length;
            new Random(1).nextBytes(piece);
        }

        @Override
        public int read() {
            return left-- > 0 ? piece[(int) (left & 0xffff)] & 0xff : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            int count = (int) Math.min(left, Math.min(length, piece.length));
            System.arraycopy(piece, 0, target, offset, count);
            left -= count;
            return count == 0 && length > 0 ? -1 : count;
        }
    }

    /** Waits until all that was consumed is deleted. */
    void awaitDeleted(Task task) throws Exception {
        awaitDeleted(endpoint, task.prefix());
    }

    /** Adds what comes behind a producer, for a task that needs more than that. */
    void finish(String operation, ProcessorDefinition<?> route) {}

    /** The rest of a URI. */
    static String options(Task task) {
        String options = task.text("options", "");
        return options.isEmpty() ? "" : "&" + options;
    }

    private Endpoint entry(String operation, Class<?> body) throws Exception {
        String uri = "direct:" + operation;
        if (!entries.containsKey(uri)) {
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    var route = operation.equals("file-down")
                            ? from(uri).streamCache("false").toD(producer(operation))
                            : from(uri).to(producer(operation));
                    finish(operation, route);
                    if (body != null) {
                        route.convertBodyTo(body);
                    }
                }
            });
            entries.put(uri, camel.getEndpoint(uri));
        }
        return entries.get(uri);
    }

    /** From the start of the route until all have been routed and, unless the task says {@code keep}, deleted. */
    private void consume(Task task, Stopwatch watch) throws Exception {
        CountDownLatch left = new CountDownLatch(task.count());
        boolean none = task.text("body", "bytes").equals("none");
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                var route = from(consumer(task)).routeId("consumer").autoStartup(false);
                if (!none) {
                    route.convertBodyTo(byte[].class);
                }
                route.process(exchange -> {
                    watch.one();
                    if (!none) {
                        check(exchange.getMessage().getBody(byte[].class), task);
                    }
                    left.countDown();
                });
            }
        });
        watch.start();
        camel.getRouteController().startRoute("consumer");
        boolean all = left.await(10, TimeUnit.MINUTES);
        if (all && task.text("keep", "false").equals("false")) {
            awaitDeleted(task);
        }
        watch.stop();
        camel.getRouteController().stopRoute("consumer");
        camel.removeRoute("consumer");
        require(all, left.getCount() + " were not consumed");
    }

    @Override
    public void close() {
        camel.stop();
        super.close();
    }
}
