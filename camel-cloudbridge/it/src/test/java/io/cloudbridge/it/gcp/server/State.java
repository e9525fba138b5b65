/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.gcp.server;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** The buckets of the server and the directory that holds large payloads. */
final class State {
    final Path directory;
    final ConcurrentNavigableMap<String, Bucket> buckets = new ConcurrentSkipListMap<>();

    State(Path directory) {
        this.directory = directory;
    }

    Bucket bucket(String name) {
        Bucket bucket = buckets.get(name);
        if (bucket == null) {
            throw ApiError.noBucket();
        }
        return bucket;
    }

    StoredObject object(String bucket, String key, Long generation) {
        StoredObject object = bucket(bucket).find(key, generation);
        if (object == null) {
            throw ApiError.noObject(bucket, key);
        }
        return object;
    }

    /** A first generation of an object, not yet in its bucket. */
    StoredObject newObject(
            String bucket,
            String key,
            Payload payload,
            Hashes hashes,
            int components,
            Map<String, String> properties,
            Map<String, String> metadata) {
        checkKey(key);
        Instant now = Instant.now();
        Map<String, String> stored = new java.util.TreeMap<>(properties);
        stored.putIfAbsent("storageClass", bucket(bucket).setting("storageClass", "STANDARD"));
        String kms = stored.get("kmsKeyName");
        if (kms != null && !kms.contains("/cryptoKeyVersions/")) {
            stored.put("kmsKeyName", kms + "/cryptoKeyVersions/1");
        }
        return new StoredObject(
                bucket,
                key,
                Bucket.nextGeneration(),
                1,
                payload,
                hashes.crc32c(),
                components > 0 ? null : hashes.md5(),
                components,
                stored,
                metadata,
                now,
                now,
                null);
    }

    /** The naming rules of the service: 1 to 1024 bytes of UTF-8, no line ends, not "." or "..". */
    static void checkKey(String key) {
        int bytes = key.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
        if (bytes == 0) {
            throw ApiError.required("Required parameter: name");
        }
        if (bytes > 1024) {
            throw ApiError.invalid(
                    "The maximum object length is 1024 characters, but got a name with " + bytes + " characters.");
        }
        if (key.equals(".")
                || key.equals("..")
                || key.contains("\r")
                || key.contains("\n")
                || key.indexOf('\0') >= 0
                || key.startsWith(".well-known/acme-challenge/")) {
            throw ApiError.invalid("Disallowed unicode characters or name present in object name '" + key + "'");
        }
    }
}
