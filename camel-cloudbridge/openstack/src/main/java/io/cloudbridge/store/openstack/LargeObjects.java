/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.UnfinishedUpload;
import io.cloudbridge.store.http.HttpAnswer;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Large objects and their segments. Our own of bucket {@code b} have theirs in its sibling container {@code b_segments}, as the OpenStack tools have
 * it, so that no listing of {@code b} shows them: {@code <key>/slo/<upload>/<number>}. Those of other tools end as the {@code swift} tool ends them:
 * with all segments that the manifest names, wherever they are. Thread-safe.
 */
final class LargeObjects {

    private static final Logger LOG = LoggerFactory.getLogger(LargeObjects.class);
    private static final String SUFFIX = "_segments";
    private static final int KEY_LIMIT = 1024 - "/slo/".length() - 32 - 9;
    private static final Pattern NAME = Pattern.compile("(.+)/slo/([0-9a-f]{32})/[0-9]{8}", Pattern.DOTALL);
    private static final Duration REMEMBER = Duration.ofSeconds(30);
    private static final int BATCH = 1000;
    /** The segments of one manifest; the default of the servers. */
    static final int MOST = 1000;
    /** How deep manifests that name manifests are followed; Swift itself allows ten. */
    private static final int DEEPEST = 10;

    private final SwiftClient client;
    private final Containers containers;
    private final BulkDelete bulk;
    /** By bucket: whether it may hold large objects; a sibling without anything in it is believed for a while only, since others may write there. */
    private final Map<String, Known> buckets = new ConcurrentHashMap<>();

    private record Known(boolean large, Instant until) {}

    /**
     * A segment as a manifest or a listing names it.
     *
     * @param whole whether the large object shows all of it, and it is no manifest itself
     */
    record Segment(String container, String key, String etag, long size, boolean whole) {}

    /**
     * A large object.
     *
     * @param prefix of a dynamic large object's segments; null for a static one
     * @param segments in order; those of manifests inside the manifest behind it
     * @param hidden whether the server does not show the manifest, as Ceph's gateway
     */
    record LargeObject(ObjectRef ref, String etag, String prefix, List<Segment> segments, boolean hidden) {

        /** Whether the segments, one after the other, are the object, and a manifest may name so many. */
        boolean isSegments() {
            return !segments.isEmpty()
                    && segments.size() <= MOST
                    && segments.stream().allMatch(Segment::whole)
                    && digest(segments).equals(etag);
        }
    }

    LargeObjects(SwiftClient client, Containers containers, BulkDelete bulk) {
        this.client = client;
        this.containers = containers;
        this.bulk = bulk;
    }

    static String container(String bucket) {
        return bucket + SUFFIX;
    }

    /** What the names of the segments of an upload begin with. */
    static String prefix(String key, String upload) {
        // a key that is too long for its segments' names gets a digest in its place; abortUploads cannot find those
        String name = isShort(key) ? key : "sha256-" + sha256(key.getBytes(StandardCharsets.UTF_8));
        return name + "/slo/" + upload + "/";
    }

    private static boolean isShort(String key) {
        return key.getBytes(StandardCharsets.UTF_8).length <= KEY_LIMIT;
    }

    /** The ETag of a large object of these segments: the MD5 of their ETags, one after the other as text. */
    static String digest(List<Segment> segments) {
        Checksum.Digest digest = Checksum.Algorithm.MD5.digest();
        for (Segment segment : segments) {
            byte[] etag = segment.etag().getBytes(StandardCharsets.US_ASCII);
            digest.update(etag, 0, etag.length);
        }
        return digest.checksum().hex();
    }

    // ---- which buckets have any

    /** Whether the bucket may have large objects. */
    boolean mayBeIn(String bucket) {
        Known known = buckets.get(bucket);
        if (known == null || known.until().isBefore(Instant.now())) {
            known = new Known(look(bucket), Instant.now().plus(REMEMBER));
            buckets.put(bucket, known);
        }
        return known.large();
    }

