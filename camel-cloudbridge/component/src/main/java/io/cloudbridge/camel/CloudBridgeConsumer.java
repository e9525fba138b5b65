/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ObjectInfo;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.support.ScheduledBatchPollingConsumer;

/**
 * Emits an exchange for each new object of a bucket, at least once, and never two at a time for one object.
 *
 * <p>{@link #poll} goes through the listing, {@link #claim} takes what is new, {@link Arrival} routes it, {@link Finish} ends it by what was
 * claimed. A batch is what one page of the listing yields, so the first exchange starts behind the first page and the heap stays flat however
 * many objects there are.
 */
@ManagedResource(description = "Consumer of the objects of a bucket")
public class CloudBridgeConsumer extends ScheduledBatchPollingConsumer {

    private final CloudBridgeEndpoint endpoint;
    private final CloudBridgeConfiguration options;
    private final AtomicInteger inFlight = new AtomicInteger();
    private ConsumerRooms rooms;
    private Semaphore permits;
    private ExecutorService workers;

    public CloudBridgeConsumer(CloudBridgeEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.options = endpoint.getConfiguration();
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        ConsumerChecks.check(options);
    }

    @Override
    protected void doStart() throws Exception {
        setMaxMessagesPerPoll(options.getMaxMessagesPerPoll());
        rooms = ConsumerRooms.open(this, endpoint);
        permits = new Semaphore(options.getMaxConcurrency());
        if (options.getMaxConcurrency() > 1) {
            workers = endpoint.getCamelContext()
                    .getExecutorServiceManager()
                    .newFixedThreadPool(this, "CloudBridgeConsumer", options.getMaxConcurrency());
        }
        super.doStart();
    }

    @Override
    protected void doSuspend() throws Exception {
        super.doSuspend();
        rooms.flush();
    }

    @Override
    protected void doStop() throws Exception {
        super.doStop();
        if (workers != null) {
            // no interruption: what is in flight ends by itself
            workers.shutdown();
            workers = null;
        }
        if (rooms != null) {
            rooms.close(endpoint.getCamelContext().isStopping());
        }
    }

    // ---- poll

    @Override
    protected int poll() throws Exception {
        shutdownRunningTask = null;
        pendingExchanges = 0;
        rooms.beginPoll();
        try {
            return rooms.order() == null && !options.getShuffle() ? pollInOrderOfListing() : pollArranged();
        } finally {
            rooms.flush();
        }
    }

    private int pollInOrderOfListing() throws Exception {
        int limit = limit();
        int taken = 0;
        for (List<ObjectInfo> page = nextPage(); page != null && taken < limit; page = nextPage()) {
            taken += processBatch(claimAll(page, limit - taken, true));
            if (taken >= limit) {
                break;
            }
        }
        return taken;
    }

    /** Sorting needs all candidates at hand: those of this poll, or with {@code eagerMaxMessagesPerPoll=false} all there are. */
    private int pollArranged() throws Exception {
        int limit = options.getEagerMaxMessagesPerPoll() ? limit() : Integer.MAX_VALUE;
        List<ObjectInfo> candidates = new ArrayList<>();
        for (List<ObjectInfo> page = nextPage(); page != null; page = nextPage()) {
            for (ObjectInfo object : page) {
                rooms.circle().examined(object);
                if (wants(object)) {
                    candidates.add(object);
                }
                if (candidates.size() >= limit) {
                    break;
                }
            }
            if (candidates.size() >= limit) {
                break;
            }
        }
        if (rooms.order() != null) {
            rooms.order().sort(candidates);
        } else {
            Collections.shuffle(candidates);
        }
        return processBatch(claimAll(candidates, limit(), false));
    }

    private int limit() {
        return maxMessagesPerPoll > 0 ? maxMessagesPerPoll : Integer.MAX_VALUE;
    }

    private List<ObjectInfo> nextPage() {
        if (!goesOn()) {
            return null;
        }
        List<ObjectInfo> page = rooms.nextPage();
        // a slow first batch says nothing about the store
        forceConsumerAsReady();
        return page;
    }

    private boolean goesOn() {
        return isBatchAllowed() && !isSuspendingOrSuspended();
    }

