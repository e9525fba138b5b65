/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.message;

import io.cloudbridge.store.CloudBridgeException;
import java.util.function.Supplier;

/**
 * Whether reading an object found that the version which was seen is gone: the object was deleted or rewritten. Kept beside the body, and not read
 * off the exception that a route ends with, since the same exception may come from another store that the route uses. Thread-safe.
 */
public final class VersionGone {

    private volatile boolean found;

    /** Whether it was found to be gone. */
    public boolean isFound() {
        return found;
    }

    /** Does a piece of reading, and notes if it finds the version gone. */
    public <T> T watch(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (CloudBridgeException.ObjectNotFound | CloudBridgeException.PreconditionFailed e) {
            found = true;
            throw e;
        }
    }
}
