/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

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
import io.cloudbridge.store.SignedRequest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * The store under test, watched between engine and driver: how many calls of each kind reached the driver, which streams and uploads are still
 * open, and what should happen just before or after the next call of a kind. Thread-safe; names of calls are those of {@link ObjectStore}'s
 * methods, and {@code uploadPart}, {@code complete} and {@code abort} of an upload in parts.
 */
public final class WatchedStore extends ForwardingStore {

    private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
    private final Map<String, Runnable> before = new ConcurrentHashMap<>();
    private final Map<String, Runnable> after = new ConcurrentHashMap<>();
    private final Set<Object> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong breakAfter = new AtomicLong(-1);

    WatchedStore(ObjectStore delegate) {
        super(delegate);
    }

    /** How many calls of this kind reached the driver since {@link #forget}. */
    public int calls(String operation) {
        AtomicInteger count = calls.get(operation);
        return count == null ? 0 : count.get();
    }

    /** How many calls of any kind reached the driver since {@link #forget}. */
    public int calls() {
        return calls.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    /** Sets all counts to zero. */
    public void forget() {
        calls.clear();
    }

    /** Drops all hooks that were not used. */
    void calmDown() {
        before.clear();
        after.clear();
        breakAfter.set(-1);
    }

    /** What is open was ended by another way than its own, and is no longer expected to be closed. */
    void endedElsewhere() {
        open.clear();
    }

    /** Runs something once, before the next call of this kind; what it throws is thrown instead of the call. */
    public void beforeNext(String operation, Runnable action) {
        before.put(operation, action);
    }

    /** Runs something once, after the next call of this kind has succeeded and before its caller knows. */
    public void afterNext(String operation, Runnable action) {
        after.put(operation, action);
    }

    /** Breaks the stream of the next read after so many bytes, as a lost connection does. */
    public void breakNextRead(long afterBytes) {
        breakAfter.set(afterBytes);
    }

    /** Streams and uploads that were opened and neither closed, aborted nor completed. */
    public Set<Object> open() {
        return Set.copyOf(open);
    }

    @Override
    public ObjectInfo head(ObjectRef ref, ReadOptions options) {
        return call("head", () -> super.head(ref, options));
    }

    @Override
    public ObjectContent read(ObjectRef ref, ByteRange range, ReadOptions options) {
        ObjectContent content = call("read", () -> super.read(ref, range, options));
        WatchedContent watched = new WatchedContent(content, ref, breakAfter.getAndSet(-1), open::remove);
        open.add(watched);
        return watched;
    }

    @Override
    public PutResult put(ObjectRef ref, Content content, PutOptions options) {
        return call("put", () -> super.put(ref, content, options));
    }

    @Override
    public MultipartUpload startMultipart(ObjectRef ref, PutOptions options) {
        MultipartUpload upload = call("startMultipart", () -> super.startMultipart(ref, options));
        WatchedUpload watched = new WatchedUpload(upload, ref);
        open.add(watched);
        return watched;
    }

    @Override
    public PutResult copy(ObjectRef from, ObjectRef to, CopyOptions options) {
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
        call("setTags", () -> {
            super.setTags(ref, tags);
            return tags;
        });
    }

    private <T> T call(String operation, Supplier<T> action) {
        calls.computeIfAbsent(operation, name -> new AtomicInteger()).incrementAndGet();
        run(before.remove(operation));
        T result = action.get();
        run(after.remove(operation));
        return result;
    }

    private static void run(Runnable action) {
        if (action != null) {
            action.run();
        }
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
            PutResult result = call("complete", () -> upload.complete(parts));
            open.remove(this);
            return result;
        }

        @Override
        public void abort() {
            call("abort", () -> {
                upload.abort();
                return upload;
            });
            open.remove(this);
        }

        @Override
        public String toString() {
            return "upload of " + ref;
        }
    }
}
