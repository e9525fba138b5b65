/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import io.cloudbridge.camel.consumer.seen.SeenObjects;
import io.cloudbridge.camel.message.ObjectExpression;
import io.cloudbridge.camel.monitor.Meters;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.StoreClient;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.CamelContext;
import org.apache.camel.Service;
import org.apache.camel.spi.ExceptionHandler;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.LoggingExceptionHandler;

/**
 * What a consumer works with from its start to its stop, put together from the options. An exchange that outlives the consumer goes on to use
 * the rooms it began in.
 */
final class ConsumerRooms {

    private static final int PAGE_SIZE = 1000;

    private final CloudBridgeEndpoint endpoint;
    private final StoreClient client;
    private final CloudBridgeConfiguration options;
    private final Failures failures = new Failures();
    private final AtomicLong scanned = new AtomicLong();
    private final AtomicLong accepted = new AtomicLong();
    private final ListingCircle circle;
    private final Claims claims;
    private final Memory memory;
    private final SeenObjects seen;
    private final ObjectExpression seenKey;
    private final DoneFile doneFile;
    private final Destinations destinations;
    private final ScheduledExecutorService timer;
    private final CommitGroup deletes;
    private final Selection selection;
    private final ObjectOrder order;
    private final ConsumedBody body;
    private final Finish finish;

    private ConsumerRooms(CloudBridgeConsumer consumer, CloudBridgeEndpoint endpoint) {
        this.endpoint = endpoint;
        this.client = endpoint.client();
        this.options = endpoint.getConfiguration();
        String bucket = endpoint.getBucketName();
        String prefix = options.getPrefix() == null ? "" : options.getPrefix();
        CamelContext context = endpoint.getCamelContext();

        IdempotentRepository repository = repository();
        this.seen = repository instanceof SeenObjects builtIn ? builtIn : null;
        this.memory = new Memory(repository, options.getIdempotentEager());
        this.seenKey = repository == null
                ? null
                : new ObjectExpression(endpoint.scope(), "idempotentKey", options.getIdempotentKey());
        this.claims = new Claims(endpoint.storeIdentity(), bucket, options.getInProgressRepository());
        this.circle = new ListingCircle(client::page, request(bucket, prefix), new Turn());
        this.doneFile =
                options.getDoneFileName() == null ? null : new DoneFile(client, bucket, options.getDoneFileName());
        this.order = options.getSortBy() == null ? null : new ObjectOrder(endpoint, options.getSortBy());
        this.body = new ConsumedBody(client, options);

        this.destinations = new Destinations(endpoint);
        try {
            this.selection = new Selection(endpoint, doneFile, destinations.all(), failures);
            start(context, repository);
        } catch (RuntimeException e) {
            destinations.close();
            throw e;
        }
        this.timer = options.getDelete()
                ? context.getExecutorServiceManager().newSingleThreadScheduledExecutor(consumer, "CloudBridgeCommit")
                : null;
        this.deletes = options.getDelete()
                ? new CommitGroup(client::deleteAll, options.getCommitBatchSize(), options.getCommitInterval(), timer)
                : null;
        ExceptionHandler errors = options.getOnCompletionExceptionHandler() != null
                ? options.getOnCompletionExceptionHandler()
                : new LoggingExceptionHandler(context, CloudBridgeConsumer.class);
        this.finish =
                new Finish(claims, memory, failures, doneFile, deletes, destinations, options.getMaxFailures(), errors);
    }

    /**
     * Opens what the options ask for.
     *
     * @throws CloudBridgeException.InvalidRequest if they cannot be honoured
     */
    static ConsumerRooms open(CloudBridgeConsumer consumer, CloudBridgeEndpoint endpoint) {
        return new ConsumerRooms(consumer, endpoint);
    }

    private IdempotentRepository repository() {
        if (!ConsumerChecks.idempotent(options)) {
            return null;
        }
        return options.getIdempotentRepository() != null ? options.getIdempotentRepository() : endpoint.seenObjects();
    }

    private ListRequest request(String bucket, String prefix) {
        String delimiter = options.getDelimiter() != null ? options.getDelimiter() : options.getRecursive() ? "" : "/";
        return new ListRequest(bucket, prefix, delimiter, options.getStartAfter(), PAGE_SIZE, null);
    }

