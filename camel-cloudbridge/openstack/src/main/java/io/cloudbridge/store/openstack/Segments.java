/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.UnfinishedUpload;
import io.cloudbridge.store.driver.Bodies;
import io.cloudbridge.store.openstack.LargeObject.Segment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The segments of large objects: where they are, and how they end. Our own of bucket {@code b} are in its sibling container {@code b_segments}, as the
 * OpenStack tools have it, so that no listing of {@code b} shows them: {@code <key>/slo/<upload>/<number>}. Those of other tools end as the
 * {@code swift} tool ends them: all that the manifest names, wherever they are. Thread-safe.
 */
final class Segments {

    private static final Logger LOG = LoggerFactory.getLogger(Segments.class);
    private static final String SUFFIX = "_segments";
    private static final int KEY_LIMIT = 1024 - "/slo/".length() - 32 - 9;
    private static final Pattern NAME = Pattern.compile("(.+)/slo/([0-9a-f]{32})/[0-9]{8}", Pattern.DOTALL);
    /** In place of a key that is too long for its segments' names. Which key it was is not known, so {@code abortUploads} passes them over. */
    private static final Pattern DIGEST = Pattern.compile("sha256-[0-9a-f]{64}");

    private final SwiftClient client;
    private final Containers containers;
    private final LargeObjects large;
    private final BulkDelete bulk;

    Segments(SwiftClient client, Containers containers, LargeObjects large, BulkDelete bulk) {
        this.client = client;
        this.containers = containers;
        this.large = large;
        this.bulk = bulk;
    }

    // ---- where they are

    static String container(String bucket) {
        return bucket + SUFFIX;
    }

    /** Whether a container is the sibling of one of these. */
    static boolean isSibling(String container, Set<String> containers) {
        return container.endsWith(SUFFIX)
                && containers.contains(container.substring(0, container.length() - SUFFIX.length()));
    }

    /** What the names of the segments of all uploads of a key begin with. */
    static String folder(String key) {
        byte[] name = key.getBytes(StandardCharsets.UTF_8);
        if (name.length <= KEY_LIMIT) {
            return key + "/slo/";
        }
        Checksum digest = Bodies.checksum(Content.of(name), Checksum.Algorithm.SHA256);
        return "sha256-" + digest.hex() + "/slo/";
    }

    /** What the names of the segments of an upload begin with. */
    static String prefix(String key, String upload) {
        return folder(key) + upload + "/";
    }

    /** The segments of each upload; of the {@code swift} tool, too. */
    static Map<String, List<Segment>> byUpload(List<Segment> segments) {
        return grouped(segments, segment -> parent(segment.key()));
    }

    private static Map<String, List<Segment>> grouped(List<Segment> segments, Function<Segment, String> by) {
        return segments.stream().collect(Collectors.groupingBy(by, LinkedHashMap::new, Collectors.toList()));
    }

    /**
     * Stores a segment of an object of this bucket. The sibling is made if it is missing, with the storage policy of the bucket.
     *
     * @throws CloudBridgeException.BucketNotFound if it is the bucket that is missing
     */
    void store(String bucket, SwiftCall segment, String etag) {
        large.notice(bucket);
        try {
            SwiftUploads.checkStored(segment, client.run(segment), etag);
        } catch (CloudBridgeException.BucketNotFound e) {
            containers.create(container(bucket), containers.head(bucket).header("X-Storage-Policy"));
            SwiftUploads.checkStored(segment, client.run(segment), etag);
        }
    }

    // ---- dropping

    /** Drops the segments of a large object that is gone. */
    void dropQuietly(LargeObject gone) {
        dropQuietly(gone, segment -> false);
    }

    /**
     * Drops the segments of a large object that is gone: what was one when it was looked at, and has not been written since. What cannot be dropped
     * now is found by {@code abortUploads} later.
     *
     * @param gone or null. What is at its place now stays, even where its own manifest names that place
     * @param kept the segments that stay, since others need them
     */
    void dropQuietly(LargeObject gone, Predicate<Segment> kept) {
        if (gone == null) {
            return;
        }
        if (keepsVersions(gone.ref().bucket())) {
            return;
        }
        List<Segment> own = gone.segments().stream()
                .filter(segment -> isOwn(gone, segment) && !segment.isAt(gone.ref()) && !kept.test(segment))
                .toList();
        grouped(own, Segment::container).forEach((container, segments) -> {
            try {
                drop(container, unchanged(gone, segments));
            } catch (CloudBridgeException e) {
                LOG.debug("{} segments in {} are left behind", segments.size(), container, e);
            }
        });
    }

    /** Whether an older version of an object, which its container keeps, may need its segments. So it is if the container may not be seen. */
    private boolean keepsVersions(String bucket) {
        try {
            return containers.keepsVersions(bucket);
        } catch (CloudBridgeException e) {
            LOG.debug("Whether container {} keeps versions is not known, so segments are left behind", bucket, e);
            return true;
        }
    }

