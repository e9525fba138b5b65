/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.RequestListener;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.TransferSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A consumed message tells all about its object, although the listing does not, and it costs no more than it must. */
class ConsumerHeadersTest {

    @TempDir
    Path root;

    private final Map<String, AtomicInteger> requests = new ConcurrentHashMap<>();
    private Inbox inbox;

    @BeforeEach
    void open() {
        inbox = new Inbox(root);
        RequestListener counting = (provider, operation, outcome, took) ->
                requests.computeIfAbsent(operation, o -> new AtomicInteger()).incrementAndGet();
        inbox.context.getRegistry().bind("counting", counting);
    }

    @AfterEach
    void close() {
        inbox.close();
    }

    private void store(String key) {
        ObjectProperties properties = ObjectProperties.NONE
                .withContentType("text/csv")
                .withCacheControl("no-cache")
                .withMetadata(Map.of("origin", "plant 7"));
        inbox.client.upload(
                new ObjectRef("inbox", key),
                Source.of(new byte[] {'x'}),
                PutOptions.of(properties),
                TransferSettings.DEFAULTS);
    }

    private int count(String operation) {
        return requests.getOrDefault(operation, new AtomicInteger()).get();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bodyType=stream",
                "bodyType=bytes",
                "bodyType=string",
                "bodyType=file&localWorkDirectory=work",
                "prefetch=4"
            })
    void contentHeadersAndMetadataAreThereWhateverTheBodyIs(String options) throws Exception {
        store("a.csv");
        Queue<Map<String, Object>> headers = new ConcurrentLinkedQueue<>();
        Queue<ObjectInfo> objects = new ConcurrentLinkedQueue<>();
        inbox.route(options.replace("=work", "=" + root.resolve("work")), exchange -> {
            headers.add(Map.copyOf(exchange.getMessage().getHeaders()));
            objects.add(exchange.getProperty(CloudBridgeConstants.OBJECT, ObjectInfo.class));
        });
        inbox.context.start();
        await().until(() -> headers.size() == 1);

        assertThat(headers.peek())
                .containsEntry(CloudBridgeConstants.CONTENT_TYPE, "text/csv")
                .containsEntry(CloudBridgeConstants.CACHE_CONTROL, "no-cache")
                .containsEntry(CloudBridgeConstants.METADATA, Map.of("origin", "plant 7"))
                .containsEntry(CloudBridgeConstants.CONTENT_LENGTH, 1L)
                .containsEntry(CloudBridgeConstants.KEY, "a.csv");
        assertThat(objects.peek().metadata()).containsEntry("origin", "plant 7");
    }

    @Test
    void whereNothingIsNewOnlyTheListingIsAskedFor() throws Exception {
        store("a");
        store("b");
        inbox.route("");
        inbox.context.start();
        await().until(() -> inbox.consumed.size() == 2);
        assertThat(count("read")).as("one request for each").isEqualTo(2);
        int listed = count("list");
        await().until(() -> count("list") > listed + 3);
        assertThat(count("head")).isZero();
        assertThat(count("read")).isEqualTo(2);
    }

    @Test
    void whatIsReadAnywayIsNotAskedTwice() throws Exception {
        store("a");
        inbox.route("bodyType=bytes");
        inbox.context.start();
        await().until(() -> inbox.consumed.size() == 1);
        assertThat(count("head")).isZero();
        assertThat(count("read")).isEqualTo(1);
    }

    @Test
    void anObjectRewrittenSinceItWasListedIsEmittedOnceAsWhatItIs() throws Exception {
        Queue<String> bodies = new ConcurrentLinkedQueue<>();
        inbox.put("a", "b");
        inbox.route("", exchange -> {
            if (inbox.consumed.size() == 1) {
                inbox.write("b", "rewritten");
            }
            bodies.add(exchange.getMessage().getBody(String.class));
        });
        inbox.context.start();
        await().atMost(Duration.ofSeconds(10)).until(() -> bodies.contains("rewritten"));
        await().during(Duration.ofMillis(200))
                .until(() -> bodies.stream().filter("rewritten"::equals).count() == 1);
    }
}
