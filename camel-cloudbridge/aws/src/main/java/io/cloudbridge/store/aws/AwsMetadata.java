/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.driver.EncodedWords;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * User metadata travels in HTTP headers, which hold visible ASCII and spaces between it reliably and nothing else. Other values, the empty one among them, are written as
 * encoded words (RFC 2047), the form in which S3 itself returns them, and read back from both of its encodings.
 */
final class AwsMetadata {

    /** A token of RFC 9110. */
    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9a-zA-Z-]+");

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
        Map<String, String> headers = convert(metadata, EncodedWords::encode);
        // the SDK takes a name with the prefix for a whole header's name
        metadata.keySet().stream()
                .filter(name -> name.toLowerCase(Locale.ROOT).startsWith(PREFIX))
                .forEach(name -> headers.put(PREFIX + name, headers.remove(name)));
        return headers;
    }

    static Map<String, String> fromHeaders(Map<String, String> headers) {
        return convert(headers, EncodedWords::decode);
    }

    private static Map<String, String> convert(Map<String, String> from, UnaryOperator<String> value) {
        Map<String, String> to = new TreeMap<>();
        from.forEach((name, text) -> to.put(name, value.apply(text)));
        return to;
    }
}
