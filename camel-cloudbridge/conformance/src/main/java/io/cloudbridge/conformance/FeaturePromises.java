/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.Capabilities;
import io.cloudbridge.store.Capabilities.Feature;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.CopyOptions;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutOptions.Encryption;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.TransferSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a store declares to have works; what it does not declare is refused before anything happens. */
public interface FeaturePromises extends StoreFixture {

    /** A storage class that this store has, other than its default, where it declares {@link Feature#STORAGE_CLASS}. */
    default String otherStorageClass() {
        throw new AssertionError("this store declares STORAGE_CLASS; override otherStorageClass() and name one");
    }

    /** Has a bucket keep versions, where the store declares {@link Feature#VERSIONS}; with the SDK's own client, perhaps. */
    default void keepVersions(String bucket) {
        throw new AssertionError("this store declares VERSIONS; override keepVersions(bucket) and switch them on");
    }

    /** A key for {@link Encryption#KMS}, where the store declares {@link Feature#ENCRYPTION_KMS}; null for the account's default. */
    default String encryptionKey() {
        return null;
    }

    private static Map<String, String> tags() {
        return Map.of("project", "cloud bridge", "stage", "test-1");
    }

    @Test
    default void limitsMakeSense() {
        Capabilities can = store().capabilities();
        assertThat(can.maxPutSize()).isPositive();
        assertThat(can.minPartSize()).isBetween(1L, 8L << 20);
        assertThat(can.maxPartSize()).isGreaterThanOrEqualTo(8L << 20);
        assertThat(can.maxParts()).isGreaterThanOrEqualTo(1000);
        assertThat(can.maxBulkDelete()).isPositive();
        assertThat(can.maxPageSize()).isGreaterThanOrEqualTo(1000);
        assertThat(can.keyRule().problem("a/plain/key.txt")).isNull();
        assertThat(can).as("capabilities asked for again").isSameAs(store().capabilities());
    }

    @Test
    default void tagsArriveWithAnUpload() {
        PutOptions tagged = PutOptions.NONE.withTags(tags());
        if (!has(Feature.TAGS)) {
            assertUnsupported(() -> put(at("tags/upload"), Samples.text("x"), tagged));
            assertMissing(at("tags/upload"));
            return;
        }
        put(at("tags/upload"), Samples.text("x"), tagged);
        put(at("tags/upload-parts"), Samples.bytes(130, partSize() + 1L), tagged);
        assertThat(store().tags(at("tags/upload"))).isEqualTo(tags());
        assertThat(store().tags(at("tags/upload-parts"))).isEqualTo(tags());
    }

    @Test
    default void tagsAreReplacedAndRemoved() {
        put("tags/set", Samples.text("x"));
        if (!has(Feature.TAGS)) {
            assertUnsupported(() -> store().setTags(at("tags/set"), tags()));
            assertUnsupported(() -> store().tags(at("tags/set")));
            return;
        }
        assertThat(store().tags(at("tags/set"))).isEmpty();
        store().setTags(at("tags/set"), tags());
        assertThat(store().tags(at("tags/set"))).isEqualTo(tags());
        store().setTags(at("tags/set"), Map.of("only", "one"));
        assertThat(store().tags(at("tags/set"))).isEqualTo(Map.of("only", "one"));
        store().setTags(at("tags/set"), Map.of());
        assertThat(store().tags(at("tags/set"))).isEmpty();
        assertContent(at("tags/set"), Samples.text("x"));
    }

