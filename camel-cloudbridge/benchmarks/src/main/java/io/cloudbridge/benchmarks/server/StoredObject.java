/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks.server;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;

/**
 * One object.
 *
 * @param etag without quotes
 * @param headers the client's own, by lower-case name: type, metadata, checksum
 */
record StoredObject(byte[] content, String etag, Instant modified, Map<String, String> headers) {

    static StoredObject of(byte[] content, Map<String, String> headers) {
        return new StoredObject(content, HexFormat.of().formatHex(md5(content)), now(), headers);
    }

    /** HTTP dates have whole seconds. */
    static Instant now() {
        return Instant.ofEpochSecond(System.currentTimeMillis() / 1000);
    }

    static byte[] md5(byte[] content) {
        try {
            return MessageDigest.getInstance("MD5").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
