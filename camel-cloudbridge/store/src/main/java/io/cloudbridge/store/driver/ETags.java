/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.driver;

import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import java.util.HexFormat;
import java.util.Optional;

/** ETags as the SPI has them, unquoted, and as HTTP has them (RFC 9110 section 8.8.3). */
public final class ETags {

    private static final int MD5_DIGITS = 32;

    private ETags() {}

    /**
     * From a header or a document. Quotes are optional; a weak tag loses its mark.
     *
     * @return empty for null
     */
    public static String unquoted(String etag) {
        if (etag == null) {
            return "";
        }
        String plain = etag.startsWith("W/") ? etag.substring(2) : etag;
        return plain.length() > 1 && plain.startsWith("\"") && plain.endsWith("\"")
                ? plain.substring(1, plain.length() - 1)
                : plain;
    }

    /**
     * For a header that holds a condition; {@code *} stays as it is.
     *
     * @param etag quoted or not; null for none
     * @return null for null
     */
    public static String quoted(String etag) {
        return etag == null || "*".equals(etag) ? etag : '"' + unquoted(etag) + '"';
    }

    /**
     * Compares a condition with the ETag that an answer shows, since not every server does.
     *
     * @param ifMatch unquoted, or {@code *}; null for none
     * @param etag unquoted
     * @throws CloudBridgeException.PreconditionFailed if it is another
     */
    public static void requireMatch(String ifMatch, String etag) {
        if (ifMatch != null && !ifMatch.equals("*") && !ifMatch.equals(etag)) {
            throw new CloudBridgeException.PreconditionFailed(
                    Failure.of("the object has ETag " + etag + ", not " + ifMatch + ": it was replaced")
                            .withHttp(412, null, null),
                    null);
        }
    }

    /** The MD5 that an ETag is by its form; empty for every other ETag. Whether it is the content's is for the driver to know. */
    public static Optional<Checksum> md5(String etag) {
        String plain = unquoted(etag);
        if (plain.length() != MD5_DIGITS) {
            return Optional.empty();
        }
        for (int i = 0; i < MD5_DIGITS; i++) {
            if (!HexFormat.isHexDigit(plain.charAt(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(new Checksum(Checksum.Algorithm.MD5, plain));
    }
}
