/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import com.google.api.services.storage.Storage;
import com.google.api.services.storage.model.StorageObject;
import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.ObjectContent;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.ReadOptions;
import java.io.IOException;

/** Looks at objects and downloads them, pinned to a generation. */
final class GcpReads {

    /** How often an object may be replaced between the look at it and the read of it. */
    private static final int MOST_REPLACEMENTS = 5;

    private final GcpStore store;
    private final GcpClient client;

    GcpReads(GcpStore store, GcpClient client) {
        this.store = store;
        this.client = client;
    }

    ObjectInfo head(ObjectRef ref, ReadOptions options) {
        return GcpObjects.info(withPin("head", ref, options, () -> get(ref, options)));
    }

    /** The resource of an object as it is now, or as the options ask for it. */
    StorageObject get(ObjectRef ref, ReadOptions options) throws IOException {
        Storage.Objects.Get get = client.api().objects().get(ref.bucket(), ref.key());
        conditions(get, ref, options);
        return get.setFields(GcpObjects.FIELDS).execute();
    }

    private static void conditions(Storage.Objects.Get get, ObjectRef ref, ReadOptions options) {
        get.setGeneration(GcpObjects.generation(ref.versionId()));
        if (options.ifMatch() != null) {
            get.getRequestHeaders().setIfMatch(options.ifMatch());
        }
        if (options.ifNoneMatch() != null) {
            get.getRequestHeaders().setIfNoneMatch(options.ifNoneMatch());
        }
    }

    ObjectContent read(ObjectRef ref, ByteRange range, ReadOptions options) {
        if (ref.versionId() != null) {
            return media(ref, range, options, null);
        }
        // a download does not tell the user's metadata; and pinned to the generation, attributes and bytes belong
        // together
        CloudBridgeException replaced = null;
        for (int attempt = 0; attempt < MOST_REPLACEMENTS; attempt++) {
            ObjectInfo info = GcpObjects.info(store.call("read", ref, () -> get(ref, options)));
            try {
                return media(info.ref(), range, ReadOptions.NONE, info);
            } catch (CloudBridgeException.ObjectNotFound e) {
                replaced = e;
            }
        }
        throw replaced;
    }

    private ObjectContent media(ObjectRef ref, ByteRange range, ReadOptions options, ObjectInfo known) {
        return withPin("read", ref, options, () -> {
            Storage.Objects.Get get = client.api().objects().get(ref.bucket(), ref.key());
            conditions(get, ref, options);
            // packed content is handed on as it is stored, neither the service nor the client unpacks it
            get.setReturnRawInputStream(true);
            if (!range.isAll()) {
                get.getRequestHeaders().setRange(range.toHeader());
            }
            return new GcpRead(ref, get.executeMedia(), known);
        });
    }

    /** A generation that was replaced is gone; who asked for it on condition of its ETag wants to hear that the condition failed. */
    private <T> T withPin(String operation, ObjectRef ref, ReadOptions options, GcpStore.Request<T> request) {
        try {
            return store.call(operation, ref, request);
        } catch (CloudBridgeException.ObjectNotFound e) {
            if (ref.versionId() != null && options.ifMatch() != null && isThere(ref.withVersion(null))) {
                throw unlike(ref, operation, "it was replaced", e);
            }
            throw e;
        }
    }

    private boolean isThere(ObjectRef ref) {
        try {
            store.call("head", ref, () -> get(ref, ReadOptions.NONE));
            return true;
        } catch (CloudBridgeException.ObjectNotFound e) {
            return false;
        }
    }

    /** The object that has this ETag now. */
    StorageObject withEtag(ObjectRef ref, String etag, String operation) {
        StorageObject object;
        try {
            object = store.call(operation, ref, () -> get(ref, ReadOptions.NONE));
        } catch (CloudBridgeException.ObjectNotFound e) {
            throw unlike(ref, operation, "there is none", e);
        }
        if (!etag.equals(object.getEtag())) {
            throw unlike(ref, operation, "it has ETag " + object.getEtag(), null);
        }
        return object;
    }

    private static CloudBridgeException unlike(ObjectRef ref, String operation, String found, Throwable cause) {
        return new CloudBridgeException.PreconditionFailed(
                Failure.of("the object is not the one that ifMatch names: " + found)
                        .in(GcpProvider.NAME, operation, ref.bucket(), ref.key())
                        .withHttp(412, "conditionNotMet", null),
                cause);
    }
}