    @Test
    default void tagsStayWhenPropertiesChangeAndGoAlongWithACopy() {
        if (!has(Feature.TAGS)) {
            return;
        }
        put(at("tags/kept"), Samples.text("x"), PutOptions.NONE.withTags(tags()));
        ObjectProperties others = ObjectProperties.NONE.withContentType("text/css");
        CopyOptions replaced = new CopyOptions(null, PutOptions.of(others), false);
        store().setProperties(at("tags/kept"), others, null);
        store().copy(at("tags/kept"), store(), at("tags/copied"), CopyOptions.NONE, TransferSettings.DEFAULTS);
        store().copy(at("tags/kept"), store(), at("tags/changed"), replaced, TransferSettings.DEFAULTS);
        CopyOptions tagged = new CopyOptions(null, PutOptions.NONE.withTags(Map.of("other", "1")), true);
        store().copy(at("tags/kept"), store(), at("tags/of-its-own"), tagged, TransferSettings.DEFAULTS);
        assertThat(store().tags(at("tags/of-its-own"))).isEqualTo(Map.of("other", "1"));
        for (String key : List.of("tags/kept", "tags/copied", "tags/changed")) {
            assertThat(store().head(at(key), ReadOptions.NONE).properties().contentType())
                    .isEqualTo("text/css");
            assertThat(store().tags(at(key))).as(key).isEqualTo(tags());
        }
    }

    @Test
    default void tagsOfAMissingObjectAreAnError() {
        if (!has(Feature.TAGS)) {
            assertUnsupported(() -> store().tags(at("tags/missing")));
            return;
        }
        assertRefused(CloudBridgeException.ObjectNotFound.class, () -> store().tags(at("tags/missing")));
        assertRefused(CloudBridgeException.ObjectNotFound.class, () -> store().setTags(at("tags/missing"), tags()));
    }

    @Test
    default void aStorageClassArrives() {
        ObjectProperties given =
                ObjectProperties.NONE.withStorageClass(has(Feature.STORAGE_CLASS) ? otherStorageClass() : "COLD");
        if (!has(Feature.STORAGE_CLASS)) {
            assertUnsupported(() -> put(at("class/cold"), Samples.text("x"), PutOptions.of(given)));
            assertMissing(at("class/cold"));
            return;
        }
        put(at("class/cold"), Samples.text("x"), PutOptions.of(given));
        put(at("class/cold-parts"), Samples.bytes(131, partSize() + 1L), PutOptions.of(given));
        assertThat(head(at("class/cold")).storageClass()).isEqualToIgnoringCase(otherStorageClass());
        assertThat(head(at("class/cold-parts")).storageClass()).isEqualToIgnoringCase(otherStorageClass());
    }

    @Test
    default void encryptionWithKeysOfTheStoreIsTransparent() {
        encryptionIsTransparent("encrypted/managed", Feature.ENCRYPTION_MANAGED, Encryption.MANAGED, null);
    }

    @Test
    default void encryptionWithAKeyOfTheUserIsTransparent() {
        String key = has(Feature.ENCRYPTION_KMS) ? encryptionKey() : "a-key";
        encryptionIsTransparent("encrypted/kms", Feature.ENCRYPTION_KMS, Encryption.KMS, key);
    }

    private void encryptionIsTransparent(String name, Feature feature, Encryption encryption, String keyId) {
        PutOptions options = PutOptions.NONE.withEncryption(encryption, keyId);
        if (!has(feature)) {
            assertUnsupported(() -> put(at(name), Samples.text("x"), options));
            assertMissing(at(name));
            return;
        }
        byte[] parts = Samples.bytes(132, partSize() + 1L);
        put(at(name), Samples.text("x"), options);
        put(at(name + "-parts"), parts, options);
        assertContent(at(name), Samples.text("x"));
        assertContent(at(name + "-parts"), parts);
    }

