/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * Hands content to the SDK.
 *
 * @param checksums whether the SDK sends checksums along; else {@link #md5} goes into the request
 */
record AwsBodies(boolean checksums) {

    /** A body that the SDK opens, and opens anew when it needs to read twice. */
    RequestBody of(Content content) {
        return RequestBody.fromContentProvider(() -> open(content), content.length(), "application/octet-stream");
    }

    /** As the header {@code Content-MD5} wants it; every S3 store verifies that one. */
    String md5(Content content) {
        try {
            return Base64.getEncoder()
                    .encodeToString(content.checksum(Checksum.Algorithm.MD5).bytes());
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static InputStream open(Content content) {
        try {
            return content.open();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static CloudBridgeException unreadable(IOException e) {
        return new CloudBridgeException.InvalidRequest(
                Failure.of("the body could not be read: " + e.getMessage() + "; nothing was stored"), e);
    }
}
