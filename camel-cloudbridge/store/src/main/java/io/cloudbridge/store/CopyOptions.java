/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

/**
 * How an object is copied.
 *
 * @param sourceIfMatch copy only the source with this ETag, or null
 * @param target conditions, tags (empty: as the source), encryption and storage class of the copy; with {@code keepProperties} its other
 *     properties are unset
 * @param keepProperties content headers and metadata come from the source; else from {@code target}
 */
public record CopyOptions(String sourceIfMatch, PutOptions target, boolean keepProperties) {

    /** As the source, no condition. */
    public static final CopyOptions NONE = new CopyOptions(null, PutOptions.NONE, true);

    public CopyOptions {
        sourceIfMatch = HeaderValues.condition("sourceIfMatch", sourceIfMatch);
        // there is no copy of an object that is not there
        sourceIfMatch = HeaderValues.isAny(sourceIfMatch) ? null : sourceIfMatch;
    }

    public CopyOptions withSourceIfMatch(String etag) {
        return new CopyOptions(etag, target, keepProperties);
    }

    /** Properties that replace those of the source are checked and have a content type. */
    CopyOptions typed() {
        return keepProperties
                ? this
                : new CopyOptions(
                        sourceIfMatch, target.withProperties(target.properties().typed()), false);
    }
}
