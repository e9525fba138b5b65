/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.conformance.Samples;
import io.cloudbridge.conformance.StoreConformance;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.DeleteResult;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PresignRequest;
import io.cloudbridge.store.PutOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The promises as Swift keeps them, however one logs in. */
abstract class SwiftConformance extends StoreConformance {

    @Override
    public String provider() {
        return "openstack";
    }

    /** Swift looks for an object before it stores one, and not at the same moment: of those who create at once several may win, one stays. */
    @Override
    @Test
    public void ofSixteenWhoCreateOneWins() {
        oneOfThoseWhoWonStays("create/race", 16, 10_000);
    }

    @Override
    @Test
    public void ofFourWhoCreateInPartsOneWins() {
        oneOfThoseWhoWonStays("create/race-parts", 4, partSize() + 1L);
    }

    private void oneOfThoseWhoWonStays(String key, int racers, long size) {
        List<CompletableFuture<Boolean>> results = IntStream.range(0, racers)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> creates(key, Samples.bytes(1000 + i, size)), engine().executor()))
                .toList();
        List<byte[]> winners = IntStream.range(0, racers)
                .filter(i -> results.get(i).join())
                .mapToObj(i -> Samples.bytes(1000 + i, size))
                .toList();
        byte[] stored = contentOf(at(key));
        assertThat(winners).isNotEmpty().anyMatch(winner -> Arrays.equals(winner, stored));
        assertThat(creates(key, Samples.text("late"))).isFalse();
    }

    private boolean creates(String key, byte[] content) {
        try {
            put(at(key), content, PutOptions.NONE.createOnly());
            return true;
        } catch (CloudBridgeException.PreconditionFailed e) {
            return false;
        }
    }

    /** More than a page of a listing and more than one bulk delete have. */
    final void aBucketIsListedInOrderAndDeletedInBulk(int count) {
        String many = newBucket();
        List<String> expected = IntStream.range(0, count)
                .mapToObj(i -> String.format(Locale.ROOT, "many/%04d", i))
                .toList();
        List<CompletableFuture<Void>> puts = IntStream.range(0, 16)
                .mapToObj(thread -> CompletableFuture.runAsync(
                        () -> {
                            for (int i = thread; i < count; i += 16) {
                                put(new ObjectRef(many, expected.get(i)), Samples.text(expected.get(i)));
                            }
                        },
                        engine().executor()))
                .toList();
        puts.forEach(CompletableFuture::join);

        assertThat(keys(ListRequest.of(many, ""))).isEqualTo(expected);
        List<DeleteRequest> requests = expected.stream()
                .map(key -> new DeleteRequest(new ObjectRef(many, key)))
                .toList();
        assertThat(store().deleteAll(requests)).hasSize(count).allMatch(DeleteResult::deleted);
        assertThat(keys(ListRequest.of(many, ""))).isEmpty();
    }

    /** TempURLs cannot set it, and Swift would ignore the wish. */
    @Override
    @Test
    public void theResponseMayGetATypeOfItsOwn() {
        PresignRequest request = new PresignRequest(
                PresignRequest.Method.GET, at("sign/type"), Duration.ofMinutes(5), null, "text/x-special", null);
        assertRefused(CloudBridgeException.Unsupported.class, () -> store().presign(request))
                .withMessageContaining("responseContentType");
    }

    /** Swift keeps such a key well, but answers 401 to any TempURL of it. */
    @Override
    @Test
    public void aLoneSlashIsItself() {
        for (String key : new String[] {"/", "//"}) {
            ObjectRef ref = new ObjectRef(keyBucket(), key);
            put(ref, Samples.text(key));
            assertContent(ref, Samples.text(key));
            PresignRequest request = new PresignRequest(PresignRequest.Method.GET, ref, Duration.ofMinutes(5));
            assertRefused(CloudBridgeException.Unsupported.class, () -> store().presign(request));
            store().delete(new DeleteRequest(ref));
            assertMissing(ref);
        }
    }

    @Test
    void aLargeObjectGoesWithItsSegmentsWhateverItsKey() {
        for (String name : List.of("plain", "a%20b", "a b", "a+b", "\u00e4/\u00f6")) {
            ObjectRef ref = at("segments/" + name);
            put(ref, Samples.bytes(7, partSize() + 1L), PutOptions.NONE);
            ListRequest segments = ListRequest.of(bucket() + "_segments", ref.key());
            assertThat(store().page(segments).objects()).as(name).isNotEmpty();
            store().delete(new DeleteRequest(ref));
            assertThat(store().page(segments).objects()).as(name).isEmpty();
        }
    }
}
