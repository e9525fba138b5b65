/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer;

import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.StoreClient;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.apache.camel.support.LRUCacheFactory;

/**
 * The last places to which consumers of this process have moved objects. An object at such a place was moved there, and is not a copy that a killed
 * process has left. Thread-safe.
 */
final class FinishedMoves {

    private static final int MOST = 10_000;

    private static final Map<StoreClient, Set<ObjectRef>> TARGETS = Collections.synchronizedMap(new WeakHashMap<>());

    private final Set<ObjectRef> targets;

    private FinishedMoves(Set<ObjectRef> targets) {
        this.targets = targets;
    }

    /** The moves of all consumers to one store. */
    static FinishedMoves to(StoreClient store) {
        return new FinishedMoves(
                TARGETS.computeIfAbsent(store, any -> Collections.newSetFromMap(LRUCacheFactory.newLRUCache(MOST))));
    }

    void add(ObjectRef target) {
        targets.add(target);
    }

    /** A later move to that place has failed, perhaps with its copy done. */
    void remove(ObjectRef target) {
        targets.remove(target);
    }

    boolean contains(ObjectRef target) {
        return targets.contains(target);
    }
}
