/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer;

import io.cloudbridge.camel.CloudBridgeConfiguration;
import io.cloudbridge.camel.ConsumerStatus;
import io.cloudbridge.camel.ConsumerStatus.FailingObject;
import io.cloudbridge.camel.consumer.ReadAhead.Pending;
import io.cloudbridge.camel.message.BodyOpener;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.StoreClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.spi.ExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of an object through a consumer, from top to bottom:
 *
 * <pre>
 * list     {@link ListingCursor}: entry by entry, page by page, round and round
 * select   {@link ObjectSelector}: by {@link EligibilityFilter}, {@link FailureCounts}, {@link SeenRepository} and {@link DoneFiles}
 * claim    {@link Claimer}: nobody else has it in progress; a batch at a time
 * open     {@link ReadAhead}: one GET, while the objects before it are routed
 * route    {@link ConsumedExchange}, then the route; {@code maxConcurrency} at a time
 * commit   {@link CommitHandler}: {@link MoveTarget} or {@link DeleteBatcher}, which sends deletes beside the route; seen, done file
 * release  the claim, last and in any case
 * </pre>
 *
 * An exchange that outlives the consumer goes on with the pipeline it began in. {@link #poll} is called by one thread at a time.
 */
public final class ObjectPipeline {

    private static final Logger LOG = LoggerFactory.getLogger(ObjectPipeline.class);

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
    private final FailureCounts failures = new FailureCounts(Clock.systemUTC());
    private final SeenRepository seen;
    private final Claims claims;
    private final ObjectSelector selector;
    private final Claimer claimer;
    private final WorkDirectory workDirectory;
    private final ReadAhead ahead;
    private final ConsumedExchange message;
    private final DeleteBatcher deletes;
    private final CommitHandler commits;

    private final Semaphore permits;
    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile boolean polling;

    /** @throws CloudBridgeException.InvalidRequest if the options cannot be honoured */
    public ObjectPipeline(ConsumerSettings settings, Route route) {
        CloudBridgeConfiguration options = settings.options();
        StoreClient client = settings.client();
        this.settings = settings;
        this.route = route;
        this.permits = new Semaphore(options.getMaxConcurrency());
        JdbcSeen sharedSeen = JdbcSeen.of(settings);
        this.seen = SeenRepository.of(settings, sharedSeen);
        DoneFiles doneFiles = options.getDoneFileName() == null
                ? null
                : new DoneFiles(client, settings.listing(), options.getDoneFileName());
        MoveTargets targets = MoveTargets.of(settings);
        this.workDirectory =
                options.getLocalWorkDirectory() == null ? null : WorkDirectory.open(options.getLocalWorkDirectory());
        BodyOpener opener = new BodyOpener(client, settings.openBodies(), options.getPrefetchMaxSize());
        this.claims = Claims.of(settings, sharedSeen);
        this.selector = new ObjectSelector(settings, claims, seen, failures, doneFiles, targets, route.errors());
        int batch =
                seen.isForeign() ? settings.objectsAtOnce() : settings.listing().pageSize();
        boolean takesAway = options.getDelete() || targets.move() != null || targets.moveFailed() != null;
        this.claimer =
                new Claimer(selector, claims, claims.batchSize(batch), seen, doneFiles, targets.move(), takesAway);
        this.ahead = ReadAhead.of(opener, settings);
        this.message = new ConsumedExchange(settings, ahead, workDirectory);
        this.deletes = options.getDelete()
                ? new DeleteBatcher(
                        client::deleteAll,
                        options.getCommitBatchSize(),
                        options.getCommitInterval(),
                        route.timer(),
                        settings.engine().executor())
                : null;
        this.commits = new CommitHandler(
                settings.routeId(),
                client,
                claims,
                seen,
                failures,
                doneFiles,
                deletes,
                targets,
                options.getMaxFailures(),
                route.commitErrors());
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
        polling = true;
        try {
            return route(selector.begin(limit, pageListed), limit, goesOn);
        } finally {
            polling = false;
            ahead.clear().forEach(commits::abandon);
            flush();
        }
    }

    private int route(ObjectSelector.Selection selected, int limit, BooleanSupplier goesOn)
            throws InterruptedException {
        int started = 0;
        while (started < limit && goesOn.getAsBoolean()) {
            int wanted = limit - started - ahead.size();
            if (ahead.isLow() && wanted > 0 && selected.hasNext()) {
                ahead.add(claimer.claim(selected, wanted, goesOn));
            } else if (ahead.size() == 0) {
                selected.end();
                break;
            } else {
                awaitDeletes();
                if (acquirePermit(goesOn)) {
                    started += start(ahead.poll()) ? 1 : 0;
                    selector.routed();
                }
            }
        }
        return started;
    }

    /** While one batch of deletes is sent the next fills up; a process that is killed has no more than these two unfinished. */
    private void awaitDeletes() throws InterruptedException {
        if (deletes != null) {
            deletes.awaitRoom();
        }
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
                settings.meters().consumed(settings.source(), problem == null);
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
        seen.stop();
        if (all) {
            claims.releaseAll();
        }
        claims.close();
        if (workDirectory != null) {
            workDirectory.close();
        }
    }

    /** Gives back what is still claimed, some time after the consumer has stopped: nothing can be running any more. */
    public void releaseClaims() {
        claims.releaseAll();
        claims.close();
    }

    // ---- what is shown

    /** Exchanges under way, and while a poll runs the objects that are claimed for it. */
    public int pending() {
        return inFlight.get();
    }

    /** The key behind which the next poll goes on; null at the start of the listing. */
    public String cursor() {
        return selector.position();
    }

    /** Entries of the listing looked at so far. */
    public long scanned() {
        return selector.scanned();
    }

    /** Objects claimed so far. */
    public long accepted() {
        return claimer.accepted();
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
        return selector.archived();
    }

    /** Objects that are not tried again, having failed {@code maxFailures} times. */
    public int skipped() {
        return failures.skipped(skipsAfter());
    }

    private int skipsAfter() {
        return settings.options().getMoveFailed() == null ? settings.options().getMaxFailures() : 0;
    }

    /** Some of the objects that failed. */
    public List<FailingObject> failures() {
        return failures.some(ConsumerStatus.MOST_FAILURES, skipsAfter());
    }

    /** How old the oldest object was that the last pass found not yet processed. */
    public Duration lag() {
        return selector.lag();
    }

    /** When an object was last processed; null if none was. */
    public Instant lastSuccess() {
        return commits.lastSuccess();
    }

    // ---- what an operator can do

    /** Lets objects that wait after a failure, or are skipped, be tried again with the next poll. */
    public void retryFailing() {
        failures.retryNow();
    }

    /** The same for one object; false if it does not fail. */
    public boolean retryFailing(String key) {
        return failures.retryNow(key);
    }

    /** The next poll begins at the first key. */
    public void resetCursor() {
        selector.resetCursor();
    }

    /**
     * Forgets that an object was seen, so that it is taken again. One request: the store says which version there is.
     *
     * @return false if it is not there, or was not seen
     */
    public boolean forgetSeen(String key) {
        ListRequest request = new ListRequest(settings.bucket(), key, "", null, 1, null);
        List<ObjectInfo> found = settings.client().page(request).objects();
        return !found.isEmpty() && found.get(0).key().equals(key) && seen.forget(found.get(0));
    }

    /** Forgets all that was seen. */
    public void forgetAllSeen() {
        seen.forgetAll();
    }
}
