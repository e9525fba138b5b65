/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import io.cloudbridge.store.Keys;

/**
 * A place in the order of keys, from which a listing goes on.
 *
 * @param bound keys up to this one lie before
 * @param whole the keys that start with the bound lie before as well
 */
record Position(String bound, boolean whole) {

    static final Position START = new Position("", false);

    /** Behind one key. */
    static Position after(String key) {
        return new Position(key, false);
    }

    /** Behind every key that starts with this. */
    static Position behind(String prefix) {
        return new Position(prefix, true);
    }

    boolean isBefore(String key) {
        return bound.isEmpty() || Keys.ORDER.compare(key, bound) > 0 && !(whole && key.startsWith(bound));
    }

    /** Whether a key that starts with this prefix can lie behind this place. */
    boolean isBeforeSome(String prefix) {
        if (bound.isEmpty()) {
            return true;
        }
        if (whole && prefix.startsWith(bound)) {
            return false;
        }
        return bound.startsWith(prefix) || Keys.ORDER.compare(prefix, bound) > 0;
    }
}
