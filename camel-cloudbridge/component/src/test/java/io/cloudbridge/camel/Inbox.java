/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.Engine;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectReader;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.StoreConfig;
import io.cloudbridge.store.StoreProvider;
import io.cloudbridge.store.TransferSettings;
import io.cloudbridge.store.local.LocalProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;

/** A directory with a bucket {@code inbox}, a client to look into it past the component, and a Camel context to consume from it. */
final class Inbox implements AutoCloseable {

    /** Polls every 20 ms, so that tests need not wait. */
    private static final String FAST = "initialDelay=0&delay=20";

    final Path root;
    final StoreClient client;
    final CamelContext context;
    final Queue<String> consumed = new ConcurrentLinkedQueue<>();
    private String provider = "local";

    private final ExecutorService threads = Executors.newCachedThreadPool();

    Inbox(Path root) {
        this(root, new DefaultCamelContext());
    }

    Inbox(Path root, CamelContext context) {
        this.root = root;
        this.context = context;
        context.getShutdownStrategy().setTimeout(20);
        context.getCamelContextExtension().setName("inbox-" + System.identityHashCode(this));
        client = StoreClient.open(
                new LocalProvider(),
                new StoreConfig("local", Map.of("rootDirectory", root.toString())),
                new Engine(threads, 64 << 20));
        if (!client.bucketExists("inbox")) {
            client.createBucket("inbox");
        }
    }

    /** Consumes through another provider, which keeps its objects in the same directory. */
    void through(StoreProvider other) {
        context.getRegistry().bind(other.name(), StoreProvider.class, other);
        provider = other.name();
    }

    String uri(String options) {
        return uri("inbox", options);
    }

    String uri(String bucket, String options) {
        return "cloudbridge:" + bucket + "?provider=" + provider + "&rootDirectory=" + root
                + (options.contains("delay=") ? "&initialDelay=0" : "&" + FAST)
                + (options.isEmpty() ? "" : "&" + options);
    }

    /** What comes behind {@code from}. */
    interface Steps {
        ProcessorDefinition<?> of(RouteDefinition from);
    }

    /** Adds a route that notes each key and then takes these steps. */
    void route(String id, String options, Steps steps) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                steps.of(from(uri(options)).routeId(id).process(note()));
            }
        });
    }

    /** Adds a route that notes each key. */
    void route(String options) throws Exception {
        route("consumer", options, from -> from);
    }

    /** Adds a route that notes each key, with a step behind it. */
    void route(String options, Processor step) throws Exception {
        route("consumer", options, from -> from.process(step));
    }

    Processor note() {
        return exchange -> consumed.add(String.valueOf(key(exchange)));
    }

    static String key(Exchange exchange) {
        return exchange.getMessage().getHeader(CloudBridgeConstants.KEY, String.class);
    }

    CloudBridgeConsumer consumer() {
        return (CloudBridgeConsumer) context.getRoute("consumer").getConsumer();
    }

    /** Stores an object whose content is its key. */
    void put(String... keys) {
        for (String key : keys) {
            write(key, key);
        }
    }

    void write(String key, String content) {
        client.upload(
                new ObjectRef("inbox", key),
                Source.of(content.getBytes(StandardCharsets.UTF_8)),
                PutOptions.NONE,
                TransferSettings.DEFAULTS);
    }

    void putMany(int count) {
        for (int i = 0; i < count; i++) {
            put(String.format("k%05d", i));
        }
    }

    String get(String bucket, String key) {
        try (ObjectReader reader = client.read(new ObjectRef(bucket, key), ByteRange.ALL, ReadOptions.NONE)) {
            return new String(reader.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    List<String> keys() {
        return keys("inbox");
    }

    List<String> keys(String bucket) {
        List<String> keys = new ArrayList<>();
        client.list(ListRequest.of(bucket, "")).forEachRemaining(object -> keys.add(object.key()));
        return keys;
    }

    List<String> consumed() {
        return List.copyOf(consumed);
    }

    /** Every object once, none twice. */
    void assertConsumedOnce(int count) {
        assertThat(consumed()).hasSize(count).doesNotHaveDuplicates();
    }

    @Override
    public void close() {
        context.stop();
        client.close();
        threads.shutdownNow();
    }
}
