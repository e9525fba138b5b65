/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.MultipartUpload;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutResult;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** An S3 multipart upload. The checksum of every part is kept, since S3 wants them all again at the end. */
final class AwsMultipartUpload implements MultipartUpload {

    private final S3Client s3;
    private final AwsErrors errors;
    private final AwsBodies bodies;
    private final ObjectRef ref;
    private final String id;
    private final PutOptions options;
    private final Map<Integer, String> crc32s = new ConcurrentHashMap<>();

    AwsMultipartUpload(S3Client s3, AwsErrors errors, AwsBodies bodies, ObjectRef ref, String id, PutOptions options) {
        this.s3 = s3;
        this.errors = errors;
        this.bodies = bodies;
        this.ref = ref;
        this.id = id;
        this.options = options;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Part uploadPart(int number, Content content) {
        return errors.call("uploadPart", ref, () -> {
            UploadPartRequest.Builder request = UploadPartRequest.builder()
                    .bucket(ref.bucket())
                    .key(ref.key())
                    .uploadId(id)
                    .partNumber(number)
                    .contentLength(content.length());
            if (bodies.checksums()) {
                request.checksumAlgorithm(ChecksumAlgorithm.CRC32);
            } else {
                request.contentMD5(bodies.md5(content));
            }
            UploadPartResponse stored = s3.uploadPart(request.build(), bodies.of(content));
            keepChecksum(number, stored.checksumCRC32());
            return new Part(number, AwsValues.unquoted(stored.eTag()), content.length());
        });
    }

    /** For the end: what the store says of a part, or null. */
    void keepChecksum(int number, String crc32) {
        if (crc32 != null) {
            crc32s.put(number, crc32);
        }
    }

    @Override
    public PutResult complete(List<Part> parts) {
        return errors.call("complete", ref, () -> {
            List<CompletedPart> stored = parts.stream()
                    .map(part -> CompletedPart.builder()
                            .partNumber(part.number())
                            .eTag(AwsValues.quoted(part.etag()))
                            .checksumCRC32(crc32s.get(part.number()))
                            .build())
                    .toList();
            CompleteMultipartUploadResponse whole = s3.completeMultipartUpload(CompleteMultipartUploadRequest.builder()
                    .bucket(ref.bucket())
                    .key(ref.key())
                    .uploadId(id)
                    .multipartUpload(list -> list.parts(stored))
                    .ifMatch(AwsValues.quoted(options.ifMatch()))
                    .ifNoneMatch(options.ifNoneMatch())
                    .build());
            return new PutResult(
                    AwsValues.unquoted(whole.eTag()),
                    AwsValues.version(whole.versionId(), null),
                    AwsValues.checksum(
                            whole.checksumTypeAsString(),
                            whole.checksumSHA256(),
                            whole.checksumCRC32C(),
                            whole.checksumCRC32(),
                            whole.checksumSHA1()));
        });
    }

    @Override
    public void abort() {
        abort(s3, errors, ref, id);
    }

    static void abort(S3Client s3, AwsErrors errors, ObjectRef ref, String id) {
        try {
            errors.call(
                    "abort",
                    ref,
                    () -> s3.abortMultipartUpload(request ->
                            request.bucket(ref.bucket()).key(ref.key()).uploadId(id)));
        } catch (CloudBridgeException.ObjectNotFound e) {
            // completed, or aborted before: nothing is left to drop
        }
    }
}
