/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.Capabilities;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Engine;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.Listing;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectReader;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutResult;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.TransferSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.api.ThrowableAssertAlternative;

/** What the promises of a store work with. {@link StoreConformance} provides it. */
public interface StoreFixture {

    /** The store under test, through the engine. */
    StoreClient store();

    /** A second client with the same settings. */
    StoreClient secondStore();

    /** The store under test between engine and driver. */
    WatchedStore watched();

    /** The engine that both clients share. */
    Engine engine();

    /** The settings of the store, some of them secrets. */
    Map<String, ?> storeSettings();

    /** The provider's name, as users write it. */
    String provider();

    /** The bucket that the promises of this class share; each uses keys of its own. */
    String bucket();

    /** A new empty bucket, deleted at the end with all that is in it. */
    String newBucket();

    /** A bucket that is empty between tests, for promises that look at all of a bucket. */
    String keyBucket();

    /** Has {@link #keyBucket} make another one, since a failed promise has left something there. */
    void leaveKeyBucket();

    /** A name that no bucket has; a bucket of that name is deleted at the end. */
    String unusedBucketName();

    /** An object of the shared bucket. */
    default ObjectRef at(String key) {
        return new ObjectRef(bucket(), key);
    }

    /** Whether the store declares a feature. A promise about one that it does not declare proves that it is refused. */
    default boolean has(Capabilities.Feature feature) {
        return store().capabilities().has(feature);
    }

    /** The smallest parts that the store takes, so that uploads in parts move little data. */
    default TransferSettings smallParts() {
        long part = Math.max(store().capabilities().minPartSize(), 64 * 1024);
        return new TransferSettings(part, part, 4, 4);
    }

    /** The size of {@link #smallParts}. */
    default int partSize() {
        return Math.toIntExact(smallParts().partSize());
    }

    /** Stores bytes under a key of the shared bucket. */
    default PutResult put(String key, byte[] content) {
        return put(at(key), content);
    }

    /** Stores bytes. */
    default PutResult put(ObjectRef ref, byte[] content) {
        return store().upload(ref, Source.of(content), PutOptions.NONE, TransferSettings.DEFAULTS);
    }

    /** Stores bytes in parts, however small a part may be. */
    default PutResult put(ObjectRef ref, byte[] content, PutOptions options) {
        return store().upload(ref, Source.of(content), options, smallParts());
    }

    /** The content of an object. */
    default byte[] contentOf(ObjectRef ref) {
        return contentOf(ref, ByteRange.ALL);
    }

    /** A range of the content of an object. */
    default byte[] contentOf(ObjectRef ref, ByteRange range) {
        return readAll(store().read(ref, range, ReadOptions.NONE));
    }

    /** All that a reader delivers; closes it. */
    default byte[] readAll(ObjectReader reader) {
        try (reader) {
            return reader.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The attributes of an object, now. */
    default ObjectInfo head(ObjectRef ref) {
        return store().head(ref, ReadOptions.NONE);
    }

    /** The keys that a listing shows, in its order. */
    default List<String> keys(ListRequest request) {
        List<String> keys = new ArrayList<>();
        Listing listing = store().list(request);
        while (listing.hasNext()) {
            keys.add(listing.next().key());
        }
        return keys;
    }

    /** The keys of the shared bucket below a prefix, in the order of the listing. */
    default List<String> keys(String prefix) {
        return keys(ListRequest.of(bucket(), prefix));
    }

    /** Asserts that an object is there with exactly this content. */
    default void assertContent(ObjectRef ref, byte[] expected) {
        byte[] actual = contentOf(ref);
        assertThat(actual.length).as("size of %s", ref).isEqualTo(expected.length);
        assertThat(Samples.sha256(actual)).as("digest of %s", ref).isEqualTo(Samples.sha256(expected));
        assertThat(head(ref).size()).as("size of %s by head", ref).isEqualTo(expected.length);
    }

    /** Asserts that there is no such object. */
    default void assertMissing(ObjectRef ref) {
        assertThat(store().exists(ref)).as("exists %s", ref).isFalse();
    }

    /** Asserts that something fails with this kind of error, and returns it for more. */
    default <T extends CloudBridgeException> ThrowableAssertAlternative<T> assertRefused(
            Class<T> error, ThrowingCallable action) {
        return org.assertj.core.api.Assertions.assertThatExceptionOfType(error).isThrownBy(action);
    }

    /** Asserts that something is refused as unsupported before any call reaches the driver. */
    default void assertUnsupported(ThrowingCallable action) {
        watched().forget();
        assertRefused(CloudBridgeException.Unsupported.class, action);
        assertThat(watched().calls())
                .as("calls that reached the driver before the refusal")
                .isZero();
    }
}
