/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.driver;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Metadata values in HTTP headers, which hold visible ASCII with spaces between it and nothing else. Every other value, the empty one among them,
 * travels as encoded words of UTF-8 (RFC 2047), the form in which Amazon S3 returns them.
 */
public final class EncodedWords {

    private static final Pattern PLAIN = Pattern.compile("(?!=\\?)[!-~]([ -~]*[!-~])?");
    private static final Pattern WORD = Pattern.compile("=\\?[uU][tT][fF]-8\\?([bBqQ])\\?([^?\\s]*)\\?=\\s*");

    private EncodedWords() {}

    /** As a header can hold it: the text itself if it is plain, else encoded. */
    public static String encode(String text) {
        return encode(text, false);
    }

    /** @param always also where the text is plain */
    public static String encode(String text, boolean always) {
        return !always && PLAIN.matcher(text).matches()
                ? text
                : "=?UTF-8?B?" + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)) + "?=";
    }

    /** The text of a header; what is no sequence of encoded words is returned as it is. */
    public static String decode(String value) {
        if (!value.startsWith("=?")) {
            return value;
        }
        Matcher word = WORD.matcher(value);
        // a character of several bytes may be split between two words
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int end = 0;
        while (word.find() && word.start() == end) {
            try {
                bytes.writeBytes(
                        word.group(1).equalsIgnoreCase("B")
                                ? Base64.getDecoder().decode(word.group(2))
                                : quotedPrintable(word.group(2)));
            } catch (IllegalArgumentException e) {
                return value;
            }
            end = word.end();
        }
        return end == value.length() ? bytes.toString(StandardCharsets.UTF_8) : value;
    }

    private static byte[] quotedPrintable(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '=') {
                if (i + 2 >= text.length()) {
                    throw new IllegalArgumentException(text);
                }
                bytes.write(Integer.parseInt(text, i + 1, i + 3, 16));
                i += 2;
            } else {
                bytes.write(c == '_' ? ' ' : c);
            }
        }
        return bytes.toByteArray();
    }
}
