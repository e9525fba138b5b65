/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

/**
 * What became of one object of a bulk delete.
 *
 * @param ref the object
 * @param failure why it is still there, or null if it is gone
 */
public record DeleteResult(ObjectRef ref, CloudBridgeException failure) {

    public DeleteResult(ObjectRef ref) {
        this(ref, null);
    }

    public boolean deleted() {
        return failure == null;
    }

    public String key() {
        return ref.key();
    }
}
