/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import io.cloudbridge.store.driver.Tasks;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * A lazy listing: pages are asked for as they are needed, the next one while the second half of this one is used. Heap is that of two pages
 * (and of the common prefixes, if there is a delimiter). A listing that does not go on is an error. Not thread-safe.
 */
public final class Listing implements Iterator<ObjectInfo> {

    private final Function<ListRequest, ObjectPage> pages;
    private final Executor executor;
    private final TreeSet<String> commonPrefixes = new TreeSet<>(Keys.ORDER);

    private ListRequest next;
    private Future<ObjectPage> prefetched;
    private ObjectPage page;
    private int index;

    Listing(Function<ListRequest, ObjectPage> pages, Executor executor, ListRequest first) {
        this.pages = pages;
        this.executor = executor;
        this.next = first;
    }

    /** @throws CloudBridgeException if the page cannot be had; asking again tries again */
    @Override
    public boolean hasNext() {
        while (page == null || index >= page.objects().size()) {
            if (next == null) {
                return false;
            }
            turn();
        }
        return true;
    }

    @Override
    public ObjectInfo next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the listing has ended");
        }
        ObjectInfo object = page.objects().get(index++);
        if (next != null && prefetched == null && index * 2 > page.objects().size()) {
            ListRequest wanted = next;
            prefetched = Tasks.start(executor, () -> pages.apply(wanted));
        }
        return object;
    }

    /** The common prefixes seen so far, in UTF-8 byte order; complete when {@link #hasNext()} is false. */
    public Iterable<String> commonPrefixes() {
        return Collections.unmodifiableSet(commonPrefixes);
    }

    private void turn() {
        Future<ObjectPage> ahead = prefetched;
        prefetched = null;
        ObjectPage turned = ahead == null ? pages.apply(next) : Tasks.get(ahead);
        commonPrefixes.addAll(turned.commonPrefixes());
        next = turned.isLast() ? null : next.withPageToken(turned.nextToken());
        page = turned;
        index = 0;
    }
}
