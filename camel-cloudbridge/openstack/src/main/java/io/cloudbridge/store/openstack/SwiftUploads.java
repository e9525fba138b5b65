/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutResult;
import io.cloudbridge.store.driver.Bodies;
import io.cloudbridge.store.http.HttpAnswer;

/** Stores objects. What an object had for segments goes when it is replaced. */
final class SwiftUploads {

    private final SwiftClient client;
    private final LargeObjects large;
    private final Segments segments;
    private final ServerInfo server;

    SwiftUploads(SwiftClient client, LargeObjects large, Segments segments, ServerInfo server) {
        this.client = client;
        this.large = large;
        this.segments = segments;
        this.server = server;
    }

    PutResult put(ObjectRef ref, Content content, PutOptions options) {
        LargeObject replaced = replacedBy(ref, options, null);
        Checksum md5 = Bodies.checksum(content, Checksum.Algorithm.MD5);
        SwiftCall call = SwiftCall.of("PUT", ref)
                // checked by Swift before the object becomes visible
                .with("ETag", md5.hex())
                .with("If-None-Match", options.ifNoneMatch())
                .content(content);
        ObjectHeaders.write(options.properties(), call);
        checkStored(call, client.run(call), md5.hex());
        segments.dropQuietly(replaced);
        return new PutResult(md5.hex(), null, md5);
    }

    SegmentedUpload startMultipart(ObjectRef ref, PutOptions options) {
        return new SegmentedUpload(client, segments, this, ref, options);
    }

    /**
     * The large object that an upload is going to replace, or null. Where {@code If-None-Match} is ignored the upload is refused here if there is
     * any object, which leaves a moment in between.
     *
     * @param upload what the names of the upload's own segments begin with, or null
     */
    LargeObject replacedBy(ObjectRef ref, PutOptions options, String upload) {
        if (options.ifNoneMatch() == null) {
            return large.mayBeIn(ref.bucket()) ? large.find(ref, upload) : null;
        }
        if (!server.isOpenStack() && exists(ref)) {
            throw new CloudBridgeException.PreconditionFailed(
                    Failure.of("the object exists already; nothing was stored"), null);
        }
        return null;
    }

    /**
     * What a manifest says of the object that it makes: a server that knows no large objects would store the text of the manifest instead, and
     * refuses, since this is not its MD5. So does Ceph's gateway, but it says that it has large objects.
     */
    String guard(String etag) {
        return server.isOpenStack() || !server.hasLargeObjects() ? etag : null;
    }

    private boolean exists(ObjectRef ref) {
        try {
            client.run(SwiftCall.of("HEAD", ref));
            return true;
        } catch (CloudBridgeException.ObjectNotFound e) {
            return false;
        }
    }

    /** A success must name what was stored, and that must be what was sent. */
    static void checkStored(SwiftCall call, HttpAnswer answer, String etag) {
        String stored = ObjectHeaders.etag(answer);
        if (answer.status() != 201 || stored.isEmpty()) {
            throw SwiftErrors.wrong(
                    call, "status " + answer.status() + (stored.isEmpty() ? " without an ETag" : " instead of 201"));
        }
        if (!stored.equalsIgnoreCase(etag)) {
            throw new CloudBridgeException.ChecksumMismatch(
                    call.failure("Swift has stored content of ETag " + stored + ", and " + etag + " was sent"), null);
        }
    }
}
