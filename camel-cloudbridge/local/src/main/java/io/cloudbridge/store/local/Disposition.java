/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the header {@code Content-Disposition} of an answer says. */
final class Disposition {

    private static final Pattern FILE_NAME = Pattern.compile(
            ";\\s*filename\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^;\\s]+))", Pattern.CASE_INSENSITIVE);

    private static final Pattern ACTIVE = Pattern.compile(
            "(?:.*/(?:.*\\+)?xml|text/html|text/xsl|multipart/x-mixed-replace|application/xhtml\\+xml|image/svg.*)(?:\\s*;.*)?");

    private Disposition() {}

    /** Whether a browser may run content of this type: a page, or a document with scripts. */
    static boolean isActive(String contentType) {
        return contentType != null
                && ACTIVE.matcher(contentType.strip().toLowerCase(Locale.ROOT)).matches();
    }

    /** The same as an attachment, which a browser saves and does not open. */
    static String attachment(String disposition) {
        if (disposition == null) {
            return "attachment";
        }
        int parameters = disposition.indexOf(';');
        return "attachment" + (parameters < 0 ? "" : disposition.substring(parameters));
    }

    /** With a file name beyond ASCII in its encoded form (RFC 6266, RFC 8187), and a plain one for old clients. */
    static String encoded(String disposition) {
        if (disposition == null || disposition.chars().allMatch(c -> c < 0x80)) {
            return disposition;
        }
        Matcher matcher = FILE_NAME.matcher(disposition);
        if (!matcher.find()) {
            return ascii(disposition);
        }
        String name =
                matcher.group(1) == null ? matcher.group(2) : matcher.group(1).replaceAll("\\\\(.)", "$1");
        String before = disposition.substring(0, matcher.start());
        String after = disposition.substring(matcher.end());
        return ascii(before) + "; filename=\""
                + ascii(name).replace("\\", "\\\\").replace("\"", "\\\"") + "\"; filename*=UTF-8''" + percent(name)
                + ascii(after);
    }

    private static String ascii(String text) {
        StringBuilder plain = new StringBuilder();
        text.codePoints().forEach(c -> plain.append(c < 0x80 ? (char) c : '_'));
        return plain.toString();
    }

    private static String percent(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c < 0x80 && (Character.isLetterOrDigit(c) || "!#$&+-.^_`|~".indexOf(c) >= 0)) {
                encoded.append(c);
            } else {
                encoded.append(String.format("%%%02X", b));
            }
        }
        return encoded.toString();
    }
}
