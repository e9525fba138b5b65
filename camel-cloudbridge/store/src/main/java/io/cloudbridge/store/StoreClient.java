/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import io.cloudbridge.store.Capabilities.Feature;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * One account of an object store, as callers use it. Everything that must be equal on every store happens here or in the classes that this one uses:
 * validation, the choice between one request and parts, resuming, paging, batches, retries, progress. Thread-safe.
 *
 * <p>Errors are {@link CloudBridgeException}s. What a store cannot do is {@link CloudBridgeException.Unsupported} before anything happens.
 */
public final class StoreClient implements AutoCloseable {

    private final String provider;
    private final DriverCalls store;
    private final Engine engine;
    private final Capabilities capabilities;
    private final Pages pages;
    private final Pages pagesAsListed;
    private final Pages versions;

    private StoreClient(String provider, ObjectStore driver, SecretMask secrets, int maxRetries, Engine engine) {
        this.provider = provider;
        this.engine = engine;
        this.capabilities = driver.capabilities();
        this.store = new DriverCalls(provider, driver, secrets, new Retry(maxRetries), engine);
        MissingETags etags = new MissingETags(ref -> store.head(ref, ReadOptions.NONE), engine.executor());
        this.pages = new Pages(provider, "list", request -> etags.filledIn(store.list(request)));
        this.pagesAsListed = new Pages(provider, "list", store::list);
        this.versions = new Pages(provider, "listVersions", store::listVersions);
    }

    /**
     * Opens an account.
     *
     * @throws CloudBridgeException.InvalidRequest if a setting is wrong, missing, or none of this provider's
     */
    public static StoreClient open(StoreProvider provider, StoreConfig config, Engine engine) {
        Set<String> foreign = new TreeSet<>(config.names());
        foreign.removeAll(provider.settings());
        if (!foreign.isEmpty()) {
            throw CloudBridgeException.invalid(
                    "provider " + provider.name() + " has no option " + String.join(", ", foreign) + "; it knows "
                            + String.join(", ", new TreeSet<>(provider.settings())));
        }
        return new StoreClient(
                provider.name(), provider.open(config), SecretMask.of(config), config.maxRetries(), engine);
    }

    /** Wraps a driver that is open already. */
    public static StoreClient of(String provider, ObjectStore driver, int maxRetries, Engine engine) {
        return new StoreClient(provider, driver, SecretMask.NONE, maxRetries, engine);
    }

    public String provider() {
        return provider;
    }

    public Capabilities capabilities() {
        return capabilities;
    }

    /** Where the requests go; empty if only the settings tell. Asks the store nothing. */
    public Optional<URI> endpoint() {
        return store.driver().endpoint();
    }

    /** The SDK's own client, for what this class does not have. */
    public <T> Optional<T> unwrap(Class<T> sdkType) {
        return store.driver().unwrap(sdkType);
    }

    DriverCalls store() {
        return store;
    }

    // ---- reading

    public ObjectInfo head(ObjectRef ref, ReadOptions options) {
        check(ref);
        return store.head(ref, options);
    }

    /** A 403 is an error, not false. */
    public boolean exists(ObjectRef ref) {
        try {
            head(ref, ReadOptions.NONE);
            return true;
        } catch (CloudBridgeException.ObjectNotFound e) {
            return false;
        }
    }

    /**
     * Asks for an object at once: the answer that brings the attributes brings the content. The caller closes the reader.
     *
     * @param range of length 0: only the attributes are asked for, and the reader is at its end
     * @throws CloudBridgeException.InvalidRequest if the range begins beyond the end
     */
    public ObjectReader open(ObjectRef ref, ByteRange range, ReadOptions options) {
        return opened(read(ref, range, options));
    }

    /** The same, of exactly the version that was seen; a replaced object is {@link CloudBridgeException.PreconditionFailed}. */
    public ObjectReader open(ObjectInfo seen, ByteRange range) {
        return opened(read(seen, range));
    }

    private static ObjectReader opened(ObjectReader reader) {
        reader.info();
        return reader;
    }

    /** A reader that asks for nothing before its first byte is read. */
    public ObjectReader read(ObjectRef ref, ByteRange range, ReadOptions options) {
        return read(ref, range, options, ContentRange.UNKNOWN);
    }

