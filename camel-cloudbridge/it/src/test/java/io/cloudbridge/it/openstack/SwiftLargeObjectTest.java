/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.openstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.conformance.Samples;
import io.cloudbridge.conformance.wire.FaultProxy;
import io.cloudbridge.it.Servers;
import io.cloudbridge.store.BucketInfo;
import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.CopyOptions;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.DeleteResult;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutResult;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.TransferSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Large objects: their segments are never seen, never left behind, and never taken from an object that is there. */
class SwiftLargeObjectTest {

    private static final int PART = 64 * 1024;
    private static final TransferSettings PARTS = new TransferSettings(PART, PART, 4, 4);
    private static final byte[] CONTENT = Samples.bytes(1, 5L * PART + 7);

    private final String bucket = "large-" + UUID.randomUUID();
    private final ObjectRef ref = new ObjectRef(bucket, "a b/ü?#%.bin");

    private FaultProxy proxy;
    private StoreClient store;

    @BeforeEach
    void open() {
        proxy = FaultProxy.to(URI.create(Servers.setting("swift.endpoint")));
        store = Swift.open(Swift.with(
                Swift.v1(), "endpoint", "http://127.0.0.1:" + proxy.endpoint().getPort()));
        store.createBucket(bucket);
    }

    @AfterEach
    void close() throws IOException {
        proxy.clearRules();
        store.deletePrefix(bucket, "k");
        store.deleteAll(List.of(new DeleteRequest(ref)));
        store.deleteBucket(bucket);
        assertThat(store.bucketExists(bucket + "_segments")).as("the sibling").isFalse();
        store.close();
        proxy.close();
    }

    private PutResult upload(ObjectRef to, byte[] content, PutOptions options) {
        return store.upload(to, Source.of(content), options, PARTS);
    }

