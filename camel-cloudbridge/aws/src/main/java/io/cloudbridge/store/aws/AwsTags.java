/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.aws.AwsSubresources.Kind;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Tags of objects. Some stores other than Amazon's have none, and take a document of tags for the object's new content, so there the tags of an
 * object are read before any are set. Thread-safe.
 */
final class AwsTags {

    private static final Logger LOG = LoggerFactory.getLogger(AwsTags.class);

    // "Categorizing your objects using tags" of the documentation of S3
    private static final int MOST = 10;
    private static final int LONGEST_NAME = 128;
    private static final int LONGEST_VALUE = 256;
    private static final Pattern TEXT = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");

    static final String READ = "s3:GetObjectTagging";
    private static final String NONE_SET = "NoSuchTagSet";

    private final S3Client s3;
    private final AwsErrors errors;
    private final AwsReads reads;
    private final AwsSubresources subresources;
    private final boolean amazon;

    AwsTags(AwsConnection connection, AwsErrors errors, AwsReads reads, AwsSubresources subresources) {
        this.s3 = connection.s3();
        this.errors = errors;
        this.reads = reads;
        this.subresources = subresources;
        this.amazon = connection.amazon();
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

    static CloudBridgeException unsupported() {
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

    void put(ObjectRef ref, Map<String, String> tags) {
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

    static CloudBridgeException denied(
            ObjectRef ref, CloudBridgeException.AccessDenied e, String what, String permission) {
        return new CloudBridgeException.AccessDenied(
                Failure.of(what + "; allow " + permission + " on it")
                        .withHttp(e.getHttpStatus(), e.getCode(), e.getRequestId())
                        .in(null, null, ref.bucket(), ref.key()),
                e);
    }
}
