/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import com.google.api.client.util.DateTime;
import com.google.api.services.storage.model.StorageObject;
import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutResult;
import io.cloudbridge.store.driver.ETags;
import io.cloudbridge.store.driver.HttpDate;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;

/** Portable values from and to those of the service. Versions are generations. */
final class GcpValues {

    /** What of an object resource is of use; the service leaves the rest out of its answers. */
    static final String FIELDS =
            "bucket,name,generation,metageneration,size,etag,timeCreated,crc32c,contentType,contentEncoding,"
                    + "contentDisposition,contentLanguage,cacheControl,storageClass,kmsKeyName,metadata";

    private static final String METADATA = "x-goog-meta-";

    /** What the service says of objects that have no Cache-Control of their own. */
    private static final Set<String> DEFAULT_CACHE_CONTROL = Set.of("private, max-age=0", "public, max-age=3600");

    private GcpValues() {}

    static ObjectInfo info(StorageObject object) {
        return new ObjectInfo(
                new ObjectRef(object.getBucket(), object.getName(), generation(object)),
                object.getSize().longValueExact(),
                etag(object),
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

    /**
     * From the headers of a download through the XML API.
     *
     * @param size of the whole object, negative if the answer does not say
     */
    static ObjectInfo info(ObjectRef ref, GcpAnswer head, long size) {
        String cacheControl = head.header("Cache-Control");
        ObjectProperties properties = new ObjectProperties(
                head.header("Content-Type"),
                head.header("Content-Encoding"),
                head.header("Content-Disposition"),
                head.header("Content-Language"),
                cacheControl == null || DEFAULT_CACHE_CONTROL.contains(cacheControl) ? null : cacheControl,
                head.header("x-goog-storage-class"),
                metadata(head));
        GcpVersion version = version(head);
        return new ObjectInfo(
                ref.withVersion(version == null ? ref.versionId() : Long.toString(version.generation())),
                size,
                version == null ? ETags.unquoted(head.header("ETag")) : version.etag(),
                HttpDate.parse(head.header("Last-Modified")),
                properties,
                crc32cOf(head));
    }

    /** The version that the headers tell; null if they do not. */
    static GcpVersion version(GcpAnswer head) {
        String generation = head.header("x-goog-generation");
        String metageneration = head.header("x-goog-metageneration");
        return generation == null || metageneration == null
                ? null
                : new GcpVersion(Long.parseLong(generation), Long.parseLong(metageneration));
    }

    private static Map<String, String> metadata(GcpAnswer head) {
        Map<String, String> metadata = new TreeMap<>();
        head.headers().accept((name, value) -> {
            if (name.length() > METADATA.length() && name.regionMatches(true, 0, METADATA, 0, METADATA.length())) {
                metadata.putIfAbsent(name.substring(METADATA.length()).toLowerCase(Locale.ROOT), value);
            }
        });
        return metadata;
    }

    /** Whether all of the metadata is text that headers can hold: of other text nobody says how the service writes it. */
    static boolean areHeadersPlain(ObjectInfo info) {
        ObjectProperties properties = info.properties();
        return isPlain(properties.contentDisposition())
                && properties.metadata().values().stream().allMatch(GcpValues::isPlain);
    }

    private static boolean isPlain(String text) {
        return text == null || !text.contains("=?") && text.chars().allMatch(c -> c >= ' ' && c <= '~');
    }

    static PutResult result(StorageObject object) {
        return new PutResult(etag(object), generation(object), crc32c(object.getCrc32c()));
    }

    /** The ETag of this driver, see {@link GcpVersion}; the server's own where it does not tell the numbers. */
    static String etag(StorageObject object) {
        return object.getGeneration() == null || object.getMetageneration() == null
                ? object.getEtag()
                : new GcpVersion(object.getGeneration(), object.getMetageneration()).etag();
    }

    /**
     * The object that an answer tells of.
     *
     * @throws CloudBridgeException.Unavailable if the answer does not tell of this object
     */
    static StorageObject checked(StorageObject object, ObjectRef ref) {
        if (object == null
                || object.getGeneration() == null
                || object.getSize() == null
                || etag(object) == null
                || !ref.key().equals(object.getName())
                || !ref.bucket().equals(object.getBucket())) {
            throw GcpErrors.wrongAnswer("it does not describe object " + ref.key());
        }
        return object;
    }

    /**
     * What the service says that it stored.
     *
     * @param sum of what was sent; null where that is not known
     * @throws CloudBridgeException.Unavailable if the answer does not tell of this object
     * @throws CloudBridgeException.ChecksumMismatch if something else was stored than was sent
     */
    static PutResult stored(StorageObject object, ObjectRef ref, long size, Checksum sum) {
        PutResult result = result(checked(object, ref));
        long found = object.getSize().longValueExact();
        if (found != size
                || result.checksum() != null
                        && sum != null
                        && !result.checksum().equals(sum)) {
            throw GcpErrors.otherContent(
                    found + " bytes with CRC32C " + result.checksum(), size + " bytes with " + sum);
        }
        return result;
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
    static Checksum crc32cOf(GcpAnswer head) {
        AtomicReference<String> found = new AtomicReference<>();
        head.headers().accept((name, value) -> {
            if (name.equalsIgnoreCase("x-goog-hash")) {
                for (String hash : value.split(",")) {
                    if (hash.strip().startsWith("crc32c=")) {
                        found.compareAndSet(null, hash.strip().substring("crc32c=".length()));
                    }
                }
            }
        });
        return crc32c(found.get());
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
        Map<String, String> lower = new TreeMap<>();
        metadata.forEach((name, value) -> {
            if (!name.isEmpty() && value != null) {
                lower.putIfAbsent(name.toLowerCase(Locale.ROOT), value);
            }
        });
        return lower;
    }
}