    private Queue<Object> claimAll(Collection<ObjectInfo> objects, int limit, boolean ask) {
        Queue<Object> batch = new ArrayDeque<>();
        try {
            for (ObjectInfo object : objects) {
                if (batch.size() >= limit || !goesOn()) {
                    break;
                }
                if (ask) {
                    rooms.circle().examined(object);
                }
                Claimed claimed = !ask || wants(object) ? claim(object) : null;
                if (claimed != null) {
                    batch.add(claimed);
                }
            }
        } catch (RuntimeException | Error e) {
            abandon(batch);
            throw e;
        }
        return batch;
    }

    private boolean wants(ObjectInfo object) {
        try {
            return rooms.wants(object);
        } catch (CloudBridgeException.InvalidRequest e) {
            // this object only: an expression that yields nothing for it
            handleException("Cannot judge " + object.ref(), e);
            return false;
        }
    }

    // ---- claim

    /** Takes an object; null if somebody else has it, or it cannot be taken. */
    private Claimed claim(ObjectInfo object) {
        try {
            return rooms.claim(object);
        } catch (CloudBridgeException.InvalidRequest e) {
            handleException("Cannot take " + object.ref(), e);
            return null;
        }
    }

    private void abandon(Queue<Object> batch) {
        for (Object claimed = batch.poll(); claimed != null; claimed = batch.poll()) {
            rooms.finish().abandon((Claimed) claimed);
        }
    }

    // ---- process

    @Override
    public int processBatch(Queue<Object> batch) throws Exception {
        int size = batch.size();
        int started = 0;
        List<ObjectInfo> objects =
                batch.stream().map(claimed -> ((Claimed) claimed).object()).toList();
        try (Prefetch prefetch = Prefetch.of(endpoint, objects);
                Attributes attributes = Attributes.of(endpoint, rooms.body().isReadFirst(), objects)) {
            for (int index = 0; index < size && acquirePermit(); index++) {
                Claimed claimed = (Claimed) batch.remove();
                pendingExchanges = size - index - 1;
                ObjectInfo object = claimed.object();
                Arrival arrival =
                        new Arrival(this, rooms, claimed, prefetch.take(object), attributes.take(object), index, size);
                started += start(arrival) ? 1 : 0;
            }
        } finally {
            pendingExchanges = 0;
            abandon(batch);
        }
        return started;
    }

    private boolean acquirePermit() throws InterruptedException {
        while (goesOn()) {
            if (permits.tryAcquire(100, TimeUnit.MILLISECONDS)) {
                inFlight.incrementAndGet();
                return true;
            }
        }
        return false;
    }

    private void releasePermit(Semaphore taken) {
        taken.release();
        if (inFlight.decrementAndGet() == 0 && !isPolling()) {
            rooms.flush();
        }
    }

    private boolean start(Arrival arrival) {
        Semaphore taken = permits;
        if (workers == null) {
            return arrival.route(() -> releasePermit(taken));
        }
        try {
            workers.execute(() -> arrival.route(() -> releasePermit(taken)));
            return true;
        } catch (RejectedExecutionException e) {
            arrival.turnBack();
            releasePermit(taken);
            return false;
        }
    }

    // ---- shutdown and health

    @Override
    public boolean deferShutdown(ShutdownRunningTask task) {
        boolean answer = super.deferShutdown(task);
        rooms.flush();
        return answer;
    }

    @Override
    public int getPendingExchangesSize() {
        return Math.max(super.getPendingExchangesSize(), inFlight.get());
    }

    /** Counts of this consumer since it started. */
    ConsumerRooms rooms() {
        return rooms;
    }

    // ---- JMX, as the console tells it

    @ManagedAttribute(description = "Key behind which the next poll goes on; null at the start of the listing")
    public String getCursor() {
        return rooms == null ? null : rooms.circle().cursor();
    }

    @ManagedAttribute(description = "Entries of listings looked at since the start")
    public long getScanned() {
        return rooms == null ? 0 : rooms.scanned();
    }

    @ManagedAttribute(description = "Objects taken since the start")
    public long getAccepted() {
        return rooms == null ? 0 : rooms.accepted();
    }

    @ManagedAttribute(description = "Objects that are claimed at the moment")
    public int getInProgress() {
        return rooms == null ? 0 : rooms.inProgress();
    }

    @ManagedAttribute(description = "Objects the built-in repository remembers")
    public long getSeen() {
        return rooms == null ? 0 : rooms.seen();
    }

    @ManagedAttribute(description = "Why the last poll failed; null if it did not")
    public String getLastProblem() {
        return lastError();
    }

    /** Why the last poll failed, or null. */
    String lastError() {
        Throwable error = getLastError();
        return error == null ? null : error.toString();
    }
}
