/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.gcp.server;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.Set;

/** The bucket resources of the JSON API. */
final class BucketsApi {
    private static final Set<String> CONDITIONS =
            Set.of("ifMetagenerationMatch", "ifMetagenerationNotMatch", "projection");

    private final State state;
    private final Access access;
    private final String endpoint;

    BucketsApi(State state, Access access, String endpoint) {
        this.state = state;
        this.access = access;
        this.endpoint = endpoint;
    }

    Answer list(Call call) {
        call.allowOnly(Set.of("project", "prefix", "maxResults", "pageToken", "projection"));
        access.require(call, "storage.buckets.list", null, null);
        String project = project(call);
        String prefix = call.query.getOrDefault("prefix", "");
        String token = call.query.getOrDefault("pageToken", "");
        Long max = call.number("maxResults");
        JsonArray items = new JsonArray();
        String next = null;
        for (Bucket bucket : state.buckets.tailMap(token, false).values()) {
            if (!bucket.project.equals(project) || !bucket.name.startsWith(prefix)) {
                continue;
            }
            if (items.size() == (max == null ? 1000 : Math.min(max, 1000))) {
                next = items.get(items.size() - 1).getAsJsonObject().get("name").getAsString();
                break;
            }
            items.add(bucket.json(endpoint));
        }
        JsonObject json = StoredObject.listing("storage#buckets", items);
        if (next != null) {
            json.addProperty("nextPageToken", next);
        }
        return Answer.json(200, json);
    }

    Answer insert(Call call) throws IOException {
        call.allowOnly(Set.of("project", "projection", "predefinedAcl", "predefinedDefaultObjectAcl"));
        access.require(call, "storage.buckets.create", null, null);
        String project = project(call);
        JsonObject resource = call.json();
        String name = resource.has("name") ? resource.get("name").getAsString() : "";
        if (!name.matches("[a-z0-9][-_.a-z0-9]{1,61}[a-z0-9]") || name.startsWith("goog") || name.contains("google")) {
            throw ApiError.invalid("Invalid bucket name: '" + name + "'");
        }
        Bucket bucket = new Bucket(name, project, resource);
        Bucket there = state.buckets.putIfAbsent(name, bucket);
        if (there != null) {
            throw ApiError.of(
                    409,
                    "conflict",
                    "BucketAlreadyOwnedByYou",
                    "Your previous request to create the named bucket succeeded and you already own it.");
        }
        return Answer.json(200, bucket.json(endpoint));
    }

    Answer get(Call call, String name) {
        call.allowOnly(CONDITIONS);
        access.require(call, "storage.buckets.get", name, null);
        return Answer.json(200, state.bucket(name).json(endpoint));
    }

    Answer patch(Call call, String name) throws IOException {
        call.allowOnly(CONDITIONS);
        access.require(call, "storage.buckets.update", name, null);
        Bucket bucket = state.bucket(name);
        bucket.update(call.json());
        return Answer.json(200, bucket.json(endpoint));
    }

    Answer delete(Call call, String name) {
        call.allowOnly(CONDITIONS);
        access.require(call, "storage.buckets.delete", name, null);
        if (!state.bucket(name).isEmpty()) {
            throw ApiError.of(409, "conflict", "BucketNotEmpty", "The bucket you tried to delete is not empty.");
        }
        state.buckets.remove(name);
        return Answer.empty(204);
    }

    private static String project(Call call) {
        String project = call.query("project");
        if (project == null || project.isEmpty()) {
            throw ApiError.required("Required parameter: project");
        }
        return project;
    }
}
