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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Pages of a container's listing, which end at an empty answer. The token of a page is its last name, which Swift takes as marker.
 *
 * <p>The entry of a dynamic large object, and on Ceph's gateway of a static one, tells the ETag and size of its manifest, which is empty; that of a
 * symbolic link those of the link. Such entries are looked at one by one, so that a listing tells what a read will find.
 */
final class SwiftListings {

    /** With one more, what every server gives in one answer. */
    private static final int MOST = 999;
    /** What comes last below a prefix. */
    private static final String LAST = Character.toString(Character.MAX_CODE_POINT);

    private static final String EMPTY_MD5 = "d41d8cd98f00b204e9800998ecf8427e";

    private final Containers containers;
    private final LargeObjects large;
    private final SwiftReads reads;
    private final Map<Looked, ObjectInfo> known = new Recent();

    SwiftListings(Containers containers, LargeObjects large, SwiftReads reads) {
        this.containers = containers;
        this.large = large;
        this.reads = reads;
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

    ObjectPage list(ListRequest request) {
        int size = Math.min(request.pageSize(), MOST);
        // one more than wanted tells whether there is another page
        List<JsonNode> entries = entries(request, size + 1);
        PageEntries page = new PageEntries(request);
        Set<String> links = new HashSet<>();
        for (JsonNode entry : entries.subList(0, Math.min(entries.size(), size))) {
            String name = Containers.name(entry);
            if (entry.has("subdir")) {
                page.prefix(name);
            } else {
                page.object(name, ref -> info(ref, entry));
                if (entry.has("symlink_path")) {
                    links.add(name);
                }
            }
        }
        return looked(page.page(entries.size() > size ? Containers.name(entries.get(size - 1)) : null), links);
    }

    /**
     * So many entries, or all that there are: a server, or a proxy before it, may give fewer than it is asked for and have more. What the server
     * says of its limits tells nothing of the proxy, so only an empty answer is the end.
     */
    private List<JsonNode> entries(ListRequest request, int wanted) {
        List<JsonNode> found = new ArrayList<>();
        String marker = request.pageToken() != null ? request.pageToken() : request.startAfter();
        while (found.size() < wanted) {
            SwiftCall call = SwiftCall.of("GET", request.bucket())
                    .query("prefix", request.prefix())
                    .query("delimiter", request.delimiter())
                    .query("marker", marker)
                    .query("limit", String.valueOf(wanted - found.size()));
            List<JsonNode> answer = containers.entries(call);
            if (answer.isEmpty()) {
                break;
            }
            String start = marker;
            // what lies behind the marker may be rolled up into a prefix before it
            answer.stream()
                    .filter(entry -> !entry.has("subdir") || isBehind(Containers.name(entry), start))
                    .forEach(found::add);
            marker = Containers.name(answer.get(answer.size() - 1));
            if (!isBehind(marker, start)) {
                if (answer.stream().anyMatch(entry -> !entry.has("subdir"))) {
                    throw SwiftErrors.wrong(
                            call, "a page that ends at " + marker + " where it should begin behind " + start);
                }
                marker += LAST; // nothing but the prefix that holds the marker; there may be more behind that
                if (!isBehind(marker, start)) {
                    break;
                }
            }
        }
        return found;
    }

    private static boolean isBehind(String name, String marker) {
        return Keys.ORDER.compare(name, marker) > 0;
    }

    private ObjectPage looked(ObjectPage page, Set<String> links) {
        List<ObjectInfo> infos = new ArrayList<>(page.objects());
        List<Integer> manifests = IntStream.range(0, infos.size())
                .filter(i -> links.contains(infos.get(i).key()) || mayBeManifest(infos.get(i)))
                .boxed()
                .toList();
        List<ObjectInfo> looked = SideBySide.map(
                manifests, i -> look(infos.get(i), links.contains(infos.get(i).key())));
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

    private ObjectInfo look(ObjectInfo listed, boolean link) {
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
            // a dynamic one may change without its manifest, and what a link leads to without the link
            if (head.header("X-Object-Manifest") == null && !link) {
                synchronized (known) {
                    known.put(key, info);
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