    @Test
    default void versionsAreListedReadAndDeletedOneByOne() {
        if (!has(Feature.VERSIONS)) {
            ObjectRef version = at("versions/none").withVersion("1");
            assertUnsupported(() -> store().listVersions(ListRequest.of(bucket(), "")));
            assertUnsupported(() -> head(version));
            assertUnsupported(() -> store().read(version, ByteRange.ALL, ReadOptions.NONE));
            assertUnsupported(() -> store().delete(new DeleteRequest(version)));
            assertUnsupported(
                    () -> store().copy(version, store(), at("versions/none-copy"), CopyOptions.NONE, smallParts()));
            return;
        }
        String own = newBucket();
        keepVersions(own);
        ObjectRef ref = new ObjectRef(own, "versions/ü one");
        String first = put(ref, Samples.text("first")).versionId();
        String second = put(ref, Samples.text("second")).versionId();
        put(new ObjectRef(own, "versions/other"), Samples.text("other"));
        assertThat(first).isNotEmpty().isNotEqualTo(second);

        List<ObjectInfo> versions = new ArrayList<>();
        store().listVersions(ListRequest.of(own, ref.key()).withPageSize(1)).forEachRemaining(versions::add);
        assertThat(versions).extracting(ObjectInfo::versionId).containsExactly(second, first);
        assertContent(ref.withVersion(first), Samples.text("first"));
        assertContent(ref.withVersion(second), Samples.text("second"));
        assertThat(head(ref).versionId()).isEqualTo(second);

        store().copy(ref.withVersion(first), store(), ref, CopyOptions.NONE, smallParts());
        assertContent(ref, Samples.text("first"));
        store().delete(new DeleteRequest(ref.withVersion(second)));
        assertRefused(CloudBridgeException.ObjectNotFound.class, () -> head(ref.withVersion(second)));
        assertContent(ref.withVersion(first), Samples.text("first"));
        assertContent(ref, Samples.text("first"));
    }

    @Test
    default void aVersionIsMovedWithoutTheOthers() {
        if (!has(Feature.VERSIONS)) {
            ObjectRef version = at("versions/none").withVersion("1");
            assertUnsupported(
                    () -> store().move(version, store(), at("versions/none-move"), CopyOptions.NONE, smallParts()));
            return;
        }
        String own = newBucket();
        keepVersions(own);
        ObjectRef ref = new ObjectRef(own, "versions/moved");
        ObjectRef target = new ObjectRef(own, "versions/there");
        String first = put(ref, Samples.text("first")).versionId();
        put(ref, Samples.text("second"));

        store().move(ref.withVersion(first), store(), target, CopyOptions.NONE, smallParts());
        assertContent(target, Samples.text("first"));
        assertContent(ref, Samples.text("second"));
        assertRefused(CloudBridgeException.ObjectNotFound.class, () -> head(ref.withVersion(first)));
    }

    @Test
    default void tagsAreThoseOfAVersion() {
        if (!has(Feature.VERSIONS) || !has(Feature.TAGS)) {
            ObjectRef version = at("versions/none").withVersion("1");
            assertUnsupported(() -> store().tags(version));
            assertUnsupported(() -> store().setTags(version, tags()));
            return;
        }
        String own = newBucket();
        keepVersions(own);
        ObjectRef ref = new ObjectRef(own, "versions/tagged");
        String first = put(ref, Samples.text("first")).versionId();
        put(ref, Samples.text("second"));

        store().setTags(ref.withVersion(first), tags());
        assertThat(store().tags(ref.withVersion(first))).isEqualTo(tags());
        assertThat(store().tags(ref)).isEmpty();
    }

    @Test
    default void aDeletedObjectKeepsItsVersions() {
        if (!has(Feature.VERSIONS)) {
            assertUnsupported(() -> store().listVersions(ListRequest.of(bucket(), "")));
            return;
        }
        String own = newBucket();
        keepVersions(own);
        ObjectRef ref = new ObjectRef(own, "versions/deleted");
        String version = put(ref, Samples.text("kept")).versionId();
        store().delete(new DeleteRequest(ref));

        assertMissing(ref);
        assertThat(keys(ListRequest.of(own, ""))).isEmpty();
        assertContent(ref.withVersion(version), Samples.text("kept"));
        Map<String, Boolean> versions = new TreeMap<>();
        store().listVersions(ListRequest.of(own, ""))
                .forEachRemaining(info -> versions.put(info.versionId(), info.deleteMarker()));
        assertThat(versions).containsEntry(version, false);
    }
}
