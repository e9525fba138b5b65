/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.driver.EncodedWords;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.regex.Pattern;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * User metadata travels in HTTP headers, which hold visible ASCII and spaces between it reliably and nothing else. Other values, the empty one among them, are written as
 * encoded words (RFC 2047), the form in which S3 itself returns them, and read back from both of its encodings.
 *
 * <p>Beside an object in parts, the size of its parts is written down as metadata of our own, a plain number. Users do not see it; their own metadata of
 * that name is always encoded words.
 */
final class AwsMetadata {

    /** A token of RFC 9110. */
    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9a-zA-Z-]+");

    static final String PREFIX = "x-amz-meta-";

    private static final String PART_SIZE = "cloudbridge-part-size";

    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");

    /** What S3 takes of names and values, less the size of the parts. */
    private static final int LONGEST = 2000;

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
        Map<String, String> headers = convert(metadata, (name, value) -> EncodedWords.encode(value, isPartSize(name)));
        // the SDK takes a name with the prefix for a whole header's name
        metadata.keySet().stream()
                .filter(name -> name.toLowerCase(Locale.ROOT).startsWith(PREFIX))
                .forEach(name -> headers.put(PREFIX + name, headers.remove(name)));
        return headers;
    }

    /** Whether a header is one of metadata. */
    static boolean isHeader(String name) {
        return name.regionMatches(true, 0, PREFIX, 0, PREFIX.length());
    }

    /** The metadata headers of an answer, by what stands behind the prefix. */
    static Map<String, String> headers(SdkHttpResponse answer) {
        Map<String, String> headers = new TreeMap<>();
        answer.forEachHeader((name, values) -> {
            if (isHeader(name)) {
                headers.put(name.substring(PREFIX.length()), String.join(",", values));
            }
        });
        return headers;
    }

    static Map<String, String> fromHeaders(Map<String, String> headers) {
        Map<String, String> metadata = convert(headers, (name, value) -> EncodedWords.decode(value));
        headers.forEach((name, value) -> {
            if (isPartSize(name, value)) {
                metadata.remove(name);
            }
        });
        return metadata;
    }

    private static Map<String, String> convert(Map<String, String> from, BinaryOperator<String> value) {
        Map<String, String> to = new TreeMap<>();
        from.forEach((name, text) -> to.put(name, value.apply(name, text)));
        return to;
    }

    // ---- the size of parts

    /**
     * Adds the size of the object's parts to the headers, unless the user's metadata leaves no room for it.
     *
     * @param headers as {@link #toHeaders} gives them
     * @param partSize 0 for none
     */
    static Map<String, String> withPartSize(Map<String, String> headers, long partSize) {
        int length = headers.entrySet().stream()
                .mapToInt(entry -> entry.getKey().length() + entry.getValue().length())
                .sum();
        boolean taken = headers.keySet().stream().anyMatch(AwsMetadata::isPartSize);
        if (partSize <= 0 || taken || length > LONGEST) {
            return headers;
        }
        Map<String, String> more = new TreeMap<>(headers);
        more.put(PART_SIZE, Long.toString(partSize));
        return more;
    }

    /** 0 if it is not known. */
    static long partSize(Map<String, String> headers) {
        return headers.entrySet().stream()
                .filter(entry -> isPartSize(entry.getKey(), entry.getValue()))
                .mapToLong(entry -> Long.parseLong(entry.getValue()))
                .findFirst()
                .orElse(0);
    }

    /** Also as Ceph's gateway reads it, which takes an underscore for a dash. */
    private static boolean isPartSize(String name) {
        return PART_SIZE.equalsIgnoreCase(name.replace('_', '-'));
    }

    private static boolean isPartSize(String name, String value) {
        return PART_SIZE.equalsIgnoreCase(name) && NUMBER.matcher(value).matches();
    }
}
