/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.producer;

import io.cloudbridge.camel.CloudBridgeConstants;
import io.cloudbridge.camel.message.Headers;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.CopyOptions;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutResult;
import io.cloudbridge.store.StoreClient;

/** Copies and moves, inside a store or from one to another. */
final class CopyOperations {

    private CopyOperations() {}

    static void copy(Request request, StoreClient target) {
        ObjectRef to = destination(request, target);
        done(
                request,
                target,
                to,
                request.client().copy(request.namedRef(), target, to, options(request), request.transferSettings()));
    }

    static void move(Request request, StoreClient target) {
        ObjectRef to = destination(request, target);
        done(
                request,
                target,
                to,
                request.client().move(request.namedRef(), target, to, options(request), request.transferSettings()));
    }

    private static ObjectRef destination(Request request, StoreClient target) {
        ObjectRef to = request.destination();
        if (target == request.client() && to.equals(request.namedRef())) {
            throw CloudBridgeException.invalid("the copy of " + to + " would be the object itself; set header "
                    + CloudBridgeConstants.DESTINATION_KEY + " or " + CloudBridgeConstants.DESTINATION_BUCKET
                    + ", or option destinationKey, destinationBucket or destinationConnection");
        }
        return to;
    }

    /** What is set replaces the properties of the source as a whole; where nothing is, they go along. */
    private static CopyOptions options(Request request) {
        StoredProperties stored = new StoredProperties(request);
        ObjectProperties given = stored.given();
        boolean keep = given.withStorageClass(null).equals(ObjectProperties.NONE);
        PutOptions target = new PutOptions(
                given,
                stored.tags(),
                stored.encryption(),
                request.options().getEncryptionKeyId(),
                request.ifMatch(),
                request.ifNoneMatch(),
                null);
        return new CopyOptions(request.referencedETag(), target, keep);
    }

    private static void done(Request request, StoreClient target, ObjectRef to, PutResult result) {
        Headers.produced(request.exchange(), target.provider(), to.bucket(), to.key(), result, null);
    }
}
