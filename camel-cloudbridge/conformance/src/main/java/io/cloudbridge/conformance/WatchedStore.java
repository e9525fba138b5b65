/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import io.cloudbridge.store.BucketInfo;
import io.cloudbridge.store.ByteRange;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The store under test, with a {@link Watch} between engine and driver. Thread-safe. */
public final class WatchedStore extends ForwardingStore {

    private final Watch watch;

    WatchedStore(ObjectStore delegate, Watch watch) {
        super(delegate);
        this.watch = watch;
    }

    /** As {@link Watch#calls(String)}. */
    public int calls(String operation) {
        return watch.calls(operation);
    }

    /** As {@link Watch#calls()}. */
    public int calls() {
        return watch.calls();
    }

    /** As {@link Watch#forget}. */
    public void forget() {
        watch.forget();
    }

    /** As {@link Watch#beforeNext}. */
    public void beforeNext(String operation, Runnable action) {
        watch.beforeNext(operation, action);
    }

    /** As {@link Watch#afterNext}. */
    public void afterNext(String operation, Runnable action) {
        watch.afterNext(operation, action);
    }

    /** As {@link Watch#breakNextRead}. */
    public void breakNextRead(long afterBytes) {
        watch.breakNextRead(afterBytes);
    }

    /** As {@link Watch#endedElsewhere}. */
    void endedElsewhere() {
        watch.endedElsewhere();
    }

    @Override
    public ObjectInfo head(ObjectRef ref, ReadOptions options) {
        return call("head", () -> super.head(ref, options));
    }

    @Override
    public ObjectContent read(ObjectRef ref, ByteRange range, ReadOptions options) {
        ObjectContent content = call("read", () -> super.read(ref, range, options));
        WatchedContent watched = new WatchedContent(content, ref, watch.takeBreak(), watch::closed);
        watch.opened(watched);
        return watched;
    }

    @Override
    public PutResult put(ObjectRef ref, Content content, PutOptions options) {
        return call("put", () -> super.put(ref, content, options));
    }

    @Override
    public MultipartUpload startMultipart(ObjectRef ref, PutOptions options) {
        return startMultipart(ref, options, 0);
    }

    @Override
    public MultipartUpload startMultipart(ObjectRef ref, PutOptions options, long partSize) {
        MultipartUpload upload = call("startMultipart", () -> delegate().startMultipart(ref, options, partSize));
        WatchedUpload watched = new WatchedUpload(upload, ref);
        watch.opened(watched);
        return watched;
    }

    @Override
    public Optional<PutResult> copy(ObjectRef from, ObjectRef to, CopyOptions options) {
        return call("copy", () -> super.copy(from, to, options));
    }

    @Override
    public List<DeleteResult> delete(String bucket, List<DeleteRequest> requests) {
        return call("delete", () -> super.delete(bucket, requests));
    }

    @Override
    public ObjectPage list(ListRequest request) {
        return call("list", () -> super.list(request));
    }

    @Override
    public ObjectPage listVersions(ListRequest request) {
        return call("listVersions", () -> super.listVersions(request));
    }

    @Override
    public SignedRequest presign(PresignRequest request) {
        return call("presign", () -> super.presign(request));
    }

    @Override
    public PutResult setProperties(ObjectRef ref, ObjectProperties properties, String ifMatch) {
        return call("setProperties", () -> super.setProperties(ref, properties, ifMatch));
    }

    @Override
    public Map<String, String> tags(ObjectRef ref) {
        return call("tags", () -> super.tags(ref));
    }

    @Override
    public void setTags(ObjectRef ref, Map<String, String> tags) {
        run("setTags", () -> super.setTags(ref, tags));
    }

    @Override
    public void restore(ObjectRef ref, RestoreOptions options) {
        run("restore", () -> super.restore(ref, options));
    }

    @Override
    public void createBucket(String bucket) {
        run("createBucket", () -> super.createBucket(bucket));
    }

    @Override
    public void deleteBucket(String bucket) {
        run("deleteBucket", () -> super.deleteBucket(bucket));
    }

    @Override
    public boolean bucketExists(String bucket) {
        return call("bucketExists", () -> super.bucketExists(bucket));
    }

    @Override
    public List<BucketInfo> listBuckets() {
        return call("listBuckets", super::listBuckets);
    }

    @Override
    public List<UnfinishedUpload> unfinishedUploads(String bucket, String prefix) {
        return call("unfinishedUploads", () -> super.unfinishedUploads(bucket, prefix));
    }

    @Override
    public void abortUpload(UnfinishedUpload upload) {
        run("abortUpload", () -> super.abortUpload(upload));
    }

    private <T> T call(String operation, Supplier<T> action) {
        return watch.call(operation, action);
    }

    private void run(String operation, Runnable action) {
        watch.call(operation, () -> {
            action.run();
            return null;
        });
    }

    /** An upload in parts that says when it ended. */
    private final class WatchedUpload implements MultipartUpload {
        private final MultipartUpload upload;
        private final ObjectRef ref;

        WatchedUpload(MultipartUpload upload, ObjectRef ref) {
            this.upload = upload;
            this.ref = ref;
        }

        @Override
        public String id() {
            return upload.id();
        }

        @Override
        public boolean inOrder() {
            return upload.inOrder();
        }

        @Override
        public Part uploadPart(int number, Content content) {
            return call("uploadPart", () -> upload.uploadPart(number, content));
        }

        @Override
        public PutResult complete(List<Part> parts) {
            return call("complete", () -> {
                PutResult result = upload.complete(parts);
                watch.closed(this);
                return result;
            });
        }

        @Override
        public boolean isCompleted(List<Part> parts) {
            return upload.isCompleted(parts);
        }

        @Override
        public void abort() {
            run("abort", upload::abort);
            watch.closed(this);
        }

        @Override
        public String toString() {
            return "upload of " + ref;
        }
    }
}
