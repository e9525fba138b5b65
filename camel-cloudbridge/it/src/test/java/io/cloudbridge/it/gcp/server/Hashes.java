/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.gcp.server;

import com.google.gson.JsonObject;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.zip.CRC32C;

/** The two checksums the service keeps, in base64 as it shows them. */
final class Hashes {
    private final CRC32C crc32c = new CRC32C();
    private final MessageDigest md5;

    Hashes() {
        try {
            md5 = MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    void update(byte[] bytes, int offset, int length) {
        crc32c.update(bytes, offset, length);
        md5.update(bytes, offset, length);
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
            expect("CRC32C", text(resource, "crc32c"), crc32c());
            expect("MD5", text(resource, "md5Hash"), md5());
        }
        expect("MD5", contentMd5, md5());
        if (googHash != null) {
            for (String hash : googHash.split(",")) {
                int equals = hash.indexOf('=');
                String name =
                        equals < 0 ? hash.trim() : hash.substring(0, equals).trim();
                String value = equals < 0 ? "" : hash.substring(equals + 1).trim();
                switch (name) {
                    case "crc32c" -> expect("CRC32C", value, crc32c());
                    case "md5" -> expect("MD5", value, md5());
                    default -> throw ApiError.invalid("Invalid x-goog-hash header: " + googHash);
                }
            }
        }
    }

    private static void expect(String name, String provided, String calculated) {
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
