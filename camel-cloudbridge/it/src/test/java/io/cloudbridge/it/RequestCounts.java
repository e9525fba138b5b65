/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudbridge.camel.CloudBridgeConstants;
import io.cloudbridge.conformance.wire.FaultProxy;
import io.cloudbridge.conformance.wire.SeenRequest;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.ObjectStore;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.StoreConfig;
import io.cloudbridge.store.StoreProvider;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many requests routes send to a real server, counted by a proxy before it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class RequestCounts {

    private final String bucket = "count-" + UUID.randomUUID();
    private FaultProxy proxy;
    private ObjectStore direct;
    private Routes routes;

    protected abstract StoreProvider provider();

    /** Where the server listens. */
    protected abstract URI server();

    /** What a user writes, to go to the server or through the proxy. */
    protected abstract Map<String, ?> settings(URI endpoint);

    /** Whether a request asks for a page of a listing of objects. */
    protected abstract boolean isListing(SeenRequest request);

    @BeforeAll
    void connect() throws Exception {
        proxy = FaultProxy.to(server());
        direct = provider().open(new StoreConfig(provider().name(), settings(server())));
        direct.createBucket(bucket);
        Map<String, Object> connection = new HashMap<>(settings(proxy.endpoint()));
        connection.put("provider", provider().name());
        routes = Routes.connectedTo(Map.of("counted", connection));
    }

    @AfterEach
    void stopRoutes() throws Exception {
        routes.clear();
    }

    @AfterAll
    void disconnect() throws IOException {
        routes.close();
        for (var object : direct.list(ListRequest.of(bucket, "")).objects()) {
            direct.delete(bucket, List.of(new io.cloudbridge.store.DeleteRequest(object.ref())));
        }
        direct.deleteBucket(bucket);
        direct.close();
        proxy.close();
    }

    private void put(String prefix, int count, int size) {
        IntStream.range(0, count)
                .parallel()
                .forEach(i -> direct.put(
                        new ObjectRef(bucket, prefix + String.format(Locale.ROOT, "%05d", i)),
                        Content.of(new byte[size]),
                        PutOptions.NONE));
    }

    /** How many requests a download of what is not there takes. */
    protected int requestsForNothing() {
        return 1;
    }

    private boolean isEmpty(String prefix) {
        return direct.list(ListRequest.of(bucket, prefix)).objects().isEmpty();
    }

    private String uri(String options) {
        return "cloudbridge:" + bucket + "?connection=counted&" + options;
    }

    private Set<String> consume(String options) throws Exception {
        Set<String> keys = ConcurrentHashMap.newKeySet();
        routes.start(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri("initialDelay=0&" + options)).process(exchange -> {
                    exchange.getMessage().getBody(byte[].class);
                    keys.add(exchange.getMessage().getHeader(CloudBridgeConstants.KEY, String.class));
                });
            }
        });
        return keys;
    }

    private List<SeenRequest> others() {
        return proxy.requests().stream().filter(request -> !isListing(request)).toList();
    }

    private long listings() {
        return proxy.requests().stream().filter(this::isListing).count();
    }

    @Test
    void aConsumedObjectIsOneRequestAndItsShareOfTheDeletes() throws Exception {
        put("delete/", 1000, 100);
        proxy.clearRequests();
        Set<String> keys = consume("prefix=delete/&delete=true");
        await().atMost(Duration.ofMinutes(3)).until(() -> keys.size() == 1000 && isEmpty("delete/"));
        routes.clear();
        assertThat(others()).hasSizeLessThanOrEqualTo(1050);
        assertThat(listings()).isLessThanOrEqualTo(50);
    }

    @Test
    void aPollWithoutAnythingNewIsAListing() throws Exception {
        put("idle/", 50, 100);
        Set<String> keys = consume("prefix=idle/&delay=100");
        await().atMost(Duration.ofMinutes(1)).until(() -> keys.size() == 50);
        // what was still under way
        await().atMost(Duration.ofMinutes(1)).until(() -> listings() >= 3);
        proxy.clearRequests();
        await().atMost(Duration.ofMinutes(1)).until(() -> listings() >= 3);
        assertThat(others()).isEmpty();
    }

    @Test
    void withoutABodyThereIsNoRequestForTheObject() throws Exception {
        put("none/", 300, 100);
        proxy.clearRequests();
        Set<String> keys = consume("prefix=none/&bodyType=none");
        await().atMost(Duration.ofMinutes(1)).until(() -> keys.size() == 300);
        assertThat(others()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1000, 1 << 20, 20 << 20})
    void aDownloadIsOneGet(int size) throws Exception {
        put("down/" + size + "/", 1, size);
        AtomicInteger length = new AtomicInteger(-1);
        routes.start(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:download" + size)
                        .to(uri("operation=download&key=down/" + size + "/00000"))
                        .process(exchange -> length.set(exchange.getMessage().getBody(byte[].class).length));
            }
        });
        proxy.clearRequests();
        routes.done("direct:download" + size, null, Map.of());
        assertThat(length).hasValue(size);
        assertThat(proxy.requests()).extracting(SeenRequest::method).containsExactly("GET");
    }

    @Test
    void aDownloadOfNothingIsOneRequest() {
        proxy.clearRequests();
        Exchange exchange = routes.send(uri("operation=download&key=down/missing"), null, Map.of());
        assertThat(exchange.getException()).isNotNull();
        assertThat(proxy.requests()).hasSize(requestsForNothing());
    }
}
