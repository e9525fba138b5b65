/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.openstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cloudbridge.conformance.Samples;
import io.cloudbridge.it.Routes;
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
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Large objects of this and of other tools, on Swift and on Ceph: read like any other, and gone with all their segments. */
class SwiftSegmentsTest {

    private static final byte[] CONTENT = Samples.bytes(1, 3L * SwiftPlace.PART + 7);

    @ParameterizedTest
    @EnumSource
    void whatIsDeletedIsGoneWithItsSegments(SwiftPlace.Server server) {
        try (SwiftPlace place = new SwiftPlace(server)) {
            place.store.delete(new DeleteRequest(place.upload("own", CONTENT)));
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
    void whatIsDeletedWithOthersIsGoneWithItsSegments(SwiftPlace.Server server) {
        try (SwiftPlace place = new SwiftPlace(server)) {
            place.put(place.bucket + "/empty", "");
            place.put(place.bucket + "/small", "x");
            List<DeleteRequest> requests = List.of(
                    new DeleteRequest(place.upload("own", CONTENT)),
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
    void whatIsReplacedLeavesNoSegments(SwiftPlace.Server server) {
        try (SwiftPlace place = new SwiftPlace(server)) {
            for (ObjectRef ref : List.of(
                    place.upload("own", CONTENT),
                    place.dynamic("d1", place.sibling()),
                    place.dynamic("d2", place.elsewhere),
                    place.fixed("f", place.sibling()))) {
                place.store.upload(ref, Source.of(Samples.text("new")), PutOptions.NONE, SwiftPlace.PARTS);
                assertThat(place.contentOf(ref)).isEqualTo(Samples.text("new"));
            }
            place.assertNoSegments();
            ObjectRef twice = place.upload("own", CONTENT);
            place.upload("own", CONTENT);
            assertThat(place.keys(place.sibling())).hasSize(4);
            assertThat(place.contentOf(twice)).isEqualTo(CONTENT);
        }
    }

    /** Ceph does not show a manifest, so its segments are found only where the OpenStack tools put them. */
    @ParameterizedTest
    @EnumSource
    void segmentsElsewhereStayOnCephWhenAStaticObjectIsReplaced(SwiftPlace.Server server) {
        try (SwiftPlace place = new SwiftPlace(server)) {
            ObjectRef ref = place.fixed("f", place.elsewhere);
            place.store.head(ref, ReadOptions.NONE);
            place.store.upload(ref, Source.of(Samples.text("new")), PutOptions.NONE, SwiftPlace.PARTS);
            assertThat(place.keys(place.elsewhere)).hasSize(server == SwiftPlace.Server.CEPH ? 2 : 0);
        }
    }

    @Test
    void theSegmentsOfACopyDoNotEndWithThoseOfItsSource() {
        try (SwiftPlace place = new SwiftPlace(SwiftPlace.Server.SWIFT)) {
            ObjectRef ref = place.fixed("f", place.elsewhere);
            String end = String.valueOf(Instant.now().plusSeconds(3600).getEpochSecond());
            for (String segment : place.keys(place.elsewhere)) {
                String text = segment.endsWith("0") ? "one" : "two";
                place.put(place.elsewhere + "/" + segment, text, "X-Delete-At", end);
            }
            ObjectRef copy = new ObjectRef(place.bucket, "copy");

            place.store.copy(ref, place.store, copy, CopyOptions.NONE, SwiftPlace.PARTS);

            assertThat(place.contentOf(copy)).isEqualTo(Samples.text("onetwo"));
            assertThat(place.keys(place.sibling())).hasSize(2).allSatisfy(segment -> assertThat(
                            place.header(place.sibling() + "/" + segment, "X-Delete-At"))
                    .isEmpty());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCopyDoesNotShareSegments(SwiftPlace.Server server) {
        try (SwiftPlace place = new SwiftPlace(server)) {
            for (ObjectRef ref : List.of(
                    place.upload("own", CONTENT),
                    place.dynamic("d1", place.sibling()),
                    place.dynamic("d2", place.elsewhere),
                    place.fixed("f1", place.sibling()),
                    place.fixed("f2", place.elsewhere))) {
                byte[] content = place.contentOf(ref);
                ObjectRef moved = new ObjectRef(place.bucket, "moved-" + ref.key());
                place.store.move(ref, place.store, moved, CopyOptions.NONE, SwiftPlace.PARTS);
                assertThat(place.store.exists(ref)).isFalse();
                assertThat(place.contentOf(moved)).isEqualTo(content);
                place.store.delete(new DeleteRequest(moved));
            }
            place.assertNoSegments();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aListingTellsWhatAReadFinds(SwiftPlace.Server server) throws IOException {
        try (SwiftPlace place = new SwiftPlace(server)) {
            place.upload("own", CONTENT);
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
    void onlyUploadsWithoutAnObjectAreUnfinished(SwiftPlace.Server server) {
        try (SwiftPlace place = new SwiftPlace(server)) {
            ObjectRef own = place.upload("own", CONTENT);
            place.put(place.sibling() + "/own/slo/" + "0".repeat(32) + "/00000001", "left behind");
            assertThat(place.store.abortUploads(place.bucket, "", Duration.ZERO))
                    .isEqualTo(1);
            assertThat(place.keys(place.sibling())).hasSize(4);
            assertThat(place.contentOf(own)).isEqualTo(CONTENT);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRouteConsumesAndDeletesLargeObjectsOfEveryKind(SwiftPlace.Server server) throws Exception {
        try (SwiftPlace place = new SwiftPlace(server)) {
            place.upload("own", CONTENT);
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
