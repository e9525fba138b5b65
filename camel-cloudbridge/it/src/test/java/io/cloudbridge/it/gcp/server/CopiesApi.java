/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.gcp.server;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Rewrite, which may take several calls, and compose. */
final class CopiesApi {
    private static final long MEBIBYTE = 1024 * 1024;
    private static final Set<String> PARAMETERS = Set.of(
            "sourceGeneration",
            "rewriteToken",
            "maxBytesRewrittenPerCall",
            "destinationKmsKeyName",
            "ifGenerationMatch",
            "ifGenerationNotMatch",
            "ifMetagenerationMatch",
            "ifMetagenerationNotMatch",
            "ifSourceGenerationMatch",
            "ifSourceGenerationNotMatch",
            "ifSourceMetagenerationMatch",
            "ifSourceMetagenerationNotMatch",
            "projection");

    /** A rewrite under way: what it was begun for, and how far it is. */
    private record Rewrite(String from, long generation, String to, long done) {}

    private final State state;
    private final Access access;
    private final String endpoint;
    private final long bytesPerCall;
    private final Map<String, Rewrite> rewrites = new ConcurrentHashMap<>();

    CopiesApi(State state, Access access, String endpoint, long bytesPerCall) {
        this.state = state;
        this.access = access;
        this.endpoint = endpoint;
        this.bytesPerCall = bytesPerCall;
    }

    Answer rewrite(Call call, String fromBucket, String fromKey, String toBucket, String toKey) throws IOException {
        call.allowOnly(PARAMETERS);
        access.require(call, "storage.objects.get", fromBucket, fromKey);
        access.require(call, "storage.objects.create", toBucket, toKey);
        StoredObject source = state.object(fromBucket, fromKey, call.number("sourceGeneration"));
        Conditions.ofSource(call).check(source, true);
        Bucket target = state.bucket(toBucket);
        Conditions conditions = Conditions.ofJson(call);
        conditions.check(target.live(toKey), true);

        JsonObject resource = call.json();
        Map<String, String> properties = properties(call, resource, source, target);
        Long perCall = call.number("maxBytesRewrittenPerCall");
        if (perCall != null && (perCall < MEBIBYTE || perCall % MEBIBYTE != 0)) {
            throw ApiError.invalid("maxBytesRewrittenPerCall must be an integral multiple of 1MiB");
        }
        String from = fromBucket + "/" + fromKey;
        String to = toBucket + "/" + toKey;
        long done = 0;
        String token = call.query("rewriteToken");
        if (token != null) {
            Rewrite known = rewrites.remove(token);
            if (known == null
                    || !known.from().equals(from)
                    || !known.to().equals(to)
                    || known.generation() != source.generation()) {
                throw ApiError.invalid("Invalid rewrite token.");
            }
            done = known.done();
        }
        boolean bytesMove = !state.bucket(fromBucket).setting("location", "US").equals(target.setting("location", "US"))
                || !Objects.equals(properties.get("storageClass"), source.property("storageClass"))
                || !Objects.equals(properties.get("kmsKeyName"), source.property("kmsKeyName"));
        done += bytesMove ? Math.min(perCall == null ? bytesPerCall : perCall, bytesPerCall) : source.size();
        JsonObject json = new JsonObject();
        json.addProperty("kind", "storage#rewriteResponse");
        json.addProperty("objectSize", Long.toString(source.size()));
        if (done < source.size()) {
            String next = UUID.randomUUID().toString();
            rewrites.put(next, new Rewrite(from, source.generation(), to, done));
            json.addProperty("totalBytesRewritten", Long.toString(done));
            json.addProperty("done", false);
            json.addProperty("rewriteToken", next);
            return Answer.json(200, json);
        }
        Payload payload = source.payload().copy(state.directory);
        Map<String, String> metadata =
                resource.size() == 0 ? source.metadata() : StoredObject.readMetadata(resource, Map.of());
        StoredObject copy = target.insert(
                state.newObject(
                        toBucket,
                        toKey,
                        payload,
                        payload.hash(new Hashes()),
                        source.components(),
                        properties,
                        metadata),
                conditions);
        json.addProperty("totalBytesRewritten", Long.toString(source.size()));
        json.addProperty("done", true);
        json.add("resource", copy.json(endpoint));
        return Answer.json(200, json);
    }

    /** Without a resource everything comes from the source; with one, all that it does not say is unset. */
    private static Map<String, String> properties(Call call, JsonObject resource, StoredObject source, Bucket target) {
        Map<String, String> properties = new HashMap<>();
        if (resource.size() == 0) {
            properties.putAll(source.properties());
        }
        properties.remove("kmsKeyName");
        properties.putAll(StoredObject.readProperties(resource, Map.of()));
        properties.putIfAbsent("storageClass", target.setting("storageClass", "STANDARD"));
        String key = call.query("destinationKmsKeyName");
        if (key != null) {
            properties.put("kmsKeyName", key);
        }
        return StoredObject.check(properties);
    }

    Answer compose(Call call, String bucketName, String key) throws IOException {
        call.allowOnly(Set.of("ifGenerationMatch", "ifMetagenerationMatch", "kmsKeyName", "destinationPredefinedAcl"));
        access.require(call, "storage.objects.create", bucketName, key);
        Bucket bucket = state.bucket(bucketName);
        JsonObject body = call.json();
        JsonArray sources = body.has("sourceObjects") ? body.getAsJsonArray("sourceObjects") : new JsonArray();
        if (sources.isEmpty() || sources.size() > 32) {
            throw ApiError.invalid(
                    "The number of source components provided (" + sources.size() + ") must be between 1 and 32.");
        }
        List<Payload> payloads = new ArrayList<>();
        int components = 0;
        for (JsonElement element : sources) {
            JsonObject wanted = element.getAsJsonObject();
            Long generation =
                    wanted.has("generation") ? wanted.get("generation").getAsLong() : null;
            StoredObject source = state.object(bucketName, wanted.get("name").getAsString(), generation);
            if (wanted.has("objectPreconditions")
                    && wanted.getAsJsonObject("objectPreconditions")
                                    .get("ifGenerationMatch")
                                    .getAsLong()
                            != source.generation()) {
                throw ApiError.precondition();
            }
            components += Math.max(1, source.components());
            payloads.add(source.payload().copy(state.directory));
        }
        Payload payload = Payload.concat(payloads);
        JsonObject destination = body.has("destination") ? body.getAsJsonObject("destination") : new JsonObject();
        StoredObject composed = state.newObject(
                bucketName,
                key,
                payload,
                payload.hash(Hashes.crc32cOnly()),
                components,
                StoredObject.readProperties(destination, Map.of()),
                StoredObject.readMetadata(destination, Map.of()));
        return Answer.json(200, bucket.insert(composed, Conditions.ofJson(call)).json(endpoint));
    }
}
