/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

/**
 * Conditions of a read.
 *
 * @param ifMatch read only if the ETag is this, or null; drivers never see {@code *}
 * @param ifNoneMatch read only if the ETag is not this, or null; drivers never see {@code *}
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

    /**
     * What a store is asked. An object that is there matches {@code *}, and stores differ in what they make of it: one answers 412, another finds
     * nothing wrong, a third refuses it as a header it does not know.
     */
    ReadOptions sent() {
        return new ReadOptions(
                HeaderValues.isAny(ifMatch) ? null : ifMatch, HeaderValues.isAny(ifNoneMatch) ? null : ifNoneMatch);
    }
}
