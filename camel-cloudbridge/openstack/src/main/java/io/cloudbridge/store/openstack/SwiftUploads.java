/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.MultipartUpload;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutResult;
import io.cloudbridge.store.driver.Bodies;
import io.cloudbridge.store.http.HttpAnswer;
import io.cloudbridge.store.openstack.LargeObjects.LargeObject;

/** Stores objects. What an object had for segments goes when it is replaced. */
final class SwiftUploads {

    private final SwiftClient client;
    private final LargeObjects large;
    private final ServerInfo server;

    SwiftUploads(SwiftClient client, LargeObjects large, ServerInfo server) {
        this.client = client;
        this.large = large;
        this.server = server;
    }

    PutResult put(ObjectRef ref, Content content, PutOptions options) {
        LargeObject replaced = replacedBy(ref, options, null);
        Checksum md5 = Bodies.checksum(content, Checksum.Algorithm.MD5);
        SwiftCall call = SwiftCall.of("PUT", "put", ref.bucket(), ref.key())
                // checked by Swift before the object becomes visible
                .with("ETag", md5.hex())
                .with("If-None-Match", options.ifNoneMatch())
                .withContent(content);
        ObjectHeaders.write(options.properties(), call);
        checkStored(call, client.run(call), md5.hex());
        large.dropQuietly(replaced, null);
        return new PutResult(md5.hex(), null, md5);
    }

    MultipartUpload startMultipart(ObjectRef ref, PutOptions options) {
        return new SegmentedUpload(client, large, this, ref, options);
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
                    Failure.of("the object exists already; nothing was stored")
                            .in(OpenstackProvider.NAME, "put", ref.bucket(), ref.key()),
                    null);
        }
        return null;
    }

    private boolean exists(ObjectRef ref) {
        try {
            client.run(SwiftCall.of("HEAD", "put", ref.bucket(), ref.key()));
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
        if (!stored.equals(etag)) {
            throw new CloudBridgeException.ChecksumMismatch(
                    Failure.of("Swift has stored content of ETag " + stored + ", and " + etag + " was sent")
                            .in(OpenstackProvider.NAME, call.operation(), call.bucket(), call.key()),
                    null);
        }
    }
}
