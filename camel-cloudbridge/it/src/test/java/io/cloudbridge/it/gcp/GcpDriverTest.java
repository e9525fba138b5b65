/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.gcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.it.gcp.server.GcsServer;
import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.CopyOptions;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.DeleteResult;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.MultipartUpload;
import io.cloudbridge.store.ObjectContent;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectPage;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.ObjectStore;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutResult;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.UnfinishedUpload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is particular to Google Cloud Storage; what all stores share is in the conformance suites. */
class GcpDriverTest {

    private static final int MIB = 1 << 20;

    private static GcsServer server;
    private static ObjectStore store;
    private static String bucket;

    @BeforeAll
    static void start() {
        server = GcsServer.start(0, 4 * MIB);
        store = GcpStores.open(GcpStores.settings(server));
        bucket = GcpStores.newBucket(store);
    }

    @AfterAll
    static void stop() {
        store.close();
        server.close();
    }

    private static ObjectRef ref(String key) {
        return new ObjectRef(bucket, key);
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static byte[] read(ObjectRef ref) throws IOException {
        try (ObjectContent content = store.read(ref, ByteRange.ALL, ReadOptions.NONE)) {
            return content.stream().readAllBytes();
        }
    }

    @Test
    void putReportsGenerationEtagAndChecksumThatHeadRepeats() throws IOException {
        byte[] bytes = random(1000);
        PutResult result = store.put(ref("put"), Content.of(bytes), PutOptions.NONE);
        ObjectInfo info = store.head(ref("put"), ReadOptions.NONE);
        assertThat(result.checksum()).isEqualTo(Content.of(bytes).checksum(Checksum.Algorithm.CRC32C));
        assertThat(info.checksum()).isEqualTo(result.checksum());
        assertThat(info.etag()).isEqualTo(result.etag()).isNotEmpty();
        assertThat(info.versionId()).isEqualTo(result.versionId()).matches("\\d{16}");
        assertThat(info.size()).isEqualTo(1000);
        assertThat(read(ref("put"))).isEqualTo(bytes);
    }

    @Test
    void everyPropertyIsItsOwn() {
        ObjectProperties properties = new ObjectProperties(
                "text/csv", null, "attachment; filename=a.csv", "de", "no-cache", "NEARLINE", Map.of("k", "wert ü"));
        store.put(ref("properties"), Content.of(new byte[3]), PutOptions.of(properties));
        ObjectInfo info = store.head(ref("properties"), ReadOptions.NONE);
        assertThat(info.properties()).isEqualTo(properties);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b",
                "a+b",
                "a%b",
                "a%2Fb",
                "a?b",
                "a#b",
                "a&b=c",
                "ü/é/日本",
                "/leading",
                "trailing/",
                "a//b",
                "./a",
                "a/../b",
                "~*'()!$,;:@",
                "\"quoted\"",
                "back\\slash",
                "😀",
                "[x]{y}|^`"
            })
    void keysAreOpaque(String key) throws IOException {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        store.put(ref(key), Content.of(bytes), PutOptions.NONE);
        assertThat(read(ref(key))).isEqualTo(bytes);
        assertThat(store.list(ListRequest.of(bucket, key)).objects())
                .extracting(ObjectInfo::key)
                .contains(key);
        MultipartUpload upload = store.startMultipart(ref(key), PutOptions.NONE);
        upload.complete(List.of(upload.uploadPart(1, Content.of(random(10)))));
        assertThat(read(ref(key))).isEqualTo(random(10));
        assertThat(store.delete(bucket, List.of(new DeleteRequest(ref(key))))).allMatch(DeleteResult::deleted);
        assertThatThrownBy(() -> store.head(ref(key), ReadOptions.NONE))
                .isInstanceOf(CloudBridgeException.ObjectNotFound.class);
    }

