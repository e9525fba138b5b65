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
import io.cloudbridge.store.driver.Answers;
import io.cloudbridge.store.driver.ETags;
import io.cloudbridge.store.driver.HttpDate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.RestoreStatus;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.S3Response;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.Tagging;

/** Portable values from and to those of S3. */
final class AwsValues {

    static final String ENCRYPTION = "x-amz-server-side-encryption";
    static final String KMS_KEY = "x-amz-server-side-encryption-aws-kms-key-id";
    static final String STORAGE_CLASS = "x-amz-storage-class";
    static final String VERSION = "x-amz-version-id";

    private static final List<Algorithm> BEST_FIRST =
            List.of(Algorithm.SHA256, Algorithm.CRC32C, Algorithm.CRC32, Algorithm.CRC64NVME, Algorithm.SHA1);

    private AwsValues() {}

    /** That of an answer which must have one. */
    static String owedETag(String etag) {
        String unquoted = ETags.unquoted(etag);
        if (unquoted.isEmpty()) {
            throw AwsErrors.wrongAnswer("it has no ETag");
        }
        return unquoted;
    }

    /** The first value of a header, or null. */
    static String header(SdkHttpResponse answer, String name) {
        return answer.firstMatchingHeader(name).orElse(null);
    }

    static <T extends S3Response> T done(T answer) {
        done(answer.sdkHttpResponse());
        return answer;
    }

    /** Whether it may be S3's: it has a request id, or nothing that could be the page of a proxy. */
    static boolean saysWhose(SdkHttpResponse answer) {
        String length = header(answer, "Content-Length");
        boolean hasBody = length == null ? header(answer, "Transfer-Encoding") != null : !length.equals("0");
        return !hasBody || header(answer, "x-amz-request-id") != null;
    }

    /** An answer whose status is all it has to say; the page of a proxy on the way is none. */
    static SdkHttpResponse done(SdkHttpResponse answer) {
        if (!saysWhose(answer)) {
            throw AwsErrors.wrongAnswer("it has a content, and no request id");
        }
        return answer;
    }

    /** Whether an ETag that looks like an MD5 is one: not under KMS, and not in a directory bucket. */
    static boolean isMd5(ObjectRef ref, SdkHttpResponse answer) {
        String encryption = header(answer, ENCRYPTION);
        return header(answer, KMS_KEY) == null
                && (encryption == null || !encryption.startsWith("aws:kms"))
                && !ref.bucket().endsWith("--x-s3");
    }

    /** The length that an answer tells; {@link ContentRange#UNKNOWN} if it does not. */
    static long length(SdkHttpResponse answer) {
        return Answers.length(header(answer, "Content-Length"));
    }

    /** An object as the headers of an answer tell of it. What can be read is not archived, or restored. */
    static ObjectInfo info(ObjectRef ref, SdkHttpResponse answer, long size) {
        String etag = ETags.unquoted(header(answer, "ETag"));
        Checksum told = checksum(answer);
        return new ObjectInfo(
                ref.withVersion(version(header(answer, VERSION), ref.versionId())),
                size,
                etag,
                HttpDate.parse(header(answer, "Last-Modified")),
                new ObjectProperties(
                        header(answer, "Content-Type"),
                        contentEncoding(header(answer, "Content-Encoding")),
                        header(answer, "Content-Disposition"),
                        header(answer, "Content-Language"),
                        header(answer, "Cache-Control"),
                        header(answer, STORAGE_CLASS),
                        AwsMetadata.fromHeaders(AwsMetadata.headers(answer))),
                told == null && isMd5(ref, answer) ? ETags.md5(etag).orElse(null) : told);
    }

    /** What the answer to a HEAD tells, which archived objects have too. */
    static ObjectInfo info(ObjectRef ref, SdkHttpResponse head) {
        boolean archive = header(head, "x-amz-archive-status") != null || isArchive(header(head, STORAGE_CLASS));
        return info(ref, head, length(head)).withArchived(archive && !isRestored(header(head, "x-amz-restore")));
    }

    static ObjectInfo info(ObjectRef ref, S3Object listed) {
        RestoreStatus restore = listed.restoreStatus();
        boolean restored = restore != null && restore.restoreExpiryDate() != null;
        return new ObjectInfo(
                ref,
                owedSize(listed.size()),
                ETags.unquoted(listed.eTag()),
                listed.lastModified(),
                ObjectProperties.NONE.withStorageClass(listed.storageClassAsString()),
                null,
                false,
                isArchive(listed.storageClassAsString()) && !restored);
    }

    /** That of the parts in which the object was stored; 0 if it is not known, or the ETag is not made of their MD5s. */
    static long partSize(ObjectRef ref, SdkHttpResponse answer) {
        return isMd5(ref, answer) ? AwsMetadata.partSize(AwsMetadata.headers(answer)) : 0;
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

    /** As the headers of an answer tell it, see {@link #checksum(UnaryOperator)}. */
    static Checksum checksum(SdkHttpResponse answer) {
        return checksum(name -> header(answer, "x-amz-checksum-" + name));
    }

    /** As a document tells it, see {@link #checksum(UnaryOperator)}. */
    static Checksum checksum(SdkPojo document) {
        return checksum(name -> document.sdkFields().stream()
                .filter(field -> field.memberName().equals("Checksum" + name))
                .findFirst()
                .map(field -> (String) field.getValueOrDefault(document))
                .orElse(null));
    }

    /**
     * The digest of the whole content, or null. Of an object in parts S3 may tell a digest of the parts' digests instead, which does not help.
     *
     * @param told gives the digest in base64 for the name of an algorithm, and the type of all for {@code Type}; null for what the store did not say
     */
    private static Checksum checksum(UnaryOperator<String> told) {
        if ("COMPOSITE".equals(told.apply("Type"))) {
            return null;
        }
        return BEST_FIRST.stream()
                .map(algorithm -> checksum(algorithm, told.apply(algorithm.name())))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
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
    private static String contentEncoding(String value) {
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

    static Tagging tagging(Map<String, String> tags) {
        List<Tag> set = tags.entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
        return Tagging.builder().tagSet(set).build();
    }
}
