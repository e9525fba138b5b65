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
     * Compares what the store says it stored with what it was sent: by the checksum if it tells one, and by the ETag if that is an MD5. Of a
     * large body it is one of the two. Of a small one it is both, and of a "folder" too: a store may return the checksum as it came, and
     * S3Proxy does so for keys that end with a slash, of which it keeps no content.
     *
     * @param told the checksum in the answer, or null
     * @param etag unquoted
     * @param md5 whether an ETag of that look is an MD5 for sure; with KMS it is not
     * @throws CloudBridgeException.ChecksumMismatch if they differ
     */
    void verify(ObjectRef ref, Content content, Checksum sent, Checksum told, String etag, boolean md5) {
        boolean compared = told != null && told.algorithm() == sent.algorithm();
        if (compared) {
            compare(sent, told);
        }
        boolean both = content.length() <= SMALL || ref.key().endsWith("/");
        if ((!compared || both) && md5 && ETags.md5(etag).isPresent()) {
            Checksum own = sent.algorithm() == Algorithm.MD5 ? sent : Bodies.checksum(content, Algorithm.MD5);
            compare(own, ETags.md5(etag).get());
        }
    }

    static void compare(Checksum sent, Checksum stored) {
        if (!sent.equals(stored)) {
            throw new CloudBridgeException.ChecksumMismatch(
                    Failure.of("the store says that what it stored has the " + stored.algorithm() + " " + stored.hex()
                            + ", but what was sent has " + sent.hex() + "; upload it again"),
                    null);
        }
    }
}
