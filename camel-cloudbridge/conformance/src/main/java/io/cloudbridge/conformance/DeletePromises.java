/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.DeleteResult;
import io.cloudbridge.store.ObjectRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a delete reports as gone is gone, and nothing else is. */
public interface DeletePromises extends StoreFixture {

    private static String otherETag() {
        return "0123456789abcdef0123456789abcdef";
    }

    @Test
    default void aDeletedObjectIsGone() {
        put("gone/a", Samples.text("a"));
        put("gone/ab", Samples.text("ab"));
        store().delete(new DeleteRequest(at("gone/a")));

        assertMissing(at("gone/a"));
        assertThat(keys("gone/a")).containsExactly("gone/ab");
    }

    @Test
    default void deletingWhatIsMissingSucceeds() {
        store().delete(new DeleteRequest(at("delete/never-there")));
        assertMissing(at("delete/never-there"));
    }

    @Test
    default void deletingTwiceSucceeds() {
        put("delete/twice", Samples.text("x"));
        store().delete(new DeleteRequest(at("delete/twice")));
        store().delete(new DeleteRequest(at("delete/twice")));
        assertMissing(at("delete/twice"));
    }

    @Test
    default void aDeletedKeyMayBeStoredAgain() {
        put("delete/again", Samples.text("first"));
        store().delete(new DeleteRequest(at("delete/again")));
        put("delete/again", Samples.text("second"));
        assertContent(at("delete/again"), Samples.text("second"));
    }

    @Test
    default void deletingAKeyKeepsTheKeysBelowIt() {
        put("delete/tree", Samples.text("x"));
        put("delete/tree/leaf", Samples.text("y"));
        store().delete(new DeleteRequest(at("delete/tree")));
        assertContent(at("delete/tree/leaf"), Samples.text("y"));
    }

    @Test
    default void deletingTheLastKeyBelowAFolderLeavesNoFolder() {
        put("delete/folder/only", Samples.text("x"));
        store().delete(new DeleteRequest(at("delete/folder/only")));
        assertThat(keys("delete/folder")).isEmpty();
        put("delete/folder", Samples.text("now a key"));
        assertContent(at("delete/folder"), Samples.text("now a key"));
    }

    @Test
    default void ifMatchDeletesTheVersionItNamesAndNoOther() {
        String etag = put("delete/if", Samples.text("x")).etag();
        assertRefused(CloudBridgeException.PreconditionFailed.class, () -> store().delete(
                                new DeleteRequest(at("delete/if"), otherETag())))
                .satisfies(e -> assertThat(e.getKey()).isEqualTo("delete/if"));
        assertContent(at("delete/if"), Samples.text("x"));
        store().delete(new DeleteRequest(at("delete/if"), etag));
        assertMissing(at("delete/if"));
    }

    @Test
    default void aReplacedObjectIsNotDeletedByItsOldETag() {
        String old = put("delete/stale", Samples.text("old")).etag();
        put("delete/stale", Samples.text("new"));
        assertRefused(CloudBridgeException.PreconditionFailed.class, () -> store().delete(
                        new DeleteRequest(at("delete/stale"), old)));
        assertContent(at("delete/stale"), Samples.text("new"));
    }

    @Test
    default void moreThanOneBulkCallOfKeysIsDeleted() {
        int limit = Math.min(store().capabilities().maxBulkDelete(), 1000);
        int count = limit + 5;
        List<Integer> present = List.of(0, limit - 1, limit, count - 1);
        List<DeleteRequest> requests = IntStream.range(0, count)
                .mapToObj(i -> at(String.format(Locale.ROOT, "bulk/%04d ü&<>%%+", i)))
                .map(DeleteRequest::new)
                .toList();
        present.forEach(i -> put(requests.get(i).ref(), Samples.text("x")));
        put("bulk/kept", Samples.text("kept"));

        List<DeleteResult> results = store().deleteAll(requests);
        assertThat(results).hasSize(count).allMatch(DeleteResult::deleted);
        assertThat(results)
                .extracting(DeleteResult::ref)
                .isEqualTo(requests.stream().map(DeleteRequest::ref).toList());
        assertThat(keys("bulk/")).containsExactly("bulk/kept");
    }

    @Test
    default void aBulkDeleteTellsTheFailureOfEachKey() {
        put("each/a", Samples.text("a"));
        put("each/b", Samples.text("b"));
        String etag = put("each/c", Samples.text("c")).etag();
        List<DeleteResult> results = store().deleteAll(List.of(
                new DeleteRequest(at("each/a")),
                new DeleteRequest(at("each/b"), otherETag()),
                new DeleteRequest(at("each/c"), etag),
                new DeleteRequest(at("each/missing"))));

        assertThat(results).extracting(DeleteResult::deleted).containsExactly(true, false, true, true);
        assertThat(results.get(1).failure()).isInstanceOf(CloudBridgeException.PreconditionFailed.class);
        assertThat(results.get(1).failure().getKey()).isEqualTo("each/b");
        assertThat(keys("each/")).containsExactly("each/b");
    }

    @Test
    default void aBulkDeleteMayGoOverSeveralBuckets() {
        ObjectRef elsewhere = new ObjectRef(newBucket(), "spread/b");
        put("spread/a", Samples.text("a"));
        put(elsewhere, Samples.text("b"));
        List<DeleteResult> results =
                store().deleteAll(List.of(new DeleteRequest(at("spread/a")), new DeleteRequest(elsewhere)));

        assertThat(results).hasSize(2).allMatch(DeleteResult::deleted);
        assertMissing(at("spread/a"));
        assertMissing(elsewhere);
    }

    @Test
    default void anEmptyBulkDeleteDoesNothing() {
        watched().forget();
        assertThat(store().deleteAll(List.of())).isEmpty();
        assertThat(watched().calls()).isZero();
    }

    @Test
    default void aLazyBulkDeleteTellsEachResultAndTheirNumber() {
        put("lazy-delete/a", Samples.text("a"));
        put("lazy-delete/b", Samples.text("b"));
        List<DeleteResult> results = new ArrayList<>();
        long deleted = store().deleteAll(
                        List.of(new DeleteRequest(at("lazy-delete/a")), new DeleteRequest(at("lazy-delete/b")))
                                .iterator(),
                        results::add);

        assertThat(deleted).isEqualTo(2);
        assertThat(results).hasSize(2);
        assertThat(keys("lazy-delete/")).isEmpty();
    }

    @Test
    default void deletePrefixDeletesWhatIsBelowAndNothingBeside() {
        for (String key : List.of("tidy/a", "tidy/b/c", "tidy/", "tidying", "tid")) {
            put(key, Samples.text(key));
        }
        assertThat(store().deletePrefix(bucket(), "tidy/")).isEqualTo(3);
        assertThat(keys("tid")).containsExactly("tid", "tidying");
    }
}
