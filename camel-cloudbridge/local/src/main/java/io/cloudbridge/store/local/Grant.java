/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PresignRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a signed URL allows: all of it is signed.
 *
 * @param expires seconds since 1970
 * @param contentType of an upload, or null for any
 * @param responseContentType of the answer to a GET, or null for the object's own
 * @param responseContentDisposition of the answer to a GET, or null for the object's own
 */
record Grant(
        PresignRequest.Method method,
        ObjectRef ref,
        long expires,
        String contentType,
        String responseContentType,
        String responseContentDisposition) {

    private static final String ALGORITHM = "HmacSHA256";

    /** HMAC-SHA256 of all fields, each with its length before it, so that no two grants look alike. */
    String signature(byte[] secret) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            Stream.of(
                            method.name(),
                            ref.bucket(),
                            ref.key(),
                            Long.toString(expires),
                            contentType,
                            responseContentType,
                            responseContentDisposition)
                    .forEach(field -> update(mac, field));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal());
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException(ALGORITHM + " is missing from this JDK", e);
        }
    }

    private static void update(Mac mac, String field) {
        byte[] bytes = field == null ? new byte[0] : field.getBytes(StandardCharsets.UTF_8);
        mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, field == null ? -1 : bytes.length));
        mac.update(bytes);
    }
}
