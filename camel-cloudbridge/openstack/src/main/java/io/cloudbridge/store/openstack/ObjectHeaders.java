/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.ContentRange;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.driver.ETags;
import io.cloudbridge.store.driver.EncodedWords;
import io.cloudbridge.store.driver.HeaderText;
import io.cloudbridge.store.driver.HttpDate;
import io.cloudbridge.store.driver.PercentEncoding;
import io.cloudbridge.store.http.HttpAnswer;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What travels with an object, as headers.
 *
 * <p>Headers are ASCII, and Swift takes {@code _} in a name for {@code -}. So the names of metadata are percent-encoded but for letters, digits and
 * {@code -}, and values that are not plain ASCII are RFC 2047 encoded words, as Amazon's S3 shows them. Both are undone when read.
 */
final class ObjectHeaders {

    /** What {@link #write} may set beside the content type. */
    static final List<String> CONTENT_HEADERS =
            List.of("Content-Encoding", "Content-Disposition", "Content-Language", "Cache-Control");

    /**
     * Beside a static large object of ours: the CRC32C of its content, and its ETag. The latter says nothing of the content, but tells a checksum that
     * another tool has carried on to another object.
     */
    static final String LARGE_CHECKSUM = "X-Object-Meta-Cloudbridge-Crc32c";

    private static final String META = "x-object-meta-";
    /** No metadata of users: our checksum, and what Ceph's gateway takes for large objects' and shows with them. */
    private static final Set<String> MARKS = Set.of("cloudbridge-crc32c", "static-large-object");
    /** What Swift takes by default, less the checksum of a large object. */
    private static final int MOST_METADATA = 89;

    private static final int LONGEST_METADATA = 4000;

    private static final Pattern TIMESTAMP = Pattern.compile("[0-9]{1,11}\\.[0-9]{1,9}");

    private ObjectHeaders() {}

    // ---- to headers

    static void write(ObjectProperties properties, SwiftCall call) {
        call.with("Content-Type", properties.contentType())
                .with("Content-Encoding", properties.contentEncoding())
                .with("Content-Disposition", properties.contentDisposition())
                .with("Content-Language", properties.contentLanguage())
                .with("Cache-Control", properties.cacheControl());
        properties
                .metadata()
                .forEach((name, value) -> call.with("X-Object-Meta-" + encodeName(name), EncodedWords.encode(value)));
    }

    /** Lets the checksum travel with a manifest, unless the user's metadata leaves no room. */
    static void writeChecksum(Checksum whole, String etag, ObjectProperties properties, SwiftCall manifest) {
        int length = properties.metadata().entrySet().stream()
                .mapToInt(entry -> encodeName(entry.getKey()).length()
                        + EncodedWords.encode(entry.getValue()).length())
                .sum();
        if (whole != null
                && whole.algorithm() == Checksum.Algorithm.CRC32C
                && properties.metadata().size() < MOST_METADATA
                && length < LONGEST_METADATA) {
            manifest.with(LARGE_CHECKSUM, whole.hex() + '-' + etag);
        }
    }

    private static String encodeName(String name) {
        if (MARKS.contains(name.toLowerCase(Locale.ROOT))) {
            // a user's own metadata of this name stays apart from the mark
            return String.format(Locale.ROOT, "%%%02X", (int) name.charAt(0)) + name.substring(1);
        }
        return PercentEncoding.segment(name)
                .replace("_", "%5F")
                .replace(".", "%2E")
                .replace("~", "%7E");
    }

    // ---- from headers

    private static ObjectProperties properties(HttpAnswer answer) {
        return new ObjectProperties(
                value(answer, "Content-Type"),
                value(answer, "Content-Encoding"),
                value(answer, "Content-Disposition"),
                value(answer, "Content-Language"),
                value(answer, "Cache-Control"),
                null,
                metadata(answer));
    }

    /** The object that an answer to HEAD or GET describes. */
    static ObjectInfo info(ObjectRef ref, HttpAnswer answer) {
        String etag = etag(answer);
        return new ObjectInfo(
                ref.withVersion(null),
                range(answer).total(),
                etag,
                lastModified(answer),
                properties(answer),
                checksum(answer, etag));
    }

    /** The ETag without its quotes; empty if there is none. */
    static String etag(HttpAnswer answer) {
        return ETags.unquoted(answer.header("Etag"));
    }

    /** That of the content; null if it is not known. */
    static Checksum checksum(HttpAnswer answer, String etag) {
        if (!isLarge(answer)) {
            return ETags.md5(etag).orElse(null); // of its content
        }
        String[] told = String.valueOf(answer.header(LARGE_CHECKSUM)).split("-", 2);
        return isStaticLarge(answer)
                        && told.length == 2
                        && told[1].equalsIgnoreCase(etag)
                        && told[0].matches("[0-9a-f]{8}")
                ? new Checksum(Checksum.Algorithm.CRC32C, told[0])
                : null;
    }

    static boolean isStaticLarge(HttpAnswer answer) {
        return "true".equalsIgnoreCase(answer.header("X-Static-Large-Object"));
    }

    /** Static or dynamic large object: its ETag is a digest of its segments' ETags. */
    static boolean isLarge(HttpAnswer answer) {
        return isStaticLarge(answer) || answer.header("X-Object-Manifest") != null;
    }

    /** Which bytes of an object an answer carries. */
    static ContentRange range(HttpAnswer answer) {
        return ContentRange.of(answer.status(), value(answer, "Content-Range"), answer.contentLength());
    }

    /** When an object was stored last, or a container was created; null if the answer does not say. */
    static Instant timestamp(HttpAnswer answer) {
        String text = answer.header("X-Timestamp");
        if (text == null || !TIMESTAMP.matcher(text).matches()) {
            return null;
        }
        int dot = text.indexOf('.');
        String nanos = (text.substring(dot + 1) + "000000000").substring(0, 9);
        return Instant.ofEpochSecond(Long.parseLong(text.substring(0, dot)), Long.parseLong(nanos));
    }

    private static Instant lastModified(HttpAnswer answer) {
        // Last-Modified is rounded up to the second; the listing and this are not
        Instant exact = timestamp(answer);
        return exact != null ? exact : HttpDate.parse(answer.header("Last-Modified"));
    }

    private static Map<String, String> metadata(HttpAnswer answer) {
        Map<String, String> metadata = new TreeMap<>();
        answer.forEachHeader((name, value) -> {
            if (!name.regionMatches(true, 0, META, 0, META.length())) {
                return;
            }
            String lower = name.toLowerCase(Locale.ROOT);
            String plain = lower.substring(META.length());
            if (!plain.isEmpty() && !MARKS.contains(plain)) {
                metadata.putIfAbsent(decodeName(plain), EncodedWords.decode(HeaderText.utf8(value)));
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

    /** A header that is empty was removed on Ceph, where POST cannot do more. */
    private static String value(HttpAnswer answer, String name) {
        String value = answer.header(name);
        return value == null || value.isEmpty() ? null : HeaderText.utf8(value);
    }
}
