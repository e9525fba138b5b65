/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.Keys;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectPage;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Pages of a container's listing. The token of a page is its last name, which Swift takes as marker. */
final class ListingPages {

    private final Containers containers;

    ListingPages(Containers containers) {
        this.containers = containers;
    }

    ObjectPage page(ListRequest request) {
        String marker = request.pageToken() != null ? request.pageToken() : request.startAfter();
        Map<String, String> query = new HashMap<>();
        query.put("prefix", request.prefix());
        query.put("delimiter", request.delimiter());
        query.put("marker", marker);
        // one more than wanted tells whether there is another page
        query.put("limit", String.valueOf(request.pageSize() + 1));

        List<JsonNode> entries = containers.entries(request.bucket(), query);
        boolean more = entries.size() > request.pageSize();
        if (more) {
            entries = entries.subList(0, request.pageSize());
        }
        List<ObjectInfo> objects = new ArrayList<>();
        List<String> prefixes = new ArrayList<>();
        for (JsonNode entry : entries) {
            String name = Containers.name(entry);
            if (!entry.has("subdir")) {
                objects.add(info(request.bucket(), entry));
            } else if (Keys.ORDER.compare(name, marker) > 0) {
                // what lies behind the marker may be rolled up into a prefix before it
                prefixes.add(name);
            }
        }
        String last = more ? Containers.name(entries.get(entries.size() - 1)) : null;
        return new ObjectPage(objects, prefixes, last);
    }

    private static ObjectInfo info(String bucket, JsonNode entry) {
        // the hash of a large object is that of its manifest; what HEAD calls its ETag is beside it
        String large = entry.path("slo_etag").asText("");
        String etag = ObjectHeaders.etag(large.isEmpty() ? entry.path("hash").asText("") : large);
        Checksum md5 = large.isEmpty() ? ObjectHeaders.md5(etag) : null;
        return new ObjectInfo(
                new ObjectRef(bucket, Containers.name(entry)),
                entry.path("bytes").asLong(),
                etag,
                Containers.lastModified(entry),
                ObjectProperties.NONE.withContentType(entry.path("content_type").asText(null)),
                md5);
    }
}
