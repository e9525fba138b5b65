/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.Checksum.Algorithm;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.Tagging;

/** Portable values from and to those of S3. */
final class AwsValues {

    private AwsValues() {}

    /** S3 quotes ETags, some of its followers do not. */
    static String unquoted(String etag) {
        if (etag == null) {
            return "";
        }
        String strong = etag.startsWith("W/") ? etag.substring(2) : etag;
        return strong.length() > 1 && strong.startsWith("\"") && strong.endsWith("\"")
                ? strong.substring(1, strong.length() - 1)
                : strong;
    }

    /** As conditions want it; {@code *} stays. */
    static String quoted(String etag) {
        return etag == null || "*".equals(etag) ? etag : '"' + etag + '"';
    }

    static ObjectInfo info(ObjectRef ref, HeadObjectResponse head) {
        return new ObjectInfo(
                ref.withVersion(version(head.versionId(), ref.versionId())),
                head.contentLength() == null ? 0 : head.contentLength(),
                unquoted(head.eTag()),
                head.lastModified(),
                new ObjectProperties(
                        head.contentType(),
                        head.contentEncoding(),
                        head.contentDisposition(),
                        head.contentLanguage(),
                        head.cacheControl(),
                        head.storageClassAsString(),
                        AwsMetadata.fromHeaders(head.metadata())),
                checksum(
                        head.checksumTypeAsString(),
                        head.checksumSHA256(),
                        head.checksumCRC32C(),
                        head.checksumCRC32(),
                        head.checksumSHA1()));
    }

    static ObjectInfo info(ObjectRef ref, GetObjectResponse get) {
        return new ObjectInfo(
                ref.withVersion(version(get.versionId(), ref.versionId())),
                wholeSize(get.contentRange(), get.contentLength()),
                unquoted(get.eTag()),
                get.lastModified(),
                new ObjectProperties(
                        get.contentType(),
                        get.contentEncoding(),
                        get.contentDisposition(),
                        get.contentLanguage(),
                        get.cacheControl(),
                        get.storageClassAsString(),
                        AwsMetadata.fromHeaders(get.metadata())),
                checksum(
                        get.checksumTypeAsString(),
                        get.checksumSHA256(),
                        get.checksumCRC32C(),
                        get.checksumCRC32(),
                        get.checksumSHA1()));
    }

    static ObjectInfo info(String bucket, S3Object listed) {
        return new ObjectInfo(
                new ObjectRef(bucket, listed.key()),
                listed.size() == null ? 0 : listed.size(),
                unquoted(listed.eTag()),
                listed.lastModified(),
                ObjectProperties.NONE.withStorageClass(listed.storageClassAsString()),
                null);
    }

    /** S3 calls the version of an object that has none {@code null}. */
    static String version(String answered, String asked) {
        return answered == null || "null".equals(answered) ? asked : answered;
    }

    /** The digest of the whole content, or null: what S3 makes of the digests of parts ends with their number and is none. */
    static Checksum checksum(String type, String sha256, String crc32c, String crc32, String sha1) {
        if ("COMPOSITE".equals(type)) {
            return null;
        }
        Checksum found = checksum(Algorithm.SHA256, sha256);
        found = found == null ? checksum(Algorithm.CRC32C, crc32c) : found;
        found = found == null ? checksum(Algorithm.CRC32, crc32) : found;
        return found == null ? checksum(Algorithm.SHA1, sha1) : found;
    }

    private static Checksum checksum(Algorithm algorithm, String base64) {
        return base64 == null || base64.isEmpty() || base64.contains("-")
                ? null
                : Checksum.of(algorithm, Base64.getDecoder().decode(base64));
    }

    static String base64(Checksum checksum) {
        return Base64.getEncoder().encodeToString(checksum.bytes());
    }

    /** Null for the store's default. */
    static ServerSideEncryption encryption(PutOptions options) {
        return switch (options.encryption()) {
            case NONE -> null;
            case MANAGED -> ServerSideEncryption.AES256;
            case KMS -> ServerSideEncryption.AWS_KMS;
        };
    }

    /** Null for none. */
    static Tagging tagging(Map<String, String> tags) {
        List<Tag> set = tags.entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
        return set.isEmpty() ? null : Tagging.builder().tagSet(set).build();
    }

    static Map<String, String> tags(List<Tag> set) {
        Map<String, String> tags = new LinkedHashMap<>();
        set.forEach(tag -> tags.put(tag.key(), tag.value()));
        return tags;
    }

    private static long wholeSize(String contentRange, Long contentLength) {
        if (contentRange != null && contentRange.matches(".*/\\d+")) {
            return Long.parseLong(contentRange.substring(contentRange.lastIndexOf('/') + 1));
        }
        return contentLength == null ? 0 : contentLength;
    }
}
