/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.examples.events;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;

/** Puts objects and tells of them as Amazon S3 does, but for some, and of others twice. Counts what was processed, and how it was found. */
public final class Demo implements AutoCloseable {

    private static final int OBJECTS = 100;
    private static final String EVENT = """
            {"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"eu-west-1","eventTime":"2026-05-01T08:30:00.000Z","eventName":"%s",
            "s3":{"s3SchemaVersion":"1.0","bucket":{"name":"inbox","arn":"arn:aws:s3:::inbox"},
            "object":{"key":"%s","size":7,"eTag":"%s","sequencer":"0055AED6DCD90281E5"}}}""";

    private final SQSRestServer queue =
            SQSRestServerBuilder.withInterface("127.0.0.1").withPort(0).start();
    private final Main main = new Main();
    private final Map<String, Integer> processed = new ConcurrentHashMap<>();
    private final AtomicInteger byPoll = new AtomicInteger();
    private final int port;

    Demo(Path place) throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        InetSocketAddress sqs = queue.waitUntilStarted().localAddress();
        main.addOverrideProperty("example.place", place.toString());
        main.addOverrideProperty("example.port", String.valueOf(port));
        main.addOverrideProperty("example.sqs.port", String.valueOf(sqs.getPort()));
        main.addOverrideProperty("example.work", "direct:work");
        main.configure().withBasePackageScanEnabled(false);
        main.configure().addRoutesBuilder(new Events(MemoryIdempotentRepository.memoryIdempotentRepository(100_000)));
        main.configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:work").process(Demo.this::work);
            }
        });
        main.start();
    }

    public static void main(String[] args) throws Exception {
        System.exit(run(Files.createTempDirectory("events")) ? 0 : 1);
    }

    /** Whether each object was processed once. */
    static boolean run(Path place) throws Exception {
        try (Demo demo = new Demo(place)) {
            return demo.play();
        }
    }

    private boolean play() throws Exception {
        ProducerTemplate camel = main.getCamelTemplate();
        // what a queue has besides events of new objects
        tell(
                "{\"Service\":\"Amazon S3\",\"Event\":\"s3:TestEvent\",\"Time\":\"2026-05-01T08:30:00.000Z\",\"Bucket\":\"inbox\"}");
        tell(records(EVENT.formatted("ObjectRemoved:Delete", "gone", "")));
        String before = null;
        int told = 0;
        for (int i = 0; i < OBJECTS; i++) {
            Exchange stored = camel.request("cloudbridge:inbox?operation=upload&autoCreateBucket=true", exchange -> {
                exchange.getMessage().setBody("content");
                exchange.getMessage().setHeader("CamelCloudBridgeKey", "k" + exchange.getExchangeId());
            });
            String event = EVENT.formatted(
                    "ObjectCreated:Put",
                    stored.getMessage().getHeader("CamelCloudBridgeProducedKey"),
                    stored.getMessage().getHeader("CamelCloudBridgeETag"));
            if (i % 10 == 0) {
                continue; // a notification that was lost
            }
            told++;
            // one that comes twice, and two in one message
            tell(i % 7 == 0 && before != null ? records(before + "," + event) : records(event));
            before = event;
        }
        for (int i = 0; i < 600 && processed.size() < OBJECTS; i++) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
        System.out.printf(
                "%d objects, notifications of %d: %d processed, of which a poll found %d; %d twice%n",
                OBJECTS,
                told,
                processed.size(),
                byPoll.get(),
                processed.values().stream().filter(times -> times > 1).count());
        return processed.size() == OBJECTS && processed.values().stream().allMatch(times -> times == 1);
    }

    private static String records(String events) {
        return "{\"Records\":[" + events + "]}";
    }

    private void tell(String message) throws Exception {
        main.getCamelTemplate().sendBody("{{example.queue}}", message);
    }

    private void work(Exchange exchange) {
        if (!exchange.getMessage().getBody(String.class).equals("content")) {
            throw new IllegalStateException("wrong content");
        }
        processed.merge(exchange.getMessage().getHeader("CamelCloudBridgeKey", String.class), 1, Integer::sum);
        if (exchange.getFromEndpoint().getEndpointUri().startsWith("cloudbridge")) {
            byPoll.incrementAndGet();
        }
    }

    /** Keys that were processed. */
    List<String> processed() {
        return List.copyOf(processed.keySet());
    }

    ProducerTemplate camel() throws Exception {
        return main.getCamelTemplate();
    }

    /** Where notifications are pushed to. */
    String url() {
        return "http://127.0.0.1:" + port + "/events";
    }

    @Override
    public void close() {
        main.stop();
        queue.stopAndWait();
    }
}
