/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.Checksum.Algorithm;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ContentRange;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.driver.ETags;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.GetObjectTaggingResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.RestoreStatus;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.S3Response;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.Tagging;

/** Portable values from and to those of S3. */
final class AwsValues {

    private AwsValues() {}

    /** That of an answer which must have one. */
    static String owedETag(String etag) {
        String unquoted = ETags.unquoted(etag);
        if (unquoted.isEmpty()) {
            throw AwsErrors.wrongAnswer("it has no ETag");
        }
        return unquoted;
    }

    /** An answer whose status is all it has to say; the page of a proxy on the way is none. */
    static <T extends S3Response> T done(T answer) {
        boolean hasBody = answer.sdkHttpResponse()
                .firstMatchingHeader("Content-Length")
                .map(length -> !length.equals("0"))
                .orElse(answer.sdkHttpResponse()
                        .firstMatchingHeader("Transfer-Encoding")
                        .isPresent());
        if (hasBody
                && answer.sdkHttpResponse()
                        .firstMatchingHeader("x-amz-request-id")
                        .isEmpty()) {
            throw AwsErrors.wrongAnswer("it has a content, and no request id");
        }
        return answer;
    }

    /** Whether an ETag that looks like an MD5 is one: not under KMS, and not in a directory bucket. */
    static boolean isMd5(ObjectRef ref, String encryption, String kmsKeyId) {
        return kmsKeyId == null
                && (encryption == null || !encryption.startsWith("aws:kms"))
                && !ref.bucket().endsWith("--x-s3");
    }

    static ObjectInfo info(ObjectRef ref, HeadObjectResponse head) {
        String etag = ETags.unquoted(head.eTag());
        return new ObjectInfo(
                        ref.withVersion(version(head.versionId(), ref.versionId())),
                        head.contentLength() == null ? ContentRange.UNKNOWN : head.contentLength(),
                        etag,
                        head.lastModified(),
                        new ObjectProperties(
                                head.contentType(),
                                contentEncoding(head.contentEncoding()),
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
                                head.checksumCRC64NVME(),
                                head.checksumSHA1(),
                                isMd5(ref, head.serverSideEncryptionAsString(), head.ssekmsKeyId()) ? etag : ""))
                .withArchived((head.archiveStatus() != null || isArchive(head.storageClassAsString()))
                        && !isRestored(head.restore()));
    }

    /** What can be read is not archived, or restored. */
    static ObjectInfo info(ObjectRef ref, GetObjectResponse get, long size) {
        String etag = ETags.unquoted(get.eTag());
        return new ObjectInfo(
                ref.withVersion(version(get.versionId(), ref.versionId())),
                size,
                etag,
                get.lastModified(),
                new ObjectProperties(
                        get.contentType(),
                        contentEncoding(get.contentEncoding()),
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
                        get.checksumCRC64NVME(),
                        get.checksumSHA1(),
                        isMd5(ref, get.serverSideEncryptionAsString(), get.ssekmsKeyId()) ? etag : ""));
    }

    static ObjectInfo info(ObjectRef ref, S3Object listed) {
        RestoreStatus restore = listed.restoreStatus();
        return info(
                ref,
                owedSize(listed.size()),
                listed.eTag(),
                listed.lastModified(),
                listed.storageClassAsString(),
                restore != null && restore.restoreExpiryDate() != null);
    }

    static ObjectInfo info(ObjectRef ref, ListingDocument.Entry listed) {
        return info(
                ref,
                owedSize(size(listed.size)),
                listed.etag,
                listed.lastModified == null ? null : Instant.parse(listed.lastModified.strip()),
                listed.storageClass,
                listed.restoreExpiryDate != null);
    }

    private static ObjectInfo info(
            ObjectRef ref, long size, String etag, Instant lastModified, String storageClass, boolean restored) {
        return new ObjectInfo(
                ref,
                size,
                ETags.unquoted(etag),
                lastModified,
                ObjectProperties.NONE.withStorageClass(storageClass),
                null,
                false,
                isArchive(storageClass) && !restored);
    }

