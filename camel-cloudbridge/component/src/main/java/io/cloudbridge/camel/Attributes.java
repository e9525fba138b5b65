/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import io.cloudbridge.store.Capabilities;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.StoreClient;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * What the listing does not tell of the objects of one batch: content headers and metadata, which the message is to have. Asked for while the
 * objects before them are processed, a few at a time, so that the route does not wait for it. Thread-safe.
 */
final class Attributes implements AutoCloseable {

    private static final int AHEAD = 8;

    private final StoreClient client;
    private final Executor executor;
    private final int ahead;
    private final Deque<ObjectInfo> waiting;
    private final Map<ObjectRef, CompletableFuture<ObjectInfo>> asked = new HashMap<>();
    private boolean closed;

    /** @param batch those of which the listing told too little */
    Attributes(StoreClient client, Executor executor, int ahead, Collection<ObjectInfo> batch) {
        this.client = client;
        this.executor = executor;
        this.ahead = ahead;
        this.waiting = new ArrayDeque<>(batch);
        advance();
    }

    /** For a batch of a consumer, unless reading the bodies tells it anyway. */
    static Attributes of(CloudBridgeEndpoint endpoint, boolean readFirst, List<ObjectInfo> batch) {
        CloudBridgeConfiguration options = endpoint.getConfiguration();
        StoreClient client = endpoint.client();
        List<ObjectInfo> objects = new ArrayList<>();
        if (!readFirst && !client.capabilities().has(Capabilities.Feature.LIST_PROPERTIES)) {
            objects.addAll(batch);
            if (options.getBodyType() == BodyType.stream && options.getPrefetch() > 0) {
                objects.removeIf(object -> object.size() <= options.getPrefetchMaxSize());
            }
        }
        int ahead = Math.max(AHEAD, options.getMaxConcurrency());
        return new Attributes(client, endpoint.getComponent().engine().executor(), ahead, objects);
    }

    private synchronized void advance() {
        while (!closed && asked.size() < ahead && !waiting.isEmpty()) {
            ObjectInfo object = waiting.poll();
            asked.put(object.ref(), CompletableFuture.supplyAsync(() -> ask(object), executor));
        }
    }

    /** The question about an object, to be joined by {@link #await}; null if nothing is asked of it. */
    synchronized CompletableFuture<ObjectInfo> take(ObjectInfo object) {
        CompletableFuture<ObjectInfo> question = asked.remove(object.ref());
        advance();
        return question;
    }

    /**
     * The answer.
     *
     * @throws io.cloudbridge.store.CloudBridgeException.ObjectNotFound if the object has vanished; PreconditionFailed if it was rewritten
     */
    static ObjectInfo await(CompletableFuture<ObjectInfo> question) {
        try {
            return question.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private ObjectInfo ask(ObjectInfo object) {
        ReadOptions pinned = object.etag().isEmpty() ? ReadOptions.NONE : ReadOptions.ifMatch(object.etag());
        return of(object, client.head(object.ref(), pinned));
    }

    /** What was listed, with what was learnt of it since. Name, content and time stay those that were listed. */
    static ObjectInfo of(ObjectInfo listed, ObjectInfo learnt) {
        ObjectRef ref = listed.versionId() == null ? listed.ref().withVersion(learnt.versionId()) : listed.ref();
        return new ObjectInfo(
                ref,
                listed.size(),
                listed.etag().isEmpty() ? learnt.etag() : listed.etag(),
                listed.lastModified() == null ? learnt.lastModified() : listed.lastModified(),
                learnt.properties(),
                learnt.checksum() == null ? listed.checksum() : learnt.checksum());
    }

    @Override
    public synchronized void close() {
        closed = true;
        waiting.clear();
        asked.clear();
    }
}
