/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.services.s3.model.S3Request;

/** Turns requests of the SDK into headers and query. The SDK's classes say themselves which field belongs to which header, so none is forgotten here. */
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
        return AwsMetadata.isHeader(name) ? name : AwsMetadata.PREFIX + name;
    }
}