    /** The same, of exactly the version that was seen; a replaced object is {@link CloudBridgeException.PreconditionFailed}. */
    public ObjectReader read(ObjectInfo seen, ByteRange range) {
        ReadOptions options = seen.etag().isEmpty() ? ReadOptions.NONE : ReadOptions.ifMatch(seen.etag());
        return read(seen.ref(), range, options, seen.size());
    }

    private ObjectReader read(ObjectRef ref, ByteRange range, ReadOptions options, long listedSize) {
        check(ref);
        return new ObjectReader(store, engine.transfers(), ref, range, options, listedSize);
    }

    /** Writes an object to a file, whole or not at all. Directories are made; an existing file is replaced. */
    public ObjectInfo download(ObjectRef ref, Path target, ReadOptions options, TransferSettings settings) {
        return download(ref, ByteRange.ALL, target, options, settings);
    }

    /**
     * The same of a range: the file holds its bytes and nothing else.
     *
     * @throws CloudBridgeException.InvalidRequest if the range begins beyond the end
     */
    public ObjectInfo download(
            ObjectRef ref, ByteRange range, Path target, ReadOptions options, TransferSettings settings) {
        check(ref);
        return new Downloads(store, engine).download(ref, range, target, options, settings);
    }

    /**
     * Removes from a directory what downloads of processes of this host left there that were killed. The first download to a directory does so
     * by itself. A directory that cannot be read is left alone.
     */
    public static void removeLeftOvers(Path directory) {
        PartialFiles.sweep(directory);
    }

    // ---- writing

    /**
     * Stores an object: visible whole, or not at all and nothing is left behind.
     *
     * @throws CloudBridgeException.InvalidRequest if the body cannot be read, or is not as long as was declared
     */
    public PutResult upload(ObjectRef ref, Source source, PutOptions options, TransferSettings settings) {
        return upload(ref, source, options, settings, TransferStatus.Kind.UPLOAD);
    }

    PutResult upload(
            ObjectRef ref, Source source, PutOptions options, TransferSettings settings, TransferStatus.Kind kind) {
        check(ref);
        check("upload", ref, options);
        require("upload", ref, options.ifNoneMatch() != null, Feature.CREATE_ONLY, "ifNoneMatch on upload");
        require("upload", ref, options.ifMatch() != null, Feature.REPLACE_IF_MATCH, "ifMatch on upload");
        return new Uploads(store, engine)
                .upload(ref, source, options.withProperties(options.properties().typed()), settings, kind);
    }

    /** Copies inside the service if {@code target} is this client, else streams through this process. */
    public PutResult copy(
            ObjectRef from, StoreClient target, ObjectRef to, CopyOptions options, TransferSettings settings) {
        checkCopy(from, target, to, options);
        return new Copies(this, target, engine).copy(from, to, options.typed(), settings);
    }

    /** Copies, checks the copy, and deletes the version that was copied; a source replaced meanwhile stays. */
    public PutResult move(
            ObjectRef from, StoreClient target, ObjectRef to, CopyOptions options, TransferSettings settings) {
        checkCopy(from, target, to, options);
        return new Copies(this, target, engine).move(from, to, options.typed(), settings);
    }

    /** Whether an object and one that another client reaches are the same: an account may be known by several names. */
    public boolean isSameObject(ObjectRef ref, StoreClient other, ObjectRef there) {
        check(ref);
        other.check(there);
        return new Copies(this, other, engine).isSameObject(ref, there);
    }

    /** Replaces user metadata and content headers; what is unset is removed, an unset type is octet-stream. Content and tags stay. */
    public PutResult setProperties(ObjectRef ref, ObjectProperties properties, String ifMatch) {
        check(ref);
        require("setMetadata", ref, properties.storageClass() != null, Feature.STORAGE_CLASS, "storageClass");
        require("setMetadata", ref, ifMatch != null, Feature.REPLACE_IF_MATCH, "ifMatch on setMetadata");
        String version = HeaderValues.condition("ifMatch", ifMatch);
        return store.setProperties(ref, properties.typed(), HeaderValues.isAny(version) ? null : version);
    }