    /** Repositories of the user live as long as the context, since several routes may share one. */
    private void start(CamelContext context, IdempotentRepository repository) {
        try {
            for (IdempotentRepository users :
                    new IdempotentRepository[] {repository, options.getInProgressRepository()}) {
                if (users instanceof Service && users != seen) {
                    context.addService(users, true, true);
                }
            }
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("cannot start the repository of " + endpoint, e);
        }
        if (seen != null) {
            seen.start();
        }
    }

    /** Keeps the record of what the listing shows, for those who forget what it no longer shows. */
    private final class Turn implements ListingCircle.Turn {
        @Override
        public void beginListing() {
            memory.beginListing();
            failures.beginListing();
        }

        @Override
        public void endListing() {
            memory.endListing();
            failures.endListing();
        }
    }

    void beginPoll() {
        if (doneFile != null) {
            doneFile.begin();
        }
        circle.begin();
    }

    /** The next page of the listing, or null when the poll has gone all the way round. */
    List<ObjectInfo> nextPage() {
        List<ObjectInfo> page = circle.nextPage();
        if (page != null) {
            selection.page(page);
        } else if (doneFile != null) {
            doneFile.exhausted();
        }
        return page;
    }

    /** Whether an entry of the listing is to be taken, as far as can be told without a claim. */
    boolean wants(ObjectInfo object) {
        scanned.incrementAndGet();
        failures.listed(object);
        if (memory.wantsListing() && memory.listed(seenKey(object))) {
            return false;
        }
        return selection.wants(object)
                && !claims.held(object.key())
                && (seenKey == null || !memory.knows(seenKey(object)))
                && selection.isDone(object);
    }

    /** Claims an object; null if somebody else has it or has seen to it. */
    Claimed claim(ObjectInfo object) {
        Move move = destinations.move();
        ObjectRef moveTo = move == null ? null : move.target(object);
        Claimed claimed = new Claimed(object, seenKey == null ? null : seenKey(object), moveTo);
        if (!claims.take(object.key())) {
            return null;
        }
        boolean mine = false;
        try {
            mine = memory.claim(claimed.seenKey());
        } finally {
            if (!mine) {
                claims.release(object.key());
            }
        }
        if (!mine) {
            return null;
        }
        if (doneFile != null) {
            doneFile.claimed(object.key());
        }
        accepted.incrementAndGet();
        return claimed;
    }

    /** Whether a claim still holds when its turn has come. */
    boolean isStillMine(Claimed claimed) {
        return options.getInProgressRepository() == null || memory.isStillNew(claimed.seenKey());
    }

    private String seenKey(ObjectInfo object) {
        String key = seenKey.evaluate(object);
        if (key == null || key.isEmpty()) {
            throw CloudBridgeException.invalid("option idempotentKey is '" + seenKey.text()
                    + "', which yields nothing for object '" + object.key() + "'");
        }
        return key;
    }

    /** Deletes what waits to be deleted, and brings to the disk what was seen. */
    void flush() {
        if (deletes != null) {
            deletes.flush();
        }
        memory.flush();
    }

    /**
     * The consumer stops.
     *
     * @param all nothing can be running any more, so whatever is still claimed was lost on its way
     */
    void close(boolean all) {
        if (deletes != null) {
            deletes.close();
            endpoint.getCamelContext().getExecutorServiceManager().shutdown(timer);
        }
        if (seen != null) {
            seen.stop();
        }
        if (all) {
            claims.releaseAll();
        }
        destinations.close();
    }

    String provider() {
        return client.provider();
    }

    Meters meters() {
        return endpoint.getComponent().meters();
    }

    ListingCircle circle() {
        return circle;
    }

    ObjectOrder order() {
        return order;
    }

    ConsumedBody body() {
        return body;
    }

    Finish finish() {
        return finish;
    }

    /** Entries of the listing looked at so far. */
    long scanned() {
        return scanned.get();
    }

    /** Objects claimed so far. */
    long accepted() {
        return accepted.get();
    }

    /** Objects claimed and not finished. */
    int inProgress() {
        return claims.size();
    }

    /** Objects remembered by the built-in repository; -1 if there is none. */
    long seen() {
        return memory.size();
    }
}
