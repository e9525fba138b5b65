/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectPage;
import io.cloudbridge.store.ObjectRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class ListingCursorTest {

    private final List<String> rounds = new ArrayList<>();

    private ListingCursor cursor(Function<ListRequest, ObjectPage> pages) {
        return new ListingCursor(
                pages,
                Runnable::run,
                ListRequest.of("b", ""),
                new ListingCursor.Rounds() {
                    @Override
                    public void beginListing() {
                        rounds.add("begin");
                    }

                    @Override
                    public void endListing() {
                        rounds.add("end");
                    }
                },
                page -> {});
    }

    private static ObjectPage page(String next, String... keys) {
        return new ObjectPage(
                Stream.of(keys)
                        .map(key -> new ObjectInfo(new ObjectRef("b", key), 1, "e", Instant.EPOCH, null, null))
                        .toList(),
                List.of(),
                next);
    }

    /** Two keys a page, whole keys as tokens. */
    private static Function<ListRequest, ObjectPage> store(String... keys) {
        return request -> {
            String behind = request.pageToken() != null ? request.pageToken() : request.startAfter();
            List<String> rest =
                    Stream.of(keys).filter(key -> key.compareTo(behind) > 0).toList();
            String[] some = rest.stream().limit(2).toArray(String[]::new);
            return page(rest.size() > 2 ? some[1] : null, some);
        };
    }

    private static List<String> take(ListingCursor cursor, int most) {
        List<String> keys = new ArrayList<>();
        for (ObjectInfo entry = most == 0 ? null : cursor.next(); entry != null; entry = cursor.next()) {
            keys.add(entry.key());
            if (keys.size() == most) {
                break;
            }
        }
        return keys;
    }

    @Test
    void showsEveryEntryAndIsCompleteOnlyThen() {
        ListingCursor cursor = cursor(store("a", "b", "c", "d", "e"));
        cursor.begin(true);
        assertThat(take(cursor, 4)).containsExactly("a", "b", "c", "d");
        assertThat(rounds).containsExactly("begin");
        assertThat(take(cursor, 9)).containsExactly("e");
        assertThat(rounds).containsExactly("begin", "end");
        assertThat(cursor.position()).isNull();
    }

    @Test
    void onlyTheFirstPageAfterAStartIsShort() {
        List<Integer> asked = new ArrayList<>();
        Function<ListRequest, ObjectPage> store = store("a", "b", "c", "d", "e");
        ListingCursor cursor = cursor(request -> {
            asked.add(request.pageSize());
            return store.apply(request);
        });
        for (int poll = 0; poll < 2; poll++) {
            cursor.begin(true);
            assertThat(take(cursor, 9)).containsExactly("a", "b", "c", "d", "e");
        }
        assertThat(asked).containsExactly(100, 1000, 1000, 1000, 1000, 1000);
    }

    @Test
    void aPollGoesOnBehindTheLastAndRoundToWhereItBegan() {
        ListingCursor cursor = cursor(store("a", "b", "c", "d", "e"));
        cursor.begin(false);
        assertThat(take(cursor, 3)).containsExactly("a", "b", "c");
        cursor.begin(false);
        assertThat(take(cursor, 9)).containsExactly("d", "e", "a", "b", "c");
        cursor.begin(false);
        assertThat(take(cursor, 1)).containsExactly("a");
    }

    @Test
    void aListingThatDoesNotGoOnIsAnError() {
        int[] calls = new int[1];
        List<Function<ListRequest, ObjectPage>> stores = List.of(
                request -> page("same", "a", "b"),
                request -> calls[0]++ % 2 == 0 ? page("A", "a", "b") : page("B", "c", "d"),
                request -> page("token" + calls[0]++, "a", "b"),
                request -> page(request.pageToken() == null ? "x" : null, "b", "a"));
        for (Function<ListRequest, ObjectPage> store : stores) {
            ListingCursor cursor = cursor(store);
            cursor.begin(false);
            assertThatThrownBy(() -> take(cursor, 100))
                    .isInstanceOf(CloudBridgeException.Unavailable.class)
                    .hasMessageContaining("does not go on");
            assertThat(rounds).doesNotContain("end");
        }
    }

    @Test
    void pagesThatAreShortOrEmptyAreNotTheEnd() {
        ListingCursor cursor = cursor(request -> request.pageToken() == null
                ? page("1")
                : request.pageToken().equals("1") ? page("2", "a") : page(null, "b"));
        cursor.begin(true);
        assertThat(take(cursor, 9)).containsExactly("a", "b");
        assertThat(rounds).containsExactly("begin", "end");
    }
}
