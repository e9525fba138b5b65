/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.gcp.server;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * One generation of one object. Immutable; a change of metadata makes a new value with the next metageneration.
 *
 * @param properties the writable texts of the resource (content type and encoding, cache control, …), as sent
 * @param metadata the user's own
 * @param deleted when a versioned bucket put it aside, or null while it is the live one
 */
record StoredObject(
        String bucket,
        String name,
        long generation,
        long metageneration,
        Payload payload,
        String crc32c,
        String md5,
        int components,
        Map<String, String> properties,
        Map<String, String> metadata,
        Instant created,
        Instant updated,
        Instant deleted) {

    /** Texts a client may write. */
    static final Set<String> WRITABLE = Set.of(
            "contentType",
            "contentEncoding",
            "contentDisposition",
            "contentLanguage",
            "cacheControl",
            "storageClass",
            "customTime",
            "kmsKeyName");

    private static final Set<String> STORAGE_CLASSES = Set.of(
            "STANDARD",
            "NEARLINE",
            "COLDLINE",
            "ARCHIVE",
            "MULTI_REGIONAL",
            "REGIONAL",
            "DURABLE_REDUCED_AVAILABILITY");

    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(java.time.ZoneOffset.UTC);

    long size() {
        return payload.size();
    }

    String property(String name) {
        return properties.get(name);
    }

    /** As the service builds it: a base64 of generation and metageneration, so that it changes with either. */
    String etag() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        varint(out, 1, generation);
        varint(out, 2, metageneration);
        return Base64.getEncoder().encodeToString(out.toByteArray());
    }

    /** The XML API shows the MD5 in hexadecimal where there is one. */
    String xmlEtag() {
        if (md5 == null) {
            return "-" + etag();
        }
        return java.util.HexFormat.of().formatHex(Base64.getDecoder().decode(md5));
    }

    private static void varint(ByteArrayOutputStream out, int field, long value) {
        out.write(field << 3);
        for (long rest = value; ; rest >>>= 7) {
            if (rest < 0x80) {
                out.write((int) rest);
                return;
            }
            out.write((int) (rest & 0x7f) | 0x80);
        }
    }

    StoredObject withDeleted(Instant when) {
        return new StoredObject(
                bucket,
                name,
                generation,
                metageneration,
                payload,
                crc32c,
                md5,
                components,
                properties,
                metadata,
                created,
                updated,
                when);
    }

    StoredObject withMetadata(Map<String, String> newProperties, Map<String, String> newMetadata) {
        return new StoredObject(
                bucket,
                name,
                generation,
                metageneration + 1,
                payload,
                crc32c,
                md5,
                components,
                newProperties,
                newMetadata,
                created,
                Instant.now(),
                deleted);
    }

    /** The writable texts of a JSON resource laid over {@code base}; a null removes. */
    static Map<String, String> readProperties(JsonObject resource, Map<String, String> base) {
        Map<String, String> read = new TreeMap<>(base);
        for (String name : WRITABLE) {
            if (resource.has(name)) {
                if (resource.get(name).isJsonNull()) {
                    read.remove(name);
                } else {
                    read.put(name, resource.get(name).getAsString());
                }
            }
        }
        return check(read);
    }

    static Map<String, String> check(Map<String, String> properties) {
        String storageClass = properties.get("storageClass");
        if (storageClass != null && !STORAGE_CLASSES.contains(storageClass)) {
            throw ApiError.invalid("Invalid storage class " + storageClass + ".");
        }
        String key = properties.get("kmsKeyName");
        if (key != null
                && !key.matches(
                        "projects/[^/]+/locations/[^/]+/keyRings/[^/]+/cryptoKeys/[^/]+(/cryptoKeyVersions/1)?")) {
            throw ApiError.invalid("Malformed Cloud KMS crypto key: " + key);
        }
        return properties;
    }

    static Map<String, String> readMetadata(JsonObject resource, Map<String, String> base) {
        if (!resource.has("metadata")) {
            return base;
        }
        if (resource.get("metadata").isJsonNull()) {
            return Map.of();
        }
        Map<String, String> read = new TreeMap<>(base);
        int bytes = 0;
        for (var entry : resource.getAsJsonObject("metadata").entrySet()) {
            if (entry.getValue().isJsonNull()) {
                read.remove(entry.getKey());
            } else {
                read.put(entry.getKey(), entry.getValue().getAsString());
            }
        }
        for (var entry : read.entrySet()) {
            bytes += entry.getKey().getBytes(StandardCharsets.UTF_8).length
                    + entry.getValue().getBytes(StandardCharsets.UTF_8).length;
        }
        if (bytes > 8192) {
            throw ApiError.invalid("Metadata part is too large.");
        }
        return read;
    }

    JsonObject json(String endpoint) {
        JsonObject json = new JsonObject();
        String path = endpoint + "/storage/v1/b/" + bucket + "/o/" + escape(name);
        json.addProperty("kind", "storage#object");
        json.addProperty("id", bucket + "/" + name + "/" + generation);
        json.addProperty("selfLink", path);
        json.addProperty(
                "mediaLink",
                endpoint + "/download/storage/v1/b/" + bucket + "/o/" + escape(name) + "?generation=" + generation
                        + "&alt=media");
        json.addProperty("name", name);
        json.addProperty("bucket", bucket);
        json.addProperty("generation", Long.toString(generation));
        json.addProperty("metageneration", Long.toString(metageneration));
        properties.forEach(json::addProperty);
        json.addProperty("storageClass", properties.getOrDefault("storageClass", "STANDARD"));
        json.addProperty("size", Long.toString(size()));
        json.addProperty("crc32c", crc32c);
        if (md5 != null) {
            json.addProperty("md5Hash", md5);
        }
        if (components > 0) {
            json.addProperty("componentCount", components);
        }
        json.addProperty("etag", etag());
        json.addProperty("timeCreated", MILLIS.format(created));
        json.addProperty("updated", MILLIS.format(updated));
        json.addProperty("timeStorageClassUpdated", MILLIS.format(created));
        json.addProperty("timeFinalized", MILLIS.format(created));
        if (deleted != null) {
            json.addProperty("timeDeleted", MILLIS.format(deleted));
        }
        if (!metadata.isEmpty()) {
            JsonObject map = new JsonObject();
            metadata.forEach(map::addProperty);
            json.add("metadata", map);
        }
        return json;
    }

    static JsonObject listing(String kind, JsonArray items) {
        JsonObject json = new JsonObject();
        json.addProperty("kind", kind);
        if (!items.isEmpty()) {
            json.add("items", items);
        }
        return json;
    }

    private static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
