/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.MultipartUpload;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutResult;
import io.cloudbridge.store.UnfinishedUpload;
import io.cloudbridge.store.openstack.Segments.Segment;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * A static large object in the making: each part is a segment, and the manifest that names them makes the object visible. Swift checks the
 * segments against the manifest, and its answer to a manifest may get lost; so before anything is dropped it is asked whose object is there.
 */
final class SegmentedUpload implements MultipartUpload {

    /** Swift looks at each segment before it accepts the manifest. */
    private static final Duration PATIENCE_PER_SEGMENT = Duration.ofMillis(100);

    private final SwiftClient client;
    private final Segments segments;
    private final ObjectRef ref;
    private final PutOptions options;
    private final String id = UUID.randomUUID().toString().replace("-", "");
    private final String prefix;
    private volatile boolean inDoubt;

    SegmentedUpload(SwiftClient client, Segments segments, ObjectRef ref, PutOptions options) {
        this.client = client;
        this.segments = segments;
        this.ref = ref;
        this.options = options;
        this.prefix = Segments.prefix(ref.key(), id);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Part uploadPart(int number, Content content) {
        Checksum md5 = SwiftStore.md5(ref, content);
        segments.use(ref.bucket());
        try {
            send(number, content, md5);
        } catch (CloudBridgeException.BucketNotFound e) {
            segments.create(ref.bucket()); // says BucketNotFound if it is the bucket that is missing
            send(number, content, md5);
        }
        return new Part(number, md5.hex(), content.length());
    }

    private void send(int number, Content content, Checksum md5) {
        client.run(SwiftCall.of("PUT", "uploadPart", container(), segment(number))
                .with("Content-Type", "application/octet-stream")
                .with("ETag", md5.hex())
                .withContent(content));
    }

    /** Copies a segment of another object as a part of this one. */
    Part copyPart(int number, Segment from) {
        segments.use(ref.bucket());
        try {
            sendCopy(number, from);
        } catch (CloudBridgeException.BucketNotFound e) {
            segments.create(ref.bucket());
            sendCopy(number, from);
        }
        return new Part(number, from.etag(), from.size());
    }

    private void sendCopy(int number, Segment from) {
        client.run(SwiftCall.of("PUT", "copy", container(), segment(number))
                .with("X-Copy-From", Names.path(from.container(), from.key()))
                .with("If-Match", from.etag())
                .withPatience(SwiftStore.copyPatience(from.size())));
    }

    @Override
    public PutResult complete(List<Part> parts) {
        List<Segment> replaced = options.ifNoneMatch() == null ? segments.of(ref) : List.of();
        SwiftCall manifest = SwiftCall.of("PUT", "complete", ref.bucket(), ref.key())
                .withQuery(Map.of("multipart-manifest", "put"))
                .with("If-None-Match", options.ifNoneMatch())
                .withText(manifest(parts))
                .withPatience(PATIENCE_PER_SEGMENT.multipliedBy(parts.size()));
        ObjectHeaders.write(options.properties(), manifest.headers());
        String etag = etag(manifest);
        segments.dropQuietly(
                ref.bucket(),
                replaced.stream()
                        .filter(segment -> !segment.key().startsWith(prefix))
                        .toList());
        return new PutResult(etag, null, null);
    }

    private String etag(SwiftCall manifest) {
        boolean again = inDoubt;
        try {
            inDoubt = true;
            String etag = ObjectHeaders.etag(client.run(manifest).header("Etag"));
            inDoubt = false;
            return etag;
        } catch (CloudBridgeException e) {
            inDoubt = e.isRetryable() || again;
            if (again && e instanceof CloudBridgeException.PreconditionFailed && isOurs()) {
                // the first try has made it, and only its answer was lost
                SwiftCall head = SwiftCall.of("HEAD", "complete", ref.bucket(), ref.key());
                return ObjectHeaders.etag(client.run(head).header("Etag"));
            }
            throw e;
        }
    }

    @Override
    public void abort() {
        if (!inDoubt || !isOurs()) {
            segments.drop(ref.bucket(), prefix);
        }
    }

    private boolean isOurs() {
        return segments.isFinished(new UnfinishedUpload(ref, id, null));
    }

    private String manifest(List<Part> parts) {
        ArrayNode entries = SwiftClient.JSON.createArrayNode();
        for (Part part : parts) {
            entries.addObject()
                    .put("path", "/" + container() + "/" + segment(part.number()))
                    .put("etag", part.etag())
                    .put("size_bytes", part.size());
        }
        return entries.toString();
    }

    private String container() {
        return Segments.container(ref.bucket());
    }

    private String segment(int number) {
        return prefix + String.format(Locale.ROOT, "%08d", number);
    }
}
