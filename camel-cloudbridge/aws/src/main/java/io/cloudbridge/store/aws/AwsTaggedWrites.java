/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutResult;
import io.cloudbridge.store.driver.ETags;
import java.util.Map;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Tags that come with an upload or a copy. Amazon stores them with the object. Other stores may drop them without an error. Ceph stores those of a
 * copy and of an upload in parts only when they come in a second request. So on stores other than Amazon's two things happen: the tags of an upload in
 * one request are read back, until this has succeeded once; and before a copy or an upload in parts begins, a trial shows whether tags can be set.
 * Thread-safe.
 */
final class AwsTaggedWrites {

    private static final Logger LOG = LoggerFactory.getLogger(AwsTaggedWrites.class);

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9]*");

    private static final int ATTEMPTS = 3;
    private static final long FIRST_WAIT_MS = 200;

    private final S3Client s3;
    private final AwsErrors errors;
    private final AwsReads reads;
    private final AwsTags tags;
    private final boolean amazon;
    private volatile boolean plainOnesArrive;
    private volatile boolean allArrive;

    AwsTaggedWrites(AwsConnection connection, AwsErrors errors, AwsReads reads, AwsTags tags) {
        this.s3 = connection.s3();
        this.errors = errors;
        this.reads = reads;
        this.tags = tags;
        this.amazon = connection.amazon();
        this.allArrive = amazon;
    }

    /** The second request, which sets the tags. */
    interface Following {
        Following NOTHING = stored -> {};

        /** Sets the tags of the object, which is visible already. */
        void follow(PutResult stored);
    }

    /**
     * Looks whether the store has tags, before an upload in one request, which brings them along.
     *
     * @return what makes sure that they have arrived
     * @throws CloudBridgeException.Unsupported if it has none
     */
    Following beforeUpload(ObjectRef ref, Map<String, String> wanted) {
        AwsTags.check(wanted);
        if (wanted.isEmpty() || allArrive || plainOnesArrive && arePlain(wanted)) {
            return Following.NOTHING;
        }
        boolean replaces = true;
        try {
            tags.of(ref);
        } catch (CloudBridgeException.ObjectNotFound e) {
            replaces = false;
        } catch (CloudBridgeException.AccessDenied | CloudBridgeException.BucketNotFound e) {
            LOG.debug("Whether the store has tags, the upload has to show", e);
        }
        boolean replaced = replaces;
        return stored -> {
            ObjectRef now = ref.withVersion(stored.versionId());
            completely(now, stored.etag(), replaced, () -> arrived(now, wanted, stored.etag()));
        };
    }

    private void arrived(ObjectRef ref, Map<String, String> wanted, String etag) {
        try {
            if (tags.of(ref).equals(wanted)) {
                plainOnesArrive = true;
                allArrive |= !arePlain(wanted);
            } else if (isStill(ref, etag)) {
                tags.put(ref, wanted);
            }
        } catch (CloudBridgeException.AccessDenied | CloudBridgeException.ObjectNotFound e) {
            LOG.debug("Whether the tags have arrived, nobody may know, or the object is gone already", e);
        }
    }

    /** What needs no encoding; S3Mock keeps the encoding of the rest. */
    private static boolean arePlain(Map<String, String> wanted) {
        return wanted.entrySet().stream()
                .allMatch(tag -> PLAIN.matcher(tag.getKey() + tag.getValue()).matches());
    }

    private boolean isStill(ObjectRef ref, String etag) {
        try {
            reads.look(ref, etag);
            return true;
        } catch (CloudBridgeException.ObjectNotFound | CloudBridgeException.PreconditionFailed e) {
            return false; // somebody else has deleted or replaced it
        }
    }

    /**
     * Finds out whether tags can follow an object that is about to be stored, by setting those that the object in its place has now.
     *
     * @return what sets them
     * @throws CloudBridgeException if it is sure that they cannot be set, or not sure that they can
     */
    Following before(ObjectRef ref, Map<String, String> wanted) {
        if (amazon || wanted.isEmpty()) {
            return Following.NOTHING;
        }
        boolean replaces = canBeSet(ref);
        return stored -> follow(ref.withVersion(stored.versionId()), wanted, stored.etag(), replaces);
    }

    private boolean canBeSet(ObjectRef ref) {
        String permission = AwsTags.READ;
        try {
            Map<String, String> now = tags.of(ref);
            permission = "s3:PutObjectTagging";
            putAgain(ref, now);
            return true;
        } catch (CloudBridgeException.ObjectNotFound e) {
            return false;
        } catch (CloudBridgeException.AccessDenied e) {
            throw AwsTags.denied(
                    ref, e, "the tags could not be set once the object is stored, so nothing was stored", permission);
        }
    }

    private void putAgain(ObjectRef ref, Map<String, String> now) {
        try {
            tags.put(ref, now);
        } catch (CloudBridgeException.InvalidRequest e) {
            LOG.debug("The store refuses only what the tags are that it has itself", e);
        }
    }

    private void follow(ObjectRef ref, Map<String, String> wanted, String etag, boolean replaced) {
        completely(ref, etag, replaced, () -> tags.put(ref, wanted));
    }

    /** An object whose tags cannot be set is no success, and is removed again if it is new. */
    private void completely(ObjectRef ref, String etag, boolean replaced, Runnable request) {
        try {
            persistently(request);
        } catch (CloudBridgeException e) {
            boolean undone = !replaced && undo(ref, etag, e);
            if (undone && !e.isRetryable()) {
                throw e;
            }
            String what = undone
                    ? "the object's tags could not be set, so it was removed again"
                    : "the object is stored, but without its tags; set them with operation=setTags";
            throw new CloudBridgeException.Unavailable(
                    e.failure()
                            .withMessage(what + " (" + e.failure().message() + ")")
                            .withRetryable(false),
                    e);
        }
    }

    /** Not left to those who repeat the whole write, which would find another object than the first: some stores have dropped the tags by then. */
    private static void persistently(Runnable request) {
        for (int attempt = 1; ; attempt++) {
            try {
                request.run();
                return;
            } catch (CloudBridgeException e) {
                if (!e.isRetryable() || attempt == ATTEMPTS || !waited(FIRST_WAIT_MS << attempt)) {
                    throw e;
                }
                LOG.debug("Tags could not be set in attempt {}", attempt, e);
            }
        }
    }

    private static boolean waited(long millis) {
        try {
            Thread.sleep(millis);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** An object that took no other's place is not left behind without its tags. */
    private boolean undo(ObjectRef ref, String etag, CloudBridgeException failure) {
        try {
            if (ETags.unquoted(etag).isEmpty()) {
                return false;
            }
            reads.look(ref, etag);
            errors.call(
                    ref,
                    () -> s3.deleteObject(request ->
                            request.bucket(ref.bucket()).key(ref.key()).versionId(ref.versionId())));
            return true;
        } catch (CloudBridgeException e) {
            failure.addSuppressed(e);
            return false;
        }
    }
}
