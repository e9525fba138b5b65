/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer;

import io.cloudbridge.camel.MoveExisting;
import io.cloudbridge.camel.message.ObjectExpression;
import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.Capabilities.Feature;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.CopyOptions;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectReader;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.TransferSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * Where consumed objects go: {@code move} with its bucket and connection, or {@code moveFailed}. Thread-safe.
 */
final class MoveTarget {

    private static final int MOST_NAMES = 1000;
    private static final int BUFFER = 64 * 1024;
    private static final Duration CLOCKS = Duration.ofMinutes(15);

    private final StoreClient source;
    private final StoreClient target;
    private final String bucket;
    private final String prefix;
    private final MoveExisting existing;
    private final ObjectExpression expression;
    private final TransferSettings settings;
    private final FinishedMoves finished;

    /**
     * @param target the client of the store to move to; {@code source} itself for the same account
     * @param bucket to move to
     * @param prefix of the keys that are consumed
     */
    MoveTarget(
            StoreClient source,
            StoreClient target,
            String bucket,
            String prefix,
            ObjectExpression expression,
            MoveExisting existing,
            TransferSettings settings) {
        this.source = source;
        this.target = target;
        this.bucket = bucket;
        this.prefix = prefix;
        this.existing = existing;
        this.expression = expression;
        this.settings = settings;
        this.finished = FinishedMoves.to(target);
    }

    /**
     * Refuses what can be known to be wrong before any object is there.
     *
     * @param from the bucket that is consumed
     * @throws CloudBridgeException.InvalidRequest naming the option
     */
    void check(String from) {
        if (expression.isConstant() && !expression.text().endsWith("/")) {
            throw problem("names one key, so every object would replace the one before; write '" + expression.text()
                    + "/' to keep the name below it");
        }
        ObjectInfo probe =
                new ObjectInfo(new ObjectRef(from, prefix + "probe-7f3a.bin"), 1, "probe", Instant.EPOCH, null, null);
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
            return key + belowPrefix(object.key());
        }
        return key;
    }

    /** What is left of a key behind the last folder of the prefix. No two keys leave the same, so no two objects meet in one target. */
    private String belowPrefix(String key) {
        int folder = prefix.lastIndexOf('/') + 1;
        return key.startsWith(prefix) ? key.substring(folder) : key;
    }

    /**
     * Whether a key lies in the folder that moved objects go to. Such an object was moved there and is not consumed again, where the consumer
     * would otherwise list it.
     */
    boolean holds(String from, String key) {
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
     * @return where it is now
     * @throws CloudBridgeException.PreconditionFailed if the object was rewritten meanwhile; it is left alone
     * @throws CloudBridgeException.AlreadyExists if another object is there, and is to stay
     */
    ObjectRef run(ObjectInfo object, ObjectRef to) {
        if (existing == MoveExisting.replace) {
            move(object, to, false);
            finished.add(to);
            return to;
        }
        ObjectRef free = to;
        for (int number = 1; number <= MOST_NAMES; number++) {
            if (moveIfFree(object, free)) {
                finished.add(free);
                return free;
            }
            if (existing == MoveExisting.fail) {
                throw taken(
                        to,
                        "set moveExisting to replace or rename, or let option " + expression.option()
                                + " keep more of the key");
            }
            free = numbered(to, number);
        }
        throw taken(to, "so are the names " + numbered(to, 1) + " to " + numbered(to, MOST_NAMES));
    }

    private CloudBridgeException taken(ObjectRef to, String remedy) {
        return new CloudBridgeException.AlreadyExists(
                Failure.of("another object is at " + to + "; " + remedy)
                        .in(target.provider(), expression.option(), to.bucket(), to.key()),
                null);
    }

    private boolean moveIfFree(ObjectInfo object, ObjectRef to) {
        boolean storeChecks =
                target.capabilities().has(source == target ? Feature.COPY_CONDITIONS : Feature.CREATE_ONLY);
        if (storeChecks) {
            try {
                move(object, to, true);
                return true;
            } catch (CloudBridgeException.PreconditionFailed | CloudBridgeException.AlreadyExists e) {
                if (!target.exists(to)) {
                    throw e;
                }
            }
        } else if (!target.exists(to)) {
            move(object, to, false);
            return true;
        }
        if (isCopyOf(object, to)) {
            // moved before, by a process that was killed between the copy and the delete
            source.delete(request(object));
            return true;
        }
        return false;
    }

    /**
     * Whether the object that is there is a copy of this one, made by a process that was killed before it deleted this one: not by a move that
     * this process has finished, not older, with the same metadata, and equal byte by byte where ETags do not tell.
     */
    private boolean isCopyOf(ObjectInfo object, ObjectRef to) {
        if (source.isSameObject(object.ref(), target, to)) {
            throw problem("moves " + object.ref() + " to itself, which option moveConnection reaches by another name");
        }
        ObjectInfo there = target.head(to, ReadOptions.NONE);
        if (there.size() != object.size() || finished.contains(to)) {
            return false;
        }
        ObjectInfo here = source.head(object.ref(), ReadOptions.ifMatch(object.etag()));
        if (isOlder(there, here)
                || !there.properties().metadata().equals(here.properties().metadata())) {
            return false;
        }
        if (source == target && object.etag().equals(there.etag())) {
            return true;
        }
        try (ObjectReader one = source.open(object, ByteRange.ALL);
                ObjectReader other = target.open(there, ByteRange.ALL)) {
            byte[] a = new byte[BUFFER];
            byte[] b = new byte[BUFFER];
            for (int n = one.readNBytes(a, 0, BUFFER); n > 0; n = one.readNBytes(a, 0, BUFFER)) {
                if (other.readNBytes(b, 0, n) < n || !Arrays.equals(a, 0, n, b, 0, n)) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By clocks that may differ a little where the stores do. */
    private boolean isOlder(ObjectInfo copy, ObjectInfo original) {
        Instant copied = copy.lastModified();
        Instant written = original.lastModified();
        return copied != null
                && written != null
                && copied.plus(source == target ? Duration.ZERO : CLOCKS).isBefore(written);
    }

    private void move(ObjectInfo object, ObjectRef to, boolean createOnly) {
        PutOptions condition = createOnly ? PutOptions.NONE.createOnly() : PutOptions.NONE;
        CopyOptions options = new CopyOptions(object.etag(), condition, true);
        try {
            source.move(request(object).ref(), target, to, options, settings);
        } catch (CloudBridgeException.PreconditionFailed | CloudBridgeException.AlreadyExists e) {
            throw e;
        } catch (RuntimeException e) {
            // the copy may be there, and is found by the next try
            finished.remove(to);
            throw e;
        }
    }

    /** By content, not by version: a delete by version would take the old one of a bucket with versions away for good. */
    private static DeleteRequest request(ObjectInfo object) {
        return new DeleteRequest(object.ref().withVersion(null), object.etag());
    }

    private static ObjectRef numbered(ObjectRef ref, int number) {
        String key = ref.key();
        int name = key.lastIndexOf('/') + 1;
        int dot = key.indexOf('.', name + 1);
        int end = dot < 0 ? key.length() : dot;
        return new ObjectRef(ref.bucket(), key.substring(0, end) + "-" + number + key.substring(end));
    }

    private CloudBridgeException problem(String text) {
        return CloudBridgeException.invalid(
                "option " + expression.option() + " is '" + expression.text() + "', which " + text);
    }
}
