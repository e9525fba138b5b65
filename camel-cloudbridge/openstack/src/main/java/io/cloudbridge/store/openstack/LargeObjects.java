/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.driver.HeaderText;
import io.cloudbridge.store.http.HttpAnswer;
import io.cloudbridge.store.openstack.LargeObject.Segment;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds large objects and what they are made of. Thread-safe. */
final class LargeObjects {

    private static final Logger LOG = LoggerFactory.getLogger(LargeObjects.class);
    private static final Duration REMEMBER = Duration.ofSeconds(30);
    private static final Pattern ESCAPED = Pattern.compile("(?:%[0-9A-Fa-f]{2})+");
    /** How deep manifests that name manifests are followed; Swift itself allows ten. */
    private static final int DEEPEST = 10;

    private final SwiftClient client;
    private final Containers containers;
    /** By bucket: whether it may hold large objects; a sibling without anything in it is believed for a while only, since others may write there. */
    private final Map<String, Known> buckets = new ConcurrentHashMap<>();

    private record Known(boolean large, Instant until) {}

    LargeObjects(SwiftClient client, Containers containers) {
        this.client = client;
        this.containers = containers;
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
            HttpAnswer sibling = containers.head(Segments.container(bucket));
            return !"0".equals(sibling.header("X-Container-Object-Count"));
        } catch (CloudBridgeException.BucketNotFound | CloudBridgeException.AccessDenied e) {
            return false; // there is none, or the token is for one container only
        }
    }

    /** The bucket has a large object, or is about to. */
    void notice(String bucket) {
        buckets.put(bucket, new Known(true, Instant.MAX));
    }

    /** The bucket is gone. */
    void forget(String bucket) {
        buckets.remove(bucket);
    }

    // ---- one object

    /**
     * The large object at this place, as far as this login may see it; null if it is missing or not large.
     *
     * @param upload what the names of segments begin with that an upload is going to make an object of, or null
     */
    LargeObject find(ObjectRef ref, String upload) {
        try {
            return current(ref, upload);
        } catch (CloudBridgeException.AccessDenied | CloudBridgeException.InvalidRequest e) {
            return null; // Ceph's gateway refuses to look at a manifest that names nothing
        }
    }

    /** The same, for callers that drop what is not part of it: what may not be seen is an error. */
    LargeObject current(ObjectRef ref, String upload) {
        try {
            // the segments of what a symbolic link leads to are not the link's
            return of(ref, client.run(SwiftCall.of("HEAD", ref).query("symlink", "get")), upload);
        } catch (CloudBridgeException.ObjectNotFound e) {
            return null;
        }
    }

    /** The large object that an answer to HEAD describes, or null. */
    LargeObject of(ObjectRef ref, HttpAnswer head, String upload) {
        if (!ObjectHeaders.isLarge(head)) {
            return null;
        }
        notice(ref.bucket());
        String etag = ObjectHeaders.etag(head);
        String dynamic = head.header("X-Object-Manifest");
        if (dynamic != null) {
            return dynamic(ref, etag, plain(HeaderText.utf8(dynamic)));
        }
        List<Segment> segments = new ArrayList<>();
        return readManifest(ref, segments, 0)
                ? new LargeObject(ref, etag, null, null, segments, false)
                : new LargeObject(ref, etag, null, null, guessed(ref, etag, upload), true);
    }

    /** A dynamic large object is whatever is listed below {@code container/prefix}. */
    private LargeObject dynamic(ObjectRef ref, String etag, String manifest) {
        int slash = Math.max(0, manifest.indexOf('/'));
        String container = manifest.substring(0, slash);
        String prefix = manifest.substring(slash + 1);
        List<Segment> segments = List.of();
        try {
            // Ceph's gateway takes any text, and shows nothing where it names no container
            segments = container.isEmpty() ? segments : segments(container, prefix);
        } catch (CloudBridgeException.InvalidRequest e) {
            LOG.debug("{} cannot name a container that {} has segments in", container, ref, e);
        }
        return new LargeObject(ref, etag, container, prefix, segments, false);
    }

    /** As the servers read a manifest: a {@code %} without two digits is one. */
    static String plain(String manifest) {
        return ESCAPED.matcher(manifest)
                .replaceAll(
                        bytes -> Matcher.quoteReplacement(URLDecoder.decode(bytes.group(), StandardCharsets.UTF_8)));
    }

    /** What is listed below a prefix; nothing if there is no such container. */
    List<Segment> segments(String container, String prefix) {
        return containers.entriesIfAny(container, prefix).stream()
                .map(entry -> Segment.listed(container, entry))
                .toList();
    }

    /** @return false if the server does not show it */
    private boolean readManifest(ObjectRef ref, List<Segment> found, int depth) {
        SwiftCall call = SwiftCall.of("GET", ref).query("multipart-manifest", "get");
        JsonNode manifest;
        try (HttpAnswer answer = client.send(call)) {
            // an object that was replaced meanwhile would come with all its content
            if (!ObjectHeaders.isStaticLarge(answer) || answer.contentLength() == 0) {
                return false;
            }
            manifest = client.parse(call, answer);
        }
        for (JsonNode entry : manifest) {
            Segment segment = Segment.named(entry);
            if (segment == null) {
                continue;
            }
            found.add(segment);
            if (entry.path("sub_slo").asBoolean() && depth < DEEPEST) {
                readManifest(new ObjectRef(segment.container(), segment.key()), found, depth + 1);
            }
        }
        return true;
    }

    /**
     * Where the manifest is not shown: the segments in the sibling that have the object's ETag, also of the {@code swift} tool. None if there are
     * none or more than one such.
     */
    private List<Segment> guessed(ObjectRef ref, String etag, String upload) {
        List<List<Segment>> candidates =
                Segments.byUpload(segments(Segments.container(ref.bucket()), Segments.folder(ref.key())))
                        .values()
                        .stream()
                        .filter(segments -> LargeObject.digestOf(segments).equalsIgnoreCase(etag))
                        .filter(segments ->
                                upload == null || !segments.get(0).key().startsWith(upload))
                        .toList();
        return candidates.size() == 1 ? candidates.get(0) : List.of();
    }
}