    public Map<String, String> tags(ObjectRef ref) {
        check(ref);
        require("getTags", ref, true, Feature.TAGS, "object tags");
        return store.call("tags", ref, d -> d.tags(ref));
    }

    public void setTags(ObjectRef ref, Map<String, String> tags) {
        check(ref);
        require("setTags", ref, true, Feature.TAGS, "object tags");
        HeaderValues.checkTags(tags);
        store.run("setTags", ref, d -> d.setTags(ref, tags));
    }

    /** Asks for an archived object to become readable, which takes minutes to hours. */
    public void restore(ObjectRef ref, RestoreOptions options) {
        check(ref);
        require("restore", ref, true, Feature.RESTORE, "archived objects");
        store.run("restore", ref, d -> d.restore(ref, options));
    }

    // ---- listing

    /** All pages, lazily. */
    public Listing list(ListRequest request) {
        return new Listing(this::page, engine.executor(), clamp(request));
    }

    /** All versions, lazily. */
    public Listing listVersions(ListRequest request) {
        require("listVersions", request.bucket(), null, true, Feature.VERSIONS, "versions");
        return new Listing(versions::get, engine.executor(), clamp(request));
    }

    /**
     * One page. Its token leads to the next one, also in another client of the same account.
     *
     * @throws CloudBridgeException.Unavailable if the page does not go on from the one before
     */
    public ObjectPage page(ListRequest request) {
        return pages.get(clamp(request));
    }

    // ---- deleting

    /** Deletes one object; one that is missing is no error. */
    public void delete(DeleteRequest request) {
        List<DeleteResult> results = deleteAll(List.of(request));
        if (!results.get(0).deleted()) {
            throw results.get(0).failure();
        }
    }

    /** One result for each request, in their order; nothing is thrown for a single object's failure. */
    public List<DeleteResult> deleteAll(Collection<DeleteRequest> requests) {
        List<DeleteResult> results = new ArrayList<>(requests.size());
        deleteAll(requests.iterator(), results::add);
        return results;
    }

    /**
     * The same for any number, in constant memory.
     *
     * @return how many are gone
     */
    public long deleteAll(Iterator<DeleteRequest> requests, Consumer<DeleteResult> sink) {
        return new Deletes(store, pagesAsListed, engine).deleteAll(requests, sink);
    }

    /**
     * Deletes every object below a prefix.
     *
     * @return how many
     * @throws CloudBridgeException the first failure, after all the others were tried
     */
    public long deletePrefix(String bucket, String prefix) {
        Listing objects = new Listing(pagesAsListed::get, engine.executor(), clamp(ListRequest.of(bucket, prefix)));
        List<CloudBridgeException> failures = new ArrayList<>();
        Iterator<DeleteRequest> requests = new Iterator<>() {
            @Override
            public boolean hasNext() {
                return objects.hasNext();
            }

            @Override
            public DeleteRequest next() {
                return new DeleteRequest(new ObjectRef(bucket, objects.next().key()));
            }
        };
        long deleted = new Deletes(store, pagesAsListed, engine).deleteTree(requests, result -> {
            if (!result.deleted() && failures.size() < 10) {
                failures.add(result.failure());
            }
        });
        if (!failures.isEmpty()) {
            CloudBridgeException first = failures.get(0);
            failures.subList(1, failures.size()).forEach(first::addSuppressed);
            throw first;
        }
        return deleted;
    }

    // ---- presigned requests

    /** Signs a request; local work where the store allows that. */
    public SignedRequest presign(PresignRequest request) {
        ObjectRef ref = request.ref();
        check(ref);
        require("presign", ref, true, Feature.PRESIGN, "presigned URLs with the settings at hand");
        require(
                "presign",
                ref,
                request.contentType() != null,
                Feature.PRESIGN_CONTENT_TYPE,
                "a content type bound to the URL");
        if (request.expiry().compareTo(Duration.ofSeconds(1)) < 0) {
            throw CloudBridgeException.invalid("presignExpiry is " + request.expiry() + "; give one second or more");
        }
        if (request.expiry().compareTo(capabilities.maxPresignExpiry()) > 0) {
            throw CloudBridgeException.invalid("presignExpiry is " + request.expiry() + "; the longest for provider "
                    + provider + " is " + capabilities.maxPresignExpiry());
        }
        return store.call("presign", ref, d -> d.presign(request));
    }

