/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.gcp.server;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Uploads of the JSON API: media, multipart (metadata and content in one request) and resumable. */
final class UploadsApi {
    private static final Set<String> PARAMETERS = Set.of(
            "uploadType",
            "name",
            "upload_id",
            "contentEncoding",
            "kmsKeyName",
            "predefinedAcl",
            "projection",
            "ifGenerationMatch",
            "ifGenerationNotMatch",
            "ifMetagenerationMatch",
            "ifMetagenerationNotMatch");

    private final State state;
    private final Access access;
    private final String endpoint;
    private final Map<String, ResumableSession> sessions = new ConcurrentHashMap<>();

    UploadsApi(State state, Access access, String endpoint) {
        this.state = state;
        this.access = access;
        this.endpoint = endpoint;
    }

    Answer post(Call call, String bucket) throws IOException {
        call.allowOnly(PARAMETERS);
        if (call.query("upload_id") != null) {
            return session(call).put(call);
        }
        String type = call.query("uploadType");
        if (type == null) {
            throw ApiError.required("Required parameter: uploadType");
        }
        access.require(call, "storage.objects.create", bucket, "");
        state.bucket(bucket);
        return switch (type) {
            case "media" -> {
                JsonObject resource = new JsonObject();
                resource.addProperty("contentType", call.header("Content-Type"));
                yield insert(call, bucket, resource, call.body);
            }
            case "multipart" -> multipart(call, bucket);
            case "resumable" -> start(call, bucket);
            default -> throw ApiError.invalid("Invalid value for uploadType: " + type);
        };
    }

    Answer put(Call call) throws IOException {
        call.allowOnly(PARAMETERS);
        return session(call).put(call);
    }

    Answer cancel(Call call) throws IOException {
        call.allowOnly(PARAMETERS);
        session(call).cancel();
        return Answer.empty(499);
    }

    /** How many resumable uploads were begun and are neither finished nor cancelled. */
    int open() {
        return (int) sessions.values().stream().filter(ResumableSession::isOpen).count();
    }

    private ResumableSession session(Call call) {
        ResumableSession session = sessions.get(String.valueOf(call.query("upload_id")));
        if (session == null) {
            throw ApiError.noUpload();
        }
        return session;
    }

    private Answer start(Call call, String bucket) throws IOException {
        JsonObject resource = call.json();
        name(call, resource);
        StoredObject.readProperties(resource, Map.of());
        StoredObject.readMetadata(resource, Map.of());
        if (call.header("X-Upload-Content-Type") != null && !resource.has("contentType")) {
            resource.addProperty("contentType", call.header("X-Upload-Content-Type"));
        }
        String id = UUID.randomUUID().toString();
        Long length = Call.number("X-Upload-Content-Length", call.header("X-Upload-Content-Length"));
        sessions.put(id, new ResumableSession(this, call, bucket, resource, length, state.directory));
        // a client that came through a proxy goes on through it
        String host = call.header("Host") == null ? endpoint : "http://" + call.header("Host");
        String location = host + "/upload/storage/v1/b/" + bucket + "/o?" + call.rawQuery + "&upload_id=" + id;
        return Answer.empty(200).with("Location", location).with("X-GUploader-UploadID", id);
    }

    private Answer multipart(Call call, String bucket) throws IOException {
        MultipartReader reader = MultipartReader.of(call);
        MultipartReader.Part metadata = reader.next();
        if (metadata == null) {
            throw ApiError.invalid("Missing the metadata part of the multipart body.");
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        metadata.body().transferTo(text);
        JsonObject resource;
        try {
            resource = JsonParser.parseString(text.toString(StandardCharsets.UTF_8))
                    .getAsJsonObject();
        } catch (JsonParseException | IllegalStateException e) {
            throw ApiError.of(400, "parseError", "MalformedRequest", "Parse Error");
        }
        MultipartReader.Part media = reader.next();
        if (media == null) {
            throw ApiError.invalid("Missing the media part of the multipart body.");
        }
        if (!resource.has("contentType") && media.headers().get("content-type") != null) {
            resource.addProperty("contentType", media.headers().get("content-type"));
        }
        return insert(call, bucket, resource, media.body());
    }

    private Answer insert(Call call, String bucket, JsonObject resource, InputStream content) throws IOException {
        Hashes hashes = new Hashes();
        Payload payload = Payload.receive(content, state.directory, hashes);
        try {
            return insert(call, bucket, resource, payload, hashes, call.header("X-Goog-Hash"));
        } catch (ApiError e) {
            payload.drop();
            throw e;
        }
    }

    Answer insert(Call call, String bucket, JsonObject resource, Payload payload, Hashes hashes, String googHash)
            throws IOException {
        hashes.verify(resource, googHash, call.header("Content-MD5"));
        String kms = call.query("kmsKeyName");
        if (kms != null) {
            resource.addProperty("kmsKeyName", kms);
        }
        if (call.query("contentEncoding") != null) {
            resource.addProperty("contentEncoding", call.query("contentEncoding"));
        }
        StoredObject object = state.newObject(
                bucket,
                name(call, resource),
                payload,
                hashes,
                0,
                StoredObject.readProperties(resource, Map.of()),
                StoredObject.readMetadata(resource, Map.of()));
        StoredObject stored = state.bucket(bucket).insert(object, Conditions.ofJson(call));
        return Answer.json(200, stored.json(endpoint));
    }

    private static String name(Call call, JsonObject resource) {
        String inResource = resource.has("name") ? resource.get("name").getAsString() : null;
        String name = call.query.getOrDefault("name", inResource);
        if (name == null) {
            throw ApiError.required("Required parameter: name");
        }
        if (inResource != null && !inResource.equals(name)) {
            throw ApiError.invalid("The name in the resource differs from that in the URL.");
        }
        State.checkKey(name);
        return name;
    }
}
