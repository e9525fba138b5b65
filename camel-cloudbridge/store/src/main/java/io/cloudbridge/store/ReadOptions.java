/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

/**
 * Conditions of a read.
 *
 * @param ifMatch read only if the ETag is this, or null
 * @param ifNoneMatch read only if the ETag is not this, or null
 */
public record ReadOptions(String ifMatch, String ifNoneMatch) {

    /** No condition. */
    public static final ReadOptions NONE = new ReadOptions(null, null);

    public ReadOptions {
        ifMatch = HeaderValues.condition("ifMatch", ifMatch);
        ifNoneMatch = HeaderValues.condition("ifNoneMatch", ifNoneMatch);
    }

    public static ReadOptions ifMatch(String etag) {
        return new ReadOptions(etag, null);
    }
}
