/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a store can do, and its limits. Used by the engine to refuse what cannot be honoured and by the conformance suite to choose what to
 * prove.
 *
 * @param features what the store can do
 * @param maxPutSize the largest object of one request, in bytes
 * @param minPartSize the smallest part but for the last, in bytes
 * @param maxPartSize the largest part, in bytes
 * @param maxParts the most parts of an upload
 * @param maxBulkDelete the most objects of one delete call; 1 where the store has no bulk call
 * @param maxPageSize the most entries of one page of a listing
 * @param maxPresignExpiry the longest life of a signed URL
 * @param keyRule what the store asks of keys beyond {@link Keys#check}
 */
public record Capabilities(
        Set<Feature> features,
        long maxPutSize,
        long minPartSize,
        long maxPartSize,
        int maxParts,
        int maxBulkDelete,
        int maxPageSize,
        Duration maxPresignExpiry,
        KeyRule keyRule) {

    public Capabilities {
        features = features.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(features));
    }

    public boolean has(Feature feature) {
        return features.contains(feature);
    }

    /** What not every store can do. */
    public enum Feature {
        /** {@code ifNoneMatch=*} on {@link ObjectStore#put} and on completing a multipart upload. */
        CREATE_ONLY,
        /** {@code ifMatch} on {@link ObjectStore#put} and on completing a multipart upload. */
        REPLACE_IF_MATCH,
        /** {@code ifMatch} on {@link ObjectStore#delete}; without it the engine looks before it deletes. */
        DELETE_IF_MATCH,
        /** Conditions of {@link CopyOptions#target()} on {@link ObjectStore#copy}. */
        COPY_CONDITIONS,
        /** {@link CopyOptions#sourceIfMatch()}; without it the engine looks before it copies. */
        COPY_SOURCE_IF_MATCH,
        /**
         * Conditions are sent, but a server behind a given endpoint may be one that ignores them: the engine looks at the object as well before it
         * writes on condition.
         */
        LOOK_FIRST,
        /** {@link ObjectStore#copy}; without it the engine streams. */
        SERVER_COPY,
        /** {@link ObjectStore#tags}, {@link ObjectStore#setTags}, {@link PutOptions#tags()}. */
        TAGS,
        /** {@link ObjectStore#listVersions} and {@link ObjectRef#versionId()}. */
        VERSIONS,
        /** {@link ObjectStore#list} tells all properties of the objects, not only what every listing has. */
        LIST_PROPERTIES,
        /** {@link ObjectProperties#storageClass()}. */
        STORAGE_CLASS,
        /** {@link PutOptions.Encryption#MANAGED}. */
        ENCRYPTION_MANAGED,
        /** {@link PutOptions.Encryption#KMS}. */
        ENCRYPTION_KMS,
        /** {@link PresignRequest#contentType()} is part of what is signed. */
        PRESIGN_CONTENT_TYPE,
        /** {@link ObjectStore#presign} with the settings at hand. */
        PRESIGN,
        /** {@link ObjectStore#unfinishedUploads}. */
        UNFINISHED_UPLOADS,
        /** {@link ObjectStore#restore}. */
        RESTORE
    }

    /** What a store asks of keys. */
    @FunctionalInterface
    public interface KeyRule {

        /** Every key is fine. */
        KeyRule ANY = key -> null;

        /** Why the store cannot hold this key, in words that end a sentence that begins with the key; null if it can. */
        String problem(String key);
    }
}
