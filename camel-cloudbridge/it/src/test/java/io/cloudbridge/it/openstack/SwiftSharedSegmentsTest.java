/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.openstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.conformance.Samples;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.CopyOptions;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.Source;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Large objects of other tools whose manifests name more than their own: what is not theirs alone outlives them. */
class SwiftSharedSegmentsTest {

    private static final byte[] NEW = Samples.text("new");
    private static final byte[] LARGE = Samples.bytes(1, 3L * SwiftPlace.PART + 7);
    private static final CopyOptions WITH_METADATA =
            new CopyOptions(null, PutOptions.of(ObjectProperties.NONE.withMetadata(Map.of("a", "b"))), false);

    /** A dynamic large object in the folder that it shows. */
    private static ObjectRef everything(SwiftPlace place) {
        place.put(place.bucket + "/logs/1", "one");
        place.put(place.bucket + "/logs/2", "two");
        place.put(place.bucket + "/logs/everything", "", "X-Object-Manifest", place.bucket + "/logs/");
        ObjectRef ref = new ObjectRef(place.bucket, "logs/everything");
        assertThat(place.contentOf(ref)).isEqualTo(Samples.text("onetwo"));
        return ref;
    }

    private static void assertOnly(SwiftPlace place, ObjectRef ref, byte[] content) {
        assertThat(place.contentOf(ref)).isEqualTo(content);
        assertThat(place.keys(place.bucket)).containsExactly(ref.key());
    }

