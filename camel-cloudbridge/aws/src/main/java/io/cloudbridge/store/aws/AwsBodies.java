/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.Checksum.Algorithm;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.driver.Bodies;
import io.cloudbridge.store.driver.ETags;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * Hands content to the SDK, together with a digest that the store verifies and that its answer is compared with.
 *
 * @param checksums whether the digest is a CRC32, in the checksum header of S3; else it is an MD5, in {@code Content-MD5}
 */
record AwsBodies(boolean checksums) {

    /** So few bytes that another digest costs next to nothing. */
    private static final int SMALL = 64 * 1024;

    /** A body that the SDK opens, and opens anew when it needs to read twice. */
    static RequestBody of(Content content) {
        return RequestBody.fromContentProvider(
                () -> Bodies.open(content), content.length(), "application/octet-stream");
    }

    /** The digest that goes along. */
    Checksum digest(Content content) {
        return Bodies.checksum(content, checksums ? Algorithm.CRC32 : Algorithm.MD5);
    }

    /**
     * Compares the ETag of what was stored with what was sent, if it is an MD5 and not much is to be read for it, or the store tells nothing else.
     * The engine compares the checksum that the store tells, but a store may return it as it came: S3Proxy does so for keys that end with a slash,
     * of which it keeps no content.
     *
     * @param told the checksum in the answer, or null
     * @param etag unquoted
     * @param md5 whether an ETag that looks like an MD5 is one for sure; with KMS it is not
     * @throws CloudBridgeException.ChecksumMismatch if they differ
     */
    static void verify(ObjectRef ref, Content content, Checksum told, String etag, boolean md5) {
        boolean needed = told == null || content.length() <= SMALL || ref.key().endsWith("/");
        Checksum stored = md5 && needed ? ETags.md5(etag).orElse(null) : null;
        Checksum sent = stored == null ? null : Bodies.checksum(content, Algorithm.MD5);
        if (stored != null && !stored.equals(sent)) {
            throw new CloudBridgeException.ChecksumMismatch(
                    Failure.of("the store says that what it stored has the MD5 " + stored.hex()
                            + ", but what was sent has " + sent.hex() + "; upload it again"),
                    null);
        }
    }
}
