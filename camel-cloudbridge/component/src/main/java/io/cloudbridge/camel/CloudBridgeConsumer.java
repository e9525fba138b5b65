/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import io.cloudbridge.camel.consumer.ConsumerChecks;
import io.cloudbridge.camel.consumer.ConsumerSettings;
import io.cloudbridge.camel.consumer.ObjectPipeline;
import io.cloudbridge.camel.consumer.PollFailures;
import io.cloudbridge.camel.consumer.seen.SeenObjects;
import io.cloudbridge.camel.monitor.CloudBridgeConsole;
import io.cloudbridge.camel.monitor.ConsumerHealth;
import io.cloudbridge.camel.monitor.Meters;
import io.cloudbridge.store.StoreClient;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedOperation;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.spi.ExceptionHandler;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.LoggingExceptionHandler;
import org.apache.camel.support.ScheduledBatchPollingConsumer;
import org.apache.camel.util.json.JsonObject;

/**
 * Emits an exchange for each new object of a bucket, at least once, and never two at a time for one object. What becomes of an object is in
 * {@link ObjectPipeline}; this class ties it to the life of a Camel consumer: start, poll, suspend, stop.
 */
@ManagedResource(description = "Consumer of the objects of a bucket")
public class CloudBridgeConsumer extends ScheduledBatchPollingConsumer {

    private final CloudBridgeEndpoint endpoint;
    private final CloudBridgeConfiguration options;
    private final PollFailures pollFailures;
    private volatile Instant lastPoll;
    private volatile ObjectPipeline pipeline;
    private StoreClient moveClient;
    private ExecutorService workers;
    private ScheduledExecutorService timer;

    public CloudBridgeConsumer(CloudBridgeEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.options = endpoint.getConfiguration();
        this.pollFailures = new PollFailures(this::getRouteId, endpoint.getBucketName());
    }

    @Override
    protected void doBuild() throws Exception {
        setHealthCheck(new ConsumerHealth(
                this,
                options.getProvider(),
                endpoint.getBucketName(),
                endpoint.getComponent().engine()::pendingCalls));
        super.doBuild();
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        ConsumerChecks.check(options);
        if (getExceptionHandler() instanceof LoggingExceptionHandler) {
            setExceptionHandler(pollFailures);
        }
    }

    @Override
    protected void doStart() throws Exception {
        setMaxMessagesPerPoll(options.getMaxMessagesPerPoll());
        try {
            moveClient = ConsumerChecks.moves(options) && options.getMoveConnection() != null
                    ? endpoint.getComponent().acquire("moveConnection", options.getMoveConnection())
                    : null;
            pipeline = new ObjectPipeline(settings(), route());
            endpoint.getComponent().meters().watch(source(), this::status);
        } catch (Exception e) {
            releaseThreadsAndClient();
            throw e;
        }
        super.doStart();
    }

    private Meters.Source source() {
        return new Meters.Source(options.getProvider(), endpoint.getBucketName(), getRouteId());
    }

    private ConsumerSettings settings() throws Exception {
        StoreClient client = endpoint.client();
        CloudBridgeComponent component = endpoint.getComponent();
        return new ConsumerSettings(
                endpoint.getCamelContext(),
                getRouteId(),
                client,
                component.clients().openBodies(client),
                moveClient,
                component.engine(),
                component.clients().account(client),
                endpoint.getBucketName(),
                options,
                options.transferSettings(),
                startRepositories(),
                component.meters());
    }

    /** Starts the repositories, and says in which objects are remembered: null if they are not, or in the database of option claims. Those of the user live as long as the context: several routes may share one. */
    private IdempotentRepository startRepositories() throws Exception {
        IdempotentRepository seen = !ConsumerChecks.idempotent(options)
                ? null
                : options.getIdempotentRepository() != null
                        ? options.getIdempotentRepository()
                        : options.getClaims() != null ? null : endpoint.seenObjects();
        if (seen instanceof SeenObjects builtIn && builtIn == endpoint.seenObjects()) {
            builtIn.start();
        } else if (seen != null) {
            endpoint.getCamelContext().addService(seen, true, true);
        }
        if (options.getInProgressRepository() != null) {
            endpoint.getCamelContext().addService(options.getInProgressRepository(), true, true);
        }
        return seen;
    }

