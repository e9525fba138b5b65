/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.driver;

import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.Failure;
import java.io.IOException;
import java.io.InputStream;

/** Reads what a request is to send. That it cannot be read is the source's fault: trying again would not help, and nothing becomes visible. */
public final class Bodies {

    private Bodies() {}

    /** @throws CloudBridgeException.InvalidRequest if the content cannot be read */
    public static Checksum checksum(Content content, Checksum.Algorithm algorithm) {
        try {
            return content.checksum(algorithm);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** @throws CloudBridgeException.InvalidRequest if the content cannot be opened */
    public static InputStream open(Content content) {
        try {
            return content.open();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** The error for content that cannot be read. */
    public static CloudBridgeException unreadable(IOException cause) {
        String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        return new CloudBridgeException.InvalidRequest(
                Failure.of("the body could not be read: " + reason + "; nothing was stored"), cause);
    }
}
