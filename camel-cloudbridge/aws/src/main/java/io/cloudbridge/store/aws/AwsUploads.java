/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutResult;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/** Storing objects, in one request or in parts. */
final class AwsUploads {

    private final S3Client s3;
    private final AwsErrors errors;
    private final AwsReasons reasons;
    private final AwsBodies bodies;

    AwsUploads(S3Client s3, AwsErrors errors, AwsReasons reasons, AwsBodies bodies) {
        this.s3 = s3;
        this.errors = errors;
        this.reasons = reasons;
        this.bodies = bodies;
    }

    PutResult put(ObjectRef ref, Content content, PutOptions options) {
        try {
            return send(ref, content, options);
        } catch (CloudBridgeException.Unavailable e) {
            // the store may have refused, and its answer got lost
            throw e.getHttpStatus() == 0 ? reasons.of("put", ref, e) : e;
        }
    }

    private PutResult send(ObjectRef ref, Content content, PutOptions options) {
        return errors.call("put", ref, () -> {
            PutObjectRequest.Builder request = AwsRequests.put(ref, options).contentLength(content.length());
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
            CreateMultipartUploadRequest.Builder request = AwsRequests.multipart(ref, options);
            if (bodies.checksums()) {
                // of the whole object, not of the parts' checksums: a reader can verify it
                request.checksumAlgorithm(ChecksumAlgorithm.CRC32).checksumType(ChecksumType.FULL_OBJECT);
            }
            String id = s3.createMultipartUpload(request.build()).uploadId();
            return new AwsMultipartUpload(s3, errors, bodies, ref, id, options);
        });
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
            case CRC64NVME -> request.checksumCRC64NVME(value);
        }
    }
}