    /** Those that are what they were: other tools' names may have been given to other objects meanwhile. */
    private List<Segment> unchanged(LargeObject gone, List<Segment> segments) {
        if (gone.prefix() != null) {
            Set<Segment> now = Set.copyOf(large.segments(gone.container(), gone.prefix()));
            return segments.stream().filter(now::contains).toList();
        }
        return SideBySide.map(segments, segment -> isUnchanged(segment) ? segment : null).stream()
                .filter(Objects::nonNull)
                .toList();
    }

    private boolean isUnchanged(Segment segment) {
        if (NAME.matcher(segment.key()).matches()) {
            return true; // no two uploads of ours have the same names
        }
        try {
            ObjectRef ref = new ObjectRef(segment.container(), segment.key());
            return ObjectHeaders.etag(client.run(SwiftCall.of("HEAD", ref))).equalsIgnoreCase(segment.etag());
        } catch (CloudBridgeException.ObjectNotFound e) {
            return false;
        }
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
        drop(sibling, large.segments(sibling, prefix(ref.key(), upload)));
    }

    /** Deletes a bucket, which is empty, with what is left of its segments, and its sibling if nothing else is in it. */
    void deleteBucket(String bucket) {
        boolean keepsVersions = keepsVersions(bucket);
        containers.delete(bucket);
        large.forget(bucket);
        if (keepsVersions) {
            return; // they are in another container, and need their segments
        }
        String sibling = container(bucket);
        try {
            drop(
                    sibling,
                    large.segments(sibling, "").stream()
                            .filter(segment -> NAME.matcher(segment.key()).matches())
                            .toList());
            containers.delete(sibling);
        } catch (CloudBridgeException e) {
            LOG.debug("Container {} stays", sibling, e);
        }
    }

    private void drop(String container, List<Segment> segments) {
        List<String> keys = segments.stream().map(Segment::key).toList();
        try {
            for (CloudBridgeException failure :
                    bulk.delete(container, keys).failures().values()) {
                throw failure;
            }
        } catch (CloudBridgeException.Unsupported e) {
            keys.forEach(key -> dropOne(new ObjectRef(container, key)));
        }
    }

    private void dropOne(ObjectRef segment) {
        try {
            client.run(SwiftCall.of("DELETE", segment));
        } catch (CloudBridgeException.ObjectNotFound e) {
            LOG.debug("Segment {} is gone already", segment);
        }
    }

    // ---- unfinished uploads

    /** Uploads whose segments are there and whose object is not, or is another one. */
    List<UnfinishedUpload> unfinished(String bucket, String prefix) {
        if (containers.keepsVersions(bucket)) {
            throw SwiftErrors.unsupported(
                    "container " + bucket + " keeps old versions of its objects, whose segments cannot be"
                            + " told from those of unfinished uploads; nothing was dropped");
        }
        Map<String, List<JsonNode>> uploads = containers.entriesIfAny(container(bucket), prefix).stream()
                .filter(entry -> isOfUpload(Containers.name(entry), prefix))
                .collect(Collectors.groupingBy(
                        entry -> parent(Containers.name(entry)), LinkedHashMap::new, Collectors.toList()));
        Map<ObjectRef, LargeObject> now = new HashMap<>();
        List<UnfinishedUpload> unfinished = new ArrayList<>();
        uploads.forEach((folder, entries) -> {
            List<Segment> segments = entries.stream()
                    .map(entry -> Segment.listed(container(bucket), entry))
                    .toList();
            ObjectRef ref = new ObjectRef(bucket, parent(parent(folder)));
            if (!isOf(now.computeIfAbsent(ref, any -> large.current(any, null)), folder + "/", segments)) {
                unfinished.add(new UnfinishedUpload(
                        ref, folder.substring(folder.lastIndexOf('/') + 1), Containers.lastModified(entries.get(0))));
            }
        });
        return unfinished;
    }

    private static boolean isOfUpload(String name, String prefix) {
        Matcher parts = NAME.matcher(name);
        return parts.matches()
                && parts.group(1).startsWith(prefix)
                && !DIGEST.matcher(parts.group(1)).matches();
    }

    private static String parent(String name) {
        return name.substring(0, name.lastIndexOf('/'));
    }

    /** Drops the segments of an upload, unless an object has come of it. */
    void abort(UnfinishedUpload upload) {
        if (!isFinished(upload.ref(), upload.id())) {
            drop(upload.ref(), upload.id());
        }
    }

    /** Whether the object that is there now is the one of this upload. */
    boolean isFinished(ObjectRef ref, String upload) {
        String prefix = prefix(ref.key(), upload);
        return isOf(large.current(ref, null), prefix, large.segments(container(ref.bucket()), prefix));
    }

    private static boolean isOf(LargeObject now, String prefix, List<Segment> segments) {
        if (now == null || now.prefix() != null) {
            return false;
        }
        return now.hidden()
                ? LargeObject.digestOf(segments).equalsIgnoreCase(now.etag())
                : now.segments().stream().anyMatch(segment -> segment.key().startsWith(prefix));
    }
}
