/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer;

import java.util.Collection;
import java.util.Set;

/** Claims that several processes share. Thread-safe. */
interface SharedClaims {

    /** Claims all of these keys that no other process holds, and says which. */
    Set<String> take(Collection<String> keys);

    /** Gives a key back. It may stay claimed for a moment where several are given back together. */
    void release(String key);

    /** Whether a key that was claimed is still claimed. False if another process has taken it over, or may have. */
    default boolean holds(String key) {
        return true;
    }

    /** Gives back at once what was released. */
    default void flush() {}

    /** The consumer stops; nothing more is claimed. Claims of exchanges that are under way stay until they are released. */
    default void close() {}

    /** The most keys that are worth claiming at once: what one process claims and has not begun is lost to the others. */
    int batchSize();
}
