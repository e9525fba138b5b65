/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.ContentRange;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.DeleteResult;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectContent;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectPage;
import io.cloudbridge.store.ObjectReader;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.TransferSettings;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * No answer is believed: whatever a driver answers, a result is right or it is an error of ours. The driver under test answers, and a
 * {@link LyingStore} changes what it said; lies that a server tells over HTTP are those of {@link LyingServerSuite}.
 */
public interface LyingServerPromises extends StoreFixture {

    private static byte[] content() {
        return Samples.bytes(90, 300_000);
    }

    private StoreClient over(LyingStore lying) {
        return StoreClient.of(provider(), lying, 0, engine());
    }

    private ObjectRef stored(String key) {
        ObjectRef ref = at("lies/" + key);
        put(ref, content());
        return ref;
    }

    /** Fails unless the call gives these bytes or one of our errors. */
    private static void isRightOrRefused(String what, byte[] right, Callable<byte[]> call) {
        byte[] result;
        try {
            result = call.call();
        } catch (CloudBridgeException e) {
            return;
        } catch (Exception e) {
            throw new AssertionError(what + " ended in an error that is not ours", e);
        }
        assertThat(Arrays.equals(result, right)).as("right bytes of %s", what).isTrue();
    }

    /** Reads whole, from the middle, a short range, and to a file, in one stream and in ranges. */
    private void everyReadIsRightOrRefused(String key, LyingStore.Read lie, Path directory) {
        ObjectRef ref = stored(key);
        LyingStore lying = new LyingStore(watched());
        lying.read = lie;
        StoreClient client = over(lying);
        byte[] all = content();
        Map<ByteRange, byte[]> ranges = Map.of(
                ByteRange.ALL,
                all,
                new ByteRange(100_000, ByteRange.TO_END),
                Arrays.copyOfRange(all, 100_000, all.length),
                new ByteRange(1000, 500),
                Arrays.copyOfRange(all, 1000, 1500));
        ranges.forEach((range, right) -> isRightOrRefused("a read of " + range, right, () -> {
            try (ObjectReader reader = client.open(ref, range, ReadOptions.NONE)) {
                return reader.readAllBytes();
            }
        }));
        isRightOrRefused("a read that goes on", Arrays.copyOfRange(all, 100_000, all.length), () -> {
            try (ObjectReader reader = client.open(ref, ByteRange.ALL, ReadOptions.NONE)) {
                reader.readNBytes(100_000);
                reader.release();
                return reader.readAllBytes();
            }
        });
        for (TransferSettings settings :
                List.of(TransferSettings.DEFAULTS, new TransferSettings(50_000, 50_000, 4, 3))) {
            Path file = directory.resolve("file");
            isRightOrRefused("a download to a file", all, () -> {
                client.download(ref, file, ReadOptions.NONE, settings);
                return Files.readAllBytes(file);
            });
        }
    }

