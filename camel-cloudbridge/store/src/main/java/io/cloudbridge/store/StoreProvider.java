/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.util.Set;

/**
 * Opens stores of one kind. Found with {@link java.util.ServiceLoader}; implementations have a public constructor without arguments and are
 * thread-safe.
 */
public interface StoreProvider {

    /** The name that users write as {@code provider=}, in lower case; for example {@code aws}. */
    String name();

    /**
     * The settings this provider reads from its {@link StoreConfig}, the common ones ({@link StoreConfig#COMMON}) it honours included. A
     * setting that is not listed here is refused before {@link #open} is called.
     */
    Set<String> settings();

    /**
     * The kinds of SDK client that setting {@code client} takes. An application that holds exactly one object of these kinds may have it used
     * without naming it.
     */
    default Set<Class<?>> clientTypes() {
        return Set.of();
    }

    /**
     * Opens one account of the store. Wrong or missing settings fail here; the network is not touched where the store allows that.
     *
     * @throws CloudBridgeException.InvalidRequest naming the setting and the remedy
     */
    ObjectStore open(StoreConfig config);
}
