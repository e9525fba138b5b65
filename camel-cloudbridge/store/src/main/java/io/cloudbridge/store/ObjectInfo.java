/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.time.Instant;
import java.util.Map;

/**
 * The attributes of an object at one moment. Immutable.
 *
 * @param ref bucket, key and, where the store has them, the version
 * @param size in bytes
 * @param etag unquoted; names this content in conditions; empty if the store gave none
 * @param lastModified when it was stored; null if the store did not say
 * @param properties content headers, metadata and storage class; a listing has few or none of them
 * @param checksum of the whole content, where the store knows it, else null
 * @param deleteMarker in a listing of versions: this version says that the key was deleted
 */
public record ObjectInfo(
        ObjectRef ref,
        long size,
        String etag,
        Instant lastModified,
        ObjectProperties properties,
        Checksum checksum,
        boolean deleteMarker) {

    public ObjectInfo {
        etag = etag == null ? "" : etag;
        properties = properties == null ? ObjectProperties.NONE : properties;
    }

    public ObjectInfo(
            ObjectRef ref,
            long size,
            String etag,
            Instant lastModified,
            ObjectProperties properties,
            Checksum checksum) {
        this(ref, size, etag, lastModified, properties, checksum, false);
    }

    public String bucket() {
        return ref.bucket();
    }

    public String key() {
        return ref.key();
    }

    /** The version, or null where the store has none. */
    public String versionId() {
        return ref.versionId();
    }

    public String contentType() {
        return properties.contentType();
    }

    public String storageClass() {
        return properties.storageClass();
    }

    public Map<String, String> metadata() {
        return properties.metadata();
    }

    /** A zero-byte object whose key ends with a slash, as consoles make to show a folder. */
    public boolean isFolderMarker() {
        return size == 0 && key().endsWith("/");
    }
}
