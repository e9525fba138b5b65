/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import io.cloudbridge.store.Content;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One request to an account.
 *
 * @param operation for messages
 * @param bucket or null for the account
 * @param key or null for the bucket
 * @param query names and values, not escaped; an empty value is a flag
 * @param headers a header without a value is not among them
 * @param content repeatable, so that the call can be sent again with a new token; null for none
 * @param patience what the server may take on top of the request timeout
 */
record SwiftCall(
        String method,
        String operation,
        String bucket,
        String key,
        Map<String, String> query,
        Map<String, String> headers,
        Content content,
        Duration patience) {

    static SwiftCall of(String method, String operation, String bucket, String key) {
        return new SwiftCall(method, operation, bucket, key, Map.of(), new LinkedHashMap<>(), null, Duration.ZERO);
    }

    SwiftCall withQuery(Map<String, String> value) {
        return new SwiftCall(method, operation, bucket, key, value, headers, content, patience);
    }

    /** A null value sets nothing. */
    SwiftCall with(String header, String value) {
        if (value != null) {
            headers.put(header, value);
        }
        return this;
    }

    SwiftCall withContent(Content value) {
        return new SwiftCall(method, operation, bucket, key, query, headers, value, patience);
    }

    SwiftCall withText(String value) {
        return withContent(Content.of(value.getBytes(StandardCharsets.UTF_8)));
    }

    SwiftCall withPatience(Duration value) {
        return new SwiftCall(method, operation, bucket, key, query, headers, content, value);
    }

    /** What comes behind the storage URL. */
    String path() {
        String path = Names.path(bucket, key);
        return query.isEmpty()
                ? path
                : path
                        + query.entrySet().stream()
                                .map(e -> e.getValue().isEmpty()
                                        ? e.getKey()
                                        : e.getKey() + "=" + Names.query(e.getValue()))
                                .sorted()
                                .collect(Collectors.joining("&", "?", ""));
    }

    /** Whether a 412 can be the answer to a condition. */
    boolean isConditional() {
        return headers.containsKey("If-Match") || headers.containsKey("If-None-Match");
    }
}
