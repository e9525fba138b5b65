/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectRef;

/**
 * An object that this consumer has claimed, with all that finishing it needs. Immutable: whatever a route does to its exchange changes nothing
 * here.
 *
 * @param seenKey by which it is remembered, or null if it is not
 * @param moveTo where it goes after success, or null if it does not move
 */
record Claimed(ObjectInfo object, String seenKey, ObjectRef moveTo) {

    String key() {
        return object.key();
    }
}