    /** That of the parts in which the object was stored; 0 if it is not known, or the ETag is not made of their MD5s. */
    static long partSize(ObjectRef ref, GetObjectResponse get) {
        return isMd5(ref, get.serverSideEncryptionAsString(), get.ssekmsKeyId()) && get.hasMetadata()
                ? AwsMetadata.partSize(get.metadata())
                : 0;
    }

    private static Long size(String text) {
        try {
            return text == null ? null : Long.valueOf(text.strip());
        } catch (NumberFormatException e) {
            throw AwsErrors.wrongAnswer("it lists an object of '" + text + "' bytes");
        }
    }

    static String owedKey(String key) {
        if (key == null || key.isEmpty()) {
            throw AwsErrors.wrongAnswer("it lists an object without a key");
        }
        return key;
    }

    static long owedSize(Long size) {
        if (size == null || size < 0) {
            throw AwsErrors.wrongAnswer("it lists an object without a size");
        }
        return size;
    }

    /** Classes whose objects cannot be read until they are restored. */
    private static boolean isArchive(String storageClass) {
        return "GLACIER".equals(storageClass) || "DEEP_ARCHIVE".equals(storageClass);
    }

    /** @param restore the header of S3, or null: it tells whether the work goes on, and when its result ends */
    private static boolean isRestored(String restore) {
        return restore != null && restore.contains("ongoing-request=\"false\"");
    }

    /** S3 calls the version of an object that has none {@code null}. */
    static String version(String answered, String asked) {
        return answered == null || "null".equals(answered) ? asked : answered;
    }

    /** The digest of the whole content as the store tells it, or the MD5 that its ETag is; else null. */
    private static Checksum checksum(
            String type, String sha256, String crc32c, String crc32, String crc64, String sha1, String etagIfMd5) {
        Checksum told = checksum(type, sha256, crc32c, crc32, crc64, sha1);
        return told == null ? ETags.md5(etagIfMd5).orElse(null) : told;
    }

    /** The digest of the whole content, or null: what S3 makes of the digests of parts ends with their number and is none. */
    static Checksum checksum(String type, String sha256, String crc32c, String crc32, String crc64, String sha1) {
        if ("COMPOSITE".equals(type)) {
            return null;
        }
        Checksum found = checksum(Algorithm.SHA256, sha256);
        found = found == null ? checksum(Algorithm.CRC32C, crc32c) : found;
        found = found == null ? checksum(Algorithm.CRC32, crc32) : found;
        found = found == null ? checksum(Algorithm.CRC64NVME, crc64) : found;
        return found == null ? checksum(Algorithm.SHA1, sha1) : found;
    }

    private static Checksum checksum(Algorithm algorithm, String base64) {
        if (base64 == null || base64.isEmpty() || base64.contains("-")) {
            return null;
        }
        try {
            return Checksum.of(algorithm, Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException | CloudBridgeException e) {
            throw AwsErrors.wrongAnswer("its " + algorithm + " is '" + base64 + "'");
        }
    }

    /** {@code aws-chunked} is how a body travelled, and no encoding of the content, though some stores and old clients keep it. */
    static String contentEncoding(String value) {
        if (value == null || !value.contains("aws-chunked")) {
            return value;
        }
        String rest = Stream.of(value.split(","))
                .map(String::strip)
                .filter(coding -> !coding.isEmpty() && !"aws-chunked".equalsIgnoreCase(coding))
                .collect(Collectors.joining(","));
        return rest.isEmpty() ? null : rest;
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

    static Map<String, String> tags(GetObjectTaggingResponse answer) {
        if (!answer.hasTagSet()) {
            done(answer);
        }
        Map<String, String> tags = new LinkedHashMap<>();
        answer.tagSet().forEach(tag -> tags.put(tag.key(), tag.value()));
        return tags;
    }
}