    private ObjectPipeline.Route route() {
        ExecutorServiceManager threads = endpoint.getCamelContext().getExecutorServiceManager();
        if (options.getMaxConcurrency() > 1) {
            workers = threads.newFixedThreadPool(this, "CloudBridgeConsumer", options.getMaxConcurrency());
        }
        if (options.getDelete()) {
            timer = threads.newSingleThreadScheduledExecutor(this, "CloudBridgeCommit");
        }
        return new ObjectPipeline.Route(
                getAsyncProcessor(),
                new ObjectPipeline.Exchanges() {
                    @Override
                    public Exchange create() {
                        return createExchange(false);
                    }

                    @Override
                    public void release(Exchange exchange) {
                        releaseExchange(exchange, false);
                    }
                },
                unlessDefault(getExceptionHandler()),
                unlessDefault(options.getOnCompletionExceptionHandler()),
                workers,
                timer);
    }

    /** Camel's own handler would log each failure with a stack trace; the pipeline logs the first of an object, and the route has logged the trace. */
    private static ExceptionHandler unlessDefault(ExceptionHandler handler) {
        return handler instanceof LoggingExceptionHandler || handler instanceof PollFailures ? null : handler;
    }

    @Override
    protected void doSuspend() throws Exception {
        super.doSuspend();
        pipeline.flush();
    }

    @Override
    protected void doStop() throws Exception {
        super.doStop();
        if (workers != null) {
            // no interruption: what is in flight ends by itself
            workers.shutdown();
        }
        if (pipeline != null) {
            boolean all = endpoint.getCamelContext().isStopping();
            pipeline.close(all);
            if (!all && pipeline.inProgress() > 0) {
                endpoint.getComponent().outlived(pipeline);
            }
        }
        endpoint.getComponent().meters().forget(source());
        releaseThreadsAndClient();
    }

    private void releaseThreadsAndClient() {
        if (workers != null) {
            workers.shutdown();
            workers = null;
        }
        if (timer != null) {
            endpoint.getCamelContext().getExecutorServiceManager().shutdown(timer);
            timer = null;
        }
        if (moveClient != null) {
            endpoint.getComponent().release(moveClient);
            moveClient = null;
        }
    }

    // ---- poll

    @Override
    protected int poll() throws Exception {
        shutdownRunningTask = null;
        pendingExchanges = 0;
        int limit = maxMessagesPerPoll > 0 ? maxMessagesPerPoll : Integer.MAX_VALUE;
        int started = pipeline.poll(
                limit,
                () -> isBatchAllowed() && !isSuspendingOrSuspended(),
                // a slow first batch says nothing about the store
                this::forceConsumerAsReady);
        pollFailures.succeeded();
        lastPoll = Instant.now();
        return started;
    }

    /** Not used: {@link #poll} routes objects as they are claimed. */
    @Override
    public int processBatch(Queue<Object> exchanges) {
        return 0;
    }

    // ---- shutdown

    @Override
    public boolean deferShutdown(ShutdownRunningTask task) {
        boolean answer = super.deferShutdown(task);
        if (pipeline != null) {
            pipeline.flush();
        }
        return answer;
    }

    @Override
    public int getPendingExchangesSize() {
        return Math.max(super.getPendingExchangesSize(), pipeline == null ? 0 : pipeline.pending());
    }

    // ---- what is shown

    /** What this consumer does at the moment. */
    public ConsumerStatus status() {
        return new ConsumerStatus(
                getRouteId(),
                options.getProvider(),
                endpoint.getBucketName(),
                getCursor(),
                getScanned(),
                getAccepted(),
                getInProgress(),
                getSeen(),
                getFailing(),
                getSkipped(),
                getArchived(),
                pipeline == null ? Duration.ZERO : pipeline.lag(),
                lastPoll,
                pipeline == null ? null : pipeline.lastSuccess(),
                getErrorCounter(),
                getLastProblem(),
                pipeline == null ? List.of() : pipeline.failures());
    }

