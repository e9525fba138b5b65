/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.CopyOptions;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.MultipartUpload;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutResult;
import io.cloudbridge.store.openstack.Segments.Segment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Copies inside the service. A large object is copied segment by segment: in one piece it would be limited to 5 GiB and give no sign of life
 * meanwhile, and with shared segments one object would go with the other.
 */
final class Copying {

    private final SwiftClient client;
    private final Segments segments;

    Copying(SwiftClient client, Segments segments) {
        this.client = client;
        this.segments = segments;
    }

    PutResult copy(ObjectRef from, ObjectRef to, CopyOptions options) {
        Answer head = client.run(SwiftCall.of("HEAD", "copy", from.bucket(), from.key())
                .with("If-Match", SwiftStore.quoted(options.sourceIfMatch())));
        ObjectInfo source = ObjectHeaders.info(from, head);
        if (ObjectHeaders.isStaticLarge(head.headers())) {
            List<Segment> parts = segments.manifest(from);
            if (!parts.isEmpty() && parts.stream().allMatch(part -> part.key() != null)) {
                return copySegments(source, parts, to, options);
            }
        }
        return copyWhole(source, to, options);
    }

    private PutResult copyWhole(ObjectInfo source, ObjectRef to, CopyOptions options) {
        List<Segment> replaced = segments.of(to);
        SwiftCall call = SwiftCall.of("PUT", "copy", to.bucket(), to.key())
                .with("X-Copy-From", Names.path(source.bucket(), source.key()))
                .with("If-Match", SwiftStore.quoted(source.etag().isEmpty() ? null : source.etag()))
                .withPatience(SwiftStore.copyPatience(source.size()));
        if (!options.keepProperties()) {
            call.with("X-Fresh-Metadata", "true");
            ObjectHeaders.write(options.target().properties(), call.headers());
            if (options.target().properties().contentType() == null) {
                call.with("Content-Type", "application/octet-stream"); // or the source's would come along
            }
        }
        Answer answer = client.run(call);
        segments.dropQuietly(to.bucket(), replaced);
        String etag = ObjectHeaders.etag(answer.header("Etag"));
        return new PutResult(etag, null, ObjectHeaders.md5(etag));
    }

    private PutResult copySegments(ObjectInfo source, List<Segment> parts, ObjectRef to, CopyOptions options) {
        PutOptions target = options.keepProperties()
                ? PutOptions.of(source.properties())
                : PutOptions.of(options.target().properties());
        SegmentedUpload upload = new SegmentedUpload(client, segments, to, target);
        boolean done = false;
        try {
            List<MultipartUpload.Part> copied = new ArrayList<>();
            for (Segment part : parts) {
                copied.add(upload.copyPart(copied.size() + 1, part));
            }
            checkSame(source, copied);
            PutResult result = upload.complete(copied);
            done = true;
            return result;
        } finally {
            if (!done) {
                upload.abort();
            }
        }
    }

    /** The ETag of a large object is the MD5 of its segments' ETags, one after the other as text. */
    private static void checkSame(ObjectInfo source, List<MultipartUpload.Part> copied) {
        Checksum.Digest digest = Checksum.Algorithm.MD5.digest();
        for (MultipartUpload.Part part : copied) {
            digest.update(
                    part.etag().getBytes(StandardCharsets.US_ASCII),
                    0,
                    part.etag().length());
        }
        if (!digest.checksum().hex().equals(source.etag())) {
            throw new CloudBridgeException.PreconditionFailed(
                    Failure.of("the source was replaced while it was copied; nothing was stored")
                            .in(OpenstackProvider.NAME, "copy", source.bucket(), source.key()),
                    null);
        }
    }
}
