/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ObjectInfo;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.spi.ExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists the bucket and selects the entries that the consumer may take, by the listing and its own memory alone: the cheapest test comes first, and
 * none sends a request for the object itself. One poll at a time; the counts may be read by any thread.
 */
final class ObjectSelector {

    private static final Logger LOG = LoggerFactory.getLogger(ObjectSelector.class);

    /** Objects that wait for a done file which the listing has not come to. Beyond that the store is asked about each. */
    private static final int MOST_DEFERRED = 10_000;

    private final ListingCursor cursor;
    private final EligibilityFilter filter;
    private final Claims claims;
    private final SeenRepository seen;
    private final FailureCounts failures;
    private final DoneFiles doneFiles;
    private final ObjectOrder order;
    private final boolean shuffle;
    private final boolean limitBeforeSorting;
    private final ExceptionHandler errors;

    private final Deque<ObjectInfo> deferred = new ArrayDeque<>();
    private final AtomicLong scanned = new AtomicLong();
    private final AtomicInteger archived = new AtomicInteger();
    private int archivedThisRound;
    private volatile long lag;
    private volatile long lagThisRound;

    /**
     * @param doneFiles or null
     * @param targets where objects go; what lies there already is not taken
     * @param errors told of entries that cannot be judged, or null to log them
     */
    ObjectSelector(
            ConsumerSettings settings,
            Claims claims,
            SeenRepository seen,
            FailureCounts failures,
            DoneFiles doneFiles,
            MoveTargets targets,
            ExceptionHandler errors) {
        this.claims = claims;
        this.seen = seen;
        this.failures = failures;
        this.doneFiles = doneFiles;
        this.errors = errors;
        this.filter = new EligibilityFilter(settings, doneFiles, targets.all(), failures);
        String sortBy = settings.options().getSortBy();
        this.order = sortBy == null ? null : new ObjectOrder(settings.scope(), sortBy);
        this.shuffle = settings.options().getShuffle();
        this.limitBeforeSorting = settings.options().getEagerMaxMessagesPerPoll();
        this.cursor = new ListingCursor(
                settings.client()::page,
                settings.engine().executor(),
                settings.listing(),
                new Round(),
                doneFiles == null ? page -> {} : doneFiles::listed);
    }

    /** The entries of one poll that the consumer wants, in the order in which it takes them. */
    interface Selection extends Iterator<ObjectInfo> {

        /** Whether {@link #hasNext} can be answered without a request. */
        boolean isAtHand();

        /** What was selected has been claimed, and nothing is left. */
        default void end() {}
    }

    /**
     * A poll begins.
     *
     * @param limit the most objects that this poll takes
     * @param pageListed run each time the store has answered with a page
     */
    Selection begin(int limit, Runnable pageListed) {
        boolean unlimited = limit == Integer.MAX_VALUE;
        deferred.clear();
        cursor.begin(unlimited);
        if (doneFiles != null) {
            doneFiles.begin(cursor.position());
        }
        Selection listed = new InOrderOfListing(unlimited, pageListed);
        return order == null && !shuffle ? listed : arranged(listed, limit);
    }

    /** Sorting needs all candidates at hand: those of this poll, or with {@code eagerMaxMessagesPerPoll=false} all there are. */
    private Selection arranged(Selection listed, int limit) {
        int most = limitBeforeSorting ? limit : Integer.MAX_VALUE;
        List<ObjectInfo> candidates = new ArrayList<>();
        while (candidates.size() < most && listed.hasNext()) {
            candidates.add(listed.next());
        }
        if (order != null) {
            order.sort(candidates);
        } else {
            Collections.shuffle(candidates);
        }
        Iterator<ObjectInfo> each = candidates.iterator();
        return new Selection() {
            @Override
            public boolean hasNext() {
                return each.hasNext();
            }

            @Override
            public ObjectInfo next() {
                return each.next();
            }

            @Override
            public boolean isAtHand() {
                return true;
            }

            @Override
            public void end() {
                listed.end();
            }
        };
    }

    private final class InOrderOfListing implements Selection {
        private final boolean mayWait;
        private final Runnable pageListed;
        private ObjectInfo next;
        private boolean ended;

        /** @param mayWait objects may wait for their done file to be listed, since the poll goes on to the end */
        private InOrderOfListing(boolean mayWait, Runnable pageListed) {
            this.mayWait = mayWait;
            this.pageListed = pageListed;
        }

        @Override
        public boolean hasNext() {
            while (next == null && !ended) {
                next = nextDeferred();
                if (next == null) {
                    advance();
                }
            }
            return next != null;
        }

        private void advance() {
            boolean asks = !cursor.hasMoreOnPage();
            ObjectInfo entry = cursor.next();
            if (asks) {
                pageListed.run();
            }
            if (entry == null) {
                ended = true;
                next = nextDeferred();
                ended = next == null;
            } else if (wants(entry)) {
                next = isDone(entry, mayWait && deferred.size() < MOST_DEFERRED) ? entry : null;
            }
        }