    // ---- JMX, as the console tells it

    @ManagedAttribute(description = "Key behind which the next poll goes on; null at the start of the listing")
    public String getCursor() {
        return pipeline == null ? null : pipeline.cursor();
    }

    @ManagedAttribute(description = "Entries of listings looked at since the start")
    public long getScanned() {
        return pipeline == null ? 0 : pipeline.scanned();
    }

    @ManagedAttribute(description = "Objects taken since the start")
    public long getAccepted() {
        return pipeline == null ? 0 : pipeline.accepted();
    }

    @ManagedAttribute(description = "Objects that are claimed at the moment")
    public int getInProgress() {
        return pipeline == null ? 0 : pipeline.inProgress();
    }

    @ManagedAttribute(description = "Objects the built-in repository remembers")
    public long getSeen() {
        return pipeline == null ? 0 : pipeline.seen();
    }

    @ManagedAttribute(description = "Objects that failed and wait to be tried again, or are skipped")
    public int getFailing() {
        return pipeline == null ? 0 : pipeline.failing();
    }

    @ManagedAttribute(description = "Objects that lie in an archive and are skipped")
    public int getArchived() {
        return pipeline == null ? 0 : pipeline.archived();
    }

    @ManagedAttribute(description = "Why the last poll failed; null if it did not")
    public String getLastProblem() {
        Throwable error = getLastError();
        return error == null ? null : error.toString();
    }

    @ManagedAttribute(description = "Objects that are not tried again, having failed maxFailures times")
    public int getSkipped() {
        return pipeline == null ? 0 : pipeline.skipped();
    }

    @ManagedAttribute(description = "Objects that failed: key, tries, next try and cause, one line of JSON each")
    public String[] getFailingObjects() {
        return CloudBridgeConsole.failures(status()).stream()
                .map(JsonObject::toJson)
                .toArray(String[]::new);
    }

    @ManagedAttribute(description = "Age in seconds of the oldest object that the last pass found not yet processed")
    public long getLagSeconds() {
        return pipeline == null ? 0 : pipeline.lag().toSeconds();
    }

    @ManagedAttribute(description = "When a poll last succeeded; null if none has")
    public String getLastPoll() {
        return text(lastPoll);
    }

    @ManagedAttribute(description = "When an object was last processed; null if none was")
    public String getLastSuccess() {
        return pipeline == null ? null : text(pipeline.lastSuccess());
    }

    private static String text(Instant time) {
        return time == null ? null : time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    @ManagedOperation(description = "Deletes or moves what was processed and waits for it")
    public void flushCommits() {
        if (pipeline != null) {
            pipeline.flush();
        }
    }

    @ManagedOperation(
            description = "Lets objects that failed, and those that are skipped, be tried again with the next poll")
    public void retryFailing() {
        if (pipeline != null) {
            pipeline.retryFailing();
        }
    }

    @ManagedOperation(
            description =
                    "Lets one object that failed, or is skipped, be tried again with the next poll; false if it does not fail")
    public boolean retryFailing(String key) {
        return pipeline != null && pipeline.retryFailing(key);
    }

    @ManagedOperation(
            description =
                    "Forgets that an object was seen, so that the next poll takes it again; false if it is not there or was not seen")
    public boolean forgetSeen(String key) {
        return pipeline != null && pipeline.forgetSeen(key);
    }

    @ManagedOperation(
            description =
                    "Forgets all objects that were seen, also those of other consumers with the same repository: everything is taken again")
    public void forgetAllSeen() {
        if (pipeline != null) {
            pipeline.forgetAllSeen();
        }
    }

    @ManagedOperation(description = "Lets the next poll begin at the first key")
    public void resetCursor() {
        if (pipeline != null) {
            pipeline.resetCursor();
        }
    }
}
