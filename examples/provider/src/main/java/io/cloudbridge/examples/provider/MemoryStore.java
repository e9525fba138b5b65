/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.examples.provider;

import io.cloudbridge.store.*;
import io.cloudbridge.store.Capabilities.Feature;
import io.cloudbridge.store.CloudBridgeException.*;
import java.io.*;
import java.time.*;
import java.util.*;
import java.util.concurrent.ConcurrentHashMap;

/** The primitives. Checks of arguments, retries, parts, copies, and what the capabilities leave out are the engine's. */
final class MemoryStore implements ObjectStore {

    private static final Capabilities CAPABILITIES = new Capabilities(
            EnumSet.of(Feature.CREATE_ONLY, Feature.REPLACE_IF_MATCH, Feature.DELETE_IF_MATCH, Feature.LIST_PROPERTIES),
            1L << 30, // bytes of one request
            1, // bytes of the smallest part
            1L << 30, // bytes of the largest part
            10_000, // parts
            1000, // deletes in one call
            1000, // entries of a page
            Duration.ofDays(1),
            Capabilities.KeyRule.ANY);

    private record Stored(ObjectInfo info, byte[] bytes) {}

    private final Map<String, NavigableMap<String, Stored>> buckets = new TreeMap<>();
    private final Map<String, Instant> created = new HashMap<>();

    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    private NavigableMap<String, Stored> bucket(String name) {
        NavigableMap<String, Stored> bucket = buckets.get(name);
        if (bucket == null) {
            throw new BucketNotFound(failure("there is no such bucket", name, null, 404), null);
        }
        return bucket;
    }

    private Stored find(ObjectRef ref, String ifMatch, String ifNoneMatch) {
        Stored stored = bucket(ref.bucket()).get(ref.key());
        if (stored == null) {
            throw new ObjectNotFound(failure("there is no such object", ref.bucket(), ref.key(), 404), null);
        }
        check(ref, stored, ifMatch, ifNoneMatch);
        return stored;
    }

    private static void check(ObjectRef ref, Stored stored, String ifMatch, String ifNoneMatch) {
        if (ifMatch != null && !is(stored, ifMatch) || ifNoneMatch != null && is(stored, ifNoneMatch)) {
            throw new PreconditionFailed(failure("the object is another", ref.bucket(), ref.key(), 412), null);
        }
    }

    private static boolean is(Stored stored, String etag) {
        return stored != null && (etag.equals("*") || etag.equals(stored.info.etag()));
    }

    private static Failure failure(String message, String bucket, String key, int status) {
        return Failure.of(message).in("memory", null, bucket, key).withHttp(status, null, null);
    }

    private static byte[] bytes(Content content) {
        try (InputStream in = content.open()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new InvalidRequest(Failure.of("the body could not be read: " + e), e);
        }
    }

    private static Checksum checksum(Checksum.Algorithm algorithm, byte[] bytes) {
        Checksum.Digest digest = algorithm.digest();
        digest.update(bytes, 0, bytes.length);
        return digest.checksum();
    }

    private synchronized PutResult store(ObjectRef ref, byte[] bytes, PutOptions options) {
        NavigableMap<String, Stored> bucket = bucket(ref.bucket());
        check(ref, bucket.get(ref.key()), options.ifMatch(), options.ifNoneMatch());
        Checksum md5 = checksum(Checksum.Algorithm.MD5, bytes);
        ObjectInfo info = new ObjectInfo(ref, bytes.length, md5.hex(), Instant.now(), options.properties(), md5);
        bucket.put(ref.key(), new Stored(info, bytes));
        return new PutResult(md5.hex(), null, md5);
    }

    @Override
    public synchronized ObjectInfo head(ObjectRef ref, ReadOptions options) {
        return find(ref, options.ifMatch(), options.ifNoneMatch()).info;
    }

    @Override
    public synchronized ObjectContent read(ObjectRef ref, ByteRange range, ReadOptions options) {
        Stored stored = find(ref, options.ifMatch(), options.ifNoneMatch());
        long size = stored.bytes.length;
        if (range.offset() > 0 && range.offset() >= size) {
            throw new InvalidRequest(failure("the object has " + size + " bytes", ref.bucket(), ref.key(), 416), null);
        }
        long end = range.length() == ByteRange.TO_END ? size : Math.min(size, range.offset() + range.length());
        int offset = (int) range.offset();
        InputStream stream = new ByteArrayInputStream(stored.bytes, offset, (int) end - offset);
        return ObjectContent.of(stored.info, new ContentRange(offset, end, size), stream);
    }