    private boolean look(String bucket) {
        try {
            String count = containers.head(container(bucket)).header("X-Container-Object-Count");
            return !"0".equals(count);
        } catch (CloudBridgeException.BucketNotFound | CloudBridgeException.AccessDenied e) {
            return false; // there is none, or the token is for one container only
        }
    }

    /** The bucket has a large object, or is about to. */
    void notice(String bucket) {
        buckets.put(bucket, new Known(true, Instant.MAX));
    }

    /** Makes the sibling, with the storage policy of the bucket. */
    void createSibling(String bucket) {
        String policy = containers.head(bucket).header("X-Storage-Policy");
        containers.create(container(bucket), policy);
    }

    /** Whether a container is the sibling of one of these. */
    static boolean isSibling(String container, Set<String> containers) {
        return container.endsWith(SUFFIX)
                && containers.contains(container.substring(0, container.length() - SUFFIX.length()));
    }

    // ---- one object

    /** The large object at this place, as far as this login may see it; null if it is missing or not large. */
    LargeObject find(ObjectRef ref) {
        return find(ref, null);
    }

    /**
     * The same, for an upload that is going to replace it.
     *
     * @param upload what the names of segments begin with that are not yet part of it, or null
     */
    LargeObject find(ObjectRef ref, String upload) {
        try {
            return current(ref, upload);
        } catch (CloudBridgeException.AccessDenied e) {
            return null;
        }
    }

    /** The same, for callers that drop what is not part of it: what may not be seen is an error. */
    private LargeObject current(ObjectRef ref, String upload) {
        try {
            return of(ref, client.run(SwiftCall.of("HEAD", "head", ref.bucket(), ref.key())), upload);
        } catch (CloudBridgeException.ObjectNotFound e) {
            return null;
        }
    }

    /** The large object that an answer to HEAD describes, or null. */
    LargeObject of(ObjectRef ref, HttpAnswer head) {
        return of(ref, head, null);
    }

    private LargeObject of(ObjectRef ref, HttpAnswer head, String upload) {
        String etag = ObjectHeaders.etag(head);
        String dynamic = head.header("X-Object-Manifest");
        if (dynamic != null) {
            notice(ref.bucket());
            return dynamic(ref, etag, URLDecoder.decode(dynamic.replace("+", "%2B"), StandardCharsets.UTF_8));
        }
        if (!ObjectHeaders.isStaticLarge(head)) {
            return null;
        }
        notice(ref.bucket());
        List<Segment> segments = new ArrayList<>();
        boolean shown = readManifest(ref, segments, 0);
        return shown
                ? new LargeObject(ref, etag, null, segments, false)
                : new LargeObject(ref, etag, null, guessed(ref, etag, upload), true);
    }

    /** A dynamic large object is whatever is listed below {@code container/prefix}. */
    private LargeObject dynamic(ObjectRef ref, String etag, String manifest) {
        int slash = manifest.indexOf('/');
        String container = slash < 0 ? manifest : manifest.substring(0, slash);
        String prefix = manifest.substring(slash + 1);
        try {
            List<Segment> segments = containers.allEntries(container, prefix).stream()
                    .map(entry -> segment(container, entry))
                    .toList();
            return new LargeObject(ref, etag, prefix, segments, false);
        } catch (CloudBridgeException.BucketNotFound e) {
            return new LargeObject(ref, etag, prefix, List.of(), false);
        }
    }

    private static Segment segment(String container, JsonNode entry) {
        return new Segment(
                container,
                Containers.name(entry),
                entry.path("hash").asText(),
                entry.path("bytes").asLong(),
                !entry.has("slo_etag"));
    }

