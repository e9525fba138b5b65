/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A working store of small objects in heap, with a door for each verb that a test may slam: {@link #before} is called first and may throw. The
 * limits are tiny so that every room of the engine is reached with little data.
 */
class MemoryStore implements ObjectStore {

    static final Capabilities CAPABILITIES = new Capabilities(
            EnumSet.of(
                    Capabilities.Feature.CREATE_ONLY,
                    Capabilities.Feature.REPLACE_IF_MATCH,
                    Capabilities.Feature.SERVER_COPY,
                    Capabilities.Feature.COPY_SOURCE_IF_MATCH,
                    Capabilities.Feature.DELETE_IF_MATCH,
                    Capabilities.Feature.UNFINISHED_UPLOADS),
            1 << 20,
            1,
            1 << 20,
            100,
            10,
            7,
            Duration.ofDays(7),
            key -> key.startsWith("!") ? "starts with an exclamation mark" : null);

    record Stored(ObjectInfo info, byte[] bytes) {}

    static Stored stored(ObjectRef ref, byte[] bytes) {
        Checksum md5 = checksum(bytes);
        return new Stored(
                new ObjectInfo(ref, bytes.length, md5.hex(), Instant.now(), ObjectProperties.NONE, md5), bytes);
    }

    /** The capabilities and one more feature. */
    static Capabilities withFeature(Capabilities.Feature more) {
        EnumSet<Capabilities.Feature> features = EnumSet.copyOf(CAPABILITIES.features());
        features.add(more);
        return with(features);
    }

    /** The capabilities without a feature. */
    static Capabilities without(Capabilities.Feature fewer) {
        EnumSet<Capabilities.Feature> features = EnumSet.copyOf(CAPABILITIES.features());
        features.remove(fewer);
        return with(features);
    }

    static Capabilities with(EnumSet<Capabilities.Feature> features) {
        Capabilities c = CAPABILITIES;
        return new Capabilities(
                features,
                c.maxPutSize(),
                c.minPartSize(),
                c.maxPartSize(),
                c.maxParts(),
                c.maxBulkDelete(),
                c.maxPageSize(),
                c.maxPresignExpiry(),
                c.keyRule());
    }

    final NavigableMap<String, Stored> objects = new TreeMap<>(Keys.ORDER);
    final Map<String, ObjectRef> uploads = new ConcurrentHashMap<>();
    final List<String> calls = java.util.Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger ids = new AtomicInteger();

    /** Whether uploads want their parts one at a time. */
    boolean inOrder;

    /** Hears of each call before it is done. */
    void before(String verb, String key) {
        calls.add(verb + " " + key);
    }

    /** May replace the stream of a read. */
    InputStream readStream(InputStream in, ByteRange range) {
        return in;
    }

    /** May change the capabilities. */
    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    byte[] bytes(String key) {
        synchronized (objects) {
            Stored stored = objects.get(key);
            return stored == null ? null : stored.bytes;
        }
    }

    private Stored find(ObjectRef ref, ReadOptions options) {
        synchronized (objects) {
            Stored stored = objects.get(ref.key());
            if (stored == null) {
                throw new CloudBridgeException.ObjectNotFound(
                        Failure.of("no object").withHttp(404, "NoSuchKey", "r1"), null);
            }
            if (options.ifMatch() != null && !options.ifMatch().equals(stored.info.etag())) {
                throw new CloudBridgeException.PreconditionFailed(
                        Failure.of("changed").withHttp(412, null, null), null);
            }
            return stored;
        }
    }

    private PutResult store(ObjectRef ref, byte[] bytes, PutOptions options) {
        synchronized (objects) {
            Stored old = objects.get(ref.key());
            boolean refused = options.ifNoneMatch() != null && old != null
                    || options.ifMatch() != null
                            && (old == null || !options.ifMatch().equals(old.info.etag()));
            if (refused) {
                throw new CloudBridgeException.PreconditionFailed(
                        Failure.of("exists").withHttp(412, null, null), null);
            }
            Checksum md5 = checksum(bytes);
            ObjectInfo info = new ObjectInfo(ref, bytes.length, md5.hex(), Instant.now(), options.properties(), md5);
            objects.put(ref.key(), new Stored(info, bytes));
            return new PutResult(md5.hex(), null, md5);
        }
    }

    static Checksum checksum(byte[] bytes) {
        try {
            return Content.of(bytes).checksum(Checksum.Algorithm.MD5);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** May hold a body back while it is sent. */
    InputStream sent(InputStream in) throws IOException {
        return in;
    }

    private byte[] drain(Content content) {
        try (InputStream in = sent(content.open())) {
            byte[] bytes = in.readAllBytes();
            if (bytes.length != content.length()) {
                throw new IllegalStateException(
                        "content promised " + content.length() + " bytes and gave " + bytes.length);
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public ObjectInfo head(ObjectRef ref, ReadOptions options) {
        before("head", ref.key());
        return find(ref, options).info;
    }

    @Override
    public ObjectContent read(ObjectRef ref, ByteRange range, ReadOptions options) {
        before("read", ref.key());
        Stored stored = find(ref, options);
        long end = range.length() == ByteRange.TO_END
                ? stored.bytes.length
                : Math.min(stored.bytes.length, range.offset() + range.length());
        byte[] part = Arrays.copyOfRange(stored.bytes, (int) range.offset(), (int) end);
        InputStream in = readStream(new java.io.ByteArrayInputStream(part), range);
        return new ObjectContent() {
            @Override
            public ObjectInfo info() {
                return stored.info;
            }

            @Override
            public InputStream stream() {
                return in;
            }

            @Override
            public void abort() {
                before("abortRead", ref.key());
            }

            @Override
            public void close() {
                before("closeRead", ref.key());
            }
        };
    }

    @Override
    public PutResult put(ObjectRef ref, Content content, PutOptions options) {
        before("put", ref.key());
        PutResult result = store(ref, drain(content), options);
        after("put");
        return result;
    }

    /** Called when a write is done and before its answer is given. */
    void after(String verb) {}

    @Override
    public MultipartUpload startMultipart(ObjectRef ref, PutOptions options) {
        before("startMultipart", ref.key());
        String id = "u" + ids.incrementAndGet();
        uploads.put(id, ref);
        Map<Integer, byte[]> parts = new ConcurrentHashMap<>();
        return new MultipartUpload() {
            @Override
            public String id() {
                return id;
            }

            @Override
            public boolean inOrder() {
                return inOrder;
            }

            @Override
            public Part uploadPart(int number, Content content) {
                before("uploadPart", number + ":" + content.length());
                byte[] bytes = drain(content);
                parts.put(number, bytes);
                return new Part(number, checksum(bytes).hex(), bytes.length);
            }

            @Override
            public PutResult complete(List<Part> stored) {
                before("complete", ref.key());
                ByteArrayOutputStream whole = new ByteArrayOutputStream();
                stored.forEach(part -> whole.writeBytes(parts.get(part.number())));
                PutResult result = store(ref, whole.toByteArray(), options);
                uploads.remove(id);
                after("complete");
                return result;
            }

            @Override
            public void abort() {
                before("abort", ref.key());
                uploads.remove(id);
            }
        };
    }

    @Override
    public Optional<PutResult> copy(ObjectRef from, ObjectRef to, CopyOptions options) {
        before("copy", from.key());
        Stored source = find(from, new ReadOptions(options.sourceIfMatch(), null));
        return Optional.of(store(to, source.bytes, PutOptions.of(source.info.properties())));
    }

    @Override
    public List<DeleteResult> delete(String bucket, List<DeleteRequest> requests) {
        before("delete", String.valueOf(requests.size()));
        List<DeleteResult> results = new ArrayList<>();
        synchronized (objects) {
            for (DeleteRequest request : requests) {
                Stored stored = objects.get(request.ref().key());
                if (stored != null
                        && request.ifMatch() != null
                        && !request.ifMatch().equals(stored.info.etag())) {
                    results.add(new DeleteResult(
                            request.ref(), new CloudBridgeException.PreconditionFailed(Failure.of("changed"), null)));
                } else {
                    objects.remove(request.ref().key());
                    results.add(new DeleteResult(request.ref()));
                }
            }
        }
        return results;
    }

    @Override
    public ObjectPage list(ListRequest request) {
        before("list", request.pageToken());
        List<ObjectInfo> page = new ArrayList<>();
        synchronized (objects) {
            String after = request.pageToken() != null ? request.pageToken() : request.startAfter();
            for (Stored stored : objects.tailMap(after, false).values()) {
                if (stored.info.key().startsWith(request.prefix())) {
                    if (page.size() == request.pageSize()) {
                        return new ObjectPage(
                                page, List.of(), page.get(page.size() - 1).key());
                    }
                    page.add(stored.info);
                }
            }
        }
        return new ObjectPage(page, List.of(), null);
    }

    @Override
    public List<UnfinishedUpload> unfinishedUploads(String bucket, String prefix) {
        return uploads.entrySet().stream()
                .map(e -> new UnfinishedUpload(
                        e.getValue(), e.getKey(), Instant.now().minusSeconds(60)))
                .toList();
    }

    @Override
    public void abortUpload(UnfinishedUpload upload) {
        uploads.remove(upload.id());
    }

    @Override
    public ObjectPage listVersions(ListRequest request) {
        throw new AssertionError("the engine must not ask for what the capabilities exclude");
    }

    @Override
    public SignedRequest presign(PresignRequest request) {
        throw new AssertionError("the engine must not ask for what the capabilities exclude");
    }

    @Override
    public PutResult setProperties(ObjectRef ref, ObjectProperties properties, String ifMatch) {
        throw new AssertionError("not tested here");
    }

    @Override
    public Map<String, String> tags(ObjectRef ref) {
        throw new AssertionError("the engine must not ask for what the capabilities exclude");
    }

    @Override
    public void setTags(ObjectRef ref, Map<String, String> tags) {
        throw new AssertionError("the engine must not ask for what the capabilities exclude");
    }

    @Override
    public void createBucket(String bucket) {
        before("createBucket", bucket);
    }

    @Override
    public void deleteBucket(String bucket) {
        before("deleteBucket", bucket);
    }

    @Override
    public boolean bucketExists(String bucket) {
        return true;
    }

    @Override
    public List<BucketInfo> listBuckets() {
        return List.of();
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> sdkType) {
        return Optional.empty();
    }

    @Override
    public void close() {}
}
