/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import io.cloudbridge.store.driver.EncodedWords;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * User metadata in headers, written and read back as {@link EncodedWords}.
 *
 * <p>Beside an object in parts, the size of its parts is written down as metadata of our own, a plain number. Users do not see it; their own metadata of
 * that name is always encoded words.
 */
final class AwsMetadata {

    static final String PREFIX = "x-amz-meta-";

    private static final String PART_SIZE = "cloudbridge-part-size";

    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,17}");

    /** What S3 takes of names and values, less the size of the parts. */
    private static final int LONGEST = 2000;

    private AwsMetadata() {}

    static Map<String, String> toHeaders(Map<String, String> metadata) {
        Map<String, String> headers = new TreeMap<>();
        metadata.forEach((name, value) -> {
            // the SDK takes a name with the prefix for a whole header's name
            String header = isHeader(name) ? PREFIX + name : name;
            headers.put(header, EncodedWords.encode(value, isPartSize(name)));
        });
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
        Map<String, String> metadata = new TreeMap<>();
        headers.forEach((name, value) -> {
            if (!isPartSize(name, value)) {
                metadata.put(name, EncodedWords.decode(value));
            }
        });
        return metadata;
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
