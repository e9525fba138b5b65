/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.examples.browserupload;

import io.cloudbridge.camel.CloudBridgeConstants;
import io.cloudbridge.store.ObjectInfo;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.Header;
import org.apache.camel.Variable;

/** Turns what the component says into what the page reads. */
public final class Answers {

    /** A signed request, with every header that must be sent along. */
    public Map<String, Object> signed(
            @Body String url,
            @Header(CloudBridgeConstants.KEY) String key,
            @Header(CloudBridgeConstants.PRESIGN_HEADERS) Map<String, String> required,
            @Header(CloudBridgeConstants.PRESIGN_EXPIRES_AT) Object expiresAt,
            @Variable("type") String type) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER); // S3 says content-type
        headers.putAll(required);
        if (type != null) {
            // where the URL cannot be bound to the type it is still stored with it
            headers.putIfAbsent("Content-Type", type);
        }
        return Map.of("url", url, "key", key, "headers", headers, "expiresAt", expiresAt.toString());
    }

    /** The newest first. */
    public Map<String, Object> listing(
            @Body List<ObjectInfo> objects,
            @Header(CloudBridgeConstants.TRUNCATED) boolean truncated,
            Exchange exchange) {
        return Map.of(
                "truncated",
                truncated,
                "objects",
                objects.stream()
                        .sorted(Comparator.comparing(ObjectInfo::lastModified).reversed())
                        .map(Answers::entry)
                        .toList());
    }

    private static Map<String, Object> entry(ObjectInfo object) {
        String key = object.key();
        return Map.of(
                "key", key,
                "name", key.substring(key.lastIndexOf('/') + 1),
                "size", object.size(),
                "modified", object.lastModified().toString());
    }
}
