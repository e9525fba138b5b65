/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

/**
 * An object to delete.
 *
 * @param ref the object, or one version of it
 * @param ifMatch delete only the object with this ETag, or null
 */
public record DeleteRequest(ObjectRef ref, String ifMatch) {

    public DeleteRequest {
        ifMatch = HeaderValues.condition("ifMatch", ifMatch);
    }

    public DeleteRequest(ObjectRef ref) {
        this(ref, null);
    }
}
