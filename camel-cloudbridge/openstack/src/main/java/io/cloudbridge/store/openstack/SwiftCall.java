/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import io.cloudbridge.store.Content;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.driver.PercentEncoding;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One request to an account. Can be sent again, with a new token. Not thread-safe. */
final class SwiftCall {

    private static final Pattern DOT_SEGMENT = Pattern.compile("(?<=/)\\.\\.?(?=/|$)");

    final String method;
    /** Null for the account. */
    final String bucket;
    /** Null for the bucket. */
    final String key;
    /** A header without a value is not among them. */
    final Map<String, String> headers = new LinkedHashMap<>();
    /** What errors name. */
    private ObjectRef target;
    /** Null for none. */
    Content content;
    /** What the server may take on top of the request timeout. */
    Duration patience = Duration.ZERO;

    /** The values are escaped, with the equals sign. */
    private final Map<String, String> query = new TreeMap<>();

    private SwiftCall(String method, String bucket, String key) {
        this.method = method;
        this.bucket = bucket;
        this.key = key;
    }

    static SwiftCall of(String method, ObjectRef ref) {
        return new SwiftCall(method, ref.bucket(), ref.key());
    }

    /** @param bucket or null for the account */
    static SwiftCall of(String method, String bucket) {
        return new SwiftCall(method, bucket, null);
    }

    /** @param value not escaped; an empty one sets nothing */
    SwiftCall query(String name, String value) {
        if (!value.isEmpty()) {
            query.put(name, "=" + PercentEncoding.segment(value));
        }
        return this;
    }

    /** A parameter without a value. */
    SwiftCall flag(String name) {
        query.put(name, "");
        return this;
    }

    /** A null value sets nothing. */
    SwiftCall with(String header, String value) {
        if (value != null) {
            headers.put(header, value);
        }
        return this;
    }

    SwiftCall content(Content value) {
        content = value;
        return this;
    }

    /** What the call makes, if that is not the object that it is sent to. */
    SwiftCall makes(ObjectRef value) {
        target = value;
        return this;
    }

    SwiftCall text(String value) {
        return content(Content.of(value.getBytes(StandardCharsets.UTF_8)));
    }

    SwiftCall patience(Duration value) {
        patience = value;
        return this;
    }

    /** What comes behind the storage URL. */
    String path() {
        String path = path(bucket, key);
        return query.isEmpty()
                ? path
                : query.entrySet().stream()
                        .map(parameter -> parameter.getKey() + parameter.getValue())
                        .collect(Collectors.joining("&", path + "?", ""));
    }

    /** {@code /bucket/key}, escaped but for slashes; {@code /bucket} or nothing where key or bucket is null. */
    static String path(String bucket, String key) {
        if (bucket == null) {
            return "";
        }
        String path = PercentEncoding.path(key == null ? "/" + bucket : "/" + bucket + "/" + key);
        // a proxy on the way may resolve dot segments, and then it would be another object
        return path.contains("/.")
                ? DOT_SEGMENT.matcher(path).replaceAll(dots -> dots.group().replace(".", "%2E"))
                : path;
    }

    /** Whether a 412 can be the answer to a condition. */
    boolean isConditional() {
        return headers.containsKey("If-Match") || headers.containsKey("If-None-Match");
    }

    /** Whether it makes an object, so that only a container can be missing. */
    boolean stores() {
        return "PUT".equals(method) || "COPY".equals(method);
    }

    /** What went wrong with this request. */
    Failure failure(String message) {
        Failure failure = Failure.of(message);
        return target == null
                ? failure.in(OpenstackProvider.NAME, null, bucket, key)
                : failure.in(OpenstackProvider.NAME, null, target.bucket(), target.key());
    }
}
