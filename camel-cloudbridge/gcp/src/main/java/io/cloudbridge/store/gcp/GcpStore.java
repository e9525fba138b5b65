/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import com.google.api.services.storage.Storage;
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
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An account of Google Cloud Storage. */
final class GcpStore implements ObjectStore {

    private static final long MIB = 1 << 20;
    private static final long LARGEST = 5L << 40;

    private final GcpClient client;
    private final GcpHttp http;
    private final GcpErrors errors;
    private final GcpReads reads;
    private final GcpUploads uploads;
    private final GcpCopies copies;
    private final GcpListings listings;
    private final GcpBuckets buckets;
    private final GcpDeletes deletes;
    private final GcpPresigns presigns;
    private final Capabilities capabilities;

    GcpStore(GcpClient client) {
        this.client = client;
        this.http = new GcpHttp(client);
        this.errors = new GcpErrors(client.endpoint().getAuthority(), client.isAnonymous());
        this.reads = new GcpReads(errors, http);
        this.uploads = new GcpUploads(errors, http, reads);
        this.copies = new GcpCopies(errors, client, reads, uploads);
        this.listings = new GcpListings(errors, http);
        this.buckets = new GcpBuckets(errors, client);
        this.deletes = new GcpDeletes(errors, http);
        this.presigns = new GcpPresigns(client);
        this.capabilities = capabilities(presigns.canSign(), client.isAtGoogle());
    }

    private static Capabilities capabilities(boolean canSign, boolean atGoogle) {
        Set<Feature> features = EnumSet.of(
                Feature.CREATE_ONLY,
                Feature.REPLACE_IF_MATCH,
                Feature.DELETE_IF_MATCH,
                Feature.COPY_CONDITIONS,
                Feature.COPY_SOURCE_IF_MATCH,
                Feature.SERVER_COPY,
                Feature.VERSIONS,
                Feature.LIST_PROPERTIES,
                Feature.STORAGE_CLASS,
                Feature.ENCRYPTION_MANAGED,
                Feature.ENCRYPTION_KMS,
                Feature.UNFINISHED_UPLOADS);
        if (!atGoogle) {
            features.add(Feature.LOOK_FIRST);
        }
        if (canSign) {
            features.addAll(EnumSet.of(Feature.PRESIGN, Feature.PRESIGN_CONTENT_TYPE));
        }
        return new Capabilities(
                features,
                LARGEST,
                5 * MIB,
                5L << 30,
                10_000,
                GcpDeletes.MOST,
                1000,
                Duration.ofDays(7),
                GcpStore::keyProblem);
    }

    /** The service's naming rules for objects, beyond those that all stores share. */
    private static String keyProblem(String key) {
        if (key.indexOf('\r') >= 0 || key.indexOf('\n') >= 0) {
            return "contains a line end, which Google Cloud Storage does not allow";
        }
        if (key.equals(".") || key.equals("..")) {
            return "is a relative path, which Google Cloud Storage does not allow as a name";
        }
        return key.startsWith(".well-known/acme-challenge/")
                ? "starts with .well-known/acme-challenge/, which Google Cloud Storage reserves"
                : null;
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public ObjectInfo head(ObjectRef ref, ReadOptions options) {
        return reads.head(ref, options);
    }

    @Override
    public ObjectContent read(ObjectRef ref, ByteRange range, ReadOptions options) {
        return reads.read(ref, range, options);
    }

    @Override
    public PutResult put(ObjectRef ref, Content content, PutOptions options) {
        return uploads.put(ref, content, options);
    }

    @Override
    public MultipartUpload startMultipart(ObjectRef ref, PutOptions options) {
        return uploads.startMultipart(ref, options);
    }

    @Override
    public Optional<PutResult> copy(ObjectRef from, ObjectRef to, CopyOptions options) {
        return copies.copy(from, to, options);
    }

    @Override
    public List<DeleteResult> delete(String bucket, List<DeleteRequest> requests) {
        return deletes.delete(bucket, requests);
    }

    @Override
    public ObjectPage list(ListRequest request) {
        return listings.list(request);
    }

    @Override
    public ObjectPage listVersions(ListRequest request) {
        return listings.listVersions(request);
    }

    @Override
    public SignedRequest presign(PresignRequest request) {
        return errors.call(request.ref(), () -> presigns.presign(request));
    }

    @Override
    public PutResult setProperties(ObjectRef ref, ObjectProperties properties, String ifMatch) {
        return copies.setProperties(ref, properties, ifMatch);
    }

    @Override
    public Map<String, String> tags(ObjectRef ref) {
        throw noTags();
    }

    @Override
    public void setTags(ObjectRef ref, Map<String, String> tags) {
        throw noTags();
    }

    private static CloudBridgeException noTags() {
        return new CloudBridgeException.Unsupported(
                Failure.of("Google Cloud Storage has no object tags; use metadata"), null);
    }

    @Override
    public void createBucket(String bucket) {
        buckets.create(bucket);
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
        return listings.unfinishedUploads(bucket, prefix);
    }

    @Override
    public void abortUpload(UnfinishedUpload upload) {
        uploads.abort(upload.ref(), upload.id());
    }

    @Override
    public Optional<URI> endpoint() {
        return Optional.of(client.endpoint());
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> sdkType) {
        if (sdkType == com.google.cloud.storage.Storage.class) {
            return Optional.of(sdkType.cast(client.veneer()));
        }
        return sdkType == Storage.class ? Optional.of(sdkType.cast(client.api())) : Optional.empty();
    }

    @Override
    public void close() {
        client.close();
    }
}
