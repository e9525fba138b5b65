/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What travels with an object beside its bytes. Null means not set.
 *
 * @param contentType media type
 * @param metadata user metadata, keys in lower case, sorted, never null
 */
public record ObjectProperties(
        String contentType,
        String contentEncoding,
        String contentDisposition,
        String contentLanguage,
        String cacheControl,
        String storageClass,
        Map<String, String> metadata) {

    /** Nothing set. */
    public static final ObjectProperties NONE = new ObjectProperties(null, null, null, null, null, null, Map.of());

    public ObjectProperties {
        metadata = metadata == null ? Map.of() : lowerCase(metadata);
    }

    public ObjectProperties withContentType(String value) {
        return new ObjectProperties(
                value, contentEncoding, contentDisposition, contentLanguage, cacheControl, storageClass, metadata);
    }

    public ObjectProperties withContentEncoding(String value) {
        return new ObjectProperties(
                contentType, value, contentDisposition, contentLanguage, cacheControl, storageClass, metadata);
    }

    public ObjectProperties withContentDisposition(String value) {
        return new ObjectProperties(
                contentType, contentEncoding, value, contentLanguage, cacheControl, storageClass, metadata);
    }

    public ObjectProperties withContentLanguage(String value) {
        return new ObjectProperties(
                contentType, contentEncoding, contentDisposition, value, cacheControl, storageClass, metadata);
    }

    public ObjectProperties withCacheControl(String value) {
        return new ObjectProperties(
                contentType, contentEncoding, contentDisposition, contentLanguage, value, storageClass, metadata);
    }

    public ObjectProperties withStorageClass(String value) {
        return new ObjectProperties(
                contentType, contentEncoding, contentDisposition, contentLanguage, cacheControl, value, metadata);
    }

    public ObjectProperties withMetadata(Map<String, String> value) {
        return new ObjectProperties(
                contentType, contentEncoding, contentDisposition, contentLanguage, cacheControl, storageClass, value);
    }

    /**
     * The same in the form that is sent: a blank content header counts as none, and a file name beyond ASCII is in its encoded form.
     *
     * @throws CloudBridgeException.InvalidRequest for a value that HTTP cannot carry
     */
    public ObjectProperties checked() {
        return HeaderValues.checked(this);
    }

    /** {@link #checked()}, and with a content type, so that no store chooses one of its own. */
    ObjectProperties typed() {
        ObjectProperties checked = checked();
        return checked.contentType() == null ? checked.withContentType(HeaderValues.UNTYPED) : checked;
    }

    private static Map<String, String> lowerCase(Map<String, String> given) {
        Map<String, String> lower = new TreeMap<>();
        given.forEach((name, value) -> {
            if (name == null || name.isEmpty() || value == null) {
                throw CloudBridgeException.invalid(
                        "metadata has an empty name or no value for '" + name + "'; give text for both");
            }
            if (lower.put(name.toLowerCase(Locale.ROOT), value) != null) {
                throw CloudBridgeException.invalid("metadata names '" + name
                        + "' twice; stores keep names in lower case, so they must differ in more than case");
            }
        });
        return Collections.unmodifiableMap(lower);
    }
}
