/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cloudbridge.store.Capabilities.Feature;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.CopyOptions;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.StoreClient;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A move loses nothing: the source goes only after the copy is there, and only the version that was copied. */
public interface MovePromises extends StoreFixture {

    private byte[] source(String key, long size) {
        byte[] content = Samples.bytes(key.hashCode(), size);
        put(at(key), content, PutOptions.of(ObjectProperties.NONE.withMetadata(Map.of("origin", "source"))));
        return content;
    }

    private void move(String from, StoreClient target, ObjectRef to) {
        store().move(at(from), target, to, CopyOptions.NONE, smallParts());
    }

    private void assertMoved(String from, ObjectRef to, byte[] content) {
        assertContent(to, content);
        assertThat(head(to).metadata()).containsEntry("origin", "source");
        assertMissing(at(from));
    }

    /** What the driver does to make a copy, when all is well. */
    private String copying() {
        return has(Feature.SERVER_COPY) ? "copy" : "put";
    }

    @Test
    default void aMovedObjectIsThereAndNoLongerHere() {
        byte[] content = source("move/a", 4000);
        move("move/a", store(), at("move/b"));
        assertMoved("move/a", at("move/b"), content);
    }

    @Test
    default void aLargeObjectMovesToAnotherBucket() {
        byte[] content = source("move/large", partSize() + 100L);
        ObjectRef to = new ObjectRef(newBucket(), "move/large");
        move("move/large", store(), to);
        assertMoved("move/large", to, content);
    }

    @Test
    default void anObjectMovesToAnotherClient() {
        byte[] content = source("move/streamed", partSize() + 100L);
        move("move/streamed", secondStore(), at("move/streamed-to"));
        assertMoved("move/streamed", at("move/streamed-to"), content);
    }

    @Test
    default void aMoveOntoItselfIsRefusedAndLosesNothing() {
        byte[] content = source("move/self", 4000);
        assertRefused(CloudBridgeException.InvalidRequest.class, () -> move("move/self", store(), at("move/self")));
        assertContent(at("move/self"), content);
    }

    @Test
    default void aMoveOfAMissingObjectFailsAndKeepsTheTarget() {
        put("move/target", Samples.text("kept"));
        assertRefused(
                CloudBridgeException.ObjectNotFound.class, () -> move("move/missing", store(), at("move/target")));
        assertContent(at("move/target"), Samples.text("kept"));
    }

    @Test
    default void aMoveIntoAMissingBucketKeepsTheSource() {
        byte[] content = source("move/nowhere", 100);
        assertRefused(
                CloudBridgeException.BucketNotFound.class,
                () -> move("move/nowhere", store(), new ObjectRef(unusedBucketName(), "move/nowhere")));
        assertContent(at("move/nowhere"), content);
    }

    @Test
    default void aMoveWhoseCopyFailsKeepsTheSource() {
        byte[] content = source("move/denied", 4000);
        watched().beforeNext(copying(), () -> {
            throw new CloudBridgeException.AccessDenied(Failure.of("not allowed"), null);
        });
        assertRefused(
                CloudBridgeException.AccessDenied.class, () -> move("move/denied", store(), at("move/denied-to")));
        assertContent(at("move/denied"), content);
    }

    @Test
    default void aMoveOntoAFolderOfTheSourceWorks() {
        byte[] content = source("move/up", 100);
        move("move/up", store(), at("move/up/down"));
        assertMoved("move/up", at("move/up/down"), content);
    }

    @Test
    default void aSourceReplacedAfterTheCopyIsKept() {
        source("move/replaced", 4000);
        byte[] newer = Samples.bytes(4, 4000);
        watched().afterNext(copying(), () -> put("move/replaced", newer));
        assertRefused(
                CloudBridgeException.PreconditionFailed.class,
                () -> move("move/replaced", store(), at("move/replaced-to")));
        assertContent(at("move/replaced"), newer);
    }

    @Test
    default void aSourceReplacedBeforeTheCopyIsNotLost() {
        source("move/early", 4000);
        byte[] newer = Samples.bytes(5, 4000);
        watched().beforeNext(copying(), () -> put("move/early", newer));
        assertThatExceptionOfType(CloudBridgeException.class)
                .isThrownBy(() -> move("move/early", store(), at("move/early-to")));
        assertContent(at("move/early"), newer);
    }
}
