/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.Context;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.models.AccessTier;
import com.azure.storage.blob.models.RehydratePriority;
import com.azure.storage.blob.options.BlobSetAccessTierOptions;
import com.azure.storage.blob.options.BlobSetTagsOptions;
import io.cloudbridge.store.BucketInfo;
import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.Capabilities;
import io.cloudbridge.store.Capabilities.Feature;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.CopyOptions;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.DeleteResult;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.MultipartUpload;
import io.cloudbridge.store.ObjectContent;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectPage;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.ObjectStore;
import io.cloudbridge.store.PresignRequest;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutResult;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.RestoreOptions;
import io.cloudbridge.store.SignedRequest;
import io.cloudbridge.store.UnfinishedUpload;
import java.net.URI;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An account of Azure Blob Storage. */
final class AzureStore implements ObjectStore {

    private static final long MIB = 1024 * 1024;
    private static final int MOST_BLOCKS = 50_000;
    private static final int LARGEST_PAGE = 5000;
    private static final HttpHeaderName ARCHIVE_STATUS = HttpHeaderName.fromString("x-ms-archive-status");

    private final AzureAccount account;
    private final AzureErrors errors;
    private final Capabilities capabilities;
    private final AzureReads reads;
    private final AzureListings listings;
    private final AzureCopies copies;
    private final AzureDeletes deletes;
    private final AzurePresigns presigns;
    private final AzureBuckets buckets;

    AzureStore(AzureAccount account) {
        this.account = account;
        this.errors = new AzureErrors(account.url().getAuthority());
        this.capabilities = capabilities(account);
        this.presigns = new AzurePresigns(account);
        this.reads = new AzureReads(account);
        this.listings = new AzureListings(account);
        this.copies = new AzureCopies(account, presigns, errors, reads);
        this.deletes = new AzureDeletes(account, errors);
        this.buckets = new AzureBuckets(account, errors);
    }

