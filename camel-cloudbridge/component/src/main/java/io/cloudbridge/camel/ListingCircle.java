/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import io.cloudbridge.store.Keys;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectPage;
import java.util.List;
import java.util.function.Function;

/**
 * The listing as a circle. Each poll goes on behind the key where the last one broke off, past the end and from the start again, and stops at
 * the latest where it began: so a poll that may take only some of the objects never comes back to the same ones before it has seen all
 * others, and one listing shows everything once.
 *
 * <p>Used by one thread at a time; {@link #cursor} may be asked by any.
 */
final class ListingCircle {

    private final Function<ListRequest, ObjectPage> pages;
    private final ListRequest whole;
    private final Turn turn;

    private volatile String cursor;
    private ListRequest next;
    private String stop;
    private boolean wrapped;
    private boolean unbroken;
    private boolean lastPage;

    /** Told when a listing starts at its first key and when one that did has come to its end, over however many polls. */
    interface Turn {
        void beginListing();

        void endListing();
    }

    /**
     * @param whole the request for the first page of all there is
     */
    ListingCircle(Function<ListRequest, ObjectPage> pages, ListRequest whole, Turn turn) {
        this.pages = pages;
        this.whole = whole;
        this.turn = turn;
    }

    /** A poll begins. */
    void begin() {
        stop = cursor;
        wrapped = false;
        lastPage = false;
        if (cursor == null) {
            fromStart();
        } else {
            next = whole.withStartAfter(cursor);
        }
    }

    private void fromStart() {
        next = whole;
        cursor = null;
        unbroken = true;
        turn.beginListing();
    }

    /**
     * The entries of the next page.
     *
     * @return null when the circle is closed; then the next poll begins at the start
     */
    List<ObjectInfo> nextPage() {
        if (lastPage) {
            lastPage = false;
            if (unbroken) {
                turn.endListing();
                unbroken = false;
            }
            if (stop != null && !wrapped) {
                wrapped = true;
                fromStart();
            }
        }
        if (next == null) {
            cursor = null;
            return null;
        }
        ObjectPage page = pages.apply(next);
        lastPage = page.isLast();
        next = lastPage ? null : next.withPageToken(page.nextToken());
        return wrapped ? upToStop(page.objects()) : page.objects();
    }

    private List<ObjectInfo> upToStop(List<ObjectInfo> objects) {
        List<ObjectInfo> before = objects.stream()
                .takeWhile(object -> Keys.ORDER.compare(object.key(), stop) <= 0)
                .toList();
        if (before.size() < objects.size()) {
            // The circle is closed, but not at the end of the listing: the next poll starts a new one.
            next = null;
            lastPage = false;
            unbroken = false;
        }
        return before;
    }

    /** An entry was looked at; the next poll goes on behind it unless the circle is closed before. */
    void examined(ObjectInfo object) {
        cursor = object.key();
    }

    /** The key behind which the next poll goes on; null for the start. */
    String cursor() {
        return cursor;
    }
}
