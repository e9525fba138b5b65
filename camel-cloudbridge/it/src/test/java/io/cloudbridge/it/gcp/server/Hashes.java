/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.gcp.server;

import com.google.gson.JsonObject;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.function.Supplier;
import java.util.zip.CRC32C;

/** The two checksums the service keeps, in base64 as it shows them. */
final class Hashes {
    private final CRC32C crc32c = new CRC32C();
    private final MessageDigest md5;

    Hashes() {
        this(true);
    }

    private Hashes(boolean withMd5) {
        try {
            md5 = withMd5 ? MessageDigest.getInstance("MD5") : null;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Without the MD5, which objects in parts do not have and which takes longer than all the rest. */
    static Hashes crc32cOnly() {
        return new Hashes(false);
    }

    void update(byte[] bytes, int offset, int length) {
        crc32c.update(bytes, offset, length);
        if (md5 != null) {
            md5.update(bytes, offset, length);
        }
    }

    String crc32c() {
        int value = (int) crc32c.getValue();
        byte[] bigEndian = {(byte) (value >>> 24), (byte) (value >>> 16), (byte) (value >>> 8), (byte) value};
        return Base64.getEncoder().encodeToString(bigEndian);
    }

    String md5() {
        try {
            return Base64.getEncoder().encodeToString(((MessageDigest) md5.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Refuses content that is not what the JSON resource or the header said it would be. */
    void verify(JsonObject resource, String googHash, String contentMd5) {
        if (resource != null) {
            expect("CRC32C", text(resource, "crc32c"), this::crc32c);
            expect("MD5", text(resource, "md5Hash"), this::md5);
        }
        expect("MD5", contentMd5, this::md5);
        if (googHash != null) {
            for (String hash : googHash.split(",")) {
                int equals = hash.indexOf('=');
                String name =
                        equals < 0 ? hash.trim() : hash.substring(0, equals).trim();
                String value = equals < 0 ? "" : hash.substring(equals + 1).trim();
                switch (name) {
                    case "crc32c" -> expect("CRC32C", value, this::crc32c);
                    case "md5" -> expect("MD5", value, this::md5);
                    default -> throw ApiError.invalid("Invalid x-goog-hash header: " + googHash);
                }
            }
        }
    }

    private static void expect(String name, String provided, Supplier<String> sum) {
        String calculated = provided == null ? null : sum.get();
        if (provided != null && !provided.equals(calculated)) {
            throw ApiError.badDigest("Provided " + name + " \"" + provided + "\" doesn't match calculated " + name
                    + " \"" + calculated + "\".");
        }
    }

    private static String text(JsonObject resource, String name) {
        return resource.has(name) && !resource.get(name).isJsonNull()
                ? resource.get(name).getAsString()
                : null;
    }
}
