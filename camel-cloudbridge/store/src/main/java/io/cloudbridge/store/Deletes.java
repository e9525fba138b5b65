/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import io.cloudbridge.store.driver.ETags;
import io.cloudbridge.store.driver.Tasks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes any number of objects in the store's bulk calls; goes on one by one where a bulk call is refused as a whole. */
final class Deletes {

    private static final Logger LOG = LoggerFactory.getLogger(Deletes.class);
    private static final int SINGLES_AT_ONCE = 8;

    /** Kept in memory to be tried once more; what is beyond needs another call. */
    private static final int MOST_DIRECTORIES = 100_000;

    private final DriverCalls store;
    private final Engine engine;
    private final ListedETags listed;

    Deletes(DriverCalls store, Pages pages, Engine engine) {
        this.listed = new ListedETags(pages, store.capabilities().maxPageSize());
        this.store = store;
        this.engine = engine;
    }

    /**
     * @param sink gets one result for each request; those of one bucket in the order of its requests
     * @return how many are gone
     */
    long deleteAll(Iterator<DeleteRequest> requests, Consumer<DeleteResult> sink) {
        int most = Math.max(store.capabilities().maxBulkDelete(), SINGLES_AT_ONCE);
        Map<String, List<DeleteRequest>> batches = new LinkedHashMap<>();
        long deleted = 0;
        while (requests.hasNext()) {
            DeleteRequest request = requests.next();
            List<DeleteRequest> batch = batches.computeIfAbsent(request.ref().bucket(), b -> new ArrayList<>());
            batch.add(request);
            if (batch.size() == most) {
                deleted += new Batch(request.ref().bucket(), batch).run(sink);
                batch.clear();
            }
        }
        for (Map.Entry<String, List<DeleteRequest>> rest : batches.entrySet()) {
            deleted += new Batch(rest.getKey(), rest.getValue()).run(sink);
        }
        return deleted;
    }

    /**
     * The same for all that is below a prefix. A store with directories refuses one that is not empty, and lists it before what is in it; so what
     * was refused for its state is tried once more after the rest, the deepest first.
     */
    long deleteTree(Iterator<DeleteRequest> requests, Consumer<DeleteResult> sink) {
        NavigableMap<Long, List<DeleteRequest>> byDepth = new TreeMap<>(Comparator.reverseOrder());
        AtomicInteger room = new AtomicInteger(MOST_DIRECTORIES);
        long deleted = deleteAll(requests, result -> {
            if (result.failure() instanceof CloudBridgeException.InvalidState && room.getAndDecrement() > 0) {
                byDepth.computeIfAbsent(depth(result.key()), depth -> new ArrayList<>())
                        .add(new DeleteRequest(result.ref()));
            } else {
                sink.accept(result);
            }
        });
        for (List<DeleteRequest> directories : byDepth.values()) {
            deleted += deleteAll(directories.iterator(), sink);
        }
        return deleted;
    }

    private static long depth(String key) {
        return key.chars().filter(c -> c == '/').count();
    }

    /** Up to one bulk call's worth of requests for one bucket. */
    private final class Batch {
        private final String bucket;
        private final List<DeleteRequest> requests;
        private final DeleteResult[] results;

        private Batch(String bucket, List<DeleteRequest> requests) {
            this.bucket = bucket;
            this.requests = requests;
            this.results = new DeleteResult[requests.size()];
        }

        private long run(Consumer<DeleteResult> sink) {
            open().forEach(this::checkKey);
            boolean storeChecks = store.capabilities().has(Capabilities.Feature.DELETE_IF_MATCH);
            if (!storeChecks || store.capabilities().has(Capabilities.Feature.LOOK_FIRST)) {
                Set<DeleteRequest> unchanged = unchanged();
                each(
                        open().filter(i -> requests.get(i).ifMatch() != null && !unchanged.contains(requests.get(i))),
                        this::look);
            }
            int[] open = open().toArray();
            if (open.length > 0 && store.capabilities().maxBulkDelete() > 1) {
                bulk(open, storeChecks);
            } else {
                each(Arrays.stream(open), i -> single(i, storeChecks));
            }
            Arrays.stream(results).forEach(sink);
            return Arrays.stream(results).filter(DeleteResult::deleted).count();
        }

