/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listeners of one kind. What one throws is logged once for each class of listener and changes nothing. Thread-safe. */
final class Listeners<L> {

    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    private final List<L> all = new CopyOnWriteArrayList<>();
    private final Set<Class<?>> warned = ConcurrentHashMap.newKeySet();

    void add(L listener) {
        all.add(listener);
    }

    void remove(L listener) {
        all.remove(listener);
    }

    void tell(Consumer<L> event) {
        for (L listener : all) {
            try {
                event.accept(listener);
            } catch (Throwable e) {
                // whatever it is, a checked exception of another language too: the listener's own fault, and none of
                // the request's
                if (warned.add(listener.getClass())) {
                    LOG.warn(
                            "Listener {} failed; this is said once and changes nothing",
                            listener.getClass().getName(),
                            e);
                }
            }
        }
    }
}
