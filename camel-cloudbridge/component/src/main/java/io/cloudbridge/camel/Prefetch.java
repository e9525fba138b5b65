/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.Engine;
import io.cloudbridge.store.MemoryBudget;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectReader;
import io.cloudbridge.store.StoreClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Small bodies of one batch, fetched while the objects before them are processed: at most {@code ahead} at a time, and only as long as the
 * memory for transfers has room. What cannot be fetched ahead is read when it is used. Thread-safe.
 */
final class Prefetch implements AutoCloseable {

    private final StoreClient client;
    private final Engine engine;
    private final int ahead;
    private final Deque<ObjectInfo> waiting = new ArrayDeque<>();
    private final Map<String, Fetch> started = new HashMap<>();
    private boolean closed;

    /** For a batch of a consumer, as its options ask for. */
    static Prefetch of(CloudBridgeEndpoint endpoint, List<ObjectInfo> batch) {
        CloudBridgeConfiguration options = endpoint.getConfiguration();
        return new Prefetch(
                endpoint.client(),
                endpoint.getComponent().engine(),
                options.getPrefetch(),
                options.getPrefetchMaxSize(),
                options.getPrefetch() > 0 ? batch : List.of());
    }

    /**
     * An object that was read.
     *
     * @param object with all its attributes
     */
    record Content(ObjectInfo object, byte[] bytes) {}

    /** A body that was asked for. Its user takes the content once, or closes it. */
    static final class Fetch implements AutoCloseable {
        private final CompletableFuture<Content> content;
        private final MemoryBudget.Reservation room;

        private Fetch(CompletableFuture<Content> content, MemoryBudget.Reservation room) {
            this.content = content;
            this.room = room;
        }

        /** @throws io.cloudbridge.store.CloudBridgeException if fetching failed */
        Content content() {
            try {
                return content.join();
            } catch (CompletionException e) {
                throw e.getCause() instanceof RuntimeException cause ? cause : e;
            } finally {
                room.close();
            }
        }

        @Override
        public void close() {
            content.whenComplete((ignored, e) -> room.close());
        }
    }

    /** @param largest bodies up to this size, in bytes, are fetched ahead */
    Prefetch(StoreClient client, Engine engine, int ahead, long largest, List<ObjectInfo> batch) {
        this.client = client;
        this.engine = engine;
        this.ahead = ahead;
        if (ahead > 0) {
            batch.stream().filter(object -> object.size() <= largest).forEach(waiting::add);
        }
        advance();
    }

    private synchronized void advance() {
        while (!closed && started.size() < ahead && !waiting.isEmpty()) {
            ObjectInfo object = waiting.peek();
            Optional<MemoryBudget.Reservation> room = engine.memory().tryAcquire(object.size());
            if (room.isEmpty()) {
                return;
            }
            waiting.poll();
            CompletableFuture<Content> content =
                    CompletableFuture.supplyAsync(() -> read(client, object), engine.executor());
            started.put(object.key(), new Fetch(content, room.get()));
        }
    }

    /** What was asked for ahead for an object, or null. */
    synchronized Fetch take(ObjectInfo object) {
        waiting.remove(object);
        Fetch fetch = started.remove(object.key());
        advance();
        return fetch;
    }

    static Content read(StoreClient client, ObjectInfo object) {
        try (ObjectReader reader = client.read(object, ByteRange.ALL)) {
            byte[] bytes = reader.readAllBytes();
            return new Content(Attributes.of(object, reader.info()), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The batch is over; what was fetched and not taken is dropped. */
    @Override
    public synchronized void close() {
        closed = true;
        waiting.clear();
        started.values().forEach(Fetch::close);
        started.clear();
    }
}
