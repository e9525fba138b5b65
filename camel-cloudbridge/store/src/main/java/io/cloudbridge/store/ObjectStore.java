/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One account of one object store, as a driver sees it: primitives only. Callers use {@link StoreClient}.
 *
 * <p>What an implementation may rely on: references, ranges and options are valid and never null; keys obey {@link Capabilities#keyRule()};
 * {@link Content} is repeatable, its length is known and within the limits of {@link Capabilities}; no option outside
 * {@link Capabilities#features()} is ever set; what is written has a content type. What it owes: it is thread-safe; it does not retry, buffer, size parts, validate or log above
 * DEBUG; it throws nothing but {@link CloudBridgeException}, each error classified once: by the store's own code, then the HTTP status, then
 * the exception type. The engine fills in provider, operation, bucket and key where an error does not name them. ETags are unquoted in both
 * directions. Metadata keys are lower case.
 *
 * <p>A store that does not declare a {@link Capabilities.Feature} leaves the methods that need it as they are here.
 *
 * <p>Take care when adding to this interface: every provider has to keep every promise made here.
 */
public interface ObjectStore extends AutoCloseable {

    /** What this store can do, and its limits. Constant for the life of the store. */
    Capabilities capabilities();

    /**
     * The attributes of an object.
     *
     * @throws CloudBridgeException.ObjectNotFound if there is none; {@link CloudBridgeException.BucketNotFound} where the store tells
     */
    ObjectInfo head(ObjectRef ref, ReadOptions options);

    /**
     * Opens an object for reading. The caller closes the content; {@link ObjectContent#abort()} drops the connection without draining it. A
     * connection that breaks while the stream is read surfaces as {@link java.io.IOException} from the stream; the engine resumes.
     *
     * @param range a range that starts beyond the end is {@link CloudBridgeException.InvalidRequest} with status 416; one that ends beyond
     *     it is cut
     */
    ObjectContent read(ObjectRef ref, ByteRange range, ReadOptions options);

    /** Stores an object in one request: visible whole, or not at all and the old object is as it was. */
    PutResult put(ObjectRef ref, Content content, PutOptions options);

    /** Begins an upload in parts; nothing is visible before {@link MultipartUpload#complete}. */
    MultipartUpload startMultipart(ObjectRef ref, PutOptions options);

    /**
     * As {@link #startMultipart(ObjectRef, PutOptions)}. A store that keeps no checksum of such an object, but has an ETag that is the MD5 of its parts'
     * MD5s, writes down the size of its parts where users do not see it, and tells it as {@link ObjectContent#partSize()}.
     *
     * @param partSize of all parts but the last, which may be shorter; when the length is unknown, parts behind the first ones may be larger
     */
    default MultipartUpload startMultipart(ObjectRef ref, PutOptions options, long partSize) {
        return startMultipart(ref, options);
    }

    /**
     * Copies inside the service, whatever the object's size; returns when the copy is complete. With {@link CopyOptions#keepProperties()} content
     * headers, metadata and, where the service does so, tags go along. Asked only of stores with {@link Capabilities.Feature#SERVER_COPY}.
     *
     * @return empty if the service cannot copy this object by itself; nothing was done then, and the engine streams the copy
     */
    default Optional<PutResult> copy(ObjectRef from, ObjectRef to, CopyOptions options) {
        return Optional.empty();
    }

    /**
     * Deletes up to {@link Capabilities#maxBulkDelete()} objects of one bucket in one call. Deleting what is missing succeeds.
     *
     * @return one result per request, in the order of the requests; only a failure of the call as a whole is thrown
     */
    List<DeleteResult> delete(String bucket, List<DeleteRequest> requests);

    /** One page of a listing, in UTF-8 byte order of the keys. */
    ObjectPage list(ListRequest request);

    /** One page of the versions of keys, newest first for each key. Needs {@link Capabilities.Feature#VERSIONS}. */
    default ObjectPage listVersions(ListRequest request) {
        throw CloudBridgeException.unsupported("versions");
    }

    /** Signs a request without asking the store, where the store allows that. Needs {@link Capabilities.Feature#PRESIGN}. */
    default SignedRequest presign(PresignRequest request) {
        throw CloudBridgeException.unsupported("signed requests");
    }

    /**
     * Replaces user metadata and content headers, content untouched. Unset properties are removed.
     *
     * @param ifMatch only this version, or null
     */
    PutResult setProperties(ObjectRef ref, ObjectProperties properties, String ifMatch);

    /** The tags of an object. Needs {@link Capabilities.Feature#TAGS}. */
    default Map<String, String> tags(ObjectRef ref) {
        throw CloudBridgeException.unsupported("tags");
    }

    /** Replaces the tags of an object. Needs {@link Capabilities.Feature#TAGS}. */
    default void setTags(ObjectRef ref, Map<String, String> tags) {
        throw CloudBridgeException.unsupported("tags");
    }

    /**
     * Asks for an archived object to become readable, which takes minutes to hours; asked again meanwhile, it does nothing. Needs {@link
     * Capabilities.Feature#RESTORE}.
     */
    default void restore(ObjectRef ref, RestoreOptions options) {
        throw CloudBridgeException.unsupported("archived objects");
    }

    /**
     * Creates a bucket.
     *
     * @throws CloudBridgeException.AlreadyExists if it exists, whoever owns it
     */
    void createBucket(String bucket);

    /**
     * Deletes an empty bucket; a missing one is {@link CloudBridgeException.BucketNotFound}.
     *
     * @throws CloudBridgeException.InvalidState if it holds objects
     */
    void deleteBucket(String bucket);

    /** Whether the bucket exists. A 403 is {@link CloudBridgeException.AccessDenied}, never {@code false}. */
    boolean bucketExists(String bucket);

    /** Every bucket of the account. */
    List<BucketInfo> listBuckets();

    /**
     * Whether a bucket that exists was created, or changed as a whole, after this time; {@code false} where the store does not tell. It is the proof
     * that a bucket is ours after the answer to its creation got lost.
     */
    default boolean isNewer(String bucket, Instant time) {
        return listBuckets().stream()
                .anyMatch(one -> one.name().equals(bucket)
                        && one.created() != null
                        && one.created().isAfter(time));
    }

    /**
     * Uploads begun and neither completed nor aborted, below a prefix. Needs {@link Capabilities.Feature#UNFINISHED_UPLOADS}.
     */
    default List<UnfinishedUpload> unfinishedUploads(String bucket, String prefix) {
        throw CloudBridgeException.unsupported("a list of unfinished uploads");
    }

    /** Drops an unfinished upload and its parts; one that is gone already is no error. */
    default void abortUpload(UnfinishedUpload upload) {
        throw CloudBridgeException.unsupported("a list of unfinished uploads");
    }

    /**
     * Where the requests of the client go, so that a client that the user gave and settings that reach the same place are known to be one account;
     * empty if only the settings tell. Asks the store nothing.
     */
    default Optional<URI> endpoint() {
        return Optional.empty();
    }

    /** The SDK's own client, for what this interface does not have; empty if there is none of that type. */
    default <T> Optional<T> unwrap(Class<T> sdkType) {
        return Optional.empty();
    }

    /** Releases clients this store made; a client the user gave is left open. Idempotent. */
    @Override
    default void close() {}
}
