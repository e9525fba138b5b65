/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import io.cloudbridge.store.driver.ETags;
import io.cloudbridge.store.driver.PercentEncoding;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What HTTP can carry beside an object, checked before any request, the same on every store. Metadata values may be any text without control
 * characters, since every driver has an encoding for them; content headers are ASCII, and a file name in a content disposition is sent in the form
 * of RFC 6266 and RFC 8187.
 */
final class HeaderValues {

    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final String QUOTED = "\"(?:[^\"\\\\]|\\\\.)*\"";
    /** The type of bytes of which nothing else is known. */
    static final String UNTYPED = "application/octet-stream";

    private static final Pattern NAME = Pattern.compile(TOKEN);
    private static final Pattern MEDIA_TYPE = Pattern.compile(
            TOKEN + "/" + TOKEN + "(?:[ \\t]*;[ \\t]*(?:" + TOKEN + "=(?:" + TOKEN + "|" + QUOTED + "))?)*[ \\t]*");
    private static final Pattern FILE_NAME =
            Pattern.compile("(;\\s*filename\\s*=\\s*)(" + QUOTED + "|[^;\"]*)", Pattern.CASE_INSENSITIVE);
    private static final Pattern EXTENDED_FILE_NAME =
            Pattern.compile(";\\s*filename\\*\\s*=", Pattern.CASE_INSENSITIVE);

    private HeaderValues() {}

    /**
     * The properties in the form that is sent. A blank content header counts as none.
     *
     * @throws CloudBridgeException.InvalidRequest naming the property and what to do
     */
    static ObjectProperties checked(ObjectProperties given) {
        given.metadata().forEach(HeaderValues::checkMetadata);
        return new ObjectProperties(
                mediaType("contentType", given.contentType()),
                contentEncoding(given.contentEncoding()),
                disposition("contentDisposition", given.contentDisposition()),
                ascii("contentLanguage", given.contentLanguage()),
                ascii("cacheControl", given.cacheControl()),
                ascii("storageClass", given.storageClass()),
                given.metadata());
    }

    /** Tags travel encoded, so only what no text should have is refused. */
    static void checkTags(Map<String, String> tags) {
        new TreeMap<>(tags).forEach((name, value) -> {
            checkText("the name of tag '" + shown(name) + "'", name);
            checkText("tag '" + shown(name) + "'", value);
        });
    }

    /** Whether a condition is that there is an object, whichever. */
    static boolean isAny(String etag) {
        return "*".equals(etag);
    }

    /**
     * The ETag of a condition without quotes, or null.
     *
     * @param name of the condition, for people
     */
    static String condition(String name, String etag) {
        if (etag == null || isPlain(etag) && etag.indexOf('"') < 0 && etag.indexOf(' ') < 0) {
            return etag; // as nearly all are
        }
        checkText(name, etag);
        return ETags.unquoted(etag.strip());
    }

    /** A media type, or null. */
    static String mediaType(String option, String value) {
        if (UNTYPED.equals(value)) {
            return value; // as of most bodies, and the pattern would take a fiftieth of a small upload
        }
        String type = ascii(option, value);
        if (type != null && !MEDIA_TYPE.matcher(type).matches()) {
            throw CloudBridgeException.invalid(option + " is '" + type
                    + "', which is no media type; give one such as text/csv or text/plain; charset=utf-8");
        }
        return type;
    }

    /** A content disposition that is ASCII; a file name beyond that is there twice, once with {@code _} for what old readers cannot read. */
    static String disposition(String option, String value) {
        if (value == null || value.isBlank()) {
            return null;
        }
        checkText(option, value);
        if (isAscii(value)) {
            return value;
        }
        Matcher name = FILE_NAME.matcher(value);
        if (!name.find()) {
            return ascii(option, value);
        }
        String text = unquoted(name.group(2).strip());
        String plain = "\"" + text.replaceAll("[^ -~]", "_").replaceAll("([\"\\\\])", "\\\\$1") + "\"";
        String extended =
                EXTENDED_FILE_NAME.matcher(value).find() ? "" : "; filename*=UTF-8''" + PercentEncoding.segment(text);
        return ascii(
                option,
                value.substring(0, name.start()) + name.group(1) + plain + extended + value.substring(name.end()));
    }

    private static String contentEncoding(String value) {
        String encoding = ascii("contentEncoding", value);
        if (encoding == null || !encoding.toLowerCase(Locale.ROOT).contains("aws-chunked")) {
            return encoding;
        }
        // says how a request was framed, and nothing about the object
        String rest = Arrays.stream(encoding.split(","))
                .map(String::strip)
                .filter(one -> !one.isEmpty() && !one.equalsIgnoreCase("aws-chunked"))
                .collect(Collectors.joining(", "));
        return rest.isEmpty() ? null : rest;
    }

    private static void checkMetadata(String name, String value) {
        if (!NAME.matcher(name).matches()) {
            throw CloudBridgeException.invalid("metadata has the name '" + shown(name)
                    + "', which no HTTP header can have; use letters, digits, '-' and '_'");
        }
        checkText("metadata '" + name + "'", value);
    }

    private static String ascii(String option, String value) {
        if (value == null || value.isBlank()) {
            return null;
        }
        if (isPlain(value)) {
            return value;
        }
        checkText(option, value);
        if (!isAscii(value)) {
            throw CloudBridgeException.invalid(option + " is '" + shown(value)
                    + "', which has characters beyond ASCII; stores have no encoding for them there, so use ASCII, or put the"
                    + " text into metadata");
        }
        return value;
    }

    private static void checkText(String what, String value) {
        boolean control = value.chars().anyMatch(c -> c < ' ' || c >= 0x7f && c < 0xa0 || c == 0x2028 || c == 0x2029);
        if (control) {
            throw CloudBridgeException.invalid(what + " is '" + shown(value)
                    + "', which has a line break or another control character; remove it, or encode the value (Base64, URL"
                    + " encoding)");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
            throw CloudBridgeException.invalid(
                    what + " is '" + shown(value) + "', which is not valid Unicode: it has half of a surrogate pair");
        }
    }

    /** What nearly every value is: visible ASCII and spaces. */
    private static boolean isPlain(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) < ' ' || value.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    private static boolean isAscii(String value) {
        return value.chars().allMatch(c -> c < 0x80);
    }

    private static String unquoted(String value) {
        return value.startsWith("\"") && value.length() > 1
                ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1")
                : value;
    }

    /** For a message: short, and without what would break a line. */
    private static String shown(String value) {
        String clean = value.replaceAll("[\\p{Cntrl}\\p{Cs}\u2028\u2029]", "?");
        return clean.length() > 80 ? clean.substring(0, 80) + "…" : clean;
    }
}
