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

    /** A store whose pages are those of the test, by their tokens. */
    private StoreClient paging(java.util.Map<String, ObjectPage> pages) {
        return client(new MemoryStore() {
            @Override
            public ObjectPage list(ListRequest request) {
                return pages.get(String.valueOf(request.pageToken()));
            }
        });
    }

    private static ObjectPage page(String next, String... keys) {
        return new ObjectPage(
                java.util.Arrays.stream(keys)
                        .map(key -> new ObjectInfo(ref(key), 1, "e", null, null, null))
                        .toList(),
                List.of(),
                next);
    }

    private void assertStuck(StoreClient client) {
        assertThatThrownBy(() -> keys(client.list(ListRequest.of(BUCKET, ""))))
                .isInstanceOf(CloudBridgeException.Unavailable.class)
                .hasMessageContaining("does not go on")
                .hasMessageContaining("bucket=" + BUCKET);
        assertThatThrownBy(() -> {
                    ListRequest next = ListRequest.of(BUCKET, "");
                    for (ObjectPage page = client.page(next); !page.isLast(); page = client.page(next)) {
                        next = next.withPageToken(page.nextToken());
                    }
                })
                .isInstanceOf(CloudBridgeException.Unavailable.class);
        assertThatThrownBy(() -> client.deletePrefix(BUCKET, "")).isInstanceOf(CloudBridgeException.Unavailable.class);
    }

    @Test
    void tokensThatComeAgainEndInAnError() {
        assertStuck(paging(java.util.Map.of("null", page("A", "a"), "A", page("B", "b"), "B", page("A", "c"))));
        assertStuck(paging(java.util.Map.of("null", page("A"), "A", page("B"), "B", page("C"), "C", page("A"))));
    }

    @Test
    void thePageThatComesAgainUnderNewTokensEndsInAnError() {
        int[] tokens = {0};
        assertStuck(client(new MemoryStore() {
            @Override
            public ObjectPage list(ListRequest request) {
                return page("t" + tokens[0]++, "a", "b");
            }
        }));
    }

    @Test
    void nothingNewForeverEndsInAnError() {
        int[] tokens = {0};
        assertStuck(client(new MemoryStore() {
            @Override
            public ObjectPage list(ListRequest request) {
                return page("t" + tokens[0]++);
            }
        }));
    }

    @Test
    void anEmptyOrShortPageIsNotTheEnd() {
        StoreClient client = paging(java.util.Map.of(
                "null", page("A", "a"), "A", page("B"), "B", page("C"), "C", page("D", "b"), "D", page(null, "c")));
        assertThat(keys(client.list(ListRequest.of(BUCKET, "")))).containsExactly("a", "b", "c");
    }

    @Test
    void aKeyOutsideOfThePrefixIsNotListedAndNotDeleted() {
        MemoryStore deaf = new MemoryStore() {
            @Override
            public ObjectPage list(ListRequest request) {
                return super.list(ListRequest.of(request.bucket(), ""));
            }
        };
        deaf.put(ref("other"), Content.of(new byte[0]), PutOptions.NONE);
        StoreClient client = client(deaf);
        assertThatThrownBy(() -> client.deletePrefix(BUCKET, "mine/"))
                .isInstanceOf(CloudBridgeException.Unavailable.class)
                .hasMessageContaining("'other'");
        assertThat(deaf.objects).hasSize(1);
    }

    @Test
    void aTokenOfTheStoreItselfIsTaken() {
        List<String> stored = stored(20);
        assertThat(keys(client.list(ListRequest.of(BUCKET, "").withPageToken("k009"))))
                .isEqualTo(stored.subList(10, 20));
    }
}
