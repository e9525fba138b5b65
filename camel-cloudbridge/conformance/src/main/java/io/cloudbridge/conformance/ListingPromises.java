/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cloudbridge.store.Capabilities;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.Listing;
import io.cloudbridge.store.MultipartUpload;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.PutOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

/** A listing shows what is there: all of it, once, in the order of the UTF-8 bytes, and nothing else. */
public interface ListingPromises extends StoreFixture {

    /** The order of UTF-8 bytes, computed from the bytes. */
    private static Comparator<String> byteOrder() {
        return (a, b) -> Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    private void putAll(String... keys) {
        for (String key : keys) {
            put(key, Samples.text(key));
        }
    }

    private static List<String> prefixes(Listing listing) {
        List<String> prefixes = new ArrayList<>();
        listing.commonPrefixes().forEach(prefixes::add);
        return prefixes;
    }

    private static List<String> drain(Listing listing) {
        List<String> keys = new ArrayList<>();
        listing.forEachRemaining(info -> keys.add(info.key()));
        return keys;
    }

    @Test
    default void aListingIsInTheOrderOfUtf8Bytes() {
        List<String> unordered = List.of(
                "order/ab",
                "order/a/b",
                "order/a",
                "order/a-b",
                "order/B",
                "order/é",
                "order/\uFF5E",
                "order/😀",
                "order/~",
                "order/a b",
                "order/\uE000",
                "order/a.b",
                "order/ä",
                "order/Z",
                "order/1",
                "order/10",
                "order/2");
        putAll(unordered.toArray(String[]::new));

        assertThat(keys("order/"))
                .isEqualTo(unordered.stream().sorted(byteOrder()).toList());
    }

    /** Where a store says that its listing tells all, nobody asks for the object again. */
    @Test
    default void aListingThatSaysSoTellsAllProperties() {
        ObjectProperties properties = ObjectProperties.NONE
                .withContentType("text/csv")
                .withCacheControl("no-cache")
                .withMetadata(Map.of("origin", "plant 7"));
        put(at("told/object"), Samples.bytes(2, 10), PutOptions.of(properties));
        ObjectInfo listed = store().list(ListRequest.of(bucket(), "told/")).next();
        ObjectInfo head = head(at("told/object"));

        assertThat(head.metadata()).containsEntry("origin", "plant 7");
        if (has(Capabilities.Feature.LIST_PROPERTIES)) {
            assertThat(listed.properties()).isEqualTo(head.properties());
        } else {
            assertThat(listed.metadata())
                    .as("else it could say that it tells all")
                    .isEmpty();
        }
    }

    @Test
    default void aListingShowsWhatHeadShows() {
        put("shown/object", Samples.bytes(1, 1234));
        Listing listing = store().list(ListRequest.of(bucket(), "shown/"));
        ObjectInfo listed = listing.next();
        ObjectInfo head = head(at("shown/object"));

        assertThat(listed.ref().bucket()).isEqualTo(bucket());
        assertThat(listed.key()).isEqualTo("shown/object");
        assertThat(listed.size()).isEqualTo(1234).isEqualTo(head.size());
        assertThat(listed.etag()).isNotEmpty().isEqualTo(head.etag());
        assertThat(Duration.between(listed.lastModified(), Instant.now()).abs())
                .as("distance of lastModified from now")
                .isLessThan(Duration.ofMinutes(15));
        assertThat(Duration.between(listed.lastModified(), head.lastModified()).abs())
                .as("difference between lastModified of listing and head")
                .isLessThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(listing.hasNext()).isFalse();
    }

    @Test
    default void aListingShowsAtOnceWhatWasStoredReplacedAndDeleted() {
        putAll("fresh/a", "fresh/b");
        assertThat(keys("fresh/")).containsExactly("fresh/a", "fresh/b");

        put("fresh/a", Samples.bytes(2, 50));
        store().delete(new DeleteRequest(at("fresh/b")));
        putAll("fresh/c");

        Listing listing = store().list(ListRequest.of(bucket(), "fresh/"));
        ObjectInfo replaced = listing.next();
        assertThat(replaced.key()).isEqualTo("fresh/a");
        assertThat(replaced.size()).isEqualTo(50);
        assertThat(drain(listing)).containsExactly("fresh/c");
    }

    @Test
    default void aPrefixIsTextAndNotAFolder() {
        putAll("pre/fix", "pre/fixed", "pre/fix/in", "pre/fiy", "pre/fi");

        assertThat(keys("pre/fix")).containsExactly("pre/fix", "pre/fix/in", "pre/fixed");
        assertThat(keys("pre/f")).hasSize(5);
        assertThat(keys("pre/fix/")).containsExactly("pre/fix/in");
    }

    @Test
    default void aPrefixMayHoldAnyCharacters() {
        putAll("odd+% ?#&é😀/x", "odd+% ?#&é😀/y", "odd  ?#&é😀/x", "odd+%20?#&é😀/x");

        assertThat(keys("odd+% ?#&é😀/")).containsExactly("odd+% ?#&é😀/x", "odd+% ?#&é😀/y");
    }

    @Test
    default void aPrefixWithoutKeysGivesAnEmptyListing() {
        Listing listing = store().list(ListRequest.of(bucket(), "nothing/here/"));

        assertThat(listing.hasNext()).isFalse();
        assertThat(prefixes(listing)).isEmpty();
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(listing::next);
    }

    @Test
    default void anEmptyBucketGivesAnEmptyListing() {
        assertThat(keys(ListRequest.of(newBucket(), ""))).isEmpty();
    }

    @Test
    default void aMissingBucketIsAnErrorAndNotAnEmptyListing() {
        ListRequest request = ListRequest.of(unusedBucketName(), "");

        assertRefused(CloudBridgeException.BucketNotFound.class, () -> keys(request));
        assertRefused(CloudBridgeException.BucketNotFound.class, () -> store().page(request));
    }

    @Test
    default void aDelimiterRollsUpWhatIsBelowIt() {
        putAll("deli/a", "deli/b/1", "deli/b/2", "deli/b/c/3", "deli/d", "deli/e/4", "deli/b-");
        Listing listing = store().list(ListRequest.of(bucket(), "deli/").withDelimiter("/"));

        assertThat(drain(listing)).containsExactly("deli/a", "deli/b-", "deli/d");
        assertThat(prefixes(listing)).containsExactly("deli/b/", "deli/e/");
    }

    @Test
    default void aDelimiterWorksBehindAPrefixThatEndsWithinAName() {
        putAll("mid/alpha/1", "mid/alps/2", "mid/al", "mid/beta/3");
        Listing listing = store().list(ListRequest.of(bucket(), "mid/al").withDelimiter("/"));

        assertThat(drain(listing)).containsExactly("mid/al");
        assertThat(prefixes(listing)).containsExactly("mid/alpha/", "mid/alps/");
    }

    @Test
    default void aDelimiterMayBeAnotherCharacter() {
        putAll("other/2026-01-01", "other/2026-01-02", "other/2027-01-01", "other/none");
        Listing listing = store().list(ListRequest.of(bucket(), "other/").withDelimiter("-"));

        assertThat(drain(listing)).containsExactly("other/none");
        assertThat(prefixes(listing)).containsExactly("other/2026-", "other/2027-");
    }

    @Test
    default void aFolderMarkerIsListedAsAnObject() {
        put("marker/folder/", new byte[0]);
        putAll("marker/folder/file");

        assertThat(keys("marker/")).containsExactly("marker/folder/", "marker/folder/file");
        Listing inside = store().list(ListRequest.of(bucket(), "marker/folder/").withDelimiter("/"));
        assertThat(drain(inside)).containsExactly("marker/folder/", "marker/folder/file");
        assertThat(prefixes(inside)).isEmpty();
        assertThat(head(at("marker/folder/")).isFolderMarker()).isTrue();
    }

    @Test
    default void startAfterBeginsBehindAKey() {
        putAll("after/a", "after/b", "after/c", "after/c/d");
        ListRequest all = ListRequest.of(bucket(), "after/");

        assertThat(keys(all.withStartAfter("after/b"))).containsExactly("after/c", "after/c/d");
        assertThat(keys(all.withStartAfter("after/bb"))).containsExactly("after/c", "after/c/d");
        assertThat(keys(all.withStartAfter("after/c"))).containsExactly("after/c/d");
        assertThat(keys(all.withStartAfter("after/c/d"))).isEmpty();
        assertThat(keys(all.withStartAfter("after/z"))).isEmpty();
    }

    @Test
    default void startAfterMayLieOutsideThePrefix() {
        putAll("outside/m/1", "outside/m/2");
        ListRequest all = ListRequest.of(bucket(), "outside/m/");

        assertThat(keys(all.withStartAfter("outside/a"))).containsExactly("outside/m/1", "outside/m/2");
        assertThat(keys(all.withStartAfter("outside/x"))).isEmpty();
    }

    @Test
    default void startAfterWithADelimiterLeavesOutEarlierPrefixes() {
        putAll("adeli/a/1", "adeli/b", "adeli/c/2", "adeli/d/3", "adeli/e");
        Listing listing = store().list(
                        ListRequest.of(bucket(), "adeli/").withDelimiter("/").withStartAfter("adeli/b"));

        assertThat(drain(listing)).containsExactly("adeli/e");
        assertThat(prefixes(listing)).containsExactly("adeli/c/", "adeli/d/");
    }

    @Test
    default void startAfterACommonPrefixGoesOnBehindIt() {
        putAll("cdeli/a/1", "cdeli/b/2", "cdeli/b/3", "cdeli/c/4");
        Listing listing = store().list(
                        ListRequest.of(bucket(), "cdeli/").withDelimiter("/").withStartAfter("cdeli/b/"));

        assertThat(drain(listing)).isEmpty();
        assertThat(prefixes(listing)).containsExactly("cdeli/c/");
    }

    @Test
    default void anUnfinishedUploadIsNotListed() {
        MultipartUpload upload = watched().startMultipart(at("unfinished/object"), PutOptions.NONE);
        upload.uploadPart(1, io.cloudbridge.store.Content.of(Samples.bytes(3, partSize())));

        assertThat(keys("unfinished/")).isEmpty();
        assertThat(keys("")).allMatch(key -> !key.contains(upload.id()));
        upload.abort();
        assertThat(keys("unfinished/")).isEmpty();
    }

    @Test
    default void askingAListingTwiceWhetherItGoesOnSkipsNothing() {
        putAll("twice/a", "twice/b");
        Listing listing = store().list(ListRequest.of(bucket(), "twice/").withPageSize(1));

        assertThat(listing.hasNext()).isTrue();
        assertThat(listing.hasNext()).isTrue();
        assertThat(listing.next().key()).isEqualTo("twice/a");
        assertThat(listing.next().key()).isEqualTo("twice/b");
        assertThat(listing.hasNext()).isFalse();
        assertThat(listing.hasNext()).isFalse();
    }
}
