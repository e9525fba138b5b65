/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.driver.Bodies;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A large object.
 *
 * @param container of a dynamic large object's segments; null for a static one
 * @param prefix of the names of a dynamic large object's segments; null for a static one
 * @param segments in order; those of manifests inside the manifest behind it
 * @param hidden whether the server does not show the manifest, as Ceph's gateway
 */
record LargeObject(
        ObjectRef ref, String etag, String container, String prefix, List<Segment> segments, boolean hidden) {

    /** The segments of one manifest; the default of the servers. */
    static final int MOST = 1000;

    /**
     * A segment as a manifest or a listing names it.
     *
     * @param whole whether the large object shows all of it, and it is no manifest itself
     * @param written when, as a listing says it; null for one that a manifest names
     */
    record Segment(String container, String key, String etag, long size, boolean whole, String written) {

        /** As a listing of its container names it. */
        static Segment listed(String container, JsonNode entry) {
            // a dynamic manifest is listed as an empty object, and no manifest may name an empty segment
            boolean whole = !entry.has("slo_etag") && entry.path("bytes").asLong() > 0;
            String written = entry.path("last_modified").asText();
            return of(container, Containers.name(entry), entry, whole, written);
        }

        /** As a manifest names it; null for data that is in the manifest itself. */
        static Segment named(JsonNode entry) {
            String path = entry.path("name").asText("");
            int slash = path.indexOf('/', 1);
            boolean whole = !entry.has("range") && !entry.path("sub_slo").asBoolean();
            return slash < 0 ? null : of(path.substring(1, slash), path.substring(slash + 1), entry, whole, null);
        }

        private static Segment of(String container, String key, JsonNode entry, boolean whole, String written) {
            return new Segment(
                    container,
                    key,
                    entry.path("hash").asText(),
                    entry.path("bytes").asLong(),
                    whole,
                    written);
        }

        boolean isAt(ObjectRef ref) {
            return container.equals(ref.bucket()) && key.equals(ref.key());
        }
    }

    /** Whether the segments, one after the other, are the object, and a manifest may name so many. */
    boolean isSegments() {
        return !segments.isEmpty()
                && segments.size() <= MOST
                && segments.stream().allMatch(Segment::whole)
                && digestOf(segments).equalsIgnoreCase(etag);
    }

    static String digestOf(List<Segment> segments) {
        return digest(segments.stream().map(segment -> segment.etag().toLowerCase(Locale.ROOT)));
    }

    /** Whether what is stored at another place becomes one of the segments. */
    boolean takesIn(ObjectRef other) {
        return prefix != null
                && !other.equals(ref)
                && other.bucket().equals(container)
                && other.key().startsWith(prefix);
    }

    /** Whether this is at the place of a segment of another object, or has it, too. */
    boolean needs(Segment other) {
        return other.isAt(ref)
                || segments.stream()
                        .anyMatch(segment -> segment.container().equals(other.container())
                                && segment.key().equals(other.key()));
    }

    /** The ETag of a large object of segments with these ETags: the MD5 of them, one after the other as text. */
    static String digest(Stream<String> etags) {
        byte[] text = etags.collect(Collectors.joining()).getBytes(StandardCharsets.US_ASCII);
        return Bodies.checksum(Content.of(text), Checksum.Algorithm.MD5).hex();
    }
}
