/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import io.cloudbridge.store.driver.HttpDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.S3Request;
import software.amazon.awssdk.services.s3.model.S3Response;

/**
 * Turns requests of the SDK into headers and query, and headers into its answers. The SDK's classes say themselves which field belongs to which
 * header, so no field is forgotten here.
 */
final class AwsFields {

    private AwsFields() {}

    /** What a request says; headers by name, without regard to case. */
    record Description(SortedMap<String, String> headers, SortedMap<String, String> query) {}

    /** What is set goes into headers and query. Bucket and key stand in the path. */
    static Description describe(S3Request request) {
        Description description = new Description(new TreeMap<>(String.CASE_INSENSITIVE_ORDER), new TreeMap<>());
        for (SdkField<?> field : request.sdkFields()) {
            Object value = field.getValueOrDefault(request);
            if (value == null) {
                continue;
            }
            switch (field.location()) {
                case QUERY_PARAM -> description.query().put(field.locationName(), value.toString());
                case HEADER -> {
                    if (value instanceof Map<?, ?> metadata) {
                        metadata.forEach((name, text) ->
                                description.headers().put(metadataHeader((String) name), (String) text));
                    } else if (!(value instanceof List<?> values)) {
                        description.headers().put(field.locationName(), value.toString());
                    } else if (!values.isEmpty()) {
                        String all = values.stream().map(Object::toString).collect(Collectors.joining(","));
                        description.headers().put(field.locationName(), all);
                    }
                }
                default -> {
                    // bucket, key and body
                }
            }
        }
        return description;
    }

    private static String metadataHeader(String name) {
        return isMetadata(name) ? name : AwsMetadata.PREFIX + name;
    }

    private static boolean isMetadata(String header) {
        return header.regionMatches(true, 0, AwsMetadata.PREFIX, 0, AwsMetadata.PREFIX.length());
    }

    /** Reads the headers of an answer into the fields that they belong to. */
    static <T extends S3Response.Builder & SdkPojo> T read(HttpExecuteResponse answer, T to) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        Map<String, String> metadata = new HashMap<>();
        SdkHttpResponse from = answer.httpResponse();
        from.forEachHeader((name, values) -> {
            if (isMetadata(name)) {
                metadata.put(name.substring(AwsMetadata.PREFIX.length()), String.join(",", values));
            } else {
                headers.put(name, values.get(0));
            }
        });
        for (SdkField<?> field : to.sdkFields()) {
            if (field.marshallingType() == MarshallingType.MAP) {
                field.set(to, metadata);
            } else {
                String value = headers.get(field.locationName());
                if (value != null) {
                    field.set(to, value(field, value));
                }
            }
        }
        to.sdkHttpResponse(from);
        return to;
    }

    /** Null for what nobody here asks for. */
    private static Object value(SdkField<?> field, String text) {
        MarshallingType<?> type = field.marshallingType();
        if (type == MarshallingType.STRING) {
            return text;
        } else if (type == MarshallingType.LONG) {
            return Long.valueOf(text);
        } else if (type == MarshallingType.INTEGER) {
            return Integer.valueOf(text);
        } else if (type == MarshallingType.BOOLEAN) {
            return Boolean.valueOf(text);
        } else if ("Last-Modified".equals(field.locationName())) {
            return HttpDate.parse(text);
        }
        return null;
    }
}