        @Override
        public boolean isAtHand() {
            return next != null || cursor.hasMoreOnPage();
        }

        @Override
        public void end() {
            if (ended && next == null && doneFiles != null) {
                doneFiles.exhausted();
            }
        }

        @Override
        public ObjectInfo next() {
            if (!hasNext()) {
                throw new NoSuchElementException("the listing has gone round");
            }
            ObjectInfo selected = next;
            next = null;
            return selected;
        }
    }

    /** Whether an entry of the listing is to be taken, as far as can be told without a claim and without its done file. */
    private boolean wants(ObjectInfo object) {
        scanned.incrementAndGet();
        failures.listed(object);
        try {
            if (seen.listed(object)) {
                return false;
            }
            boolean wanted =
                    filter.wants(object) && !isArchived(object) && !claims.isHeld(object.key()) && !seen.knows(object);
            if (wanted) {
                waits(object);
            } else if (doneFiles != null
                    && doneFiles.areOfFolders()
                    && filter.wantsInTime(object)
                    && !claims.isMine(object.key())
                    && !seen.knows(object)) {
                doneFiles.left(object.key());
            }
            return wanted;
        } catch (CloudBridgeException.InvalidRequest e) {
            // this object only: an expression that yields nothing for it
            refused("Cannot judge " + object.ref(), object, e);
            return false;
        }
    }

    private void waits(ObjectInfo object) {
        if (object.lastModified() != null) {
            lagThisRound = Math.max(
                    lagThisRound,
                    System.currentTimeMillis() - object.lastModified().toEpochMilli());
        }
    }

    private boolean isArchived(ObjectInfo object) {
        if (!filter.isArchived(object)) {
            return false;
        }
        archivedThisRound++;
        if (archived.get() == 0 && archivedThisRound == 1) {
            LOG.warn(
                    "{} lies in an archive (storage class {}) and cannot be read; it is skipped, as are others like it, and"
                            + " consumed once it can be read: restore it, for example with operation=restore",
                    object.ref(),
                    object.storageClass());
        }
        archived.accumulateAndGet(archivedThisRound, Math::max);
        return true;
    }

    /** The options cannot be applied to an object: it counts as failed, so that it waits and others go on. */
    void refused(String problem, ObjectInfo object, CloudBridgeException.InvalidRequest e) {
        if (doneFiles != null) {
            doneFiles.left(object.key());
        }
        int times = failures.failed(object, e.toString());
        if (errors != null) {
            errors.handleException(problem, e);
        } else if (times == 1) {
            LOG.warn("{}: {}", problem, e.getMessage());
        }
    }

    private boolean isDone(ObjectInfo object, boolean mayWait) {
        if (doneFiles == null) {
            return true;
        }
        DoneFiles.State state = doneFiles.stateOf(object.key(), cursor.listedUpTo(), mayWait);
        if (state == DoneFiles.State.LATER) {
            deferred.add(object);
        }
        return state == DoneFiles.State.THERE;
    }

    /** An object that has waited for its done file, which the listing shows by now. */
    private ObjectInfo nextDeferred() {
        while (!deferred.isEmpty()) {
            ObjectInfo first = deferred.peek();
            DoneFiles.State state = doneFiles.stateOf(first.key(), cursor.listedUpTo(), true);
            if (state == DoneFiles.State.LATER) {
                return null;
            }
            deferred.poll();
            if (state == DoneFiles.State.THERE) {
                return first;
            }
        }
        return null;
    }

    /** Tells when a listing is complete, so that what it no longer shows can be forgotten. */
    private final class Round implements ListingCursor.Rounds {
        @Override
        public void beginListing() {
            seen.beginListing();
            failures.beginListing();
            archivedThisRound = 0;
            lagThisRound = 0;
        }

        @Override
        public void endListing() {
            seen.endListing();
            failures.endListing();
            archived.set(archivedThisRound);
            lag = lagThisRound;
        }
    }

    /** The key behind which the next poll goes on; null at the start of the listing. */
    String position() {
        return cursor.position();
    }

    /** Entries of the listing looked at so far. */
    long scanned() {
        return scanned.get();
    }

    /** How old the oldest object was that the last pass, or the one under way, found not yet processed; zero if it found none. */
    Duration lag() {
        return Duration.ofMillis(Math.max(lag, lagThisRound));
    }

    /** An object that was selected is on its way to the route. */
    void routed() {
        cursor.routed();
    }

    /** The next poll begins at the first key. */
    void resetCursor() {
        cursor.reset();
    }

    /** Objects of the last listing that lie in an archive. */
    int archived() {
        return archived.get();
    }
}
