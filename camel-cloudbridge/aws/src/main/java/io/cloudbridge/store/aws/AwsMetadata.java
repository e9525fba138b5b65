/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import io.cloudbridge.store.CloudBridgeException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * User metadata travels in HTTP headers, which hold visible ASCII and spaces between it reliably and nothing else. Other values, the empty one among them, are written as
 * encoded words (RFC 2047), the form in which S3 itself returns them, and read back from both of its encodings.
 */
final class AwsMetadata {

    /** A token of RFC 9110. */
    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9a-zA-Z-]+");

    private static final Pattern PLAIN = Pattern.compile("(?!=\\?)[!-~]([ -~]*[!-~])?");
    private static final Pattern WORDS = Pattern.compile("=\\?[uU][tT][fF]-8\\?([bBqQ])\\?([^?]*)\\?=\\s*");

    private static final String PREFIX = "x-amz-meta-";

    private AwsMetadata() {}

    /** @throws CloudBridgeException.InvalidRequest if a name cannot be part of the name of a header */
    static Map<String, String> toHeaders(Map<String, String> metadata) {
        metadata.keySet().stream()
                .filter(name -> !NAME.matcher(name).matches())
                .findFirst()
                .ifPresent(name -> {
                    throw CloudBridgeException.invalid("the metadata name '" + name
                            + "' cannot be sent to S3; use letters, digits and - _ . ! # $ % & ' * + ^ ` | ~ only");
                });
        Map<String, String> headers = convert(metadata, AwsMetadata::encode);
        // the SDK takes a name with the prefix for a whole header's name
        metadata.keySet().stream()
                .filter(name -> name.toLowerCase(Locale.ROOT).startsWith(PREFIX))
                .forEach(name -> headers.put(PREFIX + name, headers.remove(name)));
        return headers;
    }

    static Map<String, String> fromHeaders(Map<String, String> headers) {
        return convert(headers, AwsMetadata::decode);
    }

    private static Map<String, String> convert(Map<String, String> from, UnaryOperator<String> value) {
        Map<String, String> to = new TreeMap<>();
        from.forEach((name, text) -> to.put(name, value.apply(text)));
        return to;
    }

    private static String encode(String value) {
        if (PLAIN.matcher(value).matches()) {
            return value;
        }
        return "=?UTF-8?B?" + Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)) + "?=";
    }

    private static String decode(String value) {
        if (!value.startsWith("=?")) {
            return value;
        }
        Matcher word = WORDS.matcher(value);
        StringBuilder bytes = new StringBuilder();
        int end = 0;
        try {
            while (word.find() && word.start() == end) {
                bytes.append(decodeWord(word.group(1), word.group(2)));
                end = word.end();
            }
        } catch (IllegalArgumentException e) {
            return value; // no word but its look
        }
        return end == value.length()
                ? new String(bytes.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)
                : value;
    }

    /** The bytes of a word, one in each character; a character of several bytes may be split between words. */
    private static String decodeWord(String encoding, String text) {
        if ("B".equalsIgnoreCase(encoding)) {
            return new String(Base64.getMimeDecoder().decode(text), StandardCharsets.ISO_8859_1);
        }
        return Pattern.compile("=([0-9A-Fa-f]{2})")
                .matcher(text.replace('_', ' '))
                .replaceAll(hex -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(hex.group(1), 16))));
    }
}
