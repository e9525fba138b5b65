/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ContentRange;
import io.cloudbridge.store.ObjectContent;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.driver.ETags;
import io.cloudbridge.store.driver.OpenedObject;
import io.cloudbridge.store.http.HttpAnswer;

/**
 * Reads objects and their attributes. {@code If-Match} is not sent: Ceph's gateway answers 412 to the ETag of any large object. The ETag of
 * the answer is compared instead, which holds on every server.
 */
final class SwiftReads {

    private final SwiftClient client;
    private final LargeObjects large;

    SwiftReads(SwiftClient client, LargeObjects large) {
        this.client = client;
        this.large = large;
    }

    ObjectInfo head(ObjectRef ref, ReadOptions options) {
        return seen(ref, find(call("HEAD", ref, options)).finish());
    }

    ObjectContent read(ObjectRef ref, ByteRange range, ReadOptions options) {
        SwiftCall call = call("GET", ref, options).with("Range", range.isAll() ? null : range.toHeader());
        HttpAnswer answer = find(call);
        boolean accepted = false;
        try {
            ObjectInfo info = seen(ref, answer);
            ContentRange sent = ObjectHeaders.range(answer);
            accepted = true;
            return new OpenedObject(info, sent, answer.body());
        } finally {
            if (!accepted) {
                answer.close();
            }
        }
    }

    /** The answer to HEAD. */
    HttpAnswer look(ObjectRef ref) {
        return look(ref, SwiftCall.of("HEAD", ref));
    }

    /** The answer to HEAD; of a symbolic link that of the link itself. */
    HttpAnswer lookAtLink(ObjectRef ref) {
        return look(ref, SwiftCall.of("HEAD", ref).query("symlink", "get"));
    }

    private HttpAnswer look(ObjectRef ref, SwiftCall head) {
        HttpAnswer answer = client.run(head);
        seen(ref, answer);
        return answer;
    }

    private ObjectInfo seen(ObjectRef ref, HttpAnswer answer) {
        if (ObjectHeaders.etag(answer).isEmpty()) {
            throw SwiftErrors.wrong(SwiftCall.of("GET", ref), "it has no ETag");
        }
        if (ObjectHeaders.isLarge(answer)) {
            large.notice(ref.bucket());
        }
        return ObjectHeaders.info(ref, answer);
    }

    private static SwiftCall call(String method, ObjectRef ref, ReadOptions options) {
        return SwiftCall.of(method, ref).with("If-None-Match", ETags.quoted(options.ifNoneMatch()));
    }

    /**
     * Sends a call that looks for an object, again if it is not there: while it is replaced, an object server may look between the old file and the
     * new one. Where there are replicas the proxy asks another one; where there are none it says 404.
     */
    private HttpAnswer find(SwiftCall call) {
        try {
            return client.send(call);
        } catch (CloudBridgeException.ObjectNotFound e) {
            return client.send(call);
        }
    }
}