    @Test
    void packedContentIsHandedOnAsStored() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(new byte[10_000]);
        }
        ObjectProperties properties =
                ObjectProperties.NONE.withContentType("text/plain").withContentEncoding("gzip");
        store.put(ref("packed"), Content.of(packed.toByteArray()), PutOptions.of(properties));
        assertThat(read(ref("packed"))).isEqualTo(packed.toByteArray());
        try (ObjectContent part = store.read(ref("packed"), new ByteRange(5, 4), ReadOptions.NONE)) {
            assertThat(part.stream().readAllBytes())
                    .isEqualTo(java.util.Arrays.copyOfRange(packed.toByteArray(), 5, 9));
            assertThat(part.info().size()).isEqualTo(packed.size());
            assertThat(part.info().properties().contentEncoding()).isEqualTo("gzip");
        }
    }

    @Test
    void conditionsOnEtagsHoldForTheGenerationThatHadThem() {
        PutResult first = store.put(ref("condition"), Content.of(random(1)), PutOptions.NONE);
        PutResult second =
                store.put(ref("condition"), Content.of(random(2)), PutOptions.NONE.withIfMatch(first.etag()));
        PutOptions stale = PutOptions.NONE.withIfMatch(first.etag());
        assertThatThrownBy(() -> store.put(ref("condition"), Content.of(random(3)), stale))
                .isInstanceOf(CloudBridgeException.PreconditionFailed.class);
        assertThatThrownBy(() -> store.put(ref("condition"), Content.of(random(3)), PutOptions.NONE.createOnly()))
                .isInstanceOf(CloudBridgeException.PreconditionFailed.class);
        assertThatThrownBy(() -> store.read(ref("condition"), ByteRange.ALL, ReadOptions.ifMatch(first.etag())))
                .isInstanceOf(CloudBridgeException.PreconditionFailed.class);
        assertThat(store.delete(bucket, List.of(new DeleteRequest(ref("condition"), first.etag()))))
                .singleElement()
                .satisfies(r -> assertThat(r.failure()).isInstanceOf(CloudBridgeException.PreconditionFailed.class));
        assertThat(store.delete(bucket, List.of(new DeleteRequest(ref("condition"), second.etag()))))
                .allMatch(DeleteResult::deleted);
    }

    @Test
    void aConditionalUploadInPartsFailsAtTheEndAndLeavesTheOldObject() throws IOException {
        store.put(ref("taken"), Content.of(random(5)), PutOptions.NONE);
        MultipartUpload upload = store.startMultipart(ref("taken"), PutOptions.NONE.createOnly());
        assertThat(upload.inOrder()).isTrue();
        MultipartUpload.Part part = upload.uploadPart(1, Content.of(random(5 * MIB)));
        assertThatThrownBy(() -> upload.complete(List.of(part)))
                .isInstanceOf(CloudBridgeException.PreconditionFailed.class);
        upload.abort();
        assertThat(read(ref("taken"))).isEqualTo(random(5));
        assertThat(server.unfinishedUploads()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 262143, 262144, 262145, 5_000_000})
    void aResumableUploadTakesPartsOfAnySize(int last) throws IOException {
        ObjectRef ref = ref("resumable-" + last);
        MultipartUpload upload = store.startMultipart(ref, PutOptions.NONE.createOnly());
        List<MultipartUpload.Part> parts = new ArrayList<>();
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (int size : new int[] {5_300_001, 5_300_001, last}) {
            byte[] bytes = random(size);
            whole.write(bytes);
            parts.add(upload.uploadPart(parts.size() + 1, Content.of(bytes)));
        }
        PutResult result = upload.complete(parts);
        assertThat(result.checksum()).isEqualTo(Content.of(whole.toByteArray()).checksum(Checksum.Algorithm.CRC32C));
        assertThat(read(ref)).isEqualTo(whole.toByteArray());
    }

    @Test
    void partsInParallelMakeOneObjectWithAllItsProperties() throws IOException {
        ObjectProperties properties = new ObjectProperties(
                "text/csv", "identity", "inline", "de", "no-store", "COLDLINE", Map.of("a", "b", "c", "d e"));
        MultipartUpload upload = store.startMultipart(ref("parts"), PutOptions.of(properties));
        assertThat(upload.inOrder()).isFalse();
        byte[] bytes = random(11 * MIB + 3);
        List<MultipartUpload.Part> parts = IntStream.rangeClosed(1, 3)
                .parallel()
                .mapToObj(n -> {
                    int from = (n - 1) * 5 * MIB;
                    int to = Math.min(from + 5 * MIB, bytes.length);
                    return upload.uploadPart(n, Content.of(java.util.Arrays.copyOfRange(bytes, from, to)));
                })
                .toList();
        PutResult result = upload.complete(parts);
        ObjectInfo info = store.head(ref("parts"), ReadOptions.NONE);
        assertThat(info.etag()).isEqualTo(result.etag());
        assertThat(info.versionId()).isEqualTo(result.versionId());
        assertThat(info.properties()).isEqualTo(properties);
        assertThat(info.checksum()).isEqualTo(Content.of(bytes).checksum(Checksum.Algorithm.CRC32C));
        assertThat(read(ref("parts"))).isEqualTo(bytes);
        assertThat(server.unfinishedUploads()).isZero();
    }

    @Test
    void metadataThatNoHeaderCanCarryGoesAnotherWay() throws IOException {
        PutOptions options = PutOptions.of(ObjectProperties.NONE.withMetadata(Map.of("name", "Zürich 東京")));
        MultipartUpload upload = store.startMultipart(ref("unicode-metadata"), options);
        upload.complete(List.of(upload.uploadPart(1, Content.of(random(7)))));
        assertThat(store.head(ref("unicode-metadata"), ReadOptions.NONE).metadata())
                .containsEntry("name", "Zürich 東京");
        assertThat(read(ref("unicode-metadata"))).isEqualTo(random(7));
    }

    @Test
    void aLargeCopyIntoAnotherClassTakesRoundsUntilItIsDone() throws IOException {
        byte[] bytes = random(15 * MIB);
        PutOptions source =
                PutOptions.of(ObjectProperties.NONE.withContentType("text/x").withMetadata(Map.of("k", "v")));
        store.put(ref("copy-source"), Content.of(bytes), source);
        PutOptions target = PutOptions.of(ObjectProperties.NONE.withStorageClass("ARCHIVE"));
        store.copy(ref("copy-source"), ref("copy-target"), new CopyOptions(null, target, true));
        ObjectInfo copy = store.head(ref("copy-target"), ReadOptions.NONE);
        assertThat(copy.storageClass()).isEqualTo("ARCHIVE");
        assertThat(copy.contentType()).isEqualTo("text/x");
        assertThat(copy.metadata()).containsEntry("k", "v");
        assertThat(read(ref("copy-target"))).isEqualTo(bytes);
    }

    @Test
    void aCopyWithOtherPropertiesHasNoneOfTheSource() {
        PutOptions source =
                PutOptions.of(ObjectProperties.NONE.withContentType("text/x").withMetadata(Map.of("k", "v")));
        store.put(ref("replace-source"), Content.of(random(9)), source);
        PutOptions target = PutOptions.of(ObjectProperties.NONE.withContentType("application/octet-stream"));
        store.copy(ref("replace-source"), ref("replace-target"), new CopyOptions(null, target, false));
        assertThat(store.head(ref("replace-target"), ReadOptions.NONE).metadata())
                .isEmpty();
    }

    @Test
    void settingPropertiesRemovesWhatIsNotNamed() throws IOException {
        ObjectProperties before =
                new ObjectProperties("a/b", null, "inline", "de", "no-cache", null, Map.of("x", "1", "y", "2"));
        PutResult put = store.put(ref("change"), Content.of(random(4)), PutOptions.of(before));
        ObjectProperties after = ObjectProperties.NONE.withContentType("c/d").withMetadata(Map.of("y", "3"));
        PutResult changed = store.setProperties(ref("change"), after, put.etag());
        ObjectInfo info = store.head(ref("change"), ReadOptions.NONE);
        assertThat(info.properties()).isEqualTo(after.withStorageClass("STANDARD"));
        assertThat(info.etag()).isEqualTo(changed.etag()).isNotEqualTo(put.etag());
        assertThat(read(ref("change"))).isEqualTo(random(4));
        assertThatThrownBy(() -> store.setProperties(ref("change"), after, put.etag()))
                .isInstanceOf(CloudBridgeException.PreconditionFailed.class);
        store.setProperties(ref("change"), after.withStorageClass("NEARLINE"), null);
        assertThat(store.head(ref("change"), ReadOptions.NONE).properties())
                .isEqualTo(after.withStorageClass("NEARLINE"));
    }

    @Test
    void versionsAreListedNewestFirstOverPageBorders() {
        String versioned = GcpStores.newBucket(store);
        var google = store.unwrap(com.google.cloud.storage.Storage.class).orElseThrow();
        google.get(versioned).toBuilder().setVersioningEnabled(true).build().update();
        for (String key : List.of("a", "b", "b", "b", "b", "c", "c")) {
            store.put(new ObjectRef(versioned, key), Content.of(random(3)), PutOptions.NONE);
        }
        List<ObjectInfo> found = new ArrayList<>();
        ListRequest request = ListRequest.of(versioned, "").withPageSize(3);
        for (String token = ""; token != null; ) {
            ObjectPage page = store.listVersions(request.withPageToken(token));
            found.addAll(page.objects());
            token = page.nextToken();
        }
        assertThat(found).extracting(ObjectInfo::key).containsExactly("a", "b", "b", "b", "b", "c", "c");
        assertThat(found.subList(1, 5))
                .extracting(ObjectInfo::versionId)
                .isSortedAccordingTo(java.util.Comparator.reverseOrder());
        ObjectRef old = found.get(4).ref();
        assertThat(store.head(old, ReadOptions.NONE).versionId()).isEqualTo(old.versionId());
        store.delete(versioned, List.of(new DeleteRequest(old)));
        assertThatThrownBy(() -> store.head(old, ReadOptions.NONE))
                .isInstanceOf(CloudBridgeException.ObjectNotFound.class);
        assertThatThrownBy(() -> store.deleteBucket(versioned)).isInstanceOf(CloudBridgeException.InvalidState.class);
    }

    @Test
    void aHundredDeletesAreOneCallAndMissingOnesSucceed() {
        List<DeleteRequest> requests = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            ObjectRef ref = ref("bulk/" + i);
            PutResult put = i % 2 == 0 ? store.put(ref, Content.of(random(1)), PutOptions.NONE) : null;
            requests.add(new DeleteRequest(ref, i % 4 == 0 ? put.etag() : i % 4 == 2 ? "AAAA" : null));
        }
        List<DeleteResult> results = store.delete(bucket, requests);
        for (int i = 0; i < 100; i++) {
            assertThat(results.get(i).key()).isEqualTo("bulk/" + i);
            assertThat(results.get(i).deleted()).as("bulk/%d", i).isEqualTo(i % 4 != 2);
        }
        assertThat(store.list(ListRequest.of(bucket, "bulk/")).objects()).hasSize(25);
    }

    @Test
    void unfinishedUploadsAreListedAndDropped() {
        MultipartUpload upload = store.startMultipart(ref("unfinished/ä"), PutOptions.NONE);
        upload.uploadPart(1, Content.of(random(5)));
        List<UnfinishedUpload> found = store.unfinishedUploads(bucket, "unfinished/");
        assertThat(found).singleElement().satisfies(u -> {
            assertThat(u.ref()).isEqualTo(ref("unfinished/ä"));
            assertThat(u.started()).isNotNull();
        });
        store.abortUpload(found.get(0));
        store.abortUpload(found.get(0));
        assertThat(store.unfinishedUploads(bucket, "unfinished/")).isEmpty();
    }

    @Test
    void missingBucketsAndObjectsAreToldApart() {
        assertThat(store.bucketExists("no-such-bucket")).isFalse();
        ObjectRef nowhere = new ObjectRef("no-such-bucket", "x");
        assertThatThrownBy(() -> store.list(ListRequest.of("no-such-bucket", "")))
                .isInstanceOf(CloudBridgeException.BucketNotFound.class);
        assertThatThrownBy(() -> store.put(nowhere, Content.of(random(1)), PutOptions.NONE))
                .isInstanceOf(CloudBridgeException.BucketNotFound.class);
        assertThatThrownBy(() -> store.startMultipart(nowhere, PutOptions.NONE))
                .isInstanceOf(CloudBridgeException.BucketNotFound.class);
        assertThatThrownBy(() -> store.read(ref("nothing"), ByteRange.ALL, ReadOptions.NONE))
                .isInstanceOfSatisfying(CloudBridgeException.ObjectNotFound.class, e -> {
                    assertThat(e.getHttpStatus()).isEqualTo(404);
                    assertThat(e.getCode()).isEqualTo("NoSuchKey");
                    assertThat(e.getRequestId()).isNotEmpty();
                    assertThat(e.getBucket()).isEqualTo(bucket);
                    assertThat(e.getKey()).isEqualTo("nothing");
                });
        assertThatThrownBy(() -> store.createBucket(bucket)).isInstanceOf(CloudBridgeException.AlreadyExists.class);
    }

    @Test
    void tagsAreRefused() {
        assertThatThrownBy(() -> store.setTags(ref("put"), Map.of("a", "b")))
                .isInstanceOf(CloudBridgeException.Unsupported.class)
                .hasMessageContaining("use metadata");
    }

    @Test
    void aKeyOfTheKeyManagementServiceIsKept() throws IOException {
        String key = "projects/p/locations/us/keyRings/r/cryptoKeys/k";
        PutOptions options = PutOptions.NONE.withEncryption(PutOptions.Encryption.KMS, key);
        store.put(ref("kms/put"), Content.of(random(3)), options);
        MultipartUpload parallel = store.startMultipart(ref("kms/parts"), options);
        parallel.complete(List.of(parallel.uploadPart(1, Content.of(random(3)))));
        MultipartUpload ordered = store.startMultipart(ref("kms/resumable"), options.createOnly());
        ordered.complete(List.of(ordered.uploadPart(1, Content.of(random(3)))));
        store.copy(ref("kms/put"), ref("kms/copy"), new CopyOptions(null, options, true));
        var google = store.unwrap(com.google.api.services.storage.Storage.class).orElseThrow();
        for (String name : List.of("kms/put", "kms/parts", "kms/resumable", "kms/copy")) {
            assertThat(google.objects().get(bucket, name).execute().getKmsKeyName())
                    .as(name)
                    .isEqualTo(key + "/cryptoKeyVersions/1");
        }
        store.setProperties(ref("kms/put"), ObjectProperties.NONE.withStorageClass("COLDLINE"), null);
        assertThat(google.objects().get(bucket, "kms/put").execute().getKmsKeyName())
                .as("after a change of the storage class")
                .isEqualTo(key + "/cryptoKeyVersions/1");
        PutOptions noKey = PutOptions.NONE.withEncryption(PutOptions.Encryption.KMS, null);
        assertThatThrownBy(() -> store.put(ref("kms/none"), Content.of(random(3)), noKey))
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .hasMessageContaining("encryptionKeyId");
    }
}
