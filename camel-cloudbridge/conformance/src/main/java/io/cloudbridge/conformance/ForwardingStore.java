/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import io.cloudbridge.store.BucketInfo;
import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.Capabilities;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.CopyOptions;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.DeleteResult;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Hands every call on to another store. Extend it to watch a store, or to break it on purpose, instead of imitating one. Thread-safe if the
 * other store is.
 */
public class ForwardingStore implements ObjectStore {

    private final ObjectStore delegate;

    /** @param delegate the store that does the work; closed with this one */
    public ForwardingStore(ObjectStore delegate) {
        this.delegate = delegate;
    }

    /** The store that does the work. */
    protected final ObjectStore delegate() {
        return delegate;
    }

    @Override
    public Capabilities capabilities() {
        return delegate.capabilities();
    }

    @Override
    public ObjectInfo head(ObjectRef ref, ReadOptions options) {
        return delegate.head(ref, options);
    }

    @Override
    public ObjectContent read(ObjectRef ref, ByteRange range, ReadOptions options) {
        return delegate.read(ref, range, options);
    }

    @Override
    public PutResult put(ObjectRef ref, Content content, PutOptions options) {
        return delegate.put(ref, content, options);
    }

    @Override
    public MultipartUpload startMultipart(ObjectRef ref, PutOptions options) {
        return delegate.startMultipart(ref, options);
    }

    @Override
    public Optional<PutResult> copy(ObjectRef from, ObjectRef to, CopyOptions options) {
        return delegate.copy(from, to, options);
    }

    @Override
    public List<DeleteResult> delete(String bucket, List<DeleteRequest> requests) {
        return delegate.delete(bucket, requests);
    }

    @Override
    public ObjectPage list(ListRequest request) {
        return delegate.list(request);
    }

    @Override
    public ObjectPage listVersions(ListRequest request) {
        return delegate.listVersions(request);
    }

    @Override
    public SignedRequest presign(PresignRequest request) {
        return delegate.presign(request);
    }

    @Override
    public PutResult setProperties(ObjectRef ref, ObjectProperties properties, String ifMatch) {
        return delegate.setProperties(ref, properties, ifMatch);
    }

    @Override
    public Map<String, String> tags(ObjectRef ref) {
        return delegate.tags(ref);
    }

    @Override
    public void setTags(ObjectRef ref, Map<String, String> tags) {
        delegate.setTags(ref, tags);
    }

    @Override
    public void restore(ObjectRef ref, RestoreOptions options) {
        delegate.restore(ref, options);
    }

    @Override
    public void createBucket(String bucket) {
        delegate.createBucket(bucket);
    }

    @Override
    public void deleteBucket(String bucket) {
        delegate.deleteBucket(bucket);
    }

    @Override
    public boolean bucketExists(String bucket) {
        return delegate.bucketExists(bucket);
    }

    @Override
    public List<BucketInfo> listBuckets() {
        return delegate.listBuckets();
    }

    @Override
    public boolean isNewer(String bucket, Instant time) {
        return delegate.isNewer(bucket, time);
    }

    @Override
    public List<UnfinishedUpload> unfinishedUploads(String bucket, String prefix) {
        return delegate.unfinishedUploads(bucket, prefix);
    }

    @Override
    public void abortUpload(UnfinishedUpload upload) {
        delegate.abortUpload(upload);
    }

    @Override
    public Optional<URI> endpoint() {
        return delegate.endpoint();
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> sdkType) {
        return delegate.unwrap(sdkType);
    }

    @Override
    public void close() {
        delegate.close();
    }
}