    /** @return false if the server does not show it */
    private boolean readManifest(ObjectRef ref, List<Segment> found, int depth) {
        SwiftCall call =
                SwiftCall.of("GET", "head", ref.bucket(), ref.key()).withQuery(Map.of("multipart-manifest", "get"));
        JsonNode manifest;
        try (HttpAnswer answer = client.send(call)) {
            // an object that was replaced meanwhile would come with all its content
            if (!ObjectHeaders.isStaticLarge(answer) || answer.contentLength() == 0) {
                return false;
            }
            manifest = client.parse(call, answer);
        }
        for (JsonNode entry : manifest) {
            Segment segment = entry(entry);
            if (segment == null) {
                continue; // data that is in the manifest itself
            }
            found.add(segment);
            if (entry.path("sub_slo").asBoolean() && depth < DEEPEST) {
                readManifest(new ObjectRef(segment.container(), segment.key()), found, depth + 1);
            }
        }
        return true;
    }

    private static Segment entry(JsonNode entry) {
        String path = entry.path("name").asText("");
        int slash = path.indexOf('/', 1);
        return slash < 0
                ? null
                : new Segment(
                        path.substring(1, slash),
                        path.substring(slash + 1),
                        entry.path("hash").asText(),
                        entry.path("bytes").asLong(),
                        !entry.has("range") && !entry.path("sub_slo").asBoolean());
    }

    /** Where the manifest is not shown: the segments in the sibling that have the object's ETag. None if there are none or more than one such. */
    private List<Segment> guessed(ObjectRef ref, String etag, String upload) {
        List<List<Segment>> candidates = uploads(ref).stream()
                .filter(segments -> digest(segments).equals(etag))
                .filter(segments -> upload == null || !segments.get(0).key().startsWith(upload))
                .toList();
        return candidates.size() == 1 ? candidates.get(0) : List.of();
    }

    /** The segments in the sibling whose names begin as those of this object do, one list for each upload; of the {@code swift} tool, too. */
    private Collection<List<Segment>> uploads(ObjectRef ref) {
        String sibling = container(ref.bucket());
        String first = prefix(ref.key(), "");
        try {
            return containers.allEntries(sibling, first.substring(0, first.length() - 1)).stream()
                    .map(entry -> segment(sibling, entry))
                    .collect(Collectors.groupingBy(
                            segment -> segment.key().substring(0, segment.key().lastIndexOf('/')),
                            LinkedHashMap::new,
                            Collectors.toList()))
                    .values();
        } catch (CloudBridgeException.BucketNotFound e) {
            return List.of();
        }
    }

    // ---- dropping

    /**
     * Drops the segments of a large object that is gone. What cannot be dropped now is found by {@code abortUploads} later.
     *
     * @param gone or null
     * @param kept the beginning of the names of segments that stay, since they make the object that is there now; or null
     */
    void dropQuietly(LargeObject gone, String kept) {
        if (gone == null) {
            return;
        }
        Map<String, List<String>> byContainer = gone.segments().stream()
                .filter(segment ->
                        isOwn(gone, segment) && (kept == null || !segment.key().startsWith(kept)))
                .collect(Collectors.groupingBy(
                        Segment::container, LinkedHashMap::new, Collectors.mapping(Segment::key, Collectors.toList())));
        byContainer.forEach((container, keys) -> {
            try {
                drop(container, keys);
            } catch (CloudBridgeException e) {
                LOG.debug("{} segments in {} are left behind", keys.size(), container, e);
            }
        });
    }

    /** As the {@code swift} tool: of a dynamic large object those below its prefix as a folder. Not what another upload is sending there. */
    private static boolean isOwn(LargeObject gone, Segment segment) {
        if (gone.prefix() == null) {
            return true;
        }
        String folder = gone.prefix().replaceAll("/+$", "") + "/";
        return folder.length() > 1
                && segment.key().startsWith(folder)
                && !NAME.matcher(segment.key()).matches();
    }

    /** Drops all segments of an upload. */
    void drop(ObjectRef ref, String upload) {
        String sibling = container(ref.bucket());
        try {
            drop(sibling, names(sibling, prefix(ref.key(), upload)));
        } catch (CloudBridgeException.BucketNotFound e) {
            LOG.debug("There are no segments in {} to drop", sibling);
        }
    }

