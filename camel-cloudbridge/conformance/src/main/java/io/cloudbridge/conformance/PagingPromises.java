/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.DeleteResult;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.Listing;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectPage;
import io.cloudbridge.store.ObjectRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A listing is complete and in order over any number of pages of any size. */
public interface PagingPromises extends StoreFixture {

    /** Seventeen keys: ten objects beside five folders. */
    private List<String> store17(String prefix) {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            keys.add(prefix + "k" + i);
        }
        for (String below : List.of("f1/a", "f1/b", "f2/a", "f3/a", "k3/a", "k5/a", "k5/b")) {
            keys.add(prefix + below);
        }
        keys.forEach(key -> put(key, Samples.text(key)));
        return keys.stream().sorted().toList();
    }

    private void completeInPagesOf(int size) {
        String prefix = "pages-of-" + size + "/";
        List<String> expected = store17(prefix);
        ListRequest all = ListRequest.of(bucket(), prefix).withPageSize(size);

        List<String> found = new ArrayList<>();
        ListRequest request = all;
        while (request != null) {
            ObjectPage page = store().page(request);
            assertThat(page.objects().size() + page.commonPrefixes().size())
                    .as("entries of a page of %s", size)
                    .isLessThanOrEqualTo(size);
            page.objects().forEach(info -> found.add(info.key()));
            request = page.isLast() ? null : all.withPageToken(page.nextToken());
        }
        assertThat(found).isEqualTo(expected);
        assertThat(keys(all)).as("by the iterator").isEqualTo(expected);
    }

    private void rolledUpInPagesOf(int size) {
        String prefix = "rolled-" + size + "/";
        store17(prefix);
        Listing listing =
                store().list(ListRequest.of(bucket(), prefix).withDelimiter("/").withPageSize(size));
        List<String> objects = new ArrayList<>();
        listing.forEachRemaining(info -> objects.add(info.key()));

        assertThat(objects)
                .isEqualTo(
                        IntStream.range(0, 10).mapToObj(i -> prefix + "k" + i).toList());
        assertThat(listing.commonPrefixes())
                .containsExactly(prefix + "f1/", prefix + "f2/", prefix + "f3/", prefix + "k3/", prefix + "k5/");
    }

    @Test
    default void aListingIsCompleteInPagesOfOne() {
        completeInPagesOf(1);
    }

    @Test
    default void aListingIsCompleteInPagesOfTwo() {
        completeInPagesOf(2);
    }

    @Test
    default void aListingIsCompleteInPagesOfThree() {
        completeInPagesOf(3);
    }

    @Test
    default void aListingIsCompleteInPagesOfSeven() {
        completeInPagesOf(7);
    }

    @Test
    default void aListingIsCompleteInPagesOfExactlyItsSize() {
        completeInPagesOf(17);
    }

    @Test
    default void aListingIsCompleteInOnePage() {
        completeInPagesOf(1000);
    }

    @Test
    default void aDelimiterWorksInPagesOfOne() {
        rolledUpInPagesOf(1);
    }

    @Test
    default void aDelimiterWorksInPagesOfTwo() {
        rolledUpInPagesOf(2);
    }

    @Test
    default void aDelimiterWorksInPagesOfThree() {
        rolledUpInPagesOf(3);
    }

    @Test
    default void aDelimiterWorksInPagesOfSeven() {
        rolledUpInPagesOf(7);
    }

    @Test
    default void pagesOfUnicodeKeysGoOnInTheOrderOfUtf8Bytes() {
        List<String> keys = List.of(
                "uni/a b",
                "uni/a%20b",
                "uni/a+b",
                "uni/é",
                "uni/ü",
                "uni/中",
                "uni/\uE000",
                "uni/\uFF5E",
                "uni/𐀀",
                "uni/😀");
        keys.forEach(key -> put(key, Samples.text(key)));

        assertThat(keys(ListRequest.of(bucket(), "uni/").withPageSize(1))).isEqualTo(keys);
        assertThat(keys(ListRequest.of(bucket(), "uni/").withPageSize(3))).isEqualTo(keys);
    }

    @Test
    default void startAfterHoldsOnEveryPage() {
        List<String> expected = store17("sap/");
        ListRequest all = ListRequest.of(bucket(), "sap/").withPageSize(2);

        assertThat(keys(all.withStartAfter("sap/k2")))
                .isEqualTo(expected.stream()
                        .filter(key -> key.compareTo("sap/k2") > 0)
                        .toList());
    }

    @Test
    default void aPageTokenWorksInAnotherClient() {
        List<String> expected = store17("token/");
        ListRequest all = ListRequest.of(bucket(), "token/").withPageSize(10);
        ObjectPage first = store().page(all);
        ObjectPage rest = secondStore().page(all.withPageToken(first.nextToken()));

        List<String> found = new ArrayList<>();
        first.objects().forEach(info -> found.add(info.key()));
        rest.objects().forEach(info -> found.add(info.key()));
        assertThat(found).isEqualTo(expected);
        assertThat(rest.isLast()).isTrue();
    }

    @Test
    default void aListingAsksForNoPageBeforeItIsRead() {
        watched().forget();
        Listing listing = store().list(ListRequest.of(bucket(), "lazy/"));
        assertThat(watched().calls()).isZero();
        assertThat(listing.hasNext()).isFalse();
        assertThat(watched().calls("list")).isEqualTo(1);
    }

    @Test
    default void whatIsThereAllTheTimeIsListedOnceWhileOthersComeAndGo() {
        List<String> steady = IntStream.range(0, 30)
                .mapToObj(i -> String.format(Locale.ROOT, "busy/%02d-steady", i))
                .toList();
        steady.forEach(key -> put(key, Samples.text(key)));
        put("busy/05-gone", Samples.text("x"));
        put("busy/25-gone", Samples.text("x"));

        List<String> found = new ArrayList<>();
        Listing listing = store().list(ListRequest.of(bucket(), "busy/").withPageSize(4));
        for (int i = 0; listing.hasNext(); i++) {
            found.add(listing.next().key());
            if (i == 8) {
                put("busy/02-new", Samples.text("x"));
                put("busy/28-new", Samples.text("x"));
                store().delete(new DeleteRequest(at("busy/05-gone")));
                store().delete(new DeleteRequest(at("busy/25-gone")));
            }
        }
        assertThat(found).doesNotHaveDuplicates().isSorted();
        assertThat(found).filteredOn(key -> key.endsWith("-steady")).isEqualTo(steady);
    }

    @Test
    default void aBucketOf2500ObjectsIsListedInOrderAndDeletedInBulk() {
        String many = newBucket();
        List<String> expected = IntStream.range(0, 2500)
                .mapToObj(i -> String.format(Locale.ROOT, "many/%04d", i))
                .toList();
        Parallel.forEach(engine().executor(), 16, expected, key -> put(new ObjectRef(many, key), Samples.text(key)));

        assertThat(keys(ListRequest.of(many, ""))).isEqualTo(expected);
        assertThat(keys(ListRequest.of(many, "many/1").withPageSize(999))).isEqualTo(expected.subList(1000, 2000));
        assertThat(keys(ListRequest.of(many, "many/").withStartAfter("many/2400")))
                .isEqualTo(expected.subList(2401, 2500));

        List<DeleteRequest> requests = new ArrayList<>();
        store().list(ListRequest.of(many, ""))
                .forEachRemaining(
                        (ObjectInfo info) -> requests.add(new DeleteRequest(new ObjectRef(many, info.key()))));
        List<DeleteResult> results = store().deleteAll(requests);
        assertThat(results).hasSize(2500).allMatch(DeleteResult::deleted);
        assertThat(results).extracting(DeleteResult::key).isEqualTo(expected);
        assertThat(keys(ListRequest.of(many, ""))).isEmpty();
    }
}
