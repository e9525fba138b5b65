/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ErrorMapping;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.UnfinishedUpload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The segments of large objects. Those of bucket {@code b} are in its sibling container {@code b_segments}, as the OpenStack tools have it, so that no
 * listing of {@code b} shows them: {@code <key>/slo/<upload>/<number>}. Only segments in the sibling are ever dropped. Thread-safe.
 */
final class Segments {

    private static final Logger LOG = LoggerFactory.getLogger(Segments.class);
    private static final String SUFFIX = "_segments";
    private static final int KEY_LIMIT = 1024 - "/slo/".length() - 32 - 9;
    private static final Pattern NAME = Pattern.compile("(.+)/slo/([0-9a-f]{32})/[0-9]{8}", Pattern.DOTALL);
    private static final Duration REMEMBER = Duration.ofSeconds(30);
    private static final int BATCH = 1000;

    private final SwiftClient client;
    private final Containers containers;
    private final BulkDelete bulk;
    /** By bucket: whether its sibling holds anything; believed for a while only, since others may write there. */
    private final Map<String, Sibling> siblings = new ConcurrentHashMap<>();

    private record Sibling(boolean inUse, Instant seen) {}

    /**
     * A segment as a manifest names it.
     *
     * @param key in the container, or null if it is no whole object of its own
     */
    record Segment(String container, String key, String etag, long size) {}

