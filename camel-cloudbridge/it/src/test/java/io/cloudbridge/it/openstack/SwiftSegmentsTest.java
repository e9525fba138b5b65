/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.openstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cloudbridge.conformance.Samples;
import io.cloudbridge.it.Routes;
import io.cloudbridge.it.Servers;
import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.CopyOptions;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.DeleteResult;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.TransferSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Large objects of this and of other tools, on Swift and on Ceph: read like any other, and gone with all their segments. */
class SwiftSegmentsTest {

    private static final int PART = 64 * 1024;
    private static final TransferSettings PARTS = new TransferSettings(PART, PART, 4, 4);
    private static final byte[] CONTENT = Samples.bytes(1, 3L * PART + 7);

    enum Server {
        SWIFT("swift", Swift.v1(4)),
        CEPH("rgw.swift", Swift.ceph());

        private final Map<String, Object> settings;
        private final String authUrl;

        Server(String name, Map<String, Object> settings) {
            this.settings = settings;
            this.authUrl = Servers.setting(name + ".authUrl");
        }
    }

    /** A bucket with a place for segments elsewhere, in an account of a server; all gone at the end. */
    private static final class Place implements AutoCloseable {
        private final String bucket = "segments-" + UUID.randomUUID();
        private final String elsewhere = bucket + "-elsewhere";
        private final StoreClient store;
        private final String token;
        private final String storageUrl;

        private Place(Server server) {
            store = Swift.open(server.settings);
            var login = Swift.send(HttpRequest.newBuilder(URI.create(server.authUrl))
                            .header(
                                    "X-Auth-User",
                                    server.settings.get("username").toString())
                            .header(
                                    "X-Auth-Key",
                                    server.settings.get("password").toString()))
                    .headers();
            token = login.firstValue("X-Auth-Token").orElseThrow();
            storageUrl = login.firstValue("X-Storage-Url").orElseThrow();
            store.createBucket(bucket);
            store.createBucket(elsewhere);
        }

