/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import com.google.api.client.http.HttpHeaders;
import com.google.api.client.util.DateTime;
import com.google.api.services.storage.model.StorageObject;
import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutResult;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;

/** Between the service's resources and the values of the portable layer. Versions are generations. */
final class GcpObjects {

    /** What of an object resource is of use; the service leaves the rest out of its answers. */
    static final String FIELDS =
            "bucket,name,generation,metageneration,size,etag,timeCreated,crc32c,contentType,contentEncoding,"
                    + "contentDisposition,contentLanguage,cacheControl,storageClass,kmsKeyName,metadata";

    private GcpObjects() {}

    static ObjectInfo info(StorageObject object) {
        return new ObjectInfo(
                new ObjectRef(object.getBucket(), object.getName(), generation(object)),
                object.getSize() == null ? 0 : object.getSize().longValueExact(),
                object.getEtag(),
                instant(object.getTimeCreated()),
                new ObjectProperties(
                        object.getContentType(),
                        object.getContentEncoding(),
                        object.getContentDisposition(),
                        object.getContentLanguage(),
                        object.getCacheControl(),
                        object.getStorageClass(),
                        object.getMetadata() == null ? Map.of() : lowerCase(object.getMetadata())),
                crc32c(object.getCrc32c()));
    }

    /** As complete as the headers of a download are; the user's metadata is not among them. */
    static ObjectInfo info(ObjectRef ref, HttpHeaders headers, long size) {
        ObjectProperties properties = new ObjectProperties(
                headers.getContentType(),
                headers.getContentEncoding(),
                headers.getFirstHeaderStringValue("content-disposition"),
                headers.getFirstHeaderStringValue("content-language"),
                headers.getCacheControl(),
                headers.getFirstHeaderStringValue("x-goog-storage-class"),
                Map.of());
        return new ObjectInfo(
                ref.withVersion(headers.getFirstHeaderStringValue("x-goog-generation")),
                size,
                headers.getETag() == null ? "" : headers.getETag().replace("\"", ""),
                null,
                properties,
                crc32cOf(headers));
    }

    static PutResult result(StorageObject object) {
        return new PutResult(object.getEtag(), generation(object), crc32c(object.getCrc32c()));
    }

    /** A resource with these properties, to create an object with. */
    static StorageObject resource(ObjectProperties properties) {
        StorageObject object = new StorageObject()
                .setContentType(properties.contentType())
                .setContentEncoding(properties.contentEncoding())
                .setContentDisposition(properties.contentDisposition())
                .setContentLanguage(properties.contentLanguage())
                .setCacheControl(properties.cacheControl())
                .setStorageClass(properties.storageClass());
        return properties.metadata().isEmpty() ? object : object.setMetadata(properties.metadata());
    }

    /** The CRC32C of {@code x-goog-hash}, or null. */
    static Checksum crc32cOf(HttpHeaders headers) {
        for (String value : headers.getHeaderStringValues("x-goog-hash")) {
            for (String hash : value.split(",")) {
                if (hash.strip().startsWith("crc32c=")) {
                    return crc32c(hash.strip().substring("crc32c=".length()));
                }
            }
        }
        return null;
    }

    /** As the service writes it: base64 of the four bytes, most significant first. */
    static String base64(Checksum checksum) {
        return Base64.getEncoder().encodeToString(checksum.bytes());
    }

    /** A version is a generation, and a generation is a number. */
    static Long generation(String versionId) {
        try {
            return versionId == null ? null : Long.valueOf(versionId);
        } catch (NumberFormatException e) {
            throw CloudBridgeException.invalid("version '" + versionId
                    + "' is no generation of Google Cloud Storage; give the number that a listing or upload reported");
        }
    }

    private static String generation(StorageObject object) {
        return object.getGeneration() == null ? null : object.getGeneration().toString();
    }

    private static Checksum crc32c(String base64) {
        return base64 == null
                ? null
                : Checksum.of(Checksum.Algorithm.CRC32C, Base64.getDecoder().decode(base64));
    }

    private static Instant instant(DateTime time) {
        return time == null ? null : Instant.ofEpochMilli(time.getValue());
    }

    /** Names that differ in case only, which other tools can make here, keep one value rather than make the object unreadable. */
    private static Map<String, String> lowerCase(Map<String, String> metadata) {
        Map<String, String> lower = new java.util.TreeMap<>();
        metadata.forEach((name, value) -> {
            if (!name.isEmpty() && value != null) {
                lower.putIfAbsent(name.toLowerCase(java.util.Locale.ROOT), value);
            }
        });
        return lower;
    }
}
