/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;

/** All objects of a server, in memory. Every bucket exists. Thread-safe. */
final class Buckets {

    /** One page of a listing: objects and common prefixes in the order of the keys, and where to go on (null at the end). */
    record Page(List<Map.Entry<String, StoredObject>> objects, List<String> prefixes, String next) {}

    private final Map<String, NavigableMap<String, StoredObject>> buckets = new ConcurrentHashMap<>();

    NavigableMap<String, StoredObject> bucket(String name) {
        return buckets.computeIfAbsent(name, any -> new ConcurrentSkipListMap<>());
    }

    List<String> names() {
        return buckets.keySet().stream().sorted().toList();
    }

    void drop(String bucket) {
        buckets.remove(bucket);
    }

    /** Makes objects of the same random content, {@code prefix000000000} and on. */
    void fill(String bucket, String prefix, int count, int size, Function<byte[], StoredObject> made) {
        byte[] content = new byte[size];
        new Random(1).nextBytes(content);
        StoredObject object = made.apply(content);
        NavigableMap<String, StoredObject> objects = bucket(bucket);
        for (int i = 0; i < count; i++) {
            objects.put(prefix + String.format(Locale.ROOT, "%09d", i), object);
        }
    }

    /** Removes what begins with the prefix. */
    void clear(String bucket, String prefix) {
        below(bucket, prefix).clear();
    }

    boolean isEmpty(String bucket, String prefix) {
        return below(bucket, prefix).isEmpty();
    }

    private SortedMap<String, StoredObject> below(String bucket, String prefix) {
        return bucket(bucket).subMap(prefix, prefix + Character.MAX_VALUE);
    }

    /**
     * @param after the key or common prefix behind which the page begins
     * @param delimiter null for none
     */
    Page page(String bucket, String prefix, String after, String delimiter, int limit) {
        NavigableMap<String, StoredObject> objects = bucket(bucket);
        List<Map.Entry<String, StoredObject>> found = new ArrayList<>();
        List<String> prefixes = new ArrayList<>();
        String last = null;
        // the entries below a common prefix that has been given are no longer to be seen
        boolean folder = delimiter != null && after.endsWith(delimiter) && after.length() > prefix.length();
        String from = folder ? after + Character.MAX_VALUE : after;
        Map.Entry<String, StoredObject> entry =
                from.compareTo(prefix) < 0 || from.isEmpty() ? objects.ceilingEntry(prefix) : objects.higherEntry(from);
        while (entry != null && entry.getKey().startsWith(prefix)) {
            if (found.size() + prefixes.size() == limit) {
                return new Page(found, prefixes, last);
            }
            int end = delimiter == null ? -1 : entry.getKey().indexOf(delimiter, prefix.length());
            if (end < 0) {
                found.add(entry);
                last = entry.getKey();
                entry = objects.higherEntry(last);
            } else {
                last = entry.getKey().substring(0, end + delimiter.length());
                prefixes.add(last);
                entry = objects.higherEntry(last + Character.MAX_VALUE);
            }
        }
        return new Page(found, prefixes, null);
    }
}