    /** The bucket is gone: so are its segments, and its sibling if nothing else is in it. */
    void bucketDeleted(String bucket) {
        buckets.remove(bucket);
        String sibling = container(bucket);
        try {
            drop(
                    sibling,
                    names(sibling, "").stream()
                            .filter(name -> NAME.matcher(name).matches())
                            .toList());
            containers.delete(sibling);
        } catch (CloudBridgeException e) {
            LOG.debug("Container {} stays", sibling, e);
        }
    }

    private List<String> names(String container, String prefix) {
        return containers.allEntries(container, prefix).stream()
                .map(Containers::name)
                .toList();
    }

    private void drop(String container, List<String> keys) {
        for (int from = 0; from < keys.size(); from += BATCH) {
            List<String> batch = keys.subList(from, Math.min(keys.size(), from + BATCH));
            try {
                Collection<CloudBridgeException> failures =
                        bulk.delete(container, batch).failures().values();
                if (!failures.isEmpty()) {
                    throw failures.iterator().next();
                }
            } catch (CloudBridgeException.Unsupported e) {
                batch.forEach(key -> dropOne(container, key));
            }
        }
    }

    private void dropOne(String container, String key) {
        try {
            client.run(SwiftCall.of("DELETE", "delete", container, key));
        } catch (CloudBridgeException.ObjectNotFound e) {
            LOG.debug("Segment {} is gone already", key);
        }
    }

    // ---- unfinished uploads

    /** Uploads whose segments are there and whose object is not, or is another one. */
    List<UnfinishedUpload> unfinished(String bucket, String prefix) {
        Map<UnfinishedUpload, List<Segment>> uploads = new LinkedHashMap<>();
        Map<String, UnfinishedUpload> byName = new HashMap<>();
        String sibling = container(bucket);
        try {
            for (JsonNode entry : containers.allEntries(sibling, prefix)) {
                Matcher name = NAME.matcher(Containers.name(entry));
                if (name.matches() && name.group(1).startsWith(prefix)) {
                    UnfinishedUpload upload = byName.computeIfAbsent(
                            name.group(1) + '/' + name.group(2),
                            any -> new UnfinishedUpload(
                                    new ObjectRef(bucket, name.group(1)),
                                    name.group(2),
                                    Containers.lastModified(entry)));
                    uploads.computeIfAbsent(upload, any -> new ArrayList<>()).add(segment(sibling, entry));
                }
            }
        } catch (CloudBridgeException.BucketNotFound e) {
            return List.of();
        }
        Map<ObjectRef, LargeObject> now = new HashMap<>();
        List<UnfinishedUpload> unfinished = new ArrayList<>();
        uploads.forEach((upload, segments) -> {
            if (!isOf(now.computeIfAbsent(upload.ref(), ref -> current(ref, null)), upload, segments)) {
                unfinished.add(upload);
            }
        });
        return unfinished;
    }

    /** Drops the segments of an upload, unless an object has come of it. */
    void abort(UnfinishedUpload upload) {
        if (!isFinished(upload)) {
            drop(upload.ref(), upload.id());
        }
    }

    /** Whether the object that is there now is the one of this upload. */
    boolean isFinished(UnfinishedUpload upload) {
        String sibling = container(upload.ref().bucket());
        try {
            List<Segment> segments = containers
                    .allEntries(sibling, prefix(upload.ref().key(), upload.id()))
                    .stream()
                    .map(entry -> segment(sibling, entry))
                    .toList();
            return isOf(current(upload.ref(), null), upload, segments);
        } catch (CloudBridgeException.BucketNotFound e) {
            return false;
        }
    }

    private static boolean isOf(LargeObject now, UnfinishedUpload upload, List<Segment> segments) {
        if (now == null || now.prefix() != null) {
            return false;
        }
        String prefix = prefix(upload.ref().key(), upload.id());
        return now.hidden()
                ? digest(segments).equals(now.etag())
                : now.segments().stream().anyMatch(segment -> segment.key().startsWith(prefix));
    }

    private static String sha256(byte[] bytes) {
        Checksum.Digest digest = Checksum.Algorithm.SHA256.digest();
        digest.update(bytes, 0, bytes.length);
        return digest.checksum().hex();
    }
}
