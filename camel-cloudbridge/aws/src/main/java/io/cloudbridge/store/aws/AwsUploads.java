/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutResult;
import java.util.Set;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/** Storing objects, in one request or in parts. */
final class AwsUploads {

    /** Why any request with these credentials, or to this bucket, is refused. */
    private static final Set<String> REASONS = Set.of(
            "SignatureDoesNotMatch",
            "InvalidAccessKeyId",
            "ExpiredToken",
            "InvalidToken",
            "RequestTimeTooSkewed",
            "AuthorizationHeaderMalformed",
            "PermanentRedirect",
            "NoSuchBucket");

    private final S3Client s3;
    private final AwsErrors errors;
    private final AwsBodies bodies;

    AwsUploads(S3Client s3, AwsErrors errors, AwsBodies bodies) {
        this.s3 = s3;
        this.errors = errors;
        this.bodies = bodies;
    }

    PutResult put(ObjectRef ref, Content content, PutOptions options) {
        try {
            return send(ref, content, options);
        } catch (CloudBridgeException.Unavailable e) {
            throw reason(ref, e);
        }
    }

    private PutResult send(ObjectRef ref, Content content, PutOptions options) {
        return errors.call("put", ref, () -> {
            ObjectProperties properties = options.properties();
            PutObjectRequest.Builder request = PutObjectRequest.builder()
                    .bucket(ref.bucket())
                    .key(ref.key())
                    .contentLength(content.length())
                    .contentType(properties.contentType())
                    .contentEncoding(properties.contentEncoding())
                    .contentDisposition(properties.contentDisposition())
                    .contentLanguage(properties.contentLanguage())
                    .cacheControl(properties.cacheControl())
                    .storageClass(properties.storageClass())
                    .metadata(AwsMetadata.toHeaders(properties.metadata()))
                    .serverSideEncryption(AwsValues.encryption(options))
                    .ssekmsKeyId(options.encryptionKeyId())
                    .ifMatch(AwsValues.quoted(options.ifMatch()))
                    .ifNoneMatch(options.ifNoneMatch());
            if (!options.tags().isEmpty()) {
                // an empty header would ask for the permission to tag
                request.tagging(AwsValues.tagging(options.tags()));
            }
            checksum(request, content, options.checksum());
            PutObjectResponse stored = s3.putObject(request.build(), bodies.of(content));
            return new PutResult(
                    AwsValues.unquoted(stored.eTag()),
                    AwsValues.version(stored.versionId(), null),
                    AwsValues.checksum(
                            stored.checksumTypeAsString(),
                            stored.checksumSHA256(),
                            stored.checksumCRC32C(),
                            stored.checksumCRC32(),
                            stored.checksumSHA1()));
        });
    }

    AwsMultipartUpload start(ObjectRef ref, PutOptions options) {
        return errors.call("startMultipart", ref, () -> {
            ObjectProperties properties = options.properties();
            CreateMultipartUploadRequest.Builder request = CreateMultipartUploadRequest.builder()
                    .bucket(ref.bucket())
                    .key(ref.key())
                    .contentType(properties.contentType())
                    .contentEncoding(properties.contentEncoding())
                    .contentDisposition(properties.contentDisposition())
                    .contentLanguage(properties.contentLanguage())
                    .cacheControl(properties.cacheControl())
                    .storageClass(properties.storageClass())
                    .metadata(AwsMetadata.toHeaders(properties.metadata()))
                    .serverSideEncryption(AwsValues.encryption(options))
                    .ssekmsKeyId(options.encryptionKeyId());
            if (!options.tags().isEmpty()) {
                request.tagging(AwsValues.tagging(options.tags()));
            }
            if (bodies.checksums()) {
                // of the whole object, not of the parts' checksums: a reader can verify it
                request.checksumAlgorithm(ChecksumAlgorithm.CRC32).checksumType(ChecksumType.FULL_OBJECT);
            }
            String id = s3.createMultipartUpload(request.build()).uploadId();
            return new AwsMultipartUpload(s3, errors, bodies, ref, id, options);
        });
    }

    /**
     * A store that refuses an upload early may close the connection while the body is still being sent, and its answer gets lost. A read of one
     * byte brings it to light; what that read alone may be refused for is no reason.
     */
    private CloudBridgeException reason(ObjectRef ref, CloudBridgeException.Unavailable broken) {
        if (broken.getHttpStatus() != 0 || Thread.currentThread().isInterrupted()) {
            return broken;
        }
        try {
            errors.call(
                    "put",
                    ref,
                    () -> s3.getObject(
                            request ->
                                    request.bucket(ref.bucket()).key(ref.key()).range("bytes=0-0"),
                            ResponseTransformer.toBytes()));
        } catch (CloudBridgeException e) {
            if (e.getCode() != null && REASONS.contains(e.getCode())) {
                e.addSuppressed(broken);
                return e;
            }
        }
        return broken;
    }

    /** What the caller declares is verified by the store; else a checksum of our own. */
    private void checksum(PutObjectRequest.Builder request, Content content, Checksum declared) {
        if (declared == null) {
            if (!bodies.checksums()) {
                request.contentMD5(bodies.md5(content));
            }
            return;
        }
        String value = AwsValues.base64(declared);
        switch (declared.algorithm()) {
            case MD5 -> request.contentMD5(value);
            case SHA1 -> request.checksumSHA1(value);
            case SHA256 -> request.checksumSHA256(value);
            case CRC32 -> request.checksumCRC32(value);
            case CRC32C -> request.checksumCRC32C(value);
        }
    }
}
