/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer;

import io.cloudbridge.camel.message.VersionGone;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectRef;

/**
 * An object that this consumer has claimed, with all that finishing it needs. A route cannot change it: whatever it does to its exchange, this
 * version of this object is deleted or moved to this place.
 *
 * @param object as it was listed
 * @param seenKey by which it is remembered, or null if it is not
 * @param moveTo where it goes after success, or null if it does not move
 * @param gone whether reading the object found this version gone
 */
record Claim(ObjectInfo object, String seenKey, ObjectRef moveTo, VersionGone gone) {

    String key() {
        return object.key();
    }
}
