/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.openstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.cloudbridge.conformance.Samples;
import io.cloudbridge.conformance.wire.FaultProxy;
import io.cloudbridge.conformance.wire.WireAnswer;
import io.cloudbridge.it.Routes;
import io.cloudbridge.it.Servers;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectPage;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.StoreClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Before the server is a proxy that gives three entries a page, whatever the server says of its limits. */
class SwiftShortPagesTest {

    private static final int CAP = 3;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> KEYS =
            IntStream.range(0, 8).mapToObj(i -> "d/" + i).toList();

    private static final class Capped implements AutoCloseable {
        private final String bucket = "short-" + UUID.randomUUID();
        private final FaultProxy proxy;
        private final Map<String, Object> settings;
        private final StoreClient store;

        private Capped(SwiftPlace.Server server) {
            String name = server == SwiftPlace.Server.CEPH ? "rgw.swift.endpoint" : "swift.endpoint";
            proxy = FaultProxy.to(URI.create(Servers.setting(name)));
            settings = new HashMap<>(server.settings);
            settings.put("endpoint", "http://127.0.0.1:" + proxy.endpoint().getPort());
            settings.put("maxRetries", 0);
            store = Swift.open(settings);
            store.createBucket(bucket);
            KEYS.forEach(this::put);
            List.of("a", "e/1", "f/1", "g/1", "h").forEach(this::put);
            proxy.when("GET", "format=json").always().changeAnswer(Capped::cut);
        }

        private void put(String key) {
            store.upload(new ObjectRef(bucket, key), Source.of(Samples.text("x")), PutOptions.NONE, SwiftPlace.PARTS);
        }

        private static WireAnswer cut(WireAnswer answer) {
            try {
                ArrayNode cut = JSON.createArrayNode();
                for (JsonNode entry : JSON.readTree(answer.body())) {
                    if (cut.size() < CAP) {
                        cut.add(entry);
                    }
                }
                return answer.withBody(JSON.writeValueAsBytes(cut));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private List<String> keys(ListRequest request) {
            List<String> keys = new ArrayList<>();
            store.list(request).forEachRemaining(info -> keys.add(info.key()));
            return keys;
        }

        @Override
        public void close() throws IOException {
            proxy.clearRules();
            store.deletePrefix(bucket, "");
            store.deleteBucket(bucket);
            store.close();
            proxy.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aListingIsCompleteAndDeletePrefixDeletesAll(SwiftPlace.Server server) throws IOException {
        try (Capped capped = new Capped(server)) {
            ListRequest folder = ListRequest.of(capped.bucket, "d/");
            assertThat(capped.keys(folder)).isEqualTo(KEYS);
            assertThat(capped.keys(folder.withPageSize(1))).isEqualTo(KEYS);
            assertThat(capped.keys(ListRequest.of(capped.bucket, ""))).hasSize(KEYS.size() + 5);
            assertThat(capped.store.deletePrefix(capped.bucket, "d/")).isEqualTo(KEYS.size());
            assertThat(capped.keys(folder)).isEmpty();
            assertThatThrownBy(() -> capped.store.deleteBucket(capped.bucket))
                    .isInstanceOf(CloudBridgeException.InvalidState.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void foldersAreCompleteWhereverTheListingBegins(SwiftPlace.Server server) throws IOException {
        try (Capped capped = new Capped(server)) {
            ListRequest folders = ListRequest.of(capped.bucket, "").withDelimiter("/");
            for (int size : new int[] {1, 2, 5, 1000}) {
                assertThat(prefixes(capped, folders.withPageSize(size)))
                        .as("pages of %d", size)
                        .containsExactly("d/", "e/", "f/", "g/");
                assertThat(prefixes(capped, folders.withPageSize(size).withStartAfter("d/5")))
                        .as("pages of %d behind d/5", size)
                        .containsExactly("e/", "f/", "g/");
            }
        }
    }

    private static List<String> prefixes(Capped capped, ListRequest request) {
        List<String> prefixes = new ArrayList<>();
        String token = null;
        do {
            ObjectPage page = capped.store.page(request.withPageToken(token));
            prefixes.addAll(page.commonPrefixes());
            token = page.nextToken();
        } while (token != null);
        return prefixes;
    }

    @ParameterizedTest
    @EnumSource
    void theRouteSeesEverythingAndKnowsWhereItEnds(SwiftPlace.Server server) throws Exception {
        try (Capped capped = new Capped(server)) {
            Map<String, Object> connection = new HashMap<>(capped.settings);
            connection.put("provider", "openstack");
            try (Routes routes = Routes.connectedTo(Map.of("it", connection))) {
                String uri = "cloudbridge:" + capped.bucket + "?connection=it&prefix=d/";
                for (int max : new int[] {1, CAP, KEYS.size() - 1, KEYS.size(), KEYS.size() + 1}) {
                    Exchange listed = routes.send(uri + "&operation=list&maxResults=" + max, null, Map.of());
                    assertThat((List<?>) listed.getMessage().getBody()).hasSize(Math.min(max, KEYS.size()));
                    assertThat(listed.getMessage().getHeader("CamelCloudBridgeTruncated"))
                            .as("more than %d", max)
                            .isEqualTo(max < KEYS.size());
                }
                Set<String> consumed = ConcurrentHashMap.newKeySet();
                routes.start(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from(uri + "&initialDelay=0&delay=100")
                                .process(exchange -> consumed.add(
                                        exchange.getMessage().getHeader("CamelCloudBridgeKey", String.class)));
                    }
                });
                await().atMost(Duration.ofSeconds(30)).until(() -> consumed.size() == KEYS.size());
            }
        }
    }

    /** Older servers have no document for nothing. */
    @ParameterizedTest
    @EnumSource
    void anAnswerWithoutContentIsAnEmptyPage(SwiftPlace.Server server) throws IOException {
        try (Capped capped = new Capped(server)) {
            capped.proxy.clearRules();
            capped.proxy
                    .when("GET", "format=json")
                    .always()
                    .changeAnswer(answer -> answer.body().length > 2
                            ? answer
                            : answer.withStatus(204).withBody(new byte[0]));
            assertThat(capped.keys(ListRequest.of(capped.bucket, "d/"))).isEqualTo(KEYS);
            assertThat(capped.keys(ListRequest.of(capped.bucket, "none"))).isEmpty();

            capped.proxy.clearRules();
            capped.proxy.when("GET", "format=json").answer(204);
            ListRequest all = ListRequest.of(capped.bucket, "");
            assertThatThrownBy(() -> capped.store.page(all))
                    .as("nothing says that this is a container")
                    .isInstanceOf(CloudBridgeException.Unavailable.class);
            assertThat(capped.store.page(all).objects())
                    .extracting(ObjectInfo::key)
                    .contains("h");
        }
    }
}
