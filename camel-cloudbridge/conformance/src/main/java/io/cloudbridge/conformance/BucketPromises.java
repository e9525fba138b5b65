/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.store.BucketInfo;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectRef;
import org.junit.jupiter.api.Test;

/** Buckets come and go only when asked for. */
public interface BucketPromises extends StoreFixture {

    @Test
    default void aNewBucketIsThereAndEmpty() {
        String name = unusedBucketName();
        assertThat(store().bucketExists(name)).isFalse();
        store().createBucket(name);

        assertThat(store().bucketExists(name)).isTrue();
        assertThat(keys(ListRequest.of(name, ""))).isEmpty();
        assertThat(store().listBuckets()).extracting(BucketInfo::name).contains(name, bucket());
    }

    @Test
    default void creatingABucketTwiceFailsAndKeepsTheFirst() {
        String name = newBucket();
        ObjectRef ref = new ObjectRef(name, "kept");
        put(ref, Samples.text("kept"));

        assertRefused(CloudBridgeException.AlreadyExists.class, () -> store().createBucket(name))
                .satisfies(e -> assertThat(e.getBucket()).isEqualTo(name));
        assertContent(ref, Samples.text("kept"));
    }

    @Test
    default void aDeletedBucketIsGone() {
        String name = newBucket();
        store().deleteBucket(name);

        assertThat(store().bucketExists(name)).isFalse();
        assertThat(store().listBuckets()).extracting(BucketInfo::name).doesNotContain(name);
    }

    @Test
    default void aBucketThatIsNotEmptyIsNotDeleted() {
        String name = newBucket();
        ObjectRef ref = new ObjectRef(name, "in/the/way");
        put(ref, Samples.text("kept"));

        assertRefused(CloudBridgeException.InvalidState.class, () -> store().deleteBucket(name))
                .satisfies(e -> assertThat(e.getBucket()).isEqualTo(name));
        assertContent(ref, Samples.text("kept"));
    }

    @Test
    default void deletingAMissingBucketFails() {
        assertRefused(CloudBridgeException.BucketNotFound.class, () -> store().deleteBucket(unusedBucketName()));
    }

    @Test
    default void bucketsDoNotShareKeys() {
        String other = newBucket();
        put("shared-name", Samples.text("mine"));
        put(new ObjectRef(other, "shared-name"), Samples.text("theirs"));

        assertContent(at("shared-name"), Samples.text("mine"));
        assertContent(new ObjectRef(other, "shared-name"), Samples.text("theirs"));
    }

    @Test
    default void aBucketNameWithASlashIsRefusedBeforeAnyRequest() {
        watched().forget();
        assertRefused(CloudBridgeException.InvalidRequest.class, () -> store().createBucket("a/b"));
        assertRefused(CloudBridgeException.InvalidRequest.class, () -> store().bucketExists(".." + "/x"));
        assertRefused(CloudBridgeException.InvalidRequest.class, () -> store().deleteBucket(""));
        assertThat(watched().calls()).isZero();
    }

    @Test
    default void aBucketNamedAsTheParentFolderIsNeverThatFolder() {
        assertRefused(CloudBridgeException.class, () -> store().createBucket(".."));
        assertRefused(CloudBridgeException.class, () -> put(new ObjectRef("..", "x"), Samples.text("x")));
    }
}
