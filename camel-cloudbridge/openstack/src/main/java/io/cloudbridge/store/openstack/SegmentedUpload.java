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
import io.cloudbridge.store.driver.Bodies;
import io.cloudbridge.store.http.HttpAnswer;
import io.cloudbridge.store.openstack.LargeObject.Segment;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * A static large object in the making: each part is a segment, and the manifest that names them makes the object visible. Swift checks the
 * segments against the manifest, and its answer to a manifest may get lost; so before anything is dropped it is asked whose object is there.
 */
final class SegmentedUpload implements MultipartUpload {

    /** Swift looks at each segment before it accepts the manifest. */
    private static final Duration PATIENCE_PER_SEGMENT = Duration.ofMillis(100);

    private final SwiftClient client;
    private final Segments segments;
    private final SwiftUploads uploads;
    private final ObjectRef ref;
    private final PutOptions options;
    private final String id = UUID.randomUUID().toString().replace("-", "");
    private final String prefix;
    private volatile boolean inDoubt;

    SegmentedUpload(SwiftClient client, Segments segments, SwiftUploads uploads, ObjectRef ref, PutOptions options) {
        this.client = client;
        this.segments = segments;
        this.uploads = uploads;
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
        Checksum md5 = Bodies.checksum(content, Checksum.Algorithm.MD5);
        Checksum crc = Bodies.checksum(content, Checksum.Algorithm.CRC32C);
        SwiftCall call = SwiftCall.of("PUT", segment(number))
                .with("Content-Type", "application/octet-stream")
                .with("ETag", md5.hex())
                .content(content);
        segments.store(ref.bucket(), call, md5.hex());
        return new Part(number, md5.hex(), content.length(), crc);
    }

    /** Copies a segment of another object as a part of this one. */
    Part copyPart(int number, Segment from) {
        SwiftCall call = SwiftCopies.copying(new ObjectRef(from.container(), from.key()), segment(number))
                // else it would have an end of its own, with that of the segment it is copied from
                .with("X-Fresh-Metadata", "true")
                .with("If-Match", SwiftCopies.lowerCase(from.etag()))
                .patience(SwiftCopies.patience(from.size()));
        segments.store(ref.bucket(), call, from.etag());
        return new Part(number, from.etag(), from.size());
    }

    @Override
    public PutResult complete(List<Part> parts) {
        return complete(parts, Part.checksumOf(parts), segment -> false);
    }

    /**
     * @param whole checksum of the content, or null if it is not known
     * @param kept what stays of the segments of a replaced object
     */
    PutResult complete(List<Part> parts, Checksum whole, Predicate<Segment> kept) {
        String etag = LargeObject.digest(parts.stream().map(Part::etag));
        boolean again = inDoubt;
        try {
            LargeObject replaced = uploads.replacedBy(ref, options, prefix);
            SwiftCall manifest = SwiftCall.of("PUT", ref)
                    .query("multipart-manifest", "put")
                    .with("If-None-Match", options.ifNoneMatch())
                    .with("ETag", uploads.guard(etag))
                    .text(manifest(parts))
                    .patience(PATIENCE_PER_SEGMENT.multipliedBy(parts.size()));
            ObjectHeaders.write(options.properties(), manifest);
            ObjectHeaders.writeChecksum(whole, etag, options.properties(), manifest);
            inDoubt = true;
            SwiftUploads.checkStored(manifest, store(manifest), etag);
            inDoubt = false;
            segments.dropQuietly(replaced, kept.or(segment -> segment.key().startsWith(prefix)));
        } catch (CloudBridgeException e) {
            inDoubt = again || inDoubt && e.isRetryable();
            throw e;
        }
        return new PutResult(etag, null, whole);
    }

    private HttpAnswer store(SwiftCall manifest) {
        try {
            return client.run(manifest);
        } catch (CloudBridgeException.ChecksumMismatch e) {
            throw SwiftErrors.unsupported(
                    "the server refused the manifest of a large object, as one without middleware slo"
                            + " does, so nothing was stored; set multipartThreshold above the object's size (5 GiB at most)");
        }
    }

    @Override
    public boolean isCompleted(List<Part> parts) {
        return segments.isFinished(ref, id);
    }

    @Override
    public void abort() {
        if (!inDoubt || !segments.isFinished(ref, id)) {
            segments.drop(ref, id);
        }
    }

    private String manifest(List<Part> parts) {
        ArrayNode entries = SwiftClient.JSON.createArrayNode();
        for (Part part : parts) {
            ObjectRef segment = segment(part.number());
            entries.addObject()
                    .put("path", "/" + segment.bucket() + "/" + segment.key())
                    .put("etag", part.etag())
                    .put("size_bytes", part.size());
        }
        return entries.toString();
    }

    private ObjectRef segment(int number) {
        return new ObjectRef(Segments.container(ref.bucket()), prefix + String.format(Locale.ROOT, "%08d", number));
    }
}