    private static InputStream stream(ObjectContent content, UnaryOperator<byte[]> change) {
        try {
            return new ByteArrayInputStream(change.apply(content.stream().readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    default void rangesThatAreIgnoredGiveNoWrongBytes(@TempDir Path directory) {
        everyReadIsRightOrRefused(
                "ignored", (store, ref, range, options) -> store.read(ref, ByteRange.ALL, options), directory);
    }

    @Test
    default void rangesThatAreIgnoredAndNotSpokenOfGiveNoWrongBytes(@TempDir Path directory) {
        everyReadIsRightOrRefused(
                "silent",
                (store, ref, range, options) ->
                        OtherContent.of(store.read(ref, ByteRange.ALL, options)).withRange(ContentRange.NONE),
                directory);
    }

    @Test
    default void anotherRangeGivesNoWrongBytes(@TempDir Path directory) {
        everyReadIsRightOrRefused(
                "shifted",
                (store, ref, range, options) -> {
                    if (range.offset() == 0) {
                        return store.read(ref, range, options);
                    }
                    long start = range.offset() - 1;
                    ObjectContent shifted = store.read(ref, new ByteRange(start, range.length()), options);
                    long end = range.length() == ByteRange.TO_END ? content().length : start + range.length();
                    return OtherContent.of(shifted).withRange(new ContentRange(start, end, content().length));
                },
                directory);
    }

    @Test
    default void fewerBytesThanPromisedAreNotAll(@TempDir Path directory) {
        everyReadIsRightOrRefused(
                "fewer",
                (store, ref, range, options) -> {
                    ObjectContent real = store.read(ref, range, options);
                    return OtherContent.of(real)
                            .withStream(stream(real, bytes -> Arrays.copyOf(bytes, Math.min(100, bytes.length))));
                },
                directory);
    }

    @Test
    default void moreBytesThanPromisedAreNotTaken(@TempDir Path directory) {
        everyReadIsRightOrRefused(
                "more",
                (store, ref, range, options) -> {
                    ObjectContent real = store.read(ref, range, options);
                    return OtherContent.of(real)
                            .withStream(stream(real, bytes -> Arrays.copyOf(bytes, bytes.length + 1)));
                },
                directory);
    }

    @Test
    default void anAnswerWithoutALengthIsNotAnEmptyObject(@TempDir Path directory) {
        everyReadIsRightOrRefused(
                "length",
                (store, ref, range, options) -> OtherContent.of(store.read(ref, range, options))
                        .withSize(ContentRange.UNKNOWN)
                        .withRange(ContentRange.NONE),
                directory);
    }

    @Test
    default void aSizeThatIsTooSmallGivesNoShortObject(@TempDir Path directory) {
        everyReadIsRightOrRefused(
                "small",
                (store, ref, range, options) -> OtherContent.of(store.read(ref, range, options))
                        .withSize(0)
                        .withRange(ContentRange.NONE),
                directory);
    }

    @Test
    default void anotherVersionIsNeverMixedIn(@TempDir Path directory) {
        ObjectRef ref = stored("mixed");
        ObjectInfo seen = head(ref);
        put(ref, Samples.bytes(91, content().length));
        LyingStore lying = new LyingStore(watched());
        lying.conditions = options -> ReadOptions.NONE;
        StoreClient client = over(lying);

        assertRefused(
                CloudBridgeException.PreconditionFailed.class,
                () -> client.open(ref, ByteRange.ALL, ReadOptions.ifMatch(seen.etag())));
        assertRefused(
                CloudBridgeException.PreconditionFailed.class,
                () -> client.head(ref, ReadOptions.ifMatch(seen.etag())));
        assertRefused(
                CloudBridgeException.PreconditionFailed.class,
                () -> client.download(
                        ref, directory.resolve("file"), ReadOptions.ifMatch(seen.etag()), TransferSettings.DEFAULTS));
    }

    @Test
    default void aFlippedBitIsFound(@TempDir Path directory) {
        ObjectRef ref = at("lies/flipped");
        store().upload(ref, Source.of(content()), described(), TransferSettings.DEFAULTS);
        everyWholeReadFails(ref, flipping(), directory);
    }

    /** Where the store tells no checksum of such an object, a provider's test overrides this and asserts that it is not found. */
    @Test
    default void aFlippedBitIsFoundInAnObjectOfParts(@TempDir Path directory) {
        ObjectRef ref = at("lies/flipped-parts");
        put(ref, Samples.bytes(92, 2L * partSize() + 5), described());
        everyWholeReadFails(ref, flipping(), directory);
    }

    /** With something that the local store has to write down beside the content, where the checksum is, too. */
    private static PutOptions described() {
        return PutOptions.of(PutOptions.NONE.properties().withMetadata(Map.of("described", "yes")));
    }

    private static LyingStore.Read flipping() {
        return (store, any, range, options) -> {
            ObjectContent real = store.read(any, range, options);
            return OtherContent.of(real).withStream(new FilterInputStream(real.stream()) {
                private boolean flipped;

                @Override
                public int read(byte[] target, int offset, int length) throws IOException {
                    int n = super.read(target, offset, length);
                    if (n > 0 && !flipped) {
                        target[offset] ^= 1;
                        flipped = true;
                    }
                    return n;
                }
            });
        };
    }

    private void everyWholeReadFails(ObjectRef ref, LyingStore.Read lie, Path directory) {
        LyingStore lying = new LyingStore(watched());
        lying.read = lie;
        StoreClient client = over(lying);
        assertRefused(
                CloudBridgeException.ChecksumMismatch.class,
                () -> readAll(client.read(ref, ByteRange.ALL, ReadOptions.NONE)));
        long part = head(ref).size() / 6;
        for (TransferSettings settings : List.of(TransferSettings.DEFAULTS, new TransferSettings(part, part, 4, 3))) {
            Path file = directory.resolve("flipped");
            assertRefused(
                    CloudBridgeException.ChecksumMismatch.class,
                    () -> client.download(ref, file, ReadOptions.NONE, settings));
            assertThat(file).doesNotExist();
        }
    }

    @Test
    default void otherBytesThanWereSentAreNoSuccess() {
        LyingStore lying = new LyingStore(watched());
        lying.stored = content -> Content.of(new byte[0]);
        assertRefused(CloudBridgeException.ChecksumMismatch.class, () -> over(lying)
                .upload(at("lies/put"), Source.of(content()), PutOptions.NONE, TransferSettings.DEFAULTS));
    }

    private LyingStore listing(java.util.function.Function<ListRequest, ObjectPage> pages) {
        LyingStore lying = new LyingStore(watched());
        lying.list = pages;
        return lying;
    }

    @Test
    default void aListingThatRepeatsItselfEnds() {
        for (String key : List.of("a", "b", "c")) {
            put("lies/pages/" + key, Samples.text(key));
        }
        ListRequest request = ListRequest.of(bucket(), "lies/pages/").withPageSize(1);
        ObjectPage first = watched().list(request);
        int[] pages = {0};
        List<LyingStore> liars = List.of(
                listing(any -> new ObjectPage(first.objects(), List.of(), "same")),
                listing(any -> new ObjectPage(first.objects(), List.of(), "t" + pages[0]++)),
                listing(any -> new ObjectPage(List.of(), List.of(), pages[0]++ % 2 == 0 ? "A" : "B")),
                listing(any -> new ObjectPage(List.of(), List.of(), "t" + pages[0]++)));
        for (LyingStore liar : liars) {
            StoreClient client = over(liar);
            assertRefused(CloudBridgeException.Unavailable.class, () -> client.list(request)
                    .forEachRemaining(info -> {}));
            assertRefused(
                    CloudBridgeException.Unavailable.class, () -> client.deletePrefix(bucket(), "lies/pages/never/"));
            assertRefused(CloudBridgeException.Unavailable.class, () -> {
                ListRequest next = request;
                for (ObjectPage page = client.page(next); !page.isLast(); page = client.page(next)) {
                    next = request.withPageToken(page.nextToken());
                }
            });
        }
        assertThat(keys("lies/pages/")).hasSize(3);
    }

    @Test
    default void anObjectIsListedOnce() {
        put("lies/twice/a", Samples.text("a"));
        ObjectPage page = watched().list(ListRequest.of(bucket(), "lies/twice/"));
        LyingStore lying = listing(any ->
                new ObjectPage(List.of(page.objects().get(0), page.objects().get(0)), List.of(), page.nextToken()));
        assertRefused(CloudBridgeException.Unavailable.class, () -> over(lying)
                .page(ListRequest.of(bucket(), "lies/twice/")));
    }

    @Test
    default void anEmptyPageIsNotTheEndOfAListing() {
        for (String key : List.of("a", "b")) {
            put("lies/empty/" + key, Samples.text(key));
        }
        ObjectPage listed = watched().list(ListRequest.of(bucket(), "lies/empty/"));
        // some stores do not know yet that this page is the last
        ObjectPage whole = new ObjectPage(listed.objects(), listed.commonPrefixes(), null);
        LyingStore lying = listing(request -> request.pageToken() == null
                ? new ObjectPage(List.of(), List.of(), "1")
                : request.pageToken().equals("1") ? new ObjectPage(List.of(), List.of(), "2") : whole);
        long[] count = {0};
        over(lying).list(ListRequest.of(bucket(), "lies/empty/")).forEachRemaining(info -> count[0]++);
        assertThat(count[0]).isEqualTo(2);
    }

    @Test
    default void deletesThatAreNotTellingAreNoSuccess() {
        List<UnaryOperator<List<DeleteResult>>> lies =
                List.of(results -> null, results -> List.of(), results -> results.stream()
                        .map(result -> new DeleteResult(at("lies/other")))
                        .toList());
        for (UnaryOperator<List<DeleteResult>> lie : lies) {
            put("lies/delete", Samples.text("x"));
            LyingStore lying = new LyingStore(watched());
            lying.deleted = lie;
            assertThat(over(lying).deleteAll(List.of(new DeleteRequest(at("lies/delete")))))
                    .singleElement()
                    .satisfies(result -> assertThat(result.deleted()).isFalse());
        }
    }
}
