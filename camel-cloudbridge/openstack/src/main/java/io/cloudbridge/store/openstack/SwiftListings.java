/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Keys;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectPage;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.driver.ETags;
import io.cloudbridge.store.driver.PageEntries;
import io.cloudbridge.store.http.HttpAnswer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Pages of a container's listing. The token of a page is its last name, which Swift takes as marker.
 *
 * <p>The entry of a dynamic large object, and on Ceph's gateway of a static one, tells the ETag and size of its manifest, which is empty. Such entries
 * are looked at one by one, so that a listing tells what a read will find.
 */
final class SwiftListings {

    private static final String EMPTY_MD5 = "d41d8cd98f00b204e9800998ecf8427e";

    private final Containers containers;
    private final LargeObjects large;
    private final SwiftReads reads;
    private final ServerInfo server;
    private final Map<Looked, ObjectInfo> known = new Recent();

    SwiftListings(Containers containers, LargeObjects large, SwiftReads reads, ServerInfo server) {
        this.containers = containers;
        this.large = large;
        this.reads = reads;
        this.server = server;
    }

    /** One version of an object that was looked at. */
    private record Looked(ObjectRef ref, Instant lastModified) {}

    /** Used by one thread at a time. */
    private static final class Recent extends LinkedHashMap<Looked, ObjectInfo> {
        private static final long serialVersionUID = 1;
        private static final int MOST = 10_000;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Looked, ObjectInfo> eldest) {
            return size() > MOST;
        }
    }

    ObjectPage page(ListRequest request) {
        String marker = request.pageToken() != null ? request.pageToken() : request.startAfter();
        SwiftCall call = SwiftCall.of("GET", request.bucket())
                .query("prefix", request.prefix())
                .query("delimiter", request.delimiter())
                .query("marker", marker)
                // one more than wanted tells whether there is another page
                .query("limit", String.valueOf(request.pageSize() + 1));
        List<JsonNode> entries = containers.entries(call);
        // a server may give fewer than asked for, and has more: only an empty page is the end
        boolean more = entries.size() > request.pageSize() || !entries.isEmpty() && !server.isOpenStack();
        entries = entries.subList(0, Math.min(entries.size(), request.pageSize()));
        PageEntries page = new PageEntries(request);
        for (JsonNode entry : entries) {
            String name = Containers.name(entry);
            if (!entry.has("subdir")) {
                page.object(name, ref -> info(ref, entry));
            } else if (Keys.ORDER.compare(name, marker) > 0) {
                // what lies behind the marker may be rolled up into a prefix before it
                page.prefix(name);
            }
        }
        String last = more ? Containers.name(entries.get(entries.size() - 1)) : null;
        if (last != null && Keys.ORDER.compare(last, marker) <= 0) {
            if (entries.stream().anyMatch(entry -> !entry.has("subdir"))) {
                throw SwiftErrors.wrong(
                        call, "a page that ends at " + last + " where it should begin behind " + marker);
            }
            last = null; // nothing but the prefix that holds the marker
        }
        return looked(page.page(last));
    }

    private ObjectPage looked(ObjectPage page) {
        List<ObjectInfo> infos = new ArrayList<>(page.objects());
        List<Integer> manifests = IntStream.range(0, infos.size())
                .filter(i -> mayBeManifest(infos.get(i)))
                .boxed()
                .toList();
        List<ObjectInfo> looked = SideBySide.map(manifests, i -> look(infos.get(i)));
        for (int n = 0; n < looked.size(); n++) {
            infos.set(manifests.get(n), looked.get(n));
        }
        return new ObjectPage(infos, page.commonPrefixes(), page.nextToken());
    }

    private boolean mayBeManifest(ObjectInfo listed) {
        return listed.etag().equals(EMPTY_MD5)
                && !listed.isFolderMarker()
                && (listed.size() > 0 || large.mayBeIn(listed.bucket()));
    }

    /** Whether an entry may be of a large object. */
    static boolean mayBeLarge(JsonNode entry) {
        return entry.has("slo_etag") || EMPTY_MD5.equals(entry.path("hash").asText(""));
    }

    private ObjectInfo look(ObjectInfo listed) {
        Looked key = new Looked(listed.ref(), listed.lastModified());
        synchronized (known) {
            if (known.containsKey(key)) {
                return known.get(key);
            }
        }
        try {
            HttpAnswer head = reads.look(listed.ref());
            ObjectInfo found = ObjectHeaders.info(listed.ref(), head);
            // a listing has few properties
            ObjectInfo info = new ObjectInfo(
                    listed.ref(), found.size(), found.etag(), listed.lastModified(), listed.properties(), null);
            if (head.header("X-Object-Manifest") == null) {
                synchronized (known) {
                    known.put(key, info); // a dynamic one may change without its manifest
                }
            }
            return info;
        } catch (CloudBridgeException.ObjectNotFound | CloudBridgeException.AccessDenied e) {
            return listed;
        }
    }

    private static ObjectInfo info(ObjectRef ref, JsonNode entry) {
        // the hash of a large object is that of its manifest; what HEAD calls its ETag is beside it
        String large = entry.path("slo_etag").asText("");
        String hash = (large.isEmpty() ? entry.path("hash").asText("") : large).replace("\"", "");
        Checksum md5 = large.isEmpty() ? ETags.md5(hash).orElse(null) : null;
        if (!entry.path("bytes").isIntegralNumber() || entry.path("bytes").asLong() < 0) {
            throw SwiftErrors.wrong(
                    SwiftCall.of("GET", ref.bucket()), "entry " + Containers.name(entry) + " has no size");
        }
        return new ObjectInfo(
                ref,
                entry.path("bytes").asLong(),
                hash,
                Containers.lastModified(entry),
                ObjectProperties.NONE.withContentType(entry.path("content_type").asText(null)),
                md5);
    }
}