    private static Capabilities capabilities(AzureAccount account) {
        Set<Feature> features = EnumSet.allOf(Feature.class);
        if (account.isAtAzure()) {
            features.remove(Feature.LOOK_FIRST);
        }
        // A SAS has nowhere to say which type the upload must have.
        features.remove(Feature.PRESIGN_CONTENT_TYPE);
        if (!account.hasKey() && !account.hasToken()) {
            features.remove(Feature.PRESIGN);
        }
        if (!account.canAuthorizeSources()) {
            features.remove(Feature.SERVER_COPY);
        }
        return new Capabilities(
                features,
                5000 * MIB,
                1,
                4000 * MIB,
                MOST_BLOCKS,
                AzureDeletes.MOST_AT_ONCE,
                LARGEST_PAGE,
                account.hasToken() ? AzurePresigns.LONGEST_DELEGATION : AzurePresigns.LONGEST,
                AzureKeys::problem);
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public ObjectInfo head(ObjectRef ref, ReadOptions options) {
        return errors.call(ref, () -> reads.head(ref, options));
    }

    @Override
    public ObjectContent read(ObjectRef ref, ByteRange range, ReadOptions options) {
        return errors.call(ref, () -> reads.read(ref, range, options));
    }

    @Override
    public PutResult put(ObjectRef ref, Content content, PutOptions options) {
        AzureWrites.check(options);
        return new AzureUploads(account, errors, ref, options, "").put(content);
    }

    @Override
    public MultipartUpload startMultipart(ObjectRef ref, PutOptions options) {
        AzureWrites.check(options);
        return AzureUploads.inBlocks(account, errors, ref, options);
    }

    @Override
    public Optional<PutResult> copy(ObjectRef from, ObjectRef to, CopyOptions options) {
        AzureWrites.check(options.target());
        return errors.call(to, () -> copies.copy(from, to, options));
    }

    @Override
    public List<DeleteResult> delete(String bucket, List<DeleteRequest> requests) {
        return errors.call(bucket, () -> deletes.delete(bucket, requests));
    }

    @Override
    public ObjectPage list(ListRequest request) {
        return errors.call(request.bucket(), () -> listings.list(request));
    }

    @Override
    public ObjectPage listVersions(ListRequest request) {
        return errors.call(request.bucket(), () -> listings.listVersions(request));
    }

    @Override
    public SignedRequest presign(PresignRequest request) {
        return errors.call(request.ref(), () -> presigns.presign(request));
    }

    /**
     * {@inheritDoc}
     *
     * <p>The service has several requests for this. Each is tied to the version that the one before left, but for that of the tier, which knows
     * no conditions; a failure of a later one leaves what the earlier ones did.
     */
    @Override
    public PutResult setProperties(ObjectRef ref, ObjectProperties properties, String ifMatch) {
        AzureWrites.check(properties);
        return errors.call(ref, () -> {
            HttpResponse now = reads.headers(ref, new ReadOptions(ifMatch, null));
            ObjectInfo info = AzureValues.of(ref, now);
            HttpResponse headersSet = AzureWrites.headers(
                            new AzureRequest(account, HttpMethod.PUT, ref).query("comp", "properties"), properties)
                    // the service removes it unless it is told again
                    .with("x-ms-blob-content-md5", AzureWrites.md5(info.checksum()))
                    .ifMatch(info.etag())
                    .run(200);
            HttpResponse done = AzureWrites.metadata(
                            new AzureRequest(account, HttpMethod.PUT, ref).query("comp", "metadata"), properties)
                    .encryptionScope(now.getHeaders().getValue(AzureRequest.ENCRYPTION_SCOPE))
                    .ifMatch(AzureValues.owedETag(headersSet))
                    .run(200);
            if (properties.storageClass() != null) {
                account.blob(ref).setAccessTier(AzureWrites.tier(properties));
            }
            return AzureValues.written(done, info.checksum());
        });
    }

    @Override
    public Map<String, String> tags(ObjectRef ref) {
        return errors.call(ref, () -> account.blob(ref).getTags());
    }

    @Override
    public void setTags(ObjectRef ref, Map<String, String> tags) {
        errors.call(ref, () -> account.blob(ref).setTagsWithResponse(new BlobSetTagsOptions(tags), null, Context.NONE));
    }

    /**
     * {@inheritDoc}
     *
     * <p>The service moves the object to the tier {@code Hot} for good; {@link RestoreOptions#tier()} is the priority, {@code Standard} or
     * {@code High}.
     */
    @Override
    public void restore(ObjectRef ref, RestoreOptions options) {
        if (options.days() > 0) {
            throw CloudBridgeException.invalid(
                    "Azure restores objects for good, not for days; leave restoreDays out, and archive the object again by its storageClass");
        }
        RehydratePriority priority = AzureWrites.priority(options.tier());
        errors.call(ref, () -> {
            HttpResponse now = reads.headers(ref, ReadOptions.NONE);
            if (now.getHeaders().getValue(ARCHIVE_STATUS) != null) {
                return null; // under way already
            }
            if (!AzureValues.of(ref, now).archived()) {
                throw new CloudBridgeException.InvalidState(
                        Failure.of("the object is not in the archive tier, so there is nothing to restore"), null);
            }
            return account.blob(ref)
                    .setAccessTierWithResponse(
                            new BlobSetAccessTierOptions(AccessTier.HOT).setPriority(priority), null, Context.NONE);
        });
    }

    @Override
    public void createBucket(String bucket) {
        buckets.create(bucket);
    }

    @Override
    public boolean isNewer(String bucket, Instant time) {
        return buckets.isNewer(bucket, time);
    }

    @Override
    public void deleteBucket(String bucket) {
        buckets.delete(bucket);
    }

    @Override
    public boolean bucketExists(String bucket) {
        return buckets.exists(bucket);
    }

    @Override
    public List<BucketInfo> listBuckets() {
        return buckets.list();
    }

    @Override
    public List<UnfinishedUpload> unfinishedUploads(String bucket, String prefix) {
        return errors.call(bucket, () -> listings.unfinishedUploads(bucket, prefix));
    }

    @Override
    public void abortUpload(UnfinishedUpload upload) {
        AzureUploads.drop(account, errors, upload.ref());
    }

    @Override
    public Optional<URI> endpoint() {
        return Optional.of(URI.create(account.client().getAccountUrl()));
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> sdkType) {
        return sdkType.isAssignableFrom(BlobServiceClient.class)
                ? Optional.of(sdkType.cast(account.client()))
                : Optional.empty();
    }

    /** Lets go of idle connections; a client that the user made stays open. */
    @Override
    public void close() {
        account.close();
    }
}