    @Override
    public PutResult put(ObjectRef ref, Content content, PutOptions options) {
        return store(ref, bytes(content), options);
    }

    @Override
    public synchronized MultipartUpload startMultipart(ObjectRef ref, PutOptions options) {
        bucket(ref.bucket());
        Map<Integer, byte[]> parts = new ConcurrentHashMap<>();
        return new MultipartUpload() {
            @Override
            public String id() {
                return "of-" + ref.key();
            }

            @Override
            public Part uploadPart(int number, Content content) {
                byte[] part = bytes(content);
                parts.put(number, part);
                return new Part(number, "", part.length, checksum(Checksum.Algorithm.CRC32C, part));
            }

            @Override
            public PutResult complete(List<Part> sent) {
                if (parts.size() < sent.size()) {
                    throw new ObjectNotFound(failure("the upload was dropped", ref.bucket(), ref.key(), 404), null);
                }
                ByteArrayOutputStream whole = new ByteArrayOutputStream();
                sent.forEach(part -> whole.writeBytes(parts.get(part.number())));
                return store(ref, whole.toByteArray(), options);
            }

            @Override
            public void abort() {
                parts.clear();
            }
        };
    }

    @Override
    public synchronized List<DeleteResult> delete(String bucket, List<DeleteRequest> requests) {
        return requests.stream().map(this::delete).toList();
    }

    private DeleteResult delete(DeleteRequest request) {
        ObjectRef ref = request.ref();
        NavigableMap<String, Stored> bucket = bucket(ref.bucket());
        try {
            if (bucket.containsKey(ref.key())) {
                check(ref, bucket.get(ref.key()), request.ifMatch(), null);
            }
            bucket.remove(ref.key());
            return new DeleteResult(ref);
        } catch (PreconditionFailed e) {
            return new DeleteResult(ref, e);
        }
    }

    @Override
    public synchronized ObjectPage list(ListRequest request) {
        String prefix = request.prefix();
        String after = request.pageToken() == null ? request.startAfter() : request.pageToken();
        List<ObjectInfo> objects = new ArrayList<>();
        List<String> prefixes = new ArrayList<>();
        String last = after;
        for (Stored stored : bucket(request.bucket()).tailMap(prefix, true).values()) {
            String key = stored.info.key();
            int cut = request.delimiter().isEmpty() ? -1 : key.indexOf(request.delimiter(), prefix.length());
            String entry =
                    cut < 0 ? key : key.substring(0, cut + request.delimiter().length());
            if (!key.startsWith(prefix) || Keys.ORDER.compare(entry, last) <= 0) {
                continue;
            }
            if (objects.size() + prefixes.size() == request.pageSize()) {
                return new ObjectPage(objects, prefixes, last);
            }
            last = entry;
            if (cut < 0) {
                objects.add(stored.info);
            } else {
                prefixes.add(entry);
            }
        }
        return new ObjectPage(objects, prefixes, null);
    }

    @Override
    public synchronized PutResult setProperties(ObjectRef ref, ObjectProperties properties, String ifMatch) {
        return store(ref, find(ref, ifMatch, null).bytes, PutOptions.of(properties));
    }

    @Override
    public synchronized void createBucket(String bucket) {
        if (buckets.putIfAbsent(bucket, new TreeMap<>(Keys.ORDER)) != null) {
            throw new AlreadyExists(failure("the bucket exists", bucket, null, 409), null);
        }
        created.put(bucket, Instant.now());
    }

    @Override
    public synchronized void deleteBucket(String bucket) {
        if (!bucket(bucket).isEmpty()) {
            throw new InvalidState(failure("the bucket is not empty", bucket, null, 409), null);
        }
        buckets.remove(bucket);
    }

    @Override
    public synchronized boolean bucketExists(String bucket) {
        return buckets.containsKey(bucket);
    }

    @Override
    public synchronized List<BucketInfo> listBuckets() {
        return buckets.keySet().stream()
                .map(name -> new BucketInfo(name, created.get(name), null))
                .toList();
    }
}
