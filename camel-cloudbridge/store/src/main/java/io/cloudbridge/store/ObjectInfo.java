/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.time.Instant;
import java.util.Map;

/**
 * The attributes of an object at one moment. Immutable.
 *
 * @param ref bucket, key and, where the store has them, the version
 * @param size in bytes; {@link ContentRange#UNKNOWN} in a driver's answer to a read that does not say it, never for callers
 * @param etag unquoted; names this content in conditions; empty if the store gave none
 * @param lastModified when it was stored; null if the store did not say
 * @param properties content headers, metadata and storage class; a listing has few or none of them
 * @param checksum of the whole content, where the store knows it, else null
 * @param deleteMarker in a listing of versions: this version says that the key was deleted
 * @param archived the content lies in an archive and cannot be read before it is restored; false where the store does not tell
 */
public record ObjectInfo(
        ObjectRef ref,
        long size,
        String etag,
        Instant lastModified,
        ObjectProperties properties,
        Checksum checksum,
        boolean deleteMarker,
        boolean archived) {

    /** What the Hadoop family of tools appends to the name of a folder. */
    private static final String HADOOP_FOLDER = "_$folder$";

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
        this(ref, size, etag, lastModified, properties, checksum, false, false);
    }

    /** The same object, said to be archived or not. */
    public ObjectInfo withArchived(boolean value) {
        return new ObjectInfo(ref, size, etag, lastModified, properties, checksum, deleteMarker, value);
    }

    public String bucket() {
        return ref.bucket();
    }

    public String key() {
        return ref.key();
    }

    ObjectInfo withSize(long value) {
        return new ObjectInfo(ref, value, etag, lastModified, properties, checksum, deleteMarker, archived);
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

    /**
     * A zero-byte object that stands for a folder: its key ends with a slash, as consoles make it, or with {@code _$folder$}, as Hadoop does; its
     * metadata has {@code hdi_isfolder}, as Azure Data Lake does; or its type is {@code application/directory}, as tools for Swift do.
     */
    public boolean isFolderMarker() {
        return size == 0
                && (key().endsWith("/")
                        || key().endsWith(HADOOP_FOLDER)
                        || "true".equalsIgnoreCase(metadata().get("hdi_isfolder"))
                        || "application/directory".equals(contentType()));
    }
}
