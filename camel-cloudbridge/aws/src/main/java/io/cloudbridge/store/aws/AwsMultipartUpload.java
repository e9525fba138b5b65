/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.MultipartUpload;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutResult;
import io.cloudbridge.store.driver.ETags;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** An S3 multipart upload. The checksum of every part is kept, since S3 wants them all again at the end. */
final class AwsMultipartUpload implements MultipartUpload {

    private final S3Client s3;
    private final AwsErrors errors;
    private final AwsReasons reasons;
    private final AwsBodies bodies;
    private final AwsUploads uploads;
    private final ObjectRef ref;
    private final String id;
    private final PutOptions options;
    private final Map<Integer, String> crc32s = new ConcurrentHashMap<>();

    AwsMultipartUpload(
            S3Client s3,
            AwsErrors errors,
            AwsReasons reasons,
            AwsBodies bodies,
            AwsUploads uploads,
            ObjectRef ref,
            String id,
            PutOptions options) {
        this.s3 = s3;
        this.errors = errors;
        this.reasons = reasons;
        this.bodies = bodies;
        this.uploads = uploads;
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
        return reasons.ofUpload(ref, () -> send(number, content));
    }

    private Part send(int number, Content content) {
        return errors.call(ref, () -> {
            Checksum sent = bodies.digest(content);
            UploadPartRequest.Builder request = UploadPartRequest.builder()
                    .bucket(ref.bucket())
                    .key(ref.key())
                    .uploadId(id)
                    .partNumber(number)
                    .contentLength(content.length());
            if (bodies.checksums()) {
                request.checksumCRC32(AwsValues.base64(sent));
            } else {
                request.contentMD5(AwsValues.base64(sent));
            }
            UploadPartResponse stored = s3.uploadPart(request.build(), AwsBodies.of(content));
            String etag = AwsValues.owedETag(stored.eTag());
            Checksum told = AwsValues.checksum(stored);
            AwsBodies.verify(ref, content, told, etag, AwsValues.isMd5(ref, stored.sdkHttpResponse()));
            keepChecksum(number, stored.checksumCRC32());
            return new Part(number, etag, content.length(), told == null ? sent : told);
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
        uploads.checkCondition(ref, options);
        PutResult result = completed(parts);
        uploads.tagAfterwards(ref, options);
        return result;
    }

    private PutResult completed(List<Part> parts) {
        return errors.call(ref, () -> {
            List<CompletedPart> stored = parts.stream()
                    .map(part -> CompletedPart.builder()
                            .partNumber(part.number())
                            .eTag(ETags.quoted(part.etag()))
                            .checksumCRC32(crc32s.get(part.number()))
                            .build())
                    .toList();
            CompleteMultipartUploadResponse whole = s3.completeMultipartUpload(CompleteMultipartUploadRequest.builder()
                    .bucket(ref.bucket())
                    .key(ref.key())
                    .uploadId(id)
                    .multipartUpload(list -> list.parts(stored))
                    .ifMatch(ETags.quoted(options.ifMatch()))
                    .ifNoneMatch(options.ifNoneMatch())
                    .build());
            if (whole.key() == null && whole.eTag() == null) {
                throw AwsErrors.wrongAnswer("it does not say what was stored");
            }
            return new PutResult(etagOf(whole), AwsValues.version(whole.versionId(), null), AwsValues.checksum(whole));
        });
    }

    /** Some stores do not tell it here; a look at the object does. */
    private String etagOf(CompleteMultipartUploadResponse whole) {
        String etag = ETags.unquoted(whole.eTag());
        if (!etag.isEmpty()) {
            return etag;
        }
        try {
            return ETags.unquoted(
                    s3.headObject(head -> head.bucket(ref.bucket()).key(ref.key()))
                            .eTag());
        } catch (SdkException e) {
            return ""; // stored it is, and may not be looked at
        }
    }

    @Override
    public void abort() {
        abort(s3, errors, ref, id);
    }

    static void abort(S3Client s3, AwsErrors errors, ObjectRef ref, String id) {
        try {
            errors.call(
                    ref,
                    () -> s3.abortMultipartUpload(request ->
                            request.bucket(ref.bucket()).key(ref.key()).uploadId(id)));
        } catch (CloudBridgeException.ObjectNotFound e) {
            // completed, or aborted before: nothing is left to drop
        }
    }
}