    Segments(SwiftClient client, Containers containers, BulkDelete bulk) {
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

    /** Whether the bucket may have large objects with segments in its sibling. */
    boolean exist(String bucket) {
        Sibling known = siblings.get(bucket);
        if (known == null || known.seen().plus(REMEMBER).isBefore(Instant.now())) {
            known = new Sibling(look(bucket), Instant.now());
            siblings.put(bucket, known);
        }
        return known.inUse();
    }

    private boolean look(String bucket) {
        try {
            String count = containers.head(container(bucket)).header("X-Container-Object-Count");
            return !"0".equals(count);
        } catch (CloudBridgeException.BucketNotFound | CloudBridgeException.AccessDenied e) {
            return false; // there is none, or the token is for one container only
        }
    }

    /** A segment is about to be stored, so the sibling is in use from now on. */
    void use(String bucket) {
        siblings.put(bucket, new Sibling(true, Instant.now()));
    }

    /** Makes the sibling, with the storage policy of the bucket. */
    void create(String bucket) {
        String policy = containers.head(bucket).header("X-Storage-Policy");
        containers.create(container(bucket), policy);
    }

    /** Whether a container is the sibling of one of these. */
    static boolean isSibling(String container, Set<String> containers) {
        return container.endsWith(SUFFIX)
                && containers.contains(container.substring(0, container.length() - SUFFIX.length()));
    }

    /** The segments that the object has in the sibling, as far as this login may see them; none if it is missing or not large. */
    List<Segment> of(ObjectRef ref) {
        if (!exist(ref.bucket())) {
            return List.of();
        }
        try {
            return current(ref);
        } catch (CloudBridgeException.AccessDenied e) {
            return List.of();
        }
    }

    /** Which objects may have segments in the sibling, as far as one listing of it tells; if it does not, all of them. */
    Predicate<ObjectRef> owners(String bucket) {
        Set<String> keys = new HashSet<>();
        try {
            List<JsonNode> page = containers.entries(container(bucket), Map.of("limit", String.valueOf(BATCH)));
            if (page.size() == BATCH) {
                return any -> true;
            }
            for (JsonNode entry : page) {
                Matcher name = NAME.matcher(Containers.name(entry));
                if (!name.matches()) {
                    return any -> true; // another tool's: only a manifest says whose it is
                }
                keys.add(name.group(1));
            }
        } catch (CloudBridgeException.AccessDenied e) {
            return any -> true; // a login that may look at objects only
        } catch (CloudBridgeException.BucketNotFound e) {
            return any -> false;
        }
        return ref -> keys.contains(ref.key()) || !isShort(ref.key());
    }

    /** The same, for those who are going to drop what is not among them: what may not be seen is an error. */
    private List<Segment> current(ObjectRef ref) {
        SwiftCall head = SwiftCall.of("HEAD", "head", ref.bucket(), ref.key());
        try {
            if (!ObjectHeaders.isStaticLarge(client.run(head).headers())) {
                return List.of();
            }
            String sibling = container(ref.bucket());
            return manifest(ref).stream()
                    .filter(segment -> segment.container().equals(sibling) && segment.key() != null)
                    .toList();
        } catch (CloudBridgeException.ObjectNotFound e) {
            return List.of();
        }
    }

    /** All segments of a large object, in order. */
    List<Segment> manifest(ObjectRef ref) {
        SwiftCall call =
                SwiftCall.of("GET", "head", ref.bucket(), ref.key()).withQuery(Map.of("multipart-manifest", "get"));
        List<Segment> segments = new ArrayList<>();
        try (Answer answer = client.send(call)) {
            // an object that was replaced meanwhile would come with all its content
            if (ObjectHeaders.isStaticLarge(answer.headers())) {
                SwiftClient.JSON.readTree(answer.body().readAllBytes()).forEach(entry -> segments.add(segment(entry)));
            }
        } catch (IOException e) {
            throw ErrorMapping.connection(Transport.host(client.session().storageUrl()), e);
        }
        return segments;
    }

    private static Segment segment(JsonNode entry) {
        String path = entry.path("name").asText("");
        int slash = path.indexOf('/', 1);
        boolean whole =
                slash > 0 && !entry.has("range") && !entry.path("sub_slo").asBoolean() && !entry.has("data");
        return new Segment(
                slash > 0 ? path.substring(1, slash) : "",
                whole ? path.substring(slash + 1) : null,
                entry.path("hash").asText(),
                entry.path("bytes").asLong());
    }

    /** Drops segments that no manifest names any more. What cannot be dropped now is found by {@code abortUploads} later. */
    void dropQuietly(String bucket, List<Segment> segments) {
        try {
            drop(bucket, segments.stream().map(Segment::key).toList());
        } catch (CloudBridgeException e) {
            LOG.debug("{} segments in {} are left behind", segments.size(), container(bucket), e);
        }
    }

    /** Drops all segments of an upload. */
    void drop(String bucket, String prefix) {
        try {
            drop(bucket, names(bucket, prefix));
        } catch (CloudBridgeException.BucketNotFound e) {
            LOG.debug("There are no segments of {} to drop", bucket);
        }
    }

    /** The bucket is gone: so are its segments, and its sibling if nothing else is in it. */
    void bucketDeleted(String bucket) {
        siblings.remove(bucket);
        try {
            drop(
                    bucket,
                    names(bucket, "").stream()
                            .filter(name -> NAME.matcher(name).matches())
                            .toList());
            containers.delete(container(bucket));
        } catch (CloudBridgeException e) {
            LOG.debug("Container {} stays", container(bucket), e);
        }
    }

    private List<String> names(String bucket, String prefix) {
        return containers.allEntries(container(bucket), prefix).stream()
                .map(Containers::name)
                .toList();
    }

    private void drop(String bucket, List<String> keys) {
        String sibling = container(bucket);
        for (int from = 0; from < keys.size(); from += BATCH) {
            List<String> batch = keys.subList(from, Math.min(keys.size(), from + BATCH));
            try {
                Collection<CloudBridgeException> failures =
                        bulk.delete(sibling, batch).failures().values();
                if (!failures.isEmpty()) {
                    throw failures.iterator().next();
                }
            } catch (CloudBridgeException.Unsupported e) {
                batch.forEach(key -> dropOne(sibling, key));
            }
        }
    }

    private void dropOne(String sibling, String key) {
        try {
            client.run(SwiftCall.of("DELETE", "delete", sibling, key));
        } catch (CloudBridgeException.ObjectNotFound e) {
            LOG.debug("Segment {} is gone already", key);
        }
    }

    /** Uploads whose segments are there and whose object is not, or is another one. */
    List<UnfinishedUpload> unfinished(String bucket, String prefix) {
        Map<String, UnfinishedUpload> uploads = new LinkedHashMap<>();
        try {
            for (JsonNode entry : containers.allEntries(container(bucket), prefix)) {
                Matcher name = NAME.matcher(Containers.name(entry));
                if (name.matches() && name.group(1).startsWith(prefix)) {
                    UnfinishedUpload upload = new UnfinishedUpload(
                            new ObjectRef(bucket, name.group(1)), name.group(2), Containers.lastModified(entry));
                    uploads.putIfAbsent(upload.ref().key() + '/' + upload.id(), upload);
                }
            }
        } catch (CloudBridgeException.BucketNotFound e) {
            return List.of();
        }
        Map<ObjectRef, List<Segment>> finished = new HashMap<>();
        return uploads.values().stream()
                .filter(upload -> !names(finished.computeIfAbsent(upload.ref(), this::current), upload))
                .toList();
    }

    /** Drops the segments of an upload, unless an object has come of it. */
    void abort(UnfinishedUpload upload) {
        if (!isFinished(upload)) {
            drop(upload.ref().bucket(), prefix(upload.ref().key(), upload.id()));
        }
    }

    /** Whether the object that is there now is the one of this upload. */
    boolean isFinished(UnfinishedUpload upload) {
        return names(current(upload.ref()), upload);
    }

    private static boolean names(List<Segment> segments, UnfinishedUpload upload) {
        String prefix = prefix(upload.ref().key(), upload.id());
        return segments.stream().anyMatch(segment -> segment.key().startsWith(prefix));
    }

    private static String sha256(byte[] bytes) {
        Checksum.Digest digest = Checksum.Algorithm.SHA256.digest();
        digest.update(bytes, 0, bytes.length);
        return digest.checksum().hex();
    }
}
