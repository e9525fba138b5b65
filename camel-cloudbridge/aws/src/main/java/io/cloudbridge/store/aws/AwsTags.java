/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutResult;
import io.cloudbridge.store.aws.AwsSubresources.Kind;
import io.cloudbridge.store.driver.ETags;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Tags of objects. Amazon takes them with the object. Some other stores have no tags, and drop them without an error or take a document of tags for
 * the object's new content. Ceph takes the tags of an upload in parts, and of a copy, only in a second request. So on stores other than Amazon's the
 * tags of an object are read before any are set, and those of an upload are read back until some have arrived. Thread-safe.
 */
final class AwsTags {

    private static final Logger LOG = LoggerFactory.getLogger(AwsTags.class);

    // "Categorizing your objects using tags" of the documentation of S3
    private static final int MOST = 10;
    private static final int LONGEST_NAME = 128;
    private static final int LONGEST_VALUE = 256;
    private static final Pattern TEXT = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9]*");
    private static final String READ = "s3:GetObjectTagging";
    private static final String NONE_SET = "NoSuchTagSet";

    private static final int ATTEMPTS = 3;
    private static final long FIRST_WAIT_MS = 200;

    private final S3Client s3;
    private final AwsErrors errors;
    private final AwsReads reads;
    private final AwsSubresources subresources;
    private final boolean amazon;
    private volatile boolean plainOnesArrive;
    private volatile boolean allArrive;

    AwsTags(AwsConnection connection, AwsErrors errors, AwsReads reads, AwsSubresources subresources) {
        this.s3 = connection.s3();
        this.errors = errors;
        this.reads = reads;
        this.subresources = subresources;
        this.amazon = connection.amazon();
        this.allArrive = amazon;
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

    /** @throws CloudBridgeException.Unsupported if the store has none */
    Map<String, String> of(ObjectRef ref) {
        return find(ref).orElseThrow(AwsTags::unsupported);
    }

    /**
     * Empty if the store has no tags, and has sent the object itself.
     *
     * @throws CloudBridgeException.Unsupported if it does not find, when asked for its tags, an object that it has
     */
    private Optional<Map<String, String>> find(ObjectRef ref) {
        try {
            return subresources
                    .read(Kind.TAGS, ref, "")
                    .map(document -> errors.call(ref, () -> TagsDocument.read(document)));
        } catch (CloudBridgeException.ObjectNotFound e) {
            if (NONE_SET.equals(e.getCode())) {
                return Optional.of(Map.of());
            }
            throw amazon || !isThere(ref) ? e : unsupported();
        }
    }

    /** Also where nobody may know, since what is there must not be taken for new. */
    private boolean isThere(ObjectRef ref) {
        try {
            reads.look(ref, null);
            return true;
        } catch (CloudBridgeException.ObjectNotFound e) {
            return false;
        } catch (CloudBridgeException.AccessDenied e) {
            return true;
        }
    }

    private static CloudBridgeException unsupported() {
        return new CloudBridgeException.Unsupported(
                Failure.of(
                        "the store does not have tags: asked for those of an object, it sends the object, or does not"
                                + " find it"),
                null);
    }

    /** Replaces the tags of an object. */
    void set(ObjectRef ref, Map<String, String> tags) {
        check(tags);
        if (!tags.isEmpty()) {
            put(ref, tags);
        } else if (amazon) {
            delete(ref);
        } else {
            putNone(ref);
        }
    }

    /** A store that knows no deletes of tags would delete the object. One that refuses a document of none, as S3Mock does, knows what tags are. */
    private void putNone(ObjectRef ref) {
        try {
            put(ref, Map.of());
        } catch (CloudBridgeException.InvalidRequest e) {
            LOG.debug("The store takes no empty set of tags", e);
            delete(ref);
        }
    }

    private void delete(ObjectRef ref) {
        errors.call(
                ref,
                () -> AwsValues.done(s3.deleteObjectTagging(
                        request -> request.bucket(ref.bucket()).key(ref.key()).versionId(ref.versionId()))));
    }

    private void put(ObjectRef ref, Map<String, String> tags) {
        if (!subresources.isKnown(Kind.TAGS)) {
            require(ref);
        }
        errors.call(
                ref,
                () -> AwsValues.done(s3.putObjectTagging(request -> request.bucket(ref.bucket())
                        .key(ref.key())
                        .versionId(ref.versionId())
                        .tagging(AwsValues.tagging(tags)))));
    }

    private void require(ObjectRef ref) {
        try {
            of(ref);
        } catch (CloudBridgeException.AccessDenied e) {
            throw denied(ref, e, "tags are not set before it is sure that the store has some", READ);
        }
    }

    /**
     * Those of the source of a copy.
     *
     * @throws CloudBridgeException.AccessDenied if they may not be read: the copy would lose them
     */
    Map<String, String> ofSource(ObjectRef ref) {
        try {
            return find(ref).orElse(Map.of());
        } catch (CloudBridgeException.Unsupported e) {
            if (e.getCode() == null) {
                throw e; // not the store's own word
            }
            return Map.of();
        } catch (CloudBridgeException.AccessDenied e) {
            throw denied(ref, e, "the object's tags may not be read, and would be lost", READ);
        }
    }

    /**
     * Looks whether the store has tags, before an upload in one request, which brings them along.
     *
     * @return what makes sure that they have arrived
     * @throws CloudBridgeException.Unsupported if it has none
     */
    Following beforeUpload(ObjectRef ref, Map<String, String> tags) {
        check(tags);
        if (tags.isEmpty() || allArrive || plainOnesArrive && arePlain(tags)) {
            return Following.NOTHING;
        }
        boolean replaces = true;
        try {
            of(ref);
        } catch (CloudBridgeException.ObjectNotFound e) {
            replaces = false;
        } catch (CloudBridgeException.AccessDenied | CloudBridgeException.BucketNotFound e) {
            LOG.debug("Whether the store has tags, the upload has to show", e);
        }
        boolean replaced = replaces;
        return stored -> {
            ObjectRef now = ref.withVersion(stored.versionId());
            completely(now, stored.etag(), replaced, () -> arrived(now, tags, stored.etag()));
        };
    }

    private void arrived(ObjectRef ref, Map<String, String> tags, String etag) {
        try {
            if (of(ref).equals(tags)) {
                plainOnesArrive = true;
                allArrive |= !arePlain(tags);
            } else if (isStill(ref, etag)) {
                put(ref, tags);
            }
        } catch (CloudBridgeException.AccessDenied | CloudBridgeException.ObjectNotFound e) {
            LOG.debug("Whether the tags have arrived, nobody may know, or the object is gone already", e);
        }
    }

    /** What needs no encoding; S3Mock keeps the encoding of the rest. */
    private static boolean arePlain(Map<String, String> tags) {
        return tags.entrySet().stream()
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
    Following before(ObjectRef ref, Map<String, String> tags) {
        if (amazon || tags.isEmpty()) {
            return Following.NOTHING;
        }
        boolean replaces = canBeSet(ref);
        return stored -> follow(ref.withVersion(stored.versionId()), tags, stored.etag(), replaces);
    }

    private boolean canBeSet(ObjectRef ref) {
        String permission = READ;
        try {
            Map<String, String> now = of(ref);
            permission = "s3:PutObjectTagging";
            putAgain(ref, now);
            return true;
        } catch (CloudBridgeException.ObjectNotFound e) {
            return false;
        } catch (CloudBridgeException.AccessDenied e) {
            throw denied(
                    ref, e, "the tags could not be set once the object is stored, so nothing was stored", permission);
        }
    }

    private void putAgain(ObjectRef ref, Map<String, String> now) {
        try {
            put(ref, now);
        } catch (CloudBridgeException.InvalidRequest e) {
            LOG.debug("The store refuses only what the tags are that it has itself", e);
        }
    }

    private void follow(ObjectRef ref, Map<String, String> tags, String etag, boolean replaced) {
        completely(ref, etag, replaced, () -> put(ref, tags));
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

    private static CloudBridgeException denied(
            ObjectRef ref, CloudBridgeException.AccessDenied e, String what, String permission) {
        return new CloudBridgeException.AccessDenied(
                Failure.of(what + "; allow " + permission + " on it")
                        .withHttp(e.getHttpStatus(), e.getCode(), e.getRequestId())
                        .in(null, null, ref.bucket(), ref.key()),
                e);
    }
}
