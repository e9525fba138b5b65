/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.Checksum.Algorithm;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.driver.Bodies;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * Hands content to the SDK, together with a digest that the store verifies.
 *
 * @param checksums whether the digest is a CRC32, in the checksum header of S3; else it is an MD5, in {@code Content-MD5}
 */
record AwsBodies(boolean checksums) {

    /** A body that the SDK opens, and opens anew when it needs to read twice. */
    static RequestBody of(Content content) {
        return RequestBody.fromContentProvider(
                () -> Bodies.open(content), content.length(), "application/octet-stream");
    }

    /** The digest that goes along. */
    Checksum digest(Content content) {
        return Bodies.checksum(content, checksums ? Algorithm.CRC32 : Algorithm.MD5);
    }
}
