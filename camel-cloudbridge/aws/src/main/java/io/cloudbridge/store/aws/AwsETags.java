/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.Checksum.Algorithm;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.driver.Bodies;
import io.cloudbridge.store.driver.ETags;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * Whether an ETag that looks like an MD5 is that of the content. On Amazon it is, unless its answer says how it encrypts. Other stores encrypt without
 * saying so, or make ETags as they like: theirs prove something once one in that bucket was the MD5 of what this connection had sent. Thread-safe.
 */
final class AwsETags {

    private static final Logger LOG = LoggerFactory.getLogger(AwsETags.class);

    /** So few bytes that another digest costs next to nothing. */
    private static final int SMALL = 64 * 1024;

    /** Names of buckets may come from messages. */
    private static final int MOST_BUCKETS = 1000;

    private static final String MD5_OF_NOTHING = "d41d8cd98f00b204e9800998ecf8427e";

    private final boolean amazon;
    private final Set<String> shown = ConcurrentHashMap.newKeySet();

    AwsETags(boolean amazon) {
        this.amazon = amazon;
    }

    /** Whether they say anything: what another store than Amazon's makes of an ETag when it encrypts on demand, nobody knows. */
    boolean areComparable(PutOptions options) {
        return amazon || options.encryption() == PutOptions.Encryption.NONE;
    }

    /** Whether those of a bucket are believed. */
    boolean areMd5s(String bucket) {
        return amazon || shown.contains(bucket);
    }

    /** Compares ETags of this bucket no longer: the store has begun to make others, or has made a wrong one. */
    void distrust(String bucket) {
        shown.remove(bucket);
    }

    /** Whether an answer has no checksum but its ETag, and the store is another than Amazon's: its ETags may be no MD5s from any time on. */
    boolean isByETag(ObjectInfo info, SdkHttpResponse answer) {
        return !amazon && info.checksum() != null && AwsValues.checksum(answer) == null;
    }

    /** Whether all that the answer has of a checksum is an ETag of which nobody knows what it is. */
    boolean isGuess(ObjectInfo info, SdkHttpResponse answer) {
        return isByETag(info, answer) && !shown.contains(info.bucket());
    }

    /**
     * Compares the ETag of what was stored with what was sent, if it is an MD5 and not much is to be read for it, or the store tells nothing else.
     * The engine compares the checksum that the store tells, but a store may return it as it came: S3Proxy does so for keys that end with a slash,
     * of which it keeps no content.
     *
     * @param told the checksum in the answer, or null
     * @param etag unquoted
     * @param answer to the upload
     * @param believed whether ETags of this bucket are MD5s
     * @return whether the ETag is the MD5 of what was sent
     * @throws CloudBridgeException.ChecksumMismatch if it is the MD5 of something else
     */
    boolean verify(
            ObjectRef ref, Content content, Checksum told, String etag, SdkHttpResponse answer, boolean believed) {
        boolean needed = told == null || content.length() <= SMALL || ref.key().endsWith("/");
        Checksum stored =
                needed && AwsValues.isMd5(ref, answer) ? ETags.md5(etag).orElse(null) : null;
        if (stored == null) {
            return false;
        }
        Checksum sent = Bodies.checksum(content, Algorithm.MD5);
        if (stored.equals(sent)) {
            if (content.length() > 0 && shown.size() < MOST_BUCKETS) {
                shown.add(ref.bucket());
            }
            return true;
        }
        if (believed || MD5_OF_NOTHING.equals(stored.hex())) {
            throw new CloudBridgeException.ChecksumMismatch(
                    Failure.of("the store says that what it stored has the MD5 " + stored.hex()
                            + ", but what was sent has " + sent.hex() + "; upload it again"),
                    null);
        }
        LOG.debug("The ETag of {} is not the MD5 of what was sent; the store has checked the digest sent along", ref);
        return false;
    }
}
