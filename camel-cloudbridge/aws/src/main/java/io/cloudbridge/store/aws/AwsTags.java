/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutResult;
import io.cloudbridge.store.driver.ETags;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Tags of objects. Amazon takes them with the object. Some other stores have no tags and drop them without an error. Ceph takes the tags of an
 * upload in parts, and of a copy, only in a second request. So other stores than Amazon's are asked whether they will take the tags before the
 * object is written. Thread-safe.
 */
final class AwsTags {

    private static final Logger LOG = LoggerFactory.getLogger(AwsTags.class);

    // "Categorizing your objects using tags" of the documentation of S3
    private static final int MOST = 10;
    private static final int LONGEST_NAME = 128;
    private static final int LONGEST_VALUE = 256;
    private static final Pattern TEXT = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");

    private static final int ATTEMPTS = 3;
    private static final long FIRST_WAIT_MS = 200;

    private final S3Client s3;
    private final AwsErrors errors;
    private final AwsReads reads;
    private final boolean amazon;
    private volatile boolean known;

    AwsTags(AwsConnection connection, AwsErrors errors, AwsReads reads) {
        this.s3 = connection.s3();
        this.errors = errors;
        this.reads = reads;
        this.amazon = connection.amazon();
    }

    /** The second request, which sets the tags. */
    interface Following {
        Following NOTHING = stored -> {};

        /** Sets the tags of the object, which is visible already. */
        void follow(PutResult stored);
    }

    /** @throws CloudBridgeException.InvalidRequest if S3 would refuse them */
    static void check(Map<String, String> tags) {
        if (tags.size() > MOST) {
            throw CloudBridgeException.invalid(
                    "there are " + tags.size() + " tags; S3 takes " + MOST + " for an object, so leave some out");
        }
        new TreeMap<>(tags).forEach((name, value) -> {
            check("the name of tag '" + name + "'", name, 1, LONGEST_NAME);
            check("the value of tag '" + name + "'", value, 0, LONGEST_VALUE);
        });
    }

    private static void check(String what, String text, int shortest, int longest) {
        int length = text.codePointCount(0, text.length());
        if (length < shortest || length > longest) {
            throw CloudBridgeException.invalid(
                    what + " has " + length + " characters; S3 takes " + shortest + " to " + longest);
        }
        if (!TEXT.matcher(text).matches()) {
            throw CloudBridgeException.invalid(
                    what + " has a character that S3 does not take; use letters, digits, spaces and _ . : / = + - @");
        }
    }

    /** Replaces the tags of an object. */
    void set(ObjectRef ref, Map<String, String> tags) {
        check(tags);
        if (tags.isEmpty()) {
            errors.call(
                    ref,
                    () -> AwsValues.done(s3.deleteObjectTagging(request ->
                            request.bucket(ref.bucket()).key(ref.key()).versionId(ref.versionId()))));
        } else {
            put(ref, tags);
        }
    }

    private void put(ObjectRef ref, Map<String, String> tags) {
        errors.call(
                ref,
                () -> AwsValues.done(s3.putObjectTagging(request -> request.bucket(ref.bucket())
                        .key(ref.key())
                        .versionId(ref.versionId())
                        .tagging(AwsValues.tagging(tags)))));
    }

    /**
     * Those of the source of a copy.
     *
     * @throws CloudBridgeException.AccessDenied if they may not be read: the copy would lose them
     */
    Map<String, String> ofSource(ObjectRef ref) {
        try {
            return reads.tags(ref);
        } catch (CloudBridgeException.Unsupported e) {
            if (e.getCode() == null) {
                throw e; // not the store's own word
            }
            return Map.of();
        } catch (CloudBridgeException.AccessDenied e) {
            throw denied(ref, e, "the object's tags may not be read, and would be lost", "s3:GetObjectTagging");
        }
    }

    /**
     * Looks whether the store has tags, before an upload that brings them along.
     *
     * @throws CloudBridgeException.Unsupported if it has none
     */
    void require(ObjectRef ref, Map<String, String> tags) {
        check(tags);
        if (amazon || known || tags.isEmpty()) {
            return;
        }
        try {
            reads.tags(ref);
            known = true;
        } catch (CloudBridgeException.ObjectNotFound e) {
            known = true;
        } catch (CloudBridgeException.AccessDenied | CloudBridgeException.BucketNotFound e) {
            LOG.debug("Whether the store has tags, the upload has to show", e);
        }
    }

    /**
     * Finds out whether tags can follow an object that is about to be stored, by setting those that the object in its place has now.
     *
     * @return what sets them
     * @throws CloudBridgeException if it is sure that they cannot be set, or not sure that they can
     */
    Following before(ObjectRef ref, Map<String, String> tags) {
        if (amazon || tags.isEmpty()) {
            return Following.NOTHING;
        }
        boolean replaces = canBeSet(ref);
        return stored -> follow(ref.withVersion(stored.versionId()), tags, stored.etag(), replaces);
    }

    private boolean canBeSet(ObjectRef ref) {
        String permission = "s3:GetObjectTagging";
        try {
            Map<String, String> now = reads.tags(ref);
            permission = "s3:PutObjectTagging";
            put(ref, now);
            return true;
        } catch (CloudBridgeException.ObjectNotFound e) {
            return false;
        } catch (CloudBridgeException.InvalidRequest e) {
            LOG.debug("The store refuses only what the tags are that it has itself", e);
            return true;
        } catch (CloudBridgeException.AccessDenied e) {
            throw denied(
                    ref, e, "the tags could not be set once the object is stored, so nothing was stored", permission);
        }
    }

    private void follow(ObjectRef ref, Map<String, String> tags, String etag, boolean replaced) {
        try {
            persistently(() -> put(ref, tags));
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

    private static CloudBridgeException denied(
            ObjectRef ref, CloudBridgeException.AccessDenied e, String what, String permission) {
        return new CloudBridgeException.AccessDenied(
                Failure.of(what + "; allow " + permission + " on it")
                        .withHttp(e.getHttpStatus(), e.getCode(), e.getRequestId())
                        .in(null, null, ref.bucket(), ref.key()),
                e);
    }
}
