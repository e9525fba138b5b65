/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer;

import io.cloudbridge.camel.CloudBridgeConfiguration;
import io.cloudbridge.camel.consumer.ReadAhead.Pending;
import io.cloudbridge.camel.consumer.seen.SeenObjects;
import io.cloudbridge.camel.message.BodyOpener;
import io.cloudbridge.camel.message.ObjectExpression;
import io.cloudbridge.camel.message.VersionGone;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectRef;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.spi.ExceptionHandler;
import org.apache.camel.spi.IdempotentRepository;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of an object through a consumer, from top to bottom:
 *
 * <pre>
 * list     {@link ListingCursor}: entry by entry, page by page, round and round
 * select   {@link EligibilityFilter}, {@link FailureCounts}, {@link SeenRepository}, {@link DoneFiles}: by the listing alone
 * claim    {@link Claims}: nobody else has it in progress; a batch at a time
 * open     {@link ReadAhead}: one GET, while the objects before it are routed
 * route    {@link ConsumedExchange}, then the route; {@code maxConcurrency} at a time
 * commit   {@link CommitHandler}: {@link DeleteBatcher} or {@link MoveTarget}, seen, done file; deletes in a {@link CommitWindow} beside the route
 * release  the claim, last and in any case
 * </pre>
 *
 * An exchange that outlives the consumer goes on with the pipeline it began in. {@link #poll} is called by one thread at a time.
 */
public final class ObjectPipeline {

    private static final Logger LOG = LoggerFactory.getLogger(ObjectPipeline.class);

    /** Batches of deletes at a time. While one is sent the next fills up; a process that is killed has no more than these two unfinished. */
    private static final int BATCHES_AT_ONCE = 1;
    /** Objects that wait for a done file which the listing has not come to. Beyond that the store is asked about each. */
    private static final int MOST_DEFERRED = 10_000;

    /**
     * What the route is to a pipeline.
     *
     * @param processor takes each exchange
     * @param exchanges makes and takes back exchanges
     * @param errors told of objects that failed, or null to leave it at the log
     * @param commitErrors told of objects that could not be finished, or null to log it
     * @param workers process exchanges; null if the thread of the poll does
     * @param timer sends batches of deletes that do not fill up
     */
    public record Route(
            AsyncProcessor processor,
            Exchanges exchanges,
            ExceptionHandler errors,
            ExceptionHandler commitErrors,
            ExecutorService workers,
            ScheduledExecutorService timer) {}

    /** Makes exchanges and takes them back. */
    public interface Exchanges {
        Exchange create();

        void release(Exchange exchange);
    }

    private final ConsumerSettings settings;
    private final Route route;
    private final ListingCursor cursor;
    private final EligibilityFilter filter;
    private final FailureCounts failures = new FailureCounts(Clock.systemUTC());
    private final SeenRepository seen;
    private final ObjectExpression seenKey;
    private final DoneFiles doneFiles;
    private final ObjectOrder order;
    private final Claims claims;
    private final int claimsAtOnce;
    private final MoveTargets targets;
    private final WorkDirectory workDirectory;
    private final BodyOpener opener;
    private final ReadAhead ahead;
    private final ConsumedExchange message;
    private final CommitWindow window;
    private final DeleteBatcher deletes;
    private final CommitHandler commits;

    private final Deque<ObjectInfo> deferred = new ArrayDeque<>();
    private final Semaphore permits;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicLong scanned = new AtomicLong();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicInteger archived = new AtomicInteger();
    private int archivedThisRound;
    private volatile boolean polling;

    /** @throws CloudBridgeException.InvalidRequest if the options cannot be honoured */
    public ObjectPipeline(ConsumerSettings settings, Route route) {
        CloudBridgeConfiguration options = settings.options();
        ListRequest listing = settings.listing();
        this.settings = settings;
        this.route = route;
        this.permits = new Semaphore(options.getMaxConcurrency());
        this.seen = new SeenRepository(settings.seen(), options.getIdempotentEager());
        this.seenKey = settings.seen() == null
                ? null
                : new ObjectExpression(settings.scope(), "idempotentKey", options.getIdempotentKey());
        this.doneFiles = options.getDoneFileName() == null
                ? null
                : new DoneFiles(settings.client(), listing, options.getDoneFileName());
        this.order = options.getSortBy() == null ? null : new ObjectOrder(settings.scope(), options.getSortBy());
        this.targets = MoveTargets.of(settings);
        this.filter = new EligibilityFilter(settings, doneFiles, targets.all(), failures);
        this.cursor = new ListingCursor(
                settings.client()::page, settings.engine().executor(), listing, new Round(), this::pageSeen);
        this.workDirectory =
                options.getLocalWorkDirectory() == null ? null : WorkDirectory.open(options.getLocalWorkDirectory());
        SharedClaims shared = sharedClaims();
        this.claims = new Claims(settings.account(), settings.bucket(), shared);
        this.claimsAtOnce =
                shared != null ? shared.batchSize() : seen.isForeign() ? readAheadSize() : listing.pageSize();
        this.opener = new BodyOpener(settings.client(), settings.openBodies(), options.getPrefetchMaxSize());
        this.ahead = ReadAhead.of(opener, settings);
        this.message = new ConsumedExchange(settings, opener, workDirectory);
        this.window = new CommitWindow(settings.engine().executor(), BATCHES_AT_ONCE);
        this.deletes = options.getDelete()
                ? new DeleteBatcher(
                        settings.client()::deleteAll,
                        options.getCommitBatchSize(),
                        options.getCommitInterval(),
                        route.timer(),
                        window)
                : null;
        this.commits = new CommitHandler(
                settings.client(),
                claims,
                seen,
                failures,
                doneFiles,
                deletes,
                targets,
                options.getMaxFailures(),
                route.commitErrors());
    }

    private SharedClaims sharedClaims() {
        IdempotentRepository repository = settings.options().getInProgressRepository();
        if (repository != null) {
            return new RepositoryClaims(repository, settings.bucket(), readAheadSize());
        }
        return settings.options().getClaims() == null ? null : JdbcClaims.open(settings);
    }

    /** As many objects as are useful at once. Where claims cost a request each, or a killed process leaves them behind, no more are claimed. */
    private int readAheadSize() {
        return Math.max(
                1, Math.max(settings.options().getPrefetch(), settings.options().getMaxConcurrency()));
    }

    /** Keeps the record of what the listing shows, for those who forget what it no longer shows. */
    private final class Round implements ListingCursor.Rounds {
        @Override
        public void beginListing() {
            seen.beginListing();
            failures.beginListing();
            archivedThisRound = 0;
        }

        @Override
        public void endListing() {
            seen.endListing();
            failures.endListing();
            archived.set(archivedThisRound);
        }
    }

    private void pageSeen(List<ObjectInfo> page) {
        if (doneFiles != null) {
            doneFiles.listed(page);
        }
    }

    // ---- poll

    /**
     * Takes objects until the listing has gone round, the limit is reached or the consumer stops.
     *
     * @param limit the most exchanges
     * @param goesOn whether the consumer still runs
     * @param pageListed told when the store has answered, however long the route takes then
     * @return how many exchanges were started
     * @throws CloudBridgeException if the listing fails; every claim of this poll is given back
     */
    public int poll(int limit, BooleanSupplier goesOn, Runnable pageListed) throws InterruptedException {
        boolean unlimited = limit == Integer.MAX_VALUE;
        polling = true;
        try {
            cursor.begin(unlimited);
            if (doneFiles != null) {
                doneFiles.begin(cursor.position());
            }
            Iterator<ObjectInfo> selected = order == null && !settings.options().getShuffle()
                    ? new InOrderOfListing(unlimited, pageListed)
                    : arranged(unlimited, limit, pageListed);
            return route(selected, limit, goesOn);
        } finally {
            polling = false;
            deferred.clear();
            abandon(ahead.clear());
            flush();
        }
    }

    private int route(Iterator<ObjectInfo> selected, int limit, BooleanSupplier goesOn) throws InterruptedException {
        int started = 0;
        while (started < limit && goesOn.getAsBoolean()) {
            if (ahead.isLow() && ahead.size() < limit - started && selected.hasNext()) {
                ahead.add(claim(selected, Math.min(claimsAtOnce, limit - started - ahead.size()), goesOn));
                continue;
            }
            if (ahead.size() == 0) {
                break;
            }
            window.awaitRoom(0);
            if (!acquirePermit(goesOn)) {
                break;
            }
            started += start(ahead.poll()) ? 1 : 0;
        }
        return started;
    }

    // ---- list and select

    /** The entries of the listing that the consumer wants, as the listing has them. */
    private final class InOrderOfListing implements Iterator<ObjectInfo> {
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
                if (ended && doneFiles != null) {
                    doneFiles.exhausted();
                }
            } else if (wants(entry)) {
                next = isDone(entry, mayWait && deferred.size() < MOST_DEFERRED) ? entry : null;
            }
        }

        /** One that has waited for its done file, which the listing shows by now. */
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

        /** Whether the page at hand has more, so that going on asks the store for nothing. */
        private boolean hasMoreOnPage() {
            return next != null || cursor.hasMoreOnPage();
        }

        @Override
        public ObjectInfo next() {
            if (!hasNext()) {
                throw new java.util.NoSuchElementException("the listing has gone round");
            }
            ObjectInfo selected = next;
            next = null;
            return selected;
        }
    }

    /** Sorting needs all candidates at hand: those of this poll, or with {@code eagerMaxMessagesPerPoll=false} all there are. */
    private Iterator<ObjectInfo> arranged(boolean unlimited, int limit, Runnable pageListed) {
        int most = settings.options().getEagerMaxMessagesPerPoll() ? limit : Integer.MAX_VALUE;
        List<ObjectInfo> candidates = new ArrayList<>();
        InOrderOfListing listed = new InOrderOfListing(unlimited, pageListed);
        while (candidates.size() < most && listed.hasNext()) {
            candidates.add(listed.next());
        }
        if (order != null) {
            order.sort(candidates);
        } else {
            Collections.shuffle(candidates);
        }
        return candidates.iterator();
    }

    /** Whether an entry of the listing is to be taken, as far as can be told without a claim and without its done file. */
    private boolean wants(ObjectInfo object) {
        scanned.incrementAndGet();
        failures.listed(object);
        try {
            if (seen.wantsListing() && seen.listed(seenKey(object))) {
                return false;
            }
            return filter.wants(object)
                    && !isArchived(object)
                    && !claims.isHeld(object.key())
                    && (seenKey == null || !seen.knows(seenKey(object)));
        } catch (CloudBridgeException.InvalidRequest e) {
            // this object only: an expression that yields nothing for it
            refused("Cannot judge " + object.ref(), object, e);
            return false;
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

    private void refused(String problem, ObjectInfo object, CloudBridgeException e) {
        int times = failures.failed(object);
        if (route.errors() != null) {
            route.errors().handleException(problem, e);
        } else if (times == 1) {
            LOG.warn("{}: {}", problem, e.getMessage());
        }
    }

    private String seenKey(ObjectInfo object) {
        String key = seenKey.evaluate(object);
        if (key == null || key.isEmpty()) {
            throw CloudBridgeException.invalid("option idempotentKey is '" + seenKey.text()
                    + "', which yields nothing for object '" + object.key() + "'");
        }
        return key;
    }

    // ---- claim

    /** Claims up to so many of the next objects. Stops at the end of a page once it has some, so that these do not wait for the next page. */
    private List<Claim> claim(Iterator<ObjectInfo> selected, int most, BooleanSupplier goesOn) {
        List<Claim> wanted = new ArrayList<>();
        while (wanted.size() < most && goesOn.getAsBoolean()) {
            boolean nextNeedsPage = selected instanceof InOrderOfListing listed && !listed.hasMoreOnPage();
            if (nextNeedsPage && !wanted.isEmpty() || !selected.hasNext()) {
                break;
            }
            Claim claim = prepare(selected.next());
            if (claim != null) {
                wanted.add(claim);
            }
        }
        return take(wanted);
    }

    private Claim prepare(ObjectInfo object) {
        try {
            MoveTarget move = targets.move();
            ObjectRef moveTo = move == null ? null : move.target(object);
            return new Claim(object, seenKey == null ? null : seenKey(object), moveTo, new VersionGone());
        } catch (CloudBridgeException.InvalidRequest e) {
            refused("Cannot take " + object.ref(), object, e);
            return null;
        }
    }

    private List<Claim> take(List<Claim> wanted) {
        if (wanted.isEmpty()) {
            return wanted;
        }
        Set<String> taken = claims.take(wanted.stream().map(Claim::key).toList());
        List<Claim> claimed = new ArrayList<>(taken.size());
        int done = 0;
        try {
            for (Claim claim : wanted) {
                if (taken.contains(claim.key())) {
                    if (seen.claim(claim.seenKey())) {
                        claimed.add(claim);
                    } else {
                        claims.release(claim.key());
                    }
                }
                done++;
            }
        } finally {
            if (done < wanted.size()) {
                wanted.subList(done, wanted.size()).forEach(claim -> claims.release(claim.key()));
                abandonClaims(claimed);
            }
        }
        if (doneFiles != null) {
            claimed.forEach(claim -> doneFiles.claimed(claim.key()));
        }
        accepted.addAndGet(claimed.size());
        return claimed;
    }

    private void abandonClaims(List<Claim> claimed) {
        claimed.forEach(claim -> {
            seen.failed(claim.seenKey());
            claims.release(claim.key());
        });
    }

    private void abandon(List<Claim> left) {
        left.forEach(commits::abandon);
    }

    // ---- route

    private boolean acquirePermit(BooleanSupplier goesOn) throws InterruptedException {
        while (goesOn.getAsBoolean()) {
            if (permits.tryAcquire(100, TimeUnit.MILLISECONDS)) {
                inFlight.incrementAndGet();
                return true;
            }
        }
        return false;
    }

    private boolean start(Pending pending) {
        if (route.workers() == null) {
            return route(pending);
        }
        try {
            route.workers().execute(() -> route(pending));
            return true;
        } catch (RejectedExecutionException e) {
            pending.opening().drop();
            commits.abandon(pending.claim());
            releasePermit();
            return false;
        }
    }

    private void releasePermit() {
        permits.release();
        if (inFlight.decrementAndGet() == 0 && !polling) {
            flush();
        }
    }

    /** @return false if no exchange was started: the object is no longer new, has vanished, or could not be opened */
    private boolean route(Pending pending) {
        Claim claim = pending.claim();
        Exchange exchange = route.exchanges().create();
        try {
            if (claims.areShared() && !(claims.isStillMine(claim.key()) && seen.isStillNew(claim.seenKey()))) {
                // another process held this one for dead, and has the object or has processed it
                pending.opening().drop();
                commits.abandon(claim);
                end(exchange);
                return false;
            }
            message.fill(exchange, pending);
        } catch (Throwable e) {
            // an OutOfMemoryError too is this object's failure; the poll goes on
            exchange.setException(e);
            if (commits.failed(claim, exchange, e)) {
                tell("Cannot read " + claim.object().ref(), exchange, e);
            }
            end(exchange);
            return false;
        }
        process(claim, exchange);
        return true;
    }

    private void process(Claim claim, Exchange exchange) {
        var completion = commits.completionOf(claim);
        AtomicBoolean ended = new AtomicBoolean();
        AsyncCallback callback = doneSync -> {
            if (ended.compareAndSet(false, true)) {
                Throwable problem = exchange.getException();
                settings.meters().consumed(settings.client().provider(), problem == null);
                if (problem != null && !claim.gone().isFound()) {
                    tell("Error processing " + claim.object().ref(), exchange, problem);
                }
                end(exchange);
            }
        };
        exchange.getExchangeExtension().addOnCompletion(completion);
        try {
            route.processor().process(exchange, callback);
        } catch (RuntimeException | Error e) {
            // an Error of a processor comes through; Camel has not ended the exchange then
            exchange.setException(e);
            completion.onFailure(exchange);
            callback.done(true);
        }
    }

    private void end(Exchange exchange) {
        route.exchanges().release(exchange);
        releasePermit();
    }

    private void tell(String problem, Exchange exchange, Throwable e) {
        if (route.errors() != null) {
            route.errors().handleException(problem, exchange, e);
        } else {
            LOG.debug("{}", problem, e);
        }
    }

    // ---- commit

    /** Deletes and moves what waits for it, and brings to the disk what was seen. */
    public void flush() {
        if (deletes != null) {
            deletes.flush();
        }
        window.flush();
        seen.flush();
    }

    /**
     * The consumer stops.
     *
     * @param all nothing can be running any more, so whatever is still claimed was lost on its way
     */
    public void close(boolean all) {
        if (deletes != null) {
            deletes.close();
        }
        window.close();
        if (settings.seen() instanceof SeenObjects builtIn) {
            builtIn.stop();
        }
        if (all) {
            claims.releaseAll();
        }
        claims.close();
        if (workDirectory != null) {
            workDirectory.close();
        }
    }

    // ---- what is shown

    /** Exchanges under way, and while a poll runs the objects that are claimed for it. */
    public int pending() {
        return inFlight.get();
    }

    /** The key behind which the next poll goes on; null at the start of the listing. */
    public String cursor() {
        return cursor.position();
    }

    /** Entries of the listing looked at so far. */
    public long scanned() {
        return scanned.get();
    }

    /** Objects claimed so far. */
    public long accepted() {
        return accepted.get();
    }

    /** Objects claimed and not finished. */
    public int inProgress() {
        return claims.size();
    }

    /** Objects that the built-in repository remembers; -1 if there is none. */
    public long seen() {
        return seen.size();
    }

    /** Objects that failed and wait to be tried again, or are skipped. */
    public int failing() {
        return failures.size();
    }

    /** Objects that lie in an archive and are skipped. */
    public int archived() {
        return archived.get();
    }

    /** Lets objects that wait after a failure, or are skipped, be tried again with the next poll. */
    public void retryFailing() {
        failures.retryNow();
    }
}
