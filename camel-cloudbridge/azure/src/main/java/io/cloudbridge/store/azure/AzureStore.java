/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.azure;

import com.azure.core.http.rest.Response;
import com.azure.core.util.Context;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.models.BlobProperties;
import com.azure.storage.blob.models.BlobRequestConditions;
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
import io.cloudbridge.store.SignedRequest;
import io.cloudbridge.store.UnfinishedUpload;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** An account of Azure Blob Storage. One line a call where the SDK has the call; what takes more has a room of its own. */
final class AzureStore implements ObjectStore {

    private static final long MIB = 1024 * 1024;
    private static final int MOST_BLOCKS = 50_000;
    private static final int LARGEST_PAGE = 5000;

    private final AzureAccount account;
    private final AzureErrors errors;
    private final Capabilities capabilities;
    private final AzureReads reading;
    private final AzureListings listings;
    private final AzureCopies copying;
    private final AzureDeletes deleting;
    private final AzureSigner signer;

    AzureStore(AzureAccount account) {
        this.account = account;
        this.errors = new AzureErrors(account.host());
        this.capabilities = capabilities(account);
        this.signer = new AzureSigner(account);
        this.reading = new AzureReads(account);
        this.listings = new AzureListings(account);
        this.copying = new AzureCopies(account, signer, errors);
        this.deleting = new AzureDeletes(account, errors);
    }

    private static Capabilities capabilities(AzureAccount account) {
        Set<Feature> features = EnumSet.allOf(Feature.class);
        // A SAS has nowhere to say which type the upload must have.
        features.remove(Feature.PRESIGN_CONTENT_TYPE);
        if (account.signing() == AzureAccount.Signing.NONE) {
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
                account.signing() == AzureAccount.Signing.USER_DELEGATION
                        ? AzureSigner.LONGEST_DELEGATION
                        : AzureSigner.LONGEST,
                AzureKeys::problem);
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public ObjectInfo head(ObjectRef ref, ReadOptions options) {
        return on(ref, () -> {
            Response<BlobProperties> response = account.blob(ref)
                    .getPropertiesWithResponse(
                            AzureWrites.conditions(options.ifMatch(), options.ifNoneMatch()), null, Context.NONE);
            return AzureAttributes.of(ref, response.getStatusCode(), response.getHeaders());
        });
    }

    @Override
    public ObjectContent read(ObjectRef ref, ByteRange range, ReadOptions options) {
        return on(ref, () -> reading.open(ref, range, options));
    }

    @Override
    public PutResult put(ObjectRef ref, Content content, PutOptions options) {
        AzureWrites.check(options);
        return on(ref, () -> new AzureUpload(account.blob(ref), errors, ref, options).put(content));
    }

    @Override
    public MultipartUpload startMultipart(ObjectRef ref, PutOptions options) {
        AzureWrites.check(options);
        return new AzureUpload(account.blob(ref), errors, ref, options);
    }

    @Override
    public PutResult copy(ObjectRef from, ObjectRef to, CopyOptions options) {
        AzureWrites.check(options.target());
        return on(to, () -> copying.copy(from, to, options));
    }

    @Override
    public List<DeleteResult> delete(String bucket, List<DeleteRequest> requests) {
        return onBucket(bucket, () -> deleting.delete(bucket, requests));
    }

    @Override
    public ObjectPage list(ListRequest request) {
        return onBucket(request.bucket(), () -> listings.page(request));
    }

    @Override
    public ObjectPage listVersions(ListRequest request) {
        return onBucket(request.bucket(), () -> listings.versions(request));
    }

    @Override
    public SignedRequest presign(PresignRequest request) {
        return on(request.ref(), () -> signer.presign(request));
    }

    /**
     * {@inheritDoc}
     *
     * <p>The service has three requests for this. They are tied to one version of the object, but a failure of a later one leaves what the
     * earlier ones did.
     */
    @Override
    public PutResult setProperties(ObjectRef ref, ObjectProperties properties, String ifMatch) {
        AzureWrites.check(properties);
        return on(ref, () -> {
            BlobClient blob = account.blob(ref);
            Response<BlobProperties> now =
                    blob.getPropertiesWithResponse(AzureWrites.conditions(ifMatch, null), null, Context.NONE);
            ObjectInfo info = AzureAttributes.of(ref, now.getStatusCode(), now.getHeaders());
            // Set Blob Properties removes the MD5 unless it is told again.
            blob.setHttpHeadersWithResponse(
                    AzureWrites.headers(properties, info.checksum()),
                    AzureWrites.conditions(info.etag(), null),
                    null,
                    Context.NONE);
            String scope = now.getValue().getEncryptionScope();
            var scoped = scope == null ? blob : blob.getEncryptionScopeClient(scope);
            Response<Void> done = scoped.setMetadataWithResponse(
                    properties.metadata(), new BlobRequestConditions(), null, Context.NONE);
            if (properties.storageClass() != null) {
                blob.setAccessTier(AzureWrites.tier(properties));
            }
            ObjectInfo after = AzureAttributes.of(ref, done.getStatusCode(), done.getHeaders());
            return new PutResult(after.etag(), after.versionId(), info.checksum());
        });
    }

    @Override
    public Map<String, String> tags(ObjectRef ref) {
        return on(ref, () -> account.blob(ref).getTags());
    }

    @Override
    public void setTags(ObjectRef ref, Map<String, String> tags) {
        on(ref, () -> account.blob(ref).setTagsWithResponse(new BlobSetTagsOptions(tags), null, Context.NONE));
    }

    @Override
    public void createBucket(String bucket) {
        onBucket(bucket, () -> account.client().createBlobContainerWithResponse(bucket, null, null, Context.NONE));
    }

    /**
     * {@inheritDoc}
     *
     * <p>The service deletes a container with all it holds, so the container is looked into first; what arrives between the two requests goes
     * along.
     */
    @Override
    public void deleteBucket(String bucket) {
        onBucket(bucket, () -> {
            if (listings.holdsAnything(bucket)) {
                throw new CloudBridgeException.InvalidState(
                        Failure.of(
                                        "the container is not empty; delete its objects first, for example with deletePrefix")
                                .in(AzureProvider.NAME, null, bucket, null),
                        null);
            }
            return account.container(bucket).deleteWithResponse(null, null, Context.NONE);
        });
    }

    @Override
    public boolean bucketExists(String bucket) {
        try {
            BlobContainerClient container = account.container(bucket);
            onBucket(bucket, () -> container.getPropertiesWithResponse(null, null, Context.NONE));
            return true;
        } catch (CloudBridgeException.BucketNotFound e) {
            return false;
        }
    }

    @Override
    public List<BucketInfo> listBuckets() {
        return onBucket(null, listings::buckets);
    }

    @Override
    public List<UnfinishedUpload> unfinishedUploads(String bucket, String prefix) {
        return onBucket(bucket, () -> listings.uncommitted(bucket, prefix));
    }

    @Override
    public void abortUpload(UnfinishedUpload upload) {
        on(upload.ref(), () -> {
            AzureUpload.drop(account.blob(upload.ref()));
            return null;
        });
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> sdkType) {
        return sdkType.isAssignableFrom(BlobServiceClient.class)
                ? Optional.of(sdkType.cast(account.client()))
                : Optional.empty();
    }

    /** Nothing to release: connections go when they are idle, threads when the client is no longer used. */
    @Override
    public void close() {}

    private <T> T on(ObjectRef ref, Supplier<T> call) {
        return errors.translate(ref.bucket(), ref.key(), call);
    }

    private <T> T onBucket(String bucket, Supplier<T> call) {
        return errors.translate(bucket, null, call);
    }
}
