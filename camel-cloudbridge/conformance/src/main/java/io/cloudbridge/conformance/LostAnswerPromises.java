/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.store.Capabilities.Feature;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.CopyOptions;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.DeleteResult;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutResult;
import io.cloudbridge.store.TransferSettings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The store has done what a request asked for, but the answer was lost on its way. The engine sends the request again. The second request must
 * end as a success, even if it has a condition, such as "create only", that the first request has made untrue.
 */
public interface LostAnswerPromises extends StoreFixture {

    /** The next call of this kind succeeds without its caller learning of it. */
    private void loseAnswer(String operation) {
        watched().forget();
        watched().afterNext(operation, () -> {
            throw new CloudBridgeException.Unavailable(Failure.of("the connection broke before the answer"), null);
        });
    }

    /** The second attempt comes to its request only if a look at the object does not show already what the first one has done. */
    private void assertSentAgain(String operation) {
        int looks = has(Feature.LOOK_FIRST) ? watched().calls("head") - 1 : 0;
        assertThat(watched().calls(operation) + Math.max(0, looks))
                .as(operation)
                .isGreaterThan(1);
    }

    private void isStoredOnce(String operation, ObjectRef ref, byte[] content, PutOptions options) {
        loseAnswer(operation);
        PutResult result = put(ref, content, options);
        assertSentAgain(operation);
        assertContent(ref, content);
        assertThat(result.etag()).isEqualTo(head(ref).etag());
    }

    @Test
    default void anUploadThatCreatesIsProven() {
        if (has(Feature.CREATE_ONLY)) {
            isStoredOnce("put", at("lost/create"), Samples.bytes(200, 100), PutOptions.NONE.createOnly());
        }
    }

    @Test
    default void anUploadInPartsThatCreatesIsProven() {
        if (has(Feature.CREATE_ONLY)) {
            byte[] content = Samples.bytes(201, partSize() + 1L);
            isStoredOnce("complete", at("lost/create-parts"), content, PutOptions.NONE.createOnly());
        }
    }

    @Test
    default void anUploadThatReplacesAVersionIsProven() {
        if (has(Feature.REPLACE_IF_MATCH)) {
            String etag = put("lost/replace", Samples.text("old")).etag();
            isStoredOnce("put", at("lost/replace"), Samples.bytes(202, 100), PutOptions.NONE.withIfMatch(etag));
        }
    }

    @Test
    default void anUploadOverAnotherWritersObjectIsNoSuccess() {
        if (has(Feature.CREATE_ONLY)) {
            watched().beforeNext("put", () -> {
                watched().put(at("lost/theirs"), Content.of(Samples.text("theirs")), PutOptions.NONE);
                throw new CloudBridgeException.Unavailable(Failure.of("the connection broke before the request"), null);
            });
            assertRefused(
                    CloudBridgeException.PreconditionFailed.class,
                    () -> put(at("lost/theirs"), Samples.text("ours"), PutOptions.NONE.createOnly()));
            assertContent(at("lost/theirs"), Samples.text("theirs"));
        }
    }

    @Test
    default void aCopyThatCreatesIsProven() {
        byte[] content = Samples.bytes(203, 100);
        put(at("lost/source"), content, PutOptions.NONE);
        CopyOptions options = has(Feature.COPY_CONDITIONS)
                ? new CopyOptions(null, PutOptions.NONE.createOnly(), true)
                : CopyOptions.NONE;
        String call = has(Feature.SERVER_COPY) ? "copy" : "put";
        loseAnswer(call);
        store().copy(at("lost/source"), store(), at("lost/copy"), options, TransferSettings.DEFAULTS);
        assertSentAgain(call);
        assertContent(at("lost/copy"), content);
    }

    @Test
    default void propertiesOfAVersionThatWereSetAreProven() {
        String etag = put("lost/properties", Samples.text("content")).etag();
        ObjectProperties other =
                ObjectProperties.NONE.withContentType("text/html").withMetadata(Map.of("reviewed", "yes"));
        loseAnswer("setProperties");
        store().setProperties(at("lost/properties"), other, has(Feature.REPLACE_IF_MATCH) ? etag : null);
        assertSentAgain("setProperties");
        assertThat(head(at("lost/properties")).properties().withStorageClass(null))
                .isEqualTo(other);
        assertContent(at("lost/properties"), Samples.text("content"));
    }

    @Test
    default void tagsThatWereSetAreSet() {
        if (has(Feature.TAGS)) {
            put("lost/tags", Samples.text("content"));
            loseAnswer("setTags");
            store().setTags(at("lost/tags"), Map.of("a", "b"));
            assertSentAgain("setTags");
            assertThat(store().tags(at("lost/tags"))).isEqualTo(Map.of("a", "b"));
        }
    }

    @Test
    default void aDeleteOfAVersionIsProven() {
        String etag = put("lost/delete", Samples.text("content")).etag();
        loseAnswer("delete");
        store().delete(new DeleteRequest(at("lost/delete"), etag));
        assertSentAgain("delete");
        assertMissing(at("lost/delete"));
    }

    @Test
    default void deletesOfVersionsAreProven() {
        List<DeleteRequest> requests = List.of(
                new DeleteRequest(
                        at("lost/many/a"), put("lost/many/a", Samples.text("a")).etag()),
                new DeleteRequest(
                        at("lost/many/b"), put("lost/many/b", Samples.text("b")).etag()));
        loseAnswer("delete");
        assertThat(store().deleteAll(requests)).allMatch(DeleteResult::deleted);
        assertSentAgain("delete");
        assertThat(keys("lost/many/")).isEmpty();
    }

    @Test
    default void aBucketThatWasCreatedIsOurs() {
        String name = unusedBucketName();
        loseAnswer("createBucket");
        store().createBucket(name);
        assertSentAgain("createBucket");
        assertThat(store().bucketExists(name)).isTrue();
    }

    @Test
    default void aBucketThatWasDeletedIsGone() {
        String name = newBucket();
        loseAnswer("deleteBucket");
        store().deleteBucket(name);
        assertSentAgain("deleteBucket");
        assertThat(store().bucketExists(name)).isFalse();
    }
}
