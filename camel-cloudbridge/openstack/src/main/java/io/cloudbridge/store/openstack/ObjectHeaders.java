/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import java.net.URLDecoder;
import java.net.http.HttpHeaders;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What travels with an object, as headers.
 *
 * <p>Headers are ASCII, and Swift takes {@code _} in a name for {@code -}. So the names of metadata are percent-encoded but for letters, digits and
 * {@code -}, and values that are not plain ASCII are RFC 2047 encoded words, as Amazon's S3 shows them. Both are undone when read.
 */
final class ObjectHeaders {

    private static final String META = "x-object-meta-";
    private static final String WORD_START = "=?UTF-8?B?";
    private static final Pattern WORD = Pattern.compile("=\\?[Uu][Tt][Ff]-8\\?[Bb]\\?([A-Za-z0-9+/]*={0,2})\\?=");
    private static final Pattern TOTAL = Pattern.compile("bytes [0-9]+-[0-9]+/([0-9]+)");

    private ObjectHeaders() {}

    // ---- to headers

    static void write(ObjectProperties properties, Headers headers) {
        headers.with("Content-Type", plain("contentType", properties.contentType()))
                .with("Content-Encoding", plain("contentEncoding", properties.contentEncoding()))
                .with("Content-Disposition", plain("contentDisposition", properties.contentDisposition()))
                .with("Content-Language", plain("contentLanguage", properties.contentLanguage()))
                .with("Cache-Control", plain("cacheControl", properties.cacheControl()));
        properties
                .metadata()
                .forEach((name, value) -> headers.with("X-Object-Meta-" + encodeName(name), encode(value)));
    }

    /** Content headers are read by browsers, which know no encoded words in them. */
    private static String plain(String option, String value) {
        if (value != null && !isAscii(value)) {
            throw CloudBridgeException.invalid(
                    option + " '" + value
                            + "' has characters that a header cannot hold; use ASCII, for example filename*=UTF-8''%C3%BC (RFC 8187)");
        }
        return value;
    }

    private static String encodeName(String name) {
        return Names.query(name).replace("_", "%5F").replace(".", "%2E").replace("~", "%7E");
    }

    private static String encode(String value) {
        boolean asItIs = isAscii(value)
                && !value.isEmpty()
                && value.equals(value.strip())
                && !WORD.matcher(value).matches();
        return asItIs
                ? value
                : WORD_START + Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)) + "?=";
    }

    private static boolean isAscii(String value) {
        return value.chars().allMatch(c -> c >= ' ' && c < 0x7f);
    }

    // ---- from headers

    static ObjectProperties properties(HttpHeaders headers) {
        return new ObjectProperties(
                value(headers, "Content-Type"),
                value(headers, "Content-Encoding"),
                value(headers, "Content-Disposition"),
                value(headers, "Content-Language"),
                value(headers, "Cache-Control"),
                null,
                metadata(headers));
    }

    /** The object that an answer to HEAD or GET describes. */
    static ObjectInfo info(ObjectRef ref, Answer answer) {
        HttpHeaders headers = answer.headers();
        String etag = etag(value(headers, "Etag"));
        return new ObjectInfo(
                ref.withVersion(null),
                size(headers),
                etag,
                lastModified(headers),
                properties(headers),
                isLarge(headers) ? null : md5(etag));
    }

    /** An ETag without its quotes; empty for null. */
    static String etag(String header) {
        return header == null ? "" : header.replaceAll("^(W/)?\"|\"$", "");
    }

    /** The ETag of an object that is not large is the MD5 of its content. */
    static Checksum md5(String etag) {
        return etag.matches("[0-9a-f]{32}") ? new Checksum(Checksum.Algorithm.MD5, etag) : null;
    }

    static boolean isStaticLarge(HttpHeaders headers) {
        return "true".equalsIgnoreCase(value(headers, "X-Static-Large-Object"));
    }

    /** Static or dynamic large object: its ETag is a digest of its segments' ETags. */
    static boolean isLarge(HttpHeaders headers) {
        return isStaticLarge(headers) || value(headers, "X-Object-Manifest") != null;
    }

    static long size(HttpHeaders headers) {
        String range = value(headers, "Content-Range");
        Matcher total = TOTAL.matcher(range == null ? "" : range);
        if (total.matches()) {
            return Long.parseLong(total.group(1));
        }
        return headers.firstValueAsLong("Content-Length").orElse(0);
    }

    private static Instant lastModified(HttpHeaders headers) {
        // Last-Modified is rounded up to the second; the listing and this are not
        String exact = value(headers, "X-Timestamp");
        if (exact != null && exact.matches("[0-9]{1,11}\\.[0-9]{1,9}")) {
            int dot = exact.indexOf('.');
            String nanos = (exact.substring(dot + 1) + "000000000").substring(0, 9);
            return Instant.ofEpochSecond(Long.parseLong(exact.substring(0, dot)), Long.parseLong(nanos));
        }
        return headers.firstValue("Last-Modified")
                .map(text -> ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant())
                .orElse(null);
    }

    private static Map<String, String> metadata(HttpHeaders headers) {
        Map<String, String> metadata = new TreeMap<>();
        headers.map().forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.startsWith(META) && lower.length() > META.length()) {
                metadata.put(decodeName(lower.substring(META.length())), decode(values));
            }
        });
        return metadata;
    }

    private static String decodeName(String name) {
        try {
            return URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8)
                    .toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return name; // a lone % that somebody else wrote
        }
    }

    private static String decode(List<String> values) {
        String value = utf8(values.get(0));
        Matcher word = WORD.matcher(value);
        if (!word.matches()) {
            return value;
        }
        try {
            return new String(Base64.getDecoder().decode(word.group(1)), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return value;
        }
    }

    private static String value(HttpHeaders headers, String name) {
        return headers.firstValue(name).map(ObjectHeaders::utf8).orElse(null);
    }

    /** Other clients write UTF-8 as it is, which the JDK reads as Latin-1. */
    private static String utf8(String value) {
        if (isAscii(value)) {
            return value;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(java.nio.ByteBuffer.wrap(value.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException e) {
            return value;
        }
    }
}
