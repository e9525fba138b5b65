/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import io.cloudbridge.store.BucketInfo;
import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.Capabilities;
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
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** The store: passes each verb on to its class, and names the operation in each error. */
final class LocalStore implements ObjectStore {

    private static final long GIB = 1L << 30;
    private static final int PAGE = 1000;

    private final Root root;
    private final Buckets buckets;
    private final LocalListings listings;
    private final Presigning presigning;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Capabilities capabilities;

    LocalStore(Root root, boolean force, SettleTime settleTime, Presigning.Settings presign) {
        this.root = root;
        this.buckets = new Buckets(root, force);
        this.listings = new LocalListings(DirectoryNames.WINDOW, settleTime);
        this.presigning = new Presigning(root, buckets, presign);
        this.capabilities = new Capabilities(
                EnumSet.of(
                        Capabilities.Feature.CREATE_ONLY,
                        Capabilities.Feature.REPLACE_IF_MATCH,
                        Capabilities.Feature.DELETE_IF_MATCH,
                        Capabilities.Feature.COPY_CONDITIONS,
                        Capabilities.Feature.COPY_SOURCE_IF_MATCH,
                        Capabilities.Feature.SERVER_COPY,
                        Capabilities.Feature.LIST_PROPERTIES,
                        Capabilities.Feature.TAGS,
                        Capabilities.Feature.PRESIGN,
                        Capabilities.Feature.PRESIGN_CONTENT_TYPE,
                        Capabilities.Feature.UNFINISHED_UPLOADS),
                5 * GIB,
                1,
                5 * GIB,
                10_000,
                PAGE,
                PAGE,
                Duration.ofDays(7),
                new PathLimit(root.path()));
    }

    Presigning presigning() {
        return presigning;
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public ObjectInfo head(ObjectRef ref, ReadOptions options) {
        return call("head", ref, bucket -> LocalReads.head(bucket, ref, options));
    }

    @Override
    public ObjectContent read(ObjectRef ref, ByteRange range, ReadOptions options) {
        return call("read", ref, bucket -> LocalReads.read(bucket, ref, range, options));
    }

    @Override
    public PutResult put(ObjectRef ref, Content content, PutOptions options) {
        return call(
                "put",
                ref,
                bucket -> LocalUploads.put(bucket, ref.key(), (file, path) -> Spool.write(content, file, 0), options));
    }

    @Override
    public MultipartUpload startMultipart(ObjectRef ref, PutOptions options) {
        return call("startMultipart", ref, bucket -> LocalUploads.start(bucket, ref.key(), options));
    }

    @Override
    public Optional<PutResult> copy(ObjectRef from, ObjectRef to, CopyOptions options) {
        return Optional.of(call(
                "copy", to, target -> LocalCopies.copy(buckets.get(from.bucket()), from, target, to.key(), options)));
    }

    @Override
    public List<DeleteResult> delete(String bucket, List<DeleteRequest> requests) {
        return call("delete", bucket, null, found -> {
            found.mustExist();
            LocalDeletes deletes = new LocalDeletes(found);
            List<DeleteResult> results =
                    requests.stream().map(request -> delete(deletes, request)).toList();
            deletes.removeEmptyDirectories();
            return results;
        });
    }

    private DeleteResult delete(LocalDeletes deletes, DeleteRequest request) {
        try {
            return call("delete", request.ref(), same -> {
                deletes.delete(request);
                return new DeleteResult(request.ref());
            });
        } catch (CloudBridgeException e) {
            return new DeleteResult(request.ref(), e);
        }
    }

    @Override
    public ObjectPage list(ListRequest request) {
        return call("list", request.bucket(), null, bucket -> {
            bucket.mustExist();
            return listings.page(bucket, request, PAGE);
        });
    }

    @Override
    public ObjectPage listVersions(ListRequest request) {
        throw new CloudBridgeException.Unsupported(
                Failure.of("the local store keeps no versions")
                        .in(LocalErrors.PROVIDER, "listVersions", request.bucket(), null),
                null);
    }

    @Override
    public SignedRequest presign(PresignRequest request) {
        return call("presign", request.ref(), bucket -> presigning.sign(request));
    }

    @Override
    public PutResult setProperties(ObjectRef ref, ObjectProperties properties, String ifMatch) {
        return call(
                "setProperties",
                ref,
                bucket -> LocalProperties.change(
                        bucket, ref.key(), ifMatch, sidecar -> sidecar.withProperties(properties)));
    }

    @Override
    public Map<String, String> tags(ObjectRef ref) {
        return call("tags", ref, bucket -> LocalReads.see(bucket, ref.key(), false)
                .sidecar()
                .tags());
    }

    @Override
    public void setTags(ObjectRef ref, Map<String, String> tags) {
        call(
                "setTags",
                ref,
                bucket -> LocalProperties.change(bucket, ref.key(), null, sidecar -> sidecar.withTags(tags)));
    }

    @Override
    public void createBucket(String bucket) {
        call("createBucket", bucket, null, found -> {
            buckets.create(bucket);
            return null;
        });
    }

    @Override
    public void deleteBucket(String bucket) {
        call("deleteBucket", bucket, null, found -> {
            buckets.delete(bucket);
            return null;
        });
    }

    @Override
    public boolean bucketExists(String bucket) {
        return call("bucketExists", bucket, null, BucketDirectory::exists);
    }

    @Override
    public List<BucketInfo> listBuckets() {
        try {
            return buckets.list();
        } catch (IOException e) {
            throw LocalErrors.of(e).in(LocalErrors.PROVIDER, "listBuckets", null, null);
        }
    }

    @Override
    public List<UnfinishedUpload> unfinishedUploads(String bucket, String prefix) {
        return call("unfinishedUploads", bucket, null, found -> LocalUploads.unfinished(found, prefix));
    }

    @Override
    public void abortUpload(UnfinishedUpload upload) {
        call("abortUpload", upload.ref(), bucket -> {
            LocalUploads.abort(bucket, upload.id());
            return null;
        });
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> sdkType) {
        return sdkType == Path.class ? Optional.of(sdkType.cast(root.path())) : Optional.empty();
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        presigning.close();
        try {
            root.close();
        } catch (IOException e) {
            throw LocalErrors.of(e).in(LocalErrors.PROVIDER, "close", null, null);
        }
    }

    private <T> T call(String operation, ObjectRef ref, Buckets.Work<T> work) {
        return call(operation, ref.bucket(), ref.key(), work);
    }

    private <T> T call(String operation, String bucket, String key, Buckets.Work<T> work) {
        try {
            return buckets.work(bucket, key, work);
        } catch (CloudBridgeException e) {
            throw e.in(LocalErrors.PROVIDER, operation, bucket, key);
        }
    }
}
