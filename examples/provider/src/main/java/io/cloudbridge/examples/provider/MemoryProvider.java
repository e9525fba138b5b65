/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.examples.provider;

import io.cloudbridge.store.ObjectStore;
import io.cloudbridge.store.StoreConfig;
import io.cloudbridge.store.StoreProvider;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** {@code provider=memory}: objects in the heap of this process, for tests of routes. Each {@code accountName} is a store of its own. */
public final class MemoryProvider implements StoreProvider {

    private static final Map<String, MemoryStore> ACCOUNTS = new ConcurrentHashMap<>();

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public Set<String> settings() {
        return Set.of("accountName", "maxRetries");
    }

    @Override
    public ObjectStore open(StoreConfig config) {
        return ACCOUNTS.computeIfAbsent(config.get("accountName", "default"), name -> new MemoryStore());
    }
}
