/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.ObjectProperties;
import java.util.Map;

/**
 * What the store knows of an object beside its bytes, and which bytes it belongs to.
 *
 * @param checksum CRC32C of the content; null in what is not stored
 * @param version of the file when it was last seen with this content
 */
record Sidecar(
        String key, ObjectProperties properties, Map<String, String> tags, Checksum checksum, FileVersion version) {

    Sidecar {
        if (properties.contentType() == null) {
            properties = properties.withContentType(ContentTypes.of(key));
        }
        tags = Map.copyOf(tags);
    }

    Sidecar(String key, ObjectProperties properties, Map<String, String> tags, Checksum checksum) {
        this(key, properties, tags, checksum, new FileVersion(0, 0, 0));
    }

    /** Of an object that has no sidecar, such as a file of another program. */
    static Sidecar defaults(String key) {
        return new Sidecar(key, ObjectProperties.NONE.withContentType(ContentTypes.of(key)), Map.of(), null);
    }

    /** Whether an object needs no sidecar to have these properties and tags. */
    boolean isDefault() {
        return tags.isEmpty() && properties.equals(defaults(key).properties());
    }

    /** Whether this belongs to a file, by its version alone. */
    boolean isOf(FileVersion other) {
        return version.equals(other);
    }

    Sidecar withVersion(FileVersion value) {
        return new Sidecar(key, properties, tags, checksum, value);
    }

    Sidecar withProperties(ObjectProperties value) {
        return new Sidecar(key, value, tags, checksum, version);
    }

    Sidecar withTags(Map<String, String> value) {
        return new Sidecar(key, properties, value, checksum, version);
    }

    Sidecar withChecksum(Checksum value) {
        return new Sidecar(key, properties, tags, value, version);
    }
}
