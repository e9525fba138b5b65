/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import io.cloudbridge.camel.message.ObjectExpression;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.CopyOptions;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.TransferSettings;

/**
 * Where consumed objects go: {@code move} with its bucket and connection, or {@code moveFailed}. Thread-safe.
 */
final class Move {

    private final StoreClient source;
    private final StoreClient target;
    private final String bucket;
    private final ObjectExpression expression;
    private final TransferSettings settings;

    /**
     * @param target the client of the store to move to; {@code source} itself for the same account
     * @param bucket to move to
     */
    Move(
            StoreClient source,
            StoreClient target,
            String bucket,
            ObjectExpression expression,
            TransferSettings settings) {
        this.source = source;
        this.target = target;
        this.bucket = bucket;
        this.expression = expression;
        this.settings = settings;
    }

    /**
     * Refuses what can be known to be wrong before any object is there.
     *
     * @param from the bucket that is consumed
     * @throws CloudBridgeException.InvalidRequest naming the option
     */
    void check(String from, String prefix) {
        if (expression.isConstant() && !expression.text().endsWith("/")) {
            throw problem("names one key, so every object would replace the one before; write '" + expression.text()
                    + "/' to keep the name below it");
        }
        ObjectInfo probe = new ObjectInfo(
                new ObjectRef(from, prefix + "probe-7f3a.bin"), 1, "probe", java.time.Instant.EPOCH, null, null);
        String key;
        try {
            key = key(probe);
        } catch (RuntimeException e) {
            // it may be sound for real objects; a wrong one is reported then
            return;
        }
        if (sameStore(from) && probe.key().equals(key)) {
            throw problem("leaves an object where it is; name another key, moveBucket or moveConnection");
        }
    }

    private boolean sameStore(String from) {
        return source == target && bucket.equals(from);
    }

    /**
     * The place an object goes to.
     *
     * @throws CloudBridgeException.InvalidRequest if the expression yields none, or the object's own
     */
    ObjectRef target(ObjectInfo object) {
        String key = key(object);
        if (key == null || key.isEmpty() || "null".equals(key)) {
            throw problem("yields no key for object '" + object.key() + "'");
        }
        ObjectRef to;
        try {
            to = new ObjectRef(bucket, key);
        } catch (CloudBridgeException e) {
            throw problem("yields a key that cannot be for object '" + object.key() + "': "
                    + e.failure().message());
        }
        if (sameStore(object.bucket()) && key.equals(object.key())) {
            throw problem("yields for object '" + key + "' its own key");
        }
        return to;
    }

    private String key(ObjectInfo object) {
        String key = expression.evaluate(object);
        if (key != null && key.endsWith("/")) {
            String own = object.key();
            String name = own.substring(own.lastIndexOf('/', own.length() - 2) + 1);
            return key + name;
        }
        return key;
    }

    /**
     * Whether a key lies in the folder that moved objects go to. Such an object was moved there and is not consumed again, where the consumer
     * would otherwise list it.
     */
    boolean holds(String from, String prefix, String key) {
        String start = expression.constantStart();
        String folder = start.substring(0, start.lastIndexOf('/') + 1);
        return sameStore(from)
                && folder.length() > prefix.length()
                && folder.startsWith(prefix)
                && key.startsWith(folder);
    }

    /**
     * Moves the version that was processed: a verified copy, then a delete.
     *
     * @throws CloudBridgeException.PreconditionFailed if the object was rewritten meanwhile; it is left alone
     */
    void run(ObjectInfo object, ObjectRef to) {
        boolean pinned = !object.etag().isEmpty();
        CopyOptions options = pinned ? CopyOptions.NONE.withSourceIfMatch(object.etag()) : CopyOptions.NONE;
        // by content, not by version: a delete by version would take the old one away for good
        source.move(pinned ? object.ref().withVersion(null) : object.ref(), target, to, options, settings);
    }

    private CloudBridgeException problem(String text) {
        return CloudBridgeException.invalid(
                "option " + expression.option() + " is '" + expression.text() + "', which " + text);
    }
}