    // ---- buckets

    public void createBucket(String bucket) {
        store.createBucket(Keys.checkBucket(bucket));
    }

    /** Refuses a bucket that is not empty. */
    public void deleteBucket(String bucket) {
        store.deleteBucket(Keys.checkBucket(bucket));
    }

    public boolean bucketExists(String bucket) {
        Keys.checkBucket(bucket);
        return store.call("bucketExists", bucket, d -> d.bucketExists(bucket));
    }

    public List<BucketInfo> listBuckets() {
        return store.call("listBuckets", (String) null, ObjectStore::listBuckets);
    }

    // ---- unfinished uploads

    /**
     * Drops unfinished uploads that began longer ago than {@code olderThan}.
     *
     * @return how many
     */
    public long abortUploads(String bucket, String prefix, Duration olderThan) {
        require("abortUploads", bucket, null, true, Feature.UNFINISHED_UPLOADS, "a list of unfinished uploads");
        // without an age all are meant; the store's clock, or its rounding up to whole seconds, must not save the
        // newest
        Instant before = olderThan.isZero() ? Instant.MAX : Instant.now().minus(olderThan);
        List<UnfinishedUpload> old = store
                .call(
                        "unfinishedUploads",
                        Keys.checkBucket(bucket),
                        d -> d.unfinishedUploads(bucket, prefix == null ? "" : prefix))
                .stream()
                .filter(upload -> upload.started() == null || !upload.started().isAfter(before))
                .toList();
        old.forEach(upload -> store.run("abortUpload", upload.ref(), d -> d.abortUpload(upload)));
        return old.size();
    }

    /** Releases the client. Idempotent. */
    @Override
    public void close() {
        store.driver().close();
    }

    // ---- checks

    private ListRequest clamp(ListRequest request) {
        return request.pageSize() > capabilities.maxPageSize()
                ? request.withPageSize(capabilities.maxPageSize())
                : request;
    }

    private void checkCopy(ObjectRef from, StoreClient target, ObjectRef to, CopyOptions options) {
        check(from);
        target.check(to);
        target.check("copy", to, options.target());
        boolean inService = target == this && capabilities.has(Feature.SERVER_COPY);
        boolean create = options.target().ifNoneMatch() != null;
        boolean replace = options.target().ifMatch() != null;
        target.require(
                "copy", to, create, inService ? Feature.COPY_CONDITIONS : Feature.CREATE_ONLY, "ifNoneMatch on copy");
        target.require(
                "copy", to, replace, inService ? Feature.COPY_CONDITIONS : Feature.REPLACE_IF_MATCH, "ifMatch on copy");
    }

    private void check(ObjectRef ref) {
        String problem = capabilities.keyRule().problem(ref.key());
        if (problem != null) {
            throw new CloudBridgeException.InvalidRequest(
                    Failure.of("the object key '" + ref.key() + "' " + problem)
                            .in(provider, null, ref.bucket(), ref.key()),
                    null);
        }
        require("versions", ref, ref.versionId() != null, Feature.VERSIONS, "versions");
    }

    private void check(String operation, ObjectRef ref, PutOptions options) {
        require(operation, ref, options.properties().storageClass() != null, Feature.STORAGE_CLASS, "storageClass");
        require(operation, ref, !options.tags().isEmpty(), Feature.TAGS, "object tags");
        require(
                operation,
                ref,
                options.encryption() == PutOptions.Encryption.MANAGED,
                Feature.ENCRYPTION_MANAGED,
                "encryption=managed");
        require(
                operation,
                ref,
                options.encryption() == PutOptions.Encryption.KMS,
                Feature.ENCRYPTION_KMS,
                "encryption=kms");
    }

    private void require(String operation, ObjectRef ref, boolean wanted, Feature feature, String what) {
        require(operation, ref.bucket(), ref.key(), wanted, feature, what);
    }

    private void require(String operation, String bucket, String key, boolean wanted, Feature feature, String what) {
        if (wanted && !capabilities.has(feature)) {
            throw new CloudBridgeException.Unsupported(
                    Failure.of("provider " + provider + " does not have " + what + "; nothing was done")
                            .in(provider, operation, bucket, key),
                    null);
        }
    }
}