    private byte[] contentOf(ObjectRef object) {
        try (var in = store.read(object, ByteRange.ALL, ReadOptions.NONE)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> segments() {
        List<String> keys = new ArrayList<>();
        try {
            store.list(ListRequest.of(bucket + "_segments", "")).forEachRemaining(info -> keys.add(info.key()));
        } catch (CloudBridgeException.BucketNotFound e) {
            return List.of();
        }
        return keys;
    }

    @Test
    void segmentsAreInASiblingThatNoListingShows() {
        upload(ref, CONTENT, PutOptions.NONE);

        assertThat(segments()).hasSize(6).allMatch(key -> key.startsWith(ref.key() + "/slo/"));
        assertThat(store.page(ListRequest.of(bucket, "")).objects())
                .extracting(ObjectInfo::key)
                .containsExactly(ref.key());
        assertThat(store.listBuckets())
                .extracting(BucketInfo::name)
                .contains(bucket)
                .doesNotContain(bucket + "_segments");
    }

    @Test
    void theEtagIsNotTakenForTheMd5OfTheContent() throws IOException {
        PutResult put = upload(ref, CONTENT, PutOptions.NONE);
        String md5 = Content.of(CONTENT).checksum(Checksum.Algorithm.MD5).hex();
        ObjectInfo head = store.head(ref, ReadOptions.NONE);
        ObjectInfo listed = store.page(ListRequest.of(bucket, "")).objects().get(0);

        Checksum crc = Content.of(CONTENT).checksum(Checksum.Algorithm.CRC32C);
        assertThat(put.checksum()).isEqualTo(crc);
        assertThat(head.checksum()).isEqualTo(crc);
        assertThat(listed.checksum()).isNull();
        assertThat(head.etag()).isNotEqualTo(md5).isEqualTo(put.etag()).isEqualTo(listed.etag());
        assertThat(listed.size()).isEqualTo(head.size()).isEqualTo(CONTENT.length);
        assertThat(contentOf(ref)).isEqualTo(CONTENT);
    }

    /** It is metadata that users neither see nor lose, of one content only. */
    @Test
    void theChecksumStaysWithTheContent() throws IOException {
        Checksum crc = Content.of(CONTENT).checksum(Checksum.Algorithm.CRC32C);
        Map<String, String> metadata = Map.of("cloudbridge-crc32c", "the user's own");
        upload(ref, CONTENT, PutOptions.of(PutOptions.NONE.properties().withMetadata(metadata)));
        assertThat(store.head(ref, ReadOptions.NONE).metadata()).isEqualTo(metadata);

        ObjectRef copy = new ObjectRef(bucket, "kopy");
        store.copy(ref, store, copy, CopyOptions.NONE, TransferSettings.DEFAULTS);
        store.setProperties(copy, PutOptions.NONE.properties().withContentType("text/plain"), null);
        ObjectInfo copied = store.head(copy, ReadOptions.NONE);
        assertThat(copied.checksum()).isEqualTo(crc);
        assertThat(copied.metadata()).isEmpty();

        String header = "X-Object-Meta-Cloudbridge-Crc32c";
        Swift.send(Swift.request('/' + bucket + '/' + copy.key())
                .header(header, "00000000-0123456789abcdef0123456789abcdef")
                .method("POST", BodyPublishers.noBody()));
        assertThat(store.head(copy, ReadOptions.NONE).checksum())
                .as("a checksum of another content")
                .isNull();
        assertThat(contentOf(copy)).isEqualTo(CONTENT);
    }

    @Test
    void theVersionThatWasListedIsTheOneThatIsRead() throws IOException {
        upload(ref, CONTENT, PutOptions.NONE);
        ObjectInfo listed = store.page(ListRequest.of(bucket, "")).objects().get(0);
        try (var in = store.read(listed, new ByteRange(PART - 3, 10))) {
            assertThat(in.readAllBytes()).isEqualTo(java.util.Arrays.copyOfRange(CONTENT, PART - 3, PART + 7));
        }
        upload(ref, Samples.bytes(2, 3L * PART), PutOptions.NONE);
        try (var in = store.read(listed, ByteRange.ALL)) {
            assertThatThrownBy(in::readAllBytes).isInstanceOf(CloudBridgeException.PreconditionFailed.class);
        }
    }

    @Test
    void propertiesTravelAndCanBeReplaced() {
        ObjectProperties properties =
                ObjectProperties.NONE.withContentType("text/x").withMetadata(Map.of("colour_of", "blau ü"));
        upload(ref, CONTENT, PutOptions.of(properties));
        assertThat(store.head(ref, ReadOptions.NONE).properties()).isEqualTo(properties);

        ObjectProperties others = properties.withContentLanguage("de").withMetadata(Map.of("other", "1"));
        store.setProperties(ref, others, null);
        assertThat(store.head(ref, ReadOptions.NONE).properties()).isEqualTo(others);
        assertThat(contentOf(ref)).isEqualTo(CONTENT);
    }

    @Test
    void deletingTheObjectDeletesItsSegments() {
        upload(ref, CONTENT, PutOptions.NONE);
        store.delete(new DeleteRequest(ref));
        assertThat(segments()).isEmpty();
    }

    @Test
    void deletingManyDeletesTheSegmentsOfThoseThatAreLarge() {
        for (int i = 0; i < 3; i++) {
            upload(new ObjectRef(bucket, "k" + i), CONTENT, PutOptions.NONE);
            upload(new ObjectRef(bucket, "k-small" + i), Samples.text("x"), PutOptions.NONE);
        }
        assertThat(store.deletePrefix(bucket, "k")).isEqualTo(6);
        assertThat(segments()).isEmpty();
    }

    @Test
    void ofVeryManyOnlyThoseThatAreLargeAreLookedAt() {
        List<DeleteRequest> requests = IntStream.range(0, 30)
                .mapToObj(i -> new DeleteRequest(new ObjectRef(bucket, "k" + i)))
                .toList();
        for (int large : new int[] {3, 17}) {
            upload(requests.get(large).ref(), CONTENT, PutOptions.NONE);
        }
        upload(requests.get(5).ref(), Samples.text("small"), PutOptions.NONE);
        int before = proxy.count("HEAD", "/" + bucket + "/k");

        assertThat(store.deleteAll(requests)).hasSize(30).allMatch(DeleteResult::deleted);

        assertThat(proxy.count("HEAD", "/" + bucket + "/k") - before).isEqualTo(2);
        assertThat(segments()).isEmpty();
    }

    @Test
    void ofVeryManyThoseThatAnotherToolMadeAreFoundToo() {
        Swift.send(Swift.request("/" + bucket + "_segments").PUT(BodyPublishers.noBody()));
        Swift.send(Swift.request("/" + bucket + "_segments/elsewhere/1").PUT(BodyPublishers.ofString("1")));
        String manifest = "[{\"path\":\"/%s_segments/elsewhere/1\"}]".formatted(bucket);
        Swift.send(Swift.request("/" + bucket + "/k7?multipart-manifest=put").PUT(BodyPublishers.ofString(manifest)));

        List<DeleteRequest> requests = IntStream.range(0, 30)
                .mapToObj(i -> new DeleteRequest(new ObjectRef(bucket, "k" + i)))
                .toList();
        assertThat(store.deleteAll(requests)).allMatch(DeleteResult::deleted);
        assertThat(segments()).isEmpty();
    }

    @Test
    void whatReplacesALargeObjectDropsItsSegments() {
        upload(ref, CONTENT, PutOptions.NONE);
        byte[] other = Samples.bytes(2, 3L * PART);
        upload(ref, other, PutOptions.NONE);
        assertThat(segments()).hasSize(3);
        assertThat(contentOf(ref)).isEqualTo(other);

        upload(ref, Samples.text("small"), PutOptions.NONE);
        assertThat(segments()).isEmpty();
        assertThat(contentOf(ref)).isEqualTo(Samples.text("small"));
    }

    @Test
    void aCopyHasSegmentsOfItsOwn() {
        PutOptions options =
                PutOptions.of(ObjectProperties.NONE.withContentType("text/x").withMetadata(Map.of("a", "b")));
        upload(ref, CONTENT, options);
        ObjectRef copy = new ObjectRef(bucket, "k-copy");
        PutResult result = store.copy(ref, store, copy, CopyOptions.NONE, PARTS);
        assertThat(result.etag()).isEqualTo(store.head(ref, ReadOptions.NONE).etag());
        assertThat(segments()).hasSize(12);

        store.delete(new DeleteRequest(ref));
        assertThat(segments()).hasSize(6);
        assertThat(contentOf(copy)).isEqualTo(CONTENT);
        assertThat(store.head(copy, ReadOptions.NONE).properties()).isEqualTo(options.properties());
    }

    @Test
    void anUploadThatFailsLeavesNoSegments() {
        proxy.when("PUT", "_segments/.*/00000004$").always().answer(403);
        assertThatThrownBy(() -> upload(ref, CONTENT, PutOptions.NONE))
                .isInstanceOf(CloudBridgeException.AccessDenied.class);
        assertThat(segments()).isEmpty();
        assertThat(store.exists(ref)).isFalse();
    }

    @Test
    void aManifestWhoseAnswerGetsLostIsNotAFailure() {
        proxy.when("PUT", "multipart-manifest=put").dropAnswer();
        upload(ref, CONTENT, PutOptions.NONE);
        assertThat(contentOf(ref)).isEqualTo(CONTENT);
        assertThat(proxy.count("PUT", "multipart-manifest=put")).isEqualTo(2);
        assertThat(segments()).hasSize(6);
    }

    @Test
    void aManifestThatMayOnlyCreateAndWhoseAnswerGetsLostIsNotAFailure() {
        proxy.when("PUT", "multipart-manifest=put").dropAnswer();
        upload(ref, CONTENT, PutOptions.NONE.createOnly());
        assertThat(contentOf(ref)).isEqualTo(CONTENT);
        assertThat(segments()).hasSize(6);
    }

    @Test
    void segmentsOfAnObjectThatIsThereAreKeptWhateverWasHeardOfIt() {
        proxy.when("PUT", "multipart-manifest=put").always().dropAnswer();
        assertThatThrownBy(() -> upload(ref, CONTENT, PutOptions.NONE))
                .isInstanceOf(CloudBridgeException.Unavailable.class);
        proxy.clearRules();
        assertThat(contentOf(ref)).isEqualTo(CONTENT);
        assertThat(store.abortUploads(bucket, "", Duration.ZERO)).isZero();
        assertThat(contentOf(ref)).isEqualTo(CONTENT);
    }

    @Test
    void aPartThatIsDamagedOnTheWayIsSentAgain() {
        proxy.when("PUT", "_segments/.*/00000002$").answer(422);
        upload(ref, CONTENT, PutOptions.NONE);
        assertThat(contentOf(ref)).isEqualTo(CONTENT);
    }

    @Test
    void unfinishedUploadsAreFoundAndDropped() {
        upload(new ObjectRef(bucket, "k-whole"), CONTENT, PutOptions.NONE);
        String crashed = "/" + bucket + "_segments/k-crashed/slo/0123456789abcdef0123456789abcdef/0000000";
        for (int i = 1; i < 4; i++) {
            Swift.send(Swift.request(crashed + i).PUT(BodyPublishers.ofString("part")));
        }
        assertThat(store.abortUploads(bucket, "other", Duration.ZERO)).isZero();
        assertThat(store.abortUploads(bucket, "k", Duration.ofHours(1))).isZero();
        assertThat(store.abortUploads(bucket, "k", Duration.ZERO)).isEqualTo(1);
        assertThat(segments()).hasSize(6).allMatch(key -> key.startsWith("k-whole/"));
        assertThat(contentOf(new ObjectRef(bucket, "k-whole"))).isEqualTo(CONTENT);
    }

    @Test
    void aBucketThatIsMissingIsSaidAndNoSiblingIsMade() {
        ObjectRef nowhere = new ObjectRef(bucket + "-nowhere", "k");
        assertThatThrownBy(() -> upload(nowhere, CONTENT, PutOptions.NONE))
                .isInstanceOf(CloudBridgeException.BucketNotFound.class);
        assertThat(store.bucketExists(nowhere.bucket() + "_segments")).isFalse();
    }

    @Test
    void aKeyOfFullLengthHasSegmentsToo() {
        ObjectRef longest = new ObjectRef(bucket, "k" + "ü".repeat(511));
        upload(longest, CONTENT, PutOptions.NONE);
        // which object the segments are of cannot be told from their names
        assertThat(store.abortUploads(bucket, "", Duration.ZERO)).isZero();
        assertThat(contentOf(longest)).isEqualTo(CONTENT);
        store.delete(new DeleteRequest(longest));
        assertThat(segments()).isEmpty();
    }

    @Test
    void anObjectInPartsThatAnotherToolMadeIsReadAndRemovedWhole() {
        Swift.send(Swift.request("/" + bucket + "_segments").PUT(BodyPublishers.noBody()));
        for (String part : new String[] {"1", "2"}) {
            Swift.send(
                    Swift.request("/" + bucket + "_segments/k/17/2/1/" + part).PUT(BodyPublishers.ofString(part)));
        }
        String manifest =
                "[{\"path\":\"/%1$s_segments/k/17/2/1/1\"},{\"path\":\"/%1$s_segments/k/17/2/1/2\"}]".formatted(bucket);
        Swift.send(Swift.request("/" + bucket + "/k?multipart-manifest=put").PUT(BodyPublishers.ofString(manifest)));

        ObjectRef theirs = new ObjectRef(bucket, "k");
        assertThat(contentOf(theirs)).isEqualTo(Samples.text("12"));
        store.delete(new DeleteRequest(theirs));
        assertThat(segments()).isEmpty();
    }

    @Test
    void whatReplacesMetadataKeepsTheEndOfLifeAndTheMakeUpOfAnObject() {
        Swift.send(Swift.request("/" + bucket + "/k-part/1").PUT(BodyPublishers.ofString("one")));
        Swift.send(Swift.request("/" + bucket + "/k-dynamic")
                .header("X-Object-Manifest", bucket + "/k-part/")
                .header("X-Delete-At", "4000000000")
                .PUT(BodyPublishers.noBody()));
        ObjectRef dynamic = new ObjectRef(bucket, "k-dynamic");

        store.setProperties(dynamic, ObjectProperties.NONE.withMetadata(Map.of("a", "b")), null);

        assertThat(contentOf(dynamic)).isEqualTo(Samples.text("one"));
        var headers = Swift.send(Swift.request("/" + bucket + "/k-dynamic").method("HEAD", BodyPublishers.noBody()))
                .headers();
        assertThat(headers.firstValue("X-Delete-At")).hasValue("4000000000");
        assertThat(headers.firstValue("X-Object-Meta-A")).hasValue("b");
    }
}
