/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListingTest extends EngineFixture {

    private final MemoryStore store = new MemoryStore();
    private final StoreClient client = client(store);

    private List<String> stored(int count) {
        List<String> keys = IntStream.range(0, count)
                .mapToObj(i -> String.format("k%03d", i))
                .toList();
        keys.forEach(key -> store.put(ref(key), Content.of(new byte[0]), PutOptions.NONE));
        store.calls.clear();
        return keys;
    }

    private static List<String> keys(Listing listing) {
        List<String> keys = new ArrayList<>();
        listing.forEachRemaining(object -> keys.add(object.key()));
        return keys;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void everyPageSizeListsAllInOrder(int pageSize) {
        List<String> stored = stored(30);
        assertThat(keys(client.list(ListRequest.of(BUCKET, "").withPageSize(pageSize))))
                .isEqualTo(stored);
    }

    @Test
    void onlyTheFirstPageIsAskedForUntilHalfOfItIsUsed() {
        stored(30);
        Listing listing = client.list(ListRequest.of(BUCKET, ""));
        assertThat(store.calls).isEmpty();
        for (int i = 0; i < 3; i++) {
            listing.next();
        }
        assertThat(store.calls).hasSize(1);
        listing.next();
        Awaitility.await().untilAsserted(() -> assertThat(store.calls).hasSize(2));
    }

    @Test
    void aFailedPageIsAskedForAgainByTheNextCall() {
        List<String> stored = stored(20);
        int[] failures = {6};
        MemoryStore flaky = new MemoryStore() {
            @Override
            void before(String verb, String key) {
                if (verb.equals("list") && key != null && failures[0]-- > 0) {
                    throw unavailable();
                }
            }
        };
        stored.forEach(key -> flaky.put(ref(key), Content.of(new byte[0]), PutOptions.NONE));
        Listing listing = StoreClient.of("memory", flaky, 1, engine).list(ListRequest.of(BUCKET, ""));
        List<String> seen = new ArrayList<>();
        for (int tries = 0; seen.size() < 20 && tries < 20; tries++) {
            try {
                listing.forEachRemaining(object -> seen.add(object.key()));
            } catch (CloudBridgeException.Unavailable e) {
                assertThat(e).hasMessageContaining("bucket=bucket");
            }
        }
        assertThat(seen).isEqualTo(stored);
    }

    @Test
    void aListingThatDoesNotGoOnIsAnErrorAndNotForever() {
        MemoryStore stuck = new MemoryStore() {
            @Override
            public ObjectPage list(ListRequest request) {
                return new ObjectPage(List.of(), List.of(), "same");
            }
        };
        Listing listing = client(stuck).list(ListRequest.of(BUCKET, ""));
        assertThatThrownBy(listing::hasNext)
                .isInstanceOf(CloudBridgeException.Unavailable.class)
                .hasMessageContaining("same page token");
    }
}
