/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import io.cloudbridge.store.ObjectStore;
import io.cloudbridge.store.StoreConfig;
import io.cloudbridge.store.StoreProvider;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A provider whose stores are watched. */
final class WatchedProvider implements StoreProvider {

    private final StoreProvider provider;
    private final UnaryOperator<ObjectStore> wrap;
    private final Watch watch;
    private volatile WatchedStore last;

    /** @param wrap what stands between driver and watch */
    WatchedProvider(StoreProvider provider, UnaryOperator<ObjectStore> wrap, Watch watch) {
        this.provider = provider;
        this.wrap = wrap;
        this.watch = watch;
    }

    /** The store that was opened last. */
    WatchedStore last() {
        return last;
    }

    @Override
    public String name() {
        return provider.name();
    }

    @Override
    public Set<String> settings() {
        return provider.settings();
    }

    @Override
    public ObjectStore open(StoreConfig config) {
        last = new WatchedStore(wrap.apply(provider.open(config)), watch);
        return last;
    }
}