        private void checkKey(int i) {
            String key = requests.get(i).ref().key();
            String problem = store.capabilities().keyRule().problem(key);
            if (problem != null) {
                results[i] = named(i, CloudBridgeException.invalid("the object key '" + key + "' " + problem));
            } else if (requests.get(i).ref().versionId() != null
                    && !store.capabilities().has(Capabilities.Feature.VERSIONS)) {
                // Else the current object would be deleted in place of the version that was meant.
                results[i] = named(
                        i,
                        new CloudBridgeException.Unsupported(
                                Failure.of("provider " + store.provider()
                                        + " does not have versions; nothing was deleted"),
                                null));
            }
        }

        private IntStream open() {
            return IntStream.range(0, results.length).filter(i -> results[i] == null);
        }

        private void bulk(int[] open, boolean conditional) {
            try {
                List<DeleteResult> answers = store.delete(
                        bucket,
                        Arrays.stream(open)
                                .mapToObj(i -> request(i, conditional))
                                .toList());
                for (int n = 0; n < open.length; n++) {
                    results[open[n]] = named(open[n], answers.get(n).failure());
                }
                // a key that only failed for now has its retries, as it would have had by itself
                each(Arrays.stream(open).filter(i -> isRetryable(results[i])), i -> single(i, conditional));
            } catch (CloudBridgeException e) {
                oneByOne(open, conditional, e);
            }
        }

        private static boolean isRetryable(DeleteResult result) {
            return !result.deleted() && result.failure().isRetryable();
        }

        private void oneByOne(int[] open, boolean conditional, CloudBridgeException refusal) {
            boolean hopeless =
                    open.length == 1 || refusal.isRetryable() || refusal instanceof CloudBridgeException.BucketNotFound;
            if (!hopeless) {
                single(open[0], conditional);
                CloudBridgeException first = results[open[0]].failure();
                hopeless = first != null && first.getClass() == refusal.getClass();
            }
            if (hopeless) {
                open().forEach(i -> results[i] = named(i, refusal));
            } else {
                each(open(), i -> single(i, conditional));
            }
        }

        private Set<DeleteRequest> unchanged() {
            List<DeleteRequest> conditional = open().mapToObj(requests::get)
                    .filter(request ->
                            request.ifMatch() != null && request.ref().versionId() == null)
                    .toList();
            try {
                return listed.confirmed(bucket, conditional);
            } catch (CloudBridgeException e) {
                // without the right to list, or with a listing that is broken, each object is looked at by itself
                LOG.debug("Bucket {} cannot be listed before a delete: {}", bucket, e.getMessage());
                return Set.of();
            }
        }

        /** For stores that delete without conditions: leaves what is no longer the version that was meant. */
        private void look(int i) {
            DeleteRequest request = requests.get(i);
            try {
                ETags.requireMatch(
                        request.ifMatch(),
                        store.head(request.ref(), ReadOptions.NONE).etag());
            } catch (CloudBridgeException.ObjectNotFound e) {
                results[i] = new DeleteResult(request.ref());
            } catch (CloudBridgeException e) {
                results[i] = named(i, e);
            }
        }

        private void single(int i, boolean conditional) {
            try {
                results[i] = named(
                        i,
                        store.delete(bucket, List.of(request(i, conditional)))
                                .get(0)
                                .failure());
            } catch (CloudBridgeException e) {
                results[i] = named(i, e);
            }
        }

        private DeleteRequest request(int i, boolean conditional) {
            return conditional
                    ? requests.get(i)
                    : new DeleteRequest(requests.get(i).ref());
        }

        private DeleteResult named(int i, CloudBridgeException failure) {
            ObjectRef ref = requests.get(i).ref();
            return new DeleteResult(
                    ref, failure == null ? null : failure.in(store.provider(), "delete", ref.bucket(), ref.key()));
        }

        private void each(IntStream indexes, IntConsumer step) {
            Tasks.all(engine.executor(), SINGLES_AT_ONCE, indexes.boxed().toList(), i -> {
                step.accept(i);
                return i;
            });
        }
    }
}
