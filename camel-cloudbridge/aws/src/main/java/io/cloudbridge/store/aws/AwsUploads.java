/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutResult;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.driver.ETags;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** Storing objects, in one request or in parts. */
final class AwsUploads {

    private final S3Client s3;
    private final AwsHttp http;
    private final AwsErrors errors;
    private final AwsReasons reasons;
    private final AwsBodies bodies;
    private final AwsReads looks;

    /** @param looks for conditions, or null where the store is known to honour them */
    AwsUploads(S3Client s3, AwsHttp http, AwsErrors errors, AwsReasons reasons, AwsBodies bodies, AwsReads looks) {
        this.looks = looks;
        this.s3 = s3;
        this.http = http;
        this.errors = errors;
        this.reasons = reasons;
        this.bodies = bodies;
    }

    PutResult put(ObjectRef ref, Content content, PutOptions options) {
        checkCondition(ref, options);
        String ifMatch = ETags.quoted(options.ifMatch());
        try {
            return put(ref, content, options, ifMatch);
        } catch (CloudBridgeException.PreconditionFailed e) {
            if (looks == null || ifMatch == null || "*".equals(ifMatch)) {
                throw e;
            }
            // the condition held a moment ago: Ceph compares with what stands between the quotes
            checkCondition(ref, options);
            return put(ref, content, options, options.ifMatch());
        }
    }

    private PutResult put(ObjectRef ref, Content content, PutOptions options, String ifMatch) {
        return reasons.ofUpload(ref, () -> errors.call(ref, () -> send(ref, content, options, ifMatch)));
    }

    /**
     * Looks whether the condition of an upload holds. Not every store other than Amazon's knows the conditions of both kinds of upload, and those
     * that do not ignore them, so the look comes first: before the upload, and again before its last request.
     */
    void checkCondition(ObjectRef ref, PutOptions options) {
        if (looks == null || options.ifMatch() == null && options.ifNoneMatch() == null) {
            return;
        }
        String etag;
        try {
            etag = looks.head(ref, ReadOptions.NONE).etag();
        } catch (CloudBridgeException.ObjectNotFound e) {
            etag = null;
        } catch (CloudBridgeException.AccessDenied e) {
            return; // may write and not read, so the store alone decides
        }
        boolean wanted = etag != null && ("*".equals(options.ifMatch()) || etag.equals(options.ifMatch()));
        if (options.ifNoneMatch() != null ? etag != null : !wanted) {
            throw new CloudBridgeException.PreconditionFailed(
                    Failure.of(etag == null ? "there is no object" : "there is an object, with ETag " + etag)
                            .withHttp(412, null, null),
                    null);
        }
    }

    private PutResult send(ObjectRef ref, Content content, PutOptions options, String ifMatch) {
        PutObjectRequest.Builder request =
                AwsRequests.put(ref, options).ifMatch(ifMatch).contentLength(content.length());
        Checksum sent = options.checksum() == null ? bodies.digest(content) : options.checksum();
        checksum(request, sent);
        SdkHttpResponse stored = http.putObject(request.build(), content);
        String etag = AwsValues.owedETag(AwsValues.header(stored, "ETag"));
        Checksum told = AwsValues.checksum(stored);
        boolean md5 = AwsValues.isMd5(ref, stored);
        AwsBodies.verify(ref, content, told, etag, md5);
        boolean byETag = told == null && md5 && sent.algorithm() == Checksum.Algorithm.MD5;
        return new PutResult(
                etag,
                AwsValues.version(AwsValues.header(stored, AwsValues.VERSION), null),
                byETag ? ETags.md5(etag).orElse(null) : told);
    }

    /** Ceph ignores the tags of an upload in parts, so they follow it where the store is not Amazon's. */
    void tagAfterwards(ObjectRef ref, PutOptions options) {
        if (looks != null && !options.tags().isEmpty()) {
            errors.call(
                    ref,
                    () -> s3.putObjectTagging(request ->
                            request.bucket(ref.bucket()).key(ref.key()).tagging(AwsValues.tagging(options.tags()))));
        }
    }

    /** @param partSize 0 if it is not known */
    AwsMultipartUpload start(ObjectRef ref, PutOptions options, long partSize) {
        checkCondition(ref, options);
        return errors.call(ref, () -> {
            CreateMultipartUploadRequest.Builder request =
                    AwsRequests.multipart(ref, options, writtenPartSize(options, partSize));
            if (bodies.checksums()) {
                // of the whole object, not of the parts' checksums: a reader can verify it
                request.checksumAlgorithm(ChecksumAlgorithm.CRC32).checksumType(ChecksumType.FULL_OBJECT);
            }
            String id = s3.createMultipartUpload(request.build()).uploadId();
            if (id == null || id.isEmpty()) {
                throw AwsErrors.wrongAnswer("it has no id of the upload");
            }
            return new AwsMultipartUpload(s3, errors, reasons, bodies, this, ref, id, options);
        });
    }

    /** 0 where it would not help: where the store keeps a checksum of the whole, or the ETag is none of MD5s. */
    private long writtenPartSize(PutOptions options, long partSize) {
        boolean hasChecksum = looks == null && bodies.checksums();
        return hasChecksum || options.encryption() == PutOptions.Encryption.KMS ? 0 : partSize;
    }

    private static void checksum(PutObjectRequest.Builder request, Checksum sent) {
        String value = AwsValues.base64(sent);
        switch (sent.algorithm()) {
            case MD5 -> request.contentMD5(value);
            case SHA1 -> request.checksumSHA1(value);
            case SHA256 -> request.checksumSHA256(value);
            case CRC32 -> request.checksumCRC32(value);
            case CRC32C -> request.checksumCRC32C(value);
            case CRC64NVME -> request.checksumCRC64NVME(value);
        }
    }
}
