/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.gcp.server;

import com.google.gson.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** One bucket: the generations of every name, in the UTF-8 byte order of names. Guarded by its own monitor. */
final class Bucket {
    /** UTF-8 bytes sort as code points do; Java's own order differs beyond the basic plane. */
    static final Comparator<String> BYTE_ORDER = (a, b) -> {
        int i = 0;
        while (i < a.length() && i < b.length()) {
            int left = a.codePointAt(i);
            int right = b.codePointAt(i);
            if (left != right) {
                return Integer.compare(left, right);
            }
            i += Character.charCount(left);
        }
        return Integer.compare(a.length(), b.length());
    };

    private static final AtomicLong LAST_GENERATION = new AtomicLong();

    final String name;
    final String project;
    private final Instant created = Instant.now();
    private final TreeMap<String, List<StoredObject>> objects = new TreeMap<>(BYTE_ORDER);
    private JsonObject settings;
    private long metageneration = 1;

    Bucket(String name, String project, JsonObject settings) {
        this.name = name;
        this.project = project;
        this.settings = settings;
    }

    /** Microseconds since 1970, never the same twice. */
    static long nextGeneration() {
        long now = System.currentTimeMillis() * 1000;
        return LAST_GENERATION.updateAndGet(last -> Math.max(last + 1, now));
    }

    synchronized boolean versioned() {
        return settings.has("versioning")
                && settings.getAsJsonObject("versioning").has("enabled")
                && settings.getAsJsonObject("versioning").get("enabled").getAsBoolean();
    }

    synchronized String setting(String name, String otherwise) {
        return settings.has(name) ? settings.get(name).getAsString() : otherwise;
    }

    synchronized void update(JsonObject changes) {
        JsonObject merged = settings.deepCopy();
        changes.entrySet().forEach(e -> merged.add(e.getKey(), e.getValue()));
        settings = merged;
        metageneration++;
    }

    synchronized boolean isEmpty() {
        return objects.isEmpty();
    }

    synchronized StoredObject live(String key) {
        List<StoredObject> generations = objects.get(key);
        if (generations == null) {
            return null;
        }
        StoredObject last = generations.get(generations.size() - 1);
        return last.deleted() == null ? last : null;
    }

    synchronized StoredObject find(String key, Long generation) {
        if (generation == null) {
            return live(key);
        }
        return objects.getOrDefault(key, List.of()).stream()
                .filter(o -> o.generation() == generation)
                .findFirst()
                .orElse(null);
    }

    /** Puts a new generation in place if the conditions hold now; the payload is dropped if they do not. */
    synchronized StoredObject insert(StoredObject object, Conditions conditions) {
        try {
            conditions.check(live(object.name()), true);
        } catch (ApiError e) {
            object.payload().drop();
            throw e;
        }
        List<StoredObject> generations = objects.computeIfAbsent(object.name(), k -> new ArrayList<>());
        retire(generations);
        generations.add(object);
        return object;
    }

    synchronized StoredObject replace(StoredObject old, StoredObject changed) {
        List<StoredObject> generations = objects.getOrDefault(old.name(), List.of());
        int index = generations.indexOf(old);
        if (index < 0) {
            throw ApiError.noObject(name, old.name());
        }
        generations.set(index, changed);
        return changed;
    }

    synchronized void delete(String key, Long generation, Conditions conditions) {
        StoredObject target = find(key, generation);
        conditions.check(target, false);
        if (target == null) {
            throw ApiError.noObject(name, key);
        }
        List<StoredObject> generations = objects.get(key);
        if (generation == null) {
            retire(generations);
        } else {
            generations.remove(target);
            target.payload().drop();
        }
        if (generations.isEmpty()) {
            objects.remove(key);
        }
    }

    private void retire(List<StoredObject> generations) {
        int last = generations.size() - 1;
        if (last < 0 || generations.get(last).deleted() != null) {
            return;
        }
        if (versioned()) {
            generations.set(last, generations.get(last).withDeleted(Instant.now()));
        } else {
            generations.remove(last).payload().drop();
        }
    }

    /** Every generation from the name {@code from} on, of that one those behind generation {@code behind}, in order, at least {@code limit} if there are so many. */
    synchronized List<StoredObject> from(String from, long behind, boolean versions, int limit) {
        List<StoredObject> found = new ArrayList<>();
        for (List<StoredObject> generations : objects.tailMap(from, true).values()) {
            if (versions) {
                generations.stream()
                        .filter(o -> !o.name().equals(from) || o.generation() > behind)
                        .forEach(found::add);
            } else if (generations.get(generations.size() - 1).deleted() == null) {
                found.add(generations.get(generations.size() - 1));
            }
            if (found.size() >= limit) {
                break;
            }
        }
        return found;
    }

    synchronized JsonObject json(String endpoint) {
        JsonObject json = settings.deepCopy();
        json.addProperty("kind", "storage#bucket");
        json.addProperty("id", name);
        json.addProperty("name", name);
        json.addProperty("selfLink", endpoint + "/storage/v1/b/" + name);
        json.addProperty("projectNumber", "123456789012");
        json.addProperty("metageneration", Long.toString(metageneration));
        json.addProperty("location", setting("location", "US"));
        json.addProperty("locationType", "multi-region");
        json.addProperty("storageClass", setting("storageClass", "STANDARD"));
        json.addProperty("timeCreated", created.toString());
        json.addProperty("updated", created.toString());
        json.addProperty("etag", "CAE=");
        return json;
    }
}