    @ParameterizedTest
    @EnumSource
    void whatReplacesAManifestAmongItsSegmentsStays(SwiftPlace.Server server) {
        try (SwiftPlace place = new SwiftPlace(server)) {
            ObjectRef ref = everything(place);
            place.store.upload(ref, Source.of(NEW), PutOptions.NONE, SwiftPlace.PARTS);
            assertOnly(place, ref, NEW);

            place.store.upload(everything(place), Source.of(LARGE), PutOptions.NONE, SwiftPlace.PARTS);
            assertOnly(place, ref, LARGE);
            place.store.delete(new DeleteRequest(ref));

            place.store.delete(new DeleteRequest(everything(place)));
            assertThat(place.keys(place.bucket)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsCopiedOntoAManifestAmongItsSegmentsStays(SwiftPlace.Server server) {
        try (SwiftPlace place = new SwiftPlace(server)) {
            ObjectRef small = new ObjectRef(place.elsewhere, "small");
            place.put(place.elsewhere + "/small", "new");
            place.put(place.elsewhere + "_segments", "");
            ObjectRef large = new ObjectRef(place.elsewhere, "large");
            place.store.upload(large, Source.of(LARGE), PutOptions.NONE, SwiftPlace.PARTS);
            for (CopyOptions options : List.of(CopyOptions.NONE, WITH_METADATA)) {
                ObjectRef ref = everything(place);
                place.store.copy(small, place.store, ref, options, SwiftPlace.PARTS);
                assertOnly(place, ref, NEW);
                place.store.copy(large, place.store, everything(place), options, SwiftPlace.PARTS);
                assertOnly(place, ref, LARGE);
            }
            place.store.move(small, place.store, everything(place), CopyOptions.NONE, SwiftPlace.PARTS);
            assertOnly(place, new ObjectRef(place.bucket, "logs/everything"), NEW);
            place.store.delete(new DeleteRequest(large));
            place.store.deleteBucket(place.elsewhere + "_segments");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSegmentThatIsCopiedOntoItsManifestStays(SwiftPlace.Server server) {
        try (SwiftPlace place = new SwiftPlace(server)) {
            ObjectRef one = new ObjectRef(place.bucket, "logs/1");
            for (CopyOptions options : List.of(CopyOptions.NONE, WITH_METADATA)) {
                ObjectRef ref = everything(place);
                place.store.copy(one, place.store, ref, options, SwiftPlace.PARTS);
                assertThat(place.contentOf(ref)).isEqualTo(Samples.text("one"));
                assertThat(place.contentOf(one)).isEqualTo(Samples.text("one"));
                assertThat(place.keys(place.bucket)).containsExactly("logs/1", "logs/everything");
            }
            ObjectRef ref = everything(place);
            place.store.move(one, place.store, ref, CopyOptions.NONE, SwiftPlace.PARTS);
            assertOnly(place, ref, Samples.text("one"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCopyLeavesTheSegmentsThatItsSourceSharesWithWhatItReplaces(SwiftPlace.Server server) {
        try (SwiftPlace place = new SwiftPlace(server)) {
            place.put(place.bucket + "/logs/1", "one");
            place.put(place.bucket + "/logs/2", "two");
            ObjectRef first = new ObjectRef(place.bucket, "all");
            ObjectRef second = new ObjectRef(place.bucket, "too");
            for (CopyOptions options : List.of(CopyOptions.NONE, WITH_METADATA)) {
                place.put(place.bucket + "/all", "", "X-Object-Manifest", place.bucket + "/logs/");
                place.put(place.bucket + "/too", "", "X-Object-Manifest", place.bucket + "/logs/");
                place.store.copy(first, place.store, second, options, SwiftPlace.PARTS);
                assertThat(place.contentOf(second)).isEqualTo(Samples.text("onetwo"));
                assertThat(place.contentOf(first)).isEqualTo(Samples.text("onetwo"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aManifestThatIsCopiedOntoItselfIsReplacedByItsContent(SwiftPlace.Server server) {
        try (SwiftPlace place = new SwiftPlace(server)) {
            ObjectRef ref = everything(place);
            place.store.copy(ref, place.store, ref, WITH_METADATA, SwiftPlace.PARTS);
            assertOnly(place, ref, Samples.text("onetwo"));
            assertThat(place.store.head(ref, ReadOptions.NONE).metadata()).isEqualTo(Map.of("a", "b"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCopyThatWouldBecomeAPartOfItsSourceIsRefused(SwiftPlace.Server server) {
        try (SwiftPlace place = new SwiftPlace(server)) {
            ObjectRef ref = everything(place);
            ObjectRef inside = new ObjectRef(place.bucket, "logs/done/everything");
            assertThatThrownBy(() -> place.store.copy(ref, place.store, inside, CopyOptions.NONE, SwiftPlace.PARTS))
                    .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                    .hasMessageContaining(place.bucket + "/logs/");
            assertThatThrownBy(() -> place.store.move(ref, place.store, inside, CopyOptions.NONE, SwiftPlace.PARTS))
                    .isInstanceOf(CloudBridgeException.InvalidRequest.class);
            assertThat(place.contentOf(ref)).isEqualTo(Samples.text("onetwo"));

            ObjectRef outside = new ObjectRef(place.bucket, "done/everything");
            place.store.move(ref, place.store, outside, CopyOptions.NONE, SwiftPlace.PARTS);
            assertOnly(place, outside, Samples.text("onetwo"));
        }
    }

    /** What has a segment's name and is none when the large object goes. */
    @ParameterizedTest
    @EnumSource
    void whatWasStoredUnderASegmentsNameSinceStays(SwiftPlace.Server server) {
        try (SwiftPlace place = new SwiftPlace(server)) {
            ObjectRef fixed = place.fixed("f", place.sibling());
            String segment = "f/slo/1795.1/6/3/00000001";
            place.put(place.sibling() + "/" + segment, "another");
            place.store.upload(fixed, Source.of(NEW), PutOptions.NONE, SwiftPlace.PARTS);
            // where the manifest is not shown it is found by its segments, which are not what they were
            assertThat(place.keys(place.sibling())).contains(segment);
            assertThat(place.contentOf(new ObjectRef(place.sibling(), segment))).isEqualTo(Samples.text("another"));
        }
    }

    /** Swift takes a lone {@code %} for one, Ceph's gateway takes any text. */
    @ParameterizedTest
    @EnumSource
    void whateverAManifestSaysItCanBeReplacedMovedAndDeleted(SwiftPlace.Server server) {
        try (SwiftPlace place = new SwiftPlace(server)) {
            place.put(place.elsewhere + "/%25/1", "one");
            List<String> manifests = server == SwiftPlace.Server.SWIFT
                    ? List.of(place.elsewhere + "/%", place.elsewhere + "/%zz%2")
                    : List.of(place.elsewhere + "/%", "/" + place.elsewhere + "/d/", "c/d");
            ObjectRef ref = new ObjectRef(place.bucket, "odd");
            for (String manifest : manifests) {
                place.put(place.bucket + "/odd", "", "X-Object-Manifest", manifest);
                place.store.upload(ref, Source.of(NEW), PutOptions.NONE, SwiftPlace.PARTS);
                assertOnly(place, ref, NEW);
                place.put(place.bucket + "/odd", "", "X-Object-Manifest", manifest);
                place.store.upload(ref, Source.of(LARGE), PutOptions.NONE, SwiftPlace.PARTS);
                assertOnly(place, ref, LARGE);
                place.put(place.bucket + "/odd", "", "X-Object-Manifest", manifest);
                place.store.delete(new DeleteRequest(ref));
                assertThat(place.keys(place.bucket)).as(manifest).isEmpty();
            }
        }
    }
}
