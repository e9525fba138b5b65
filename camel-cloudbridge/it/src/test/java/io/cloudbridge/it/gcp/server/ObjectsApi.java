/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.gcp.server;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The object resources of the JSON API, but for uploads and copies. */
final class ObjectsApi {
    private static final Set<String> CONDITIONS = Set.of(
            "generation",
            "ifGenerationMatch",
            "ifGenerationNotMatch",
            "ifMetagenerationMatch",
            "ifMetagenerationNotMatch",
            "projection");
    private static final int MAX_PAGE = 1000;

    private final State state;
    private final Access access;
    private final String endpoint;

    ObjectsApi(State state, Access access, String endpoint) {
        this.state = state;
        this.access = access;
        this.endpoint = endpoint;
    }

    Answer get(Call call, String bucket, String key) throws IOException {
        call.allowOnly(CONDITIONS);
        access.require(call, "storage.objects.get", bucket, key);
        Bucket place = state.bucket(bucket);
        synchronized (place) {
            return get(call, place, key);
        }
    }

    private Answer get(Call call, Bucket bucket, String key) throws IOException {
        StoredObject object = bucket.find(key, call.number("generation"));
        Conditions conditions = Conditions.ofJson(call);
        if (object == null) {
            conditions.check(null, false);
            throw ApiError.noObject(bucket.name, key);
        }
        conditions.check(object, false);
        conditions.checkEtag(object.etag());
        if ("media".equals(call.query("alt"))) {
            return Media.answer(call, object).with("ETag", object.etag());
        }
        return Answer.json(200, object.json(endpoint)).with("ETag", object.etag());
    }

    Answer patch(Call call, String bucket, String key, boolean replace) throws IOException {
        call.allowOnly(CONDITIONS);
        access.require(call, "storage.objects.update", bucket, key);
        StoredObject object = state.object(bucket, key, call.number("generation"));
        Conditions.ofJson(call).check(object, true);
        JsonObject resource = call.json();
        Map<String, String> properties = new HashMap<>();
        object.properties().forEach((name, value) -> {
            // an update replaces the whole resource; what a client cannot change that way stays
            if (!replace || Set.of("storageClass", "kmsKeyName").contains(name)) {
                properties.put(name, value);
            }
        });
        if (resource.has("storageClass")
                && !resource.get("storageClass").getAsString().equals(object.property("storageClass"))) {
            throw ApiError.invalid("Cannot change the storage class of an object in place; rewrite it.");
        }
        StoredObject changed = object.withMetadata(
                StoredObject.readProperties(resource, properties),
                StoredObject.readMetadata(resource, replace ? Map.of() : object.metadata()));
        return Answer.json(200, state.bucket(bucket).replace(object, changed).json(endpoint));
    }

    Answer delete(Call call, String bucket, String key) {
        call.allowOnly(CONDITIONS);
        access.require(call, "storage.objects.delete", bucket, key);
        state.bucket(bucket).delete(key, call.number("generation"), Conditions.ofJson(call));
        return Answer.empty(204);
    }

    Answer list(Call call, String bucketName) {
        call.allowOnly(Set.of(
                "prefix",
                "delimiter",
                "startOffset",
                "endOffset",
                "maxResults",
                "pageToken",
                "versions",
                "includeTrailingDelimiter",
                "projection"));
        access.require(call, "storage.objects.list", bucketName, null);
        Bucket bucket = state.bucket(bucketName);
        String prefix = call.query.getOrDefault("prefix", "");
        String delimiter = call.query.getOrDefault("delimiter", "");
        String end = call.query.getOrDefault("endOffset", "");
        boolean versions = call.flag("versions");
        Long asked = call.number("maxResults");
        if (asked != null && asked < 1) {
            throw ApiError.invalid("Invalid value for maxResults: " + asked);
        }
        int limit = asked == null ? MAX_PAGE : (int) Math.min(asked, MAX_PAGE);

        Cursor cursor = Cursor.start(call, prefix);
        JsonArray items = new JsonArray();
        JsonArray prefixes = new JsonArray();
        Cursor next = null;
        boolean more = true;
        while (more && next == null) {
            Cursor before = cursor;
            List<StoredObject> found = bucket.from(cursor.from(), cursor.generation(), versions, limit + 1);
            for (StoredObject object : found) {
                String name = object.name();
                if (!name.startsWith(prefix) || (!end.isEmpty() && Bucket.BYTE_ORDER.compare(name, end) >= 0)) {
                    more = false;
                    break;
                }
                if (cursor.passed(object)) {
                    continue;
                }
                int cut = delimiter.isEmpty() ? -1 : name.indexOf(delimiter, prefix.length());
                if (cut >= 0) {
                    String common = name.substring(0, cut + delimiter.length());
                    if (items.size() + prefixes.size() == limit) {
                        next = cursor;
                        break;
                    }
                    prefixes.add(common);
                    cursor = Cursor.behindPrefix(common);
                    break;
                }
                if (items.size() + prefixes.size() == limit) {
                    next = cursor;
                    break;
                }
                items.add(object.json(endpoint));
                cursor = Cursor.behind(object);
            }
            more &= cursor != before;
        }
        JsonObject json = StoredObject.listing("storage#objects", items);
        if (!prefixes.isEmpty()) {
            json.add("prefixes", prefixes);
        }
        if (next != null) {
            json.addProperty("nextPageToken", next.token());
        }
        return Answer.json(200, json);
    }

    /** Where a listing goes on: behind a generation of a name, or behind everything below a prefix. */
    private record Cursor(String name, long generation, boolean skipBelow) {

        static Cursor start(Call call, String prefix) {
            String token = call.query("pageToken");
            if (token != null) {
                return of(token);
            }
            String offset = call.query.getOrDefault("startOffset", "");
            return new Cursor(Bucket.BYTE_ORDER.compare(offset, prefix) > 0 ? offset : prefix, -1, false);
        }

        static Cursor behind(StoredObject object) {
            return new Cursor(object.name(), object.generation(), false);
        }

        static Cursor behindPrefix(String prefix) {
            return new Cursor(prefix, -1, true);
        }

        /** The last code point there is sorts behind everything below the prefix. */
        String from() {
            return skipBelow ? name + Character.toString(Character.MAX_CODE_POINT) : name;
        }

        boolean passed(StoredObject object) {
            return skipBelow
                    ? object.name().startsWith(name)
                    : object.name().equals(name) && object.generation() <= generation;
        }

        String token() {
            String text = generation + (skipBelow ? "/" : ":") + name;
            return Base64.getUrlEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        }

        static Cursor of(String token) {
            try {
                String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
                boolean skip = text.startsWith("-1/");
                int colon = text.indexOf(skip ? '/' : ':');
                return new Cursor(text.substring(colon + 1), Long.parseLong(text.substring(0, colon)), skip);
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                throw ApiError.invalid("Invalid page token.");
            }
        }
    }
}
