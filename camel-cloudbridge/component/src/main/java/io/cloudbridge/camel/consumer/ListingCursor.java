/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.Keys;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectPage;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Goes through the listing of a bucket, entry by entry, round and round. Each poll goes on behind the entry that the last one ended with, past the
 * end and from the start again, and ends at the latest where it began. So a poll that may take only some of the objects does not come back to the
 * same ones before it has shown all others. An entry counts as shown only when it was handed out: what a poll does not get to is never skipped.
 *
 * <p>Used by one thread at a time; {@link #position} may be asked by any.
 */
final class ListingCursor {

    /** Told when a listing starts at its first key, and when one that did has shown every entry, over however many polls. */
    interface Rounds {
        void beginListing();

        void endListing();
    }

    private static final int MOST_EMPTY_PAGES = 1000;

    /** Of the first page after a start: enough to keep the route busy while a whole page is on its way. */
    private static final int FIRST_PAGE = 100;

    private final Function<ListRequest, ObjectPage> pages;
    private final Executor executor;
    private final ListRequest whole;
    private final Rounds rounds;
    private final Consumer<List<ObjectInfo>> pageSeen;

    private volatile String position;
    private ListRequest next;
    private CompletableFuture<ObjectPage> nextPage;
    private List<ObjectInfo> page = List.of();
    private int index;
    /** Of each page since the listing began, so that a store that goes in circles is noticed. */
    private final Set<String> firstKeys = new HashSet<>();

    private int emptyPages;
    private String lastKey;
    private String stopBehind;
    private boolean wrapped;
    private boolean unbroken;
    private boolean aheadOfRoute;
    private boolean started;
    /** While the first page after a start is read and none of it is on its way to the route: listing ahead would only delay it. */
    private boolean beforeRoute;

    private volatile boolean reset;

    /**
     * @param executor lists the next page while this one is used
     * @param whole the request for the first page of everything
     * @param pageSeen told of each page before its first entry is handed out
     */
    ListingCursor(
            Function<ListRequest, ObjectPage> pages,
            Executor executor,
            ListRequest whole,
            Rounds rounds,
            Consumer<List<ObjectInfo>> pageSeen) {
        this.pages = pages;
        this.executor = executor;
        this.whole = whole;
        this.rounds = rounds;
        this.pageSeen = pageSeen;
    }

    /**
     * A poll begins.
     *
     * @param aheadOfRoute lists the next page while this one is used; for polls that take all there is
     */
    void begin(boolean aheadOfRoute) {
        this.aheadOfRoute = aheadOfRoute;
        if (reset) {
            reset = false;
            position = null;
            unbroken = false;
        }
        stopBehind = position;
        wrapped = false;
        page = List.of();
        index = 0;
        lastKey = position;
        nextPage = null;
        firstKeys.clear();
        emptyPages = 0;
        if (position == null) {
            fromStart();
        } else {
            next = whole.withStartAfter(position);
        }
    }

    private void fromStart() {
        next = whole;
        firstKeys.clear();
        emptyPages = 0;
        lastKey = null;
        position = null;
        unbroken = true;
        rounds.beginListing();
    }

    /**
     * The next entry.
     *
     * @return null at the end of the round; then the next poll begins at the start
     */
    ObjectInfo next() {
        while (index == page.size()) {
            if (next == null && !goRound()) {
                return null;
            }
            turnPage();
        }
        ObjectInfo entry = page.get(index++);
        if (wrapped && Keys.ORDER.compare(entry.key(), stopBehind) > 0) {
            // back where the poll began, in the middle of the listing
            close();
            return null;
        }
        position = entry.key();
        if (!beforeRoute) {
            lookAhead();
        }
        return entry;
    }

    /** An entry is on its way to the route. */
    void routed() {
        beforeRoute = false;
        lookAhead();
    }

    private void lookAhead() {
        if (aheadOfRoute && next != null && nextPage == null && index * 2 >= page.size()) {
            ListRequest wanted = next;
            nextPage = CompletableFuture.supplyAsync(() -> pages.apply(wanted), executor);
        }
    }

    /** Whether the page at hand has another entry, so that {@link #next} asks the store for nothing. */
    boolean hasMoreOnPage() {
        return index < page.size();
    }

    /** Every entry up to the end of the listing was handed out. */
    private boolean goRound() {
        if (unbroken) {
            unbroken = false;
            rounds.endListing();
        }
        if (stopBehind == null || wrapped) {
            close();
            return false;
        }
        wrapped = true;
        fromStart();
        return true;
    }

    private void close() {
        position = null;
        unbroken = false;
        next = null;
        stopBehind = null;
        page = List.of();
        index = 0;
    }

    private void turnPage() {
        CompletableFuture<ObjectPage> asked = nextPage;
        nextPage = null;
        ObjectPage turned = asked == null ? pages.apply(started ? next : firstPage()) : join(asked);
        beforeRoute = !started;
        started = true;
        if (!turned.objects().isEmpty()) {
            String first = turned.objects().get(0).key();
            if (!firstKeys.add(first)) {
                throw doesNotGoOn("gave the page that begins with '" + first + "' twice");
            }
            lastKey = turned.objects().get(turned.objects().size() - 1).key();
        }
        if (turned.objects().isEmpty() && ++emptyPages > MOST_EMPTY_PAGES) {
            throw doesNotGoOn("gave " + emptyPages + " empty pages");
        }
        pageSeen.accept(turned.objects());
        page = turned.objects();
        index = 0;
        next = turned.isLast() ? null : next.withPageToken(turned.nextToken());
    }

    /** A store writes and sends a short page sooner. Once only, since each page is a request that is paid for. */
    private ListRequest firstPage() {
        return next.withPageSize(Math.min(FIRST_PAGE, next.pageSize()));
    }

    private CloudBridgeException doesNotGoOn(String problem) {
        return new CloudBridgeException.Unavailable(
                Failure.of("the listing of bucket " + whole.bucket() + " does not go on: the store " + problem), null);
    }

    private static ObjectPage join(CompletableFuture<ObjectPage> page) {
        try {
            return page.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** The next poll begins at the first key. May be called by any thread. */
    void reset() {
        reset = true;
    }

    /** The last key of the pages that were seen; null before the first and at the end of the listing. */
    String listedUpTo() {
        return next == null ? null : lastKey;
    }

    /** The key behind which the next poll goes on; null for the start. */
    String position() {
        return position;
    }
}