        private void put(String path, String text, String... headers) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(storageUrl + "/" + path))
                    .header("X-Auth-Token", token)
                    .PUT(BodyPublishers.ofString(text));
            if (headers.length > 0) {
                request.headers(headers);
            }
            assertThat(Swift.send(request).statusCode()).isBetween(201, 202);
        }

        /** As {@code swift upload --segment-size} makes it. */
        private ObjectRef dynamic(String key, String container) {
            put(container, "");
            put(container + "/" + key + "/1795.1/6/3/00000000", "one");
            put(container + "/" + key + "/1795.1/6/3/00000001", "two");
            put(bucket + "/" + key, "", "X-Object-Manifest", container + "/" + key + "/1795.1/6/3/");
            return new ObjectRef(bucket, key);
        }

        /** As {@code swift upload --use-slo} makes it. */
        private ObjectRef fixed(String key, String container) {
            put(container, "");
            put(container + "/" + key + "/slo/1795.1/6/3/00000000", "one");
            put(container + "/" + key + "/slo/1795.1/6/3/00000001", "two");
            String manifest = """
                    [{"path": "/%1$s/%2$s/slo/1795.1/6/3/00000000", "etag": "f97c5d29941bfb1b2fdab0874906ab82", "size_bytes": 3},
                     {"path": "/%1$s/%2$s/slo/1795.1/6/3/00000001", "etag": "b8a9f715dbb64fd5c56e7783c6820a61", "size_bytes": 3}]
                    """.formatted(container, key);
            put(bucket + "/" + key + "?multipart-manifest=put", manifest);
            return new ObjectRef(bucket, key);
        }

        private ObjectRef own(String key) {
            ObjectRef ref = new ObjectRef(bucket, key);
            store.upload(ref, Source.of(CONTENT), PutOptions.NONE, PARTS);
            return ref;
        }

        private List<String> keys(String container) {
            return store.bucketExists(container)
                    ? store.page(ListRequest.of(container, "")).objects().stream()
                            .map(ObjectInfo::key)
                            .toList()
                    : List.of();
        }

        private String sibling() {
            return bucket + "_segments";
        }

        private void assertNoSegments() {
            assertThat(keys(sibling())).isEmpty();
            assertThat(keys(elsewhere)).isEmpty();
        }

        private byte[] contentOf(ObjectRef ref) {
            try (var in = store.read(ref, ByteRange.ALL, ReadOptions.NONE)) {
                return in.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            for (String container : List.of(bucket, sibling(), elsewhere)) {
                if (store.bucketExists(container)) {
                    store.deletePrefix(container, "");
                    store.deleteBucket(container);
                }
            }
            store.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsDeletedIsGoneWithItsSegments(Server server) {
        try (Place place = new Place(server)) {
            place.store.delete(new DeleteRequest(place.own("own")));
            place.store.delete(new DeleteRequest(place.dynamic("d", place.sibling())));
            place.store.delete(new DeleteRequest(place.dynamic("d", place.elsewhere)));
            place.store.delete(new DeleteRequest(place.fixed("f", place.sibling())));
            place.store.delete(new DeleteRequest(place.fixed("f", place.elsewhere)));
            place.assertNoSegments();
            assertThat(place.keys(place.bucket)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsDeletedWithOthersIsGoneWithItsSegments(Server server) {
        try (Place place = new Place(server)) {
            place.put(place.bucket + "/empty", "");
            place.put(place.bucket + "/small", "x");
            List<DeleteRequest> requests = List.of(
                    new DeleteRequest(place.own("own")),
                    new DeleteRequest(place.dynamic("d1", place.sibling())),
                    new DeleteRequest(place.dynamic("d2", place.elsewhere)),
                    new DeleteRequest(place.fixed("f1", place.sibling())),
                    new DeleteRequest(place.fixed("f2", place.elsewhere)),
                    new DeleteRequest(new ObjectRef(place.bucket, "empty")),
                    new DeleteRequest(new ObjectRef(place.bucket, "missing")),
                    new DeleteRequest(new ObjectRef(place.bucket, "small")));
            assertThat(place.store.deleteAll(requests)).allMatch(DeleteResult::deleted);
            place.assertNoSegments();
            assertThat(place.keys(place.bucket)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsReplacedLeavesNoSegments(Server server) {
        try (Place place = new Place(server)) {
            for (ObjectRef ref : List.of(
                    place.own("own"),
                    place.dynamic("d1", place.sibling()),
                    place.dynamic("d2", place.elsewhere),
                    place.fixed("f", place.sibling()))) {
                place.store.upload(ref, Source.of(Samples.text("new")), PutOptions.NONE, PARTS);
                assertThat(place.contentOf(ref)).isEqualTo(Samples.text("new"));
            }
            place.assertNoSegments();
            ObjectRef twice = place.own("own");
            place.own("own");
            assertThat(place.keys(place.sibling())).hasSize(4);
            assertThat(place.contentOf(twice)).isEqualTo(CONTENT);
        }
    }

    /** Ceph does not show a manifest, so its segments are found only where the OpenStack tools put them. */
    @ParameterizedTest
    @EnumSource
    void segmentsElsewhereStayOnCephWhenAStaticObjectIsReplaced(Server server) {
        try (Place place = new Place(server)) {
            ObjectRef ref = place.fixed("f", place.elsewhere);
            place.store.head(ref, ReadOptions.NONE);
            place.store.upload(ref, Source.of(Samples.text("new")), PutOptions.NONE, PARTS);
            assertThat(place.keys(place.elsewhere)).hasSize(server == Server.CEPH ? 2 : 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCopyDoesNotShareSegments(Server server) {
        try (Place place = new Place(server)) {
            for (ObjectRef ref : List.of(
                    place.own("own"),
                    place.dynamic("d1", place.sibling()),
                    place.dynamic("d2", place.elsewhere),
                    place.fixed("f1", place.sibling()),
                    place.fixed("f2", place.elsewhere))) {
                byte[] content = place.contentOf(ref);
                ObjectRef moved = new ObjectRef(place.bucket, "moved-" + ref.key());
                place.store.move(ref, place.store, moved, CopyOptions.NONE, PARTS);
                assertThat(place.store.exists(ref)).isFalse();
                assertThat(place.contentOf(moved)).isEqualTo(content);
                place.store.delete(new DeleteRequest(moved));
            }
            place.assertNoSegments();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aListingTellsWhatAReadFinds(Server server) throws IOException {
        try (Place place = new Place(server)) {
            place.own("own");
            place.dynamic("d", place.sibling());
            place.fixed("f", place.elsewhere);
            place.put(place.bucket + "/empty", "");
            place.store.setProperties(new ObjectRef(place.bucket, "f"), ObjectProperties.NONE, null);
            for (ObjectInfo listed :
                    place.store.page(ListRequest.of(place.bucket, "")).objects()) {
                ObjectInfo found = place.store.head(listed.ref(), ReadOptions.NONE);
                assertThat(listed.etag()).as(listed.key()).isEqualTo(found.etag());
                assertThat(listed.size()).as(listed.key()).isEqualTo(found.size());
                assertThat(found.metadata()).as(listed.key()).isEmpty();
                try (var in = place.store.read(listed, ByteRange.ALL)) {
                    assertThat(in.readAllBytes()).hasSize((int) found.size());
                }
                place.put(place.bucket + "/" + listed.key(), "replaced");
                try (var in = place.store.read(listed, ByteRange.ALL)) {
                    assertThatThrownBy(in::readAllBytes).isInstanceOf(CloudBridgeException.PreconditionFailed.class);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void onlyUploadsWithoutAnObjectAreUnfinished(Server server) {
        try (Place place = new Place(server)) {
            ObjectRef own = place.own("own");
            place.put(place.sibling() + "/own/slo/" + "0".repeat(32) + "/00000001", "left behind");
            assertThat(place.store.abortUploads(place.bucket, "", Duration.ZERO))
                    .isEqualTo(1);
            assertThat(place.keys(place.sibling())).hasSize(4);
            assertThat(place.contentOf(own)).isEqualTo(CONTENT);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRouteConsumesAndDeletesLargeObjectsOfEveryKind(Server server) throws Exception {
        try (Place place = new Place(server)) {
            place.own("own");
            place.dynamic("d1", place.sibling());
            place.dynamic("d2", place.elsewhere);
            place.fixed("f", place.elsewhere);
            Queue<String> consumed = new ConcurrentLinkedQueue<>();
            Map<String, Object> connection = new HashMap<>(server.settings);
            connection.put("provider", "openstack");
            try (Routes routes = Routes.connectedTo(Map.of("it", connection))) {
                routes.start(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("cloudbridge:" + place.bucket + "?connection=it&delete=true&initialDelay=0&delay=100")
                                .process(exchange ->
                                        consumed.add(exchange.getMessage().getHeader("CamelCloudBridgeKey") + " "
                                                + exchange.getMessage().getBody(byte[].class).length));
                    }
                });
                await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(place.keys(place.bucket))
                        .isEmpty());
            }
            assertThat(consumed).containsExactlyInAnyOrder("own " + CONTENT.length, "d1 6", "d2 6", "f 6");
            place.assertNoSegments();
        }
    }
}
