/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.MultipartUpload;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutResult;
import io.cloudbridge.store.aws.AwsSubresources.Kind;
import io.cloudbridge.store.driver.ETags;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** Uploads in parts. Thread-safe. */
final class AwsMultiparts {

    private final S3Client s3;
    private final AwsErrors errors;
    private final AwsReasons reasons;
    private final AwsBodies bodies;
    private final AwsETags etags;
    private final AwsTaggedWrites tagged;
    private final AwsSubresources subresources;
    private final boolean amazon;
    /** What the store has shown to know. */
    private final Set<PutOptions.Encryption> encrypts = ConcurrentHashMap.newKeySet();

    AwsMultiparts(
            AwsConnection connection,
            AwsErrors errors,
            AwsReasons reasons,
            AwsETags etags,
            AwsTaggedWrites tagged,
            AwsSubresources subresources) {
        this.s3 = connection.s3();
        this.errors = errors;
        this.reasons = reasons;
        this.bodies = new AwsBodies(connection.checksums());
        this.etags = etags;
        this.tagged = tagged;
        this.subresources = subresources;
        this.amazon = connection.amazon();
    }

    /** Begins an upload in parts and drops it at once. Its answer shows whether the store encrypts as it is asked to, before anything is visible. */
    void requireEncryption(ObjectRef ref, PutOptions options) {
        if (!amazon && options.encryption() != PutOptions.Encryption.NONE && !encrypts.contains(options.encryption())) {
            start(ref, options.withTags(Map.of()), 0).abort();
        }
    }

    /** @param partSize 0 if it is not known */
    Multipart start(ObjectRef ref, PutOptions options, long partSize) {
        AwsTags.check(options.tags());
        tagged.before(ref, options.tags());
        return errors.call(ref, () -> {
            CreateMultipartUploadRequest.Builder request =
                    AwsRequests.multipart(ref, options, writtenPartSize(options, partSize));
            if (bodies.checksums()) {
                // the CRC32 of the whole object: a reader can compare it, unlike a checksum of the parts' checksums
                request.checksumAlgorithm(ChecksumAlgorithm.CRC32).checksumType(ChecksumType.FULL_OBJECT);
            }
            CreateMultipartUploadResponse begun = s3.createMultipartUpload(request.build());
            String id = begun.uploadId();
            if (id == null || id.isEmpty()) {
                throw AwsErrors.wrongAnswer("it has no id of the upload");
            }
            Multipart upload = new Multipart(ref, id, options);
            if (options.encryption() != PutOptions.Encryption.NONE) {
                checkEncryption(options.encryption(), begun, upload);
            }
            return upload;
        });
    }

    private void checkEncryption(PutOptions.Encryption asked, CreateMultipartUploadResponse begun, Multipart upload) {
        if (begun.serverSideEncryptionAsString() == null) {
            upload.abort();
            throw new CloudBridgeException.Unsupported(
                    Failure.of(
                            "the store does not say that it encrypts the object, as it was asked to; leave encryption"
                                    + " out, or have the bucket encrypt what it stores"),
                    null);
        }
        encrypts.add(asked);
    }

    /** 0 where it would not help: where the store keeps a checksum of the whole, or the ETag is none of MD5s. */
    private long writtenPartSize(PutOptions options, long partSize) {
        boolean hasChecksum = amazon && bodies.checksums();
        return hasChecksum || options.encryption() == PutOptions.Encryption.KMS ? 0 : partSize;
    }

    /** An S3 multipart upload. The checksum of every part is kept, since S3 wants them all again at the end. */
    final class Multipart implements MultipartUpload {
        private final ObjectRef ref;
        private final String id;
        private final PutOptions options;
        private final boolean believed;
        private final Map<Integer, String> crc32s = new ConcurrentHashMap<>();
        private volatile boolean tried;

        private Multipart(ObjectRef ref, String id, PutOptions options) {
            this.ref = ref;
            this.id = id;
            this.options = options;
            this.believed = etags.areMd5s(ref.bucket());
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
                verifyPart(content, told, etag, stored.sdkHttpResponse());
                keepChecksum(number, stored.checksumCRC32());
                return new Part(number, etag, content.length(), told == null ? sent : told);
            });
        }

        /** A part cannot be read back, so a mismatch fails this upload, and all tries of it. The next upload no longer compares such ETags. */
        private void verifyPart(Content content, Checksum told, String etag, SdkHttpResponse answer) {
            try {
                if (etags.areComparable(options)) {
                    etags.verify(ref, content, told, etag, answer, believed);
                }
            } catch (CloudBridgeException.ChecksumMismatch e) {
                etags.distrust(ref.bucket());
                throw e;
            }
        }

        /** For the end: what the store says of a part, or null. */
        void keepChecksum(int number, String crc32) {
            if (crc32 != null) {
                crc32s.put(number, crc32);
            }
        }

        @Override
        public PutResult complete(List<Part> parts) {
            AwsTaggedWrites.Following following = tagged.before(ref, options.tags());
            boolean again = tried;
            tried = true;
            try {
                PutResult result = completed(parts);
                following.follow(result);
                return result;
            } catch (CloudBridgeException.ObjectNotFound e) {
                if (again) {
                    // it was the first try that completed the upload, and its answer got lost
                    following.follow(new PutResult("", null, null));
                }
                throw e;
            }
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
                CompleteMultipartUploadResponse whole =
                        s3.completeMultipartUpload(CompleteMultipartUploadRequest.builder()
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
                return new PutResult(
                        etagOf(whole), AwsValues.version(whole.versionId(), null), AwsValues.checksum(whole));
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
            AwsMultiparts.this.abort(ref, id);
        }
    }

    void abort(ObjectRef ref, String id) {
        try {
            if (!knowsUpload(ref, id)) {
                throw new CloudBridgeException.Unsupported(
                        Failure.of("the store cannot drop the parts of the upload: asked for them, it sends the object,"
                                + " which it would delete"),
                        null);
            }
            errors.call(
                    ref,
                    () -> s3.abortMultipartUpload(request ->
                            request.bucket(ref.bucket()).key(ref.key()).uploadId(id)));
        } catch (CloudBridgeException.ObjectNotFound e) {
            // completed, or aborted before: nothing is left to drop
        }
    }

    /** Also a refusal shows that the store does not take the upload for the object. */
    private boolean knowsUpload(ObjectRef ref, String id) {
        try {
            return subresources.isKnown(Kind.UPLOAD)
                    || subresources.read(Kind.UPLOAD, ref, id).isPresent();
        } catch (CloudBridgeException.AccessDenied | CloudBridgeException.Unsupported e) {
            return true;
        } catch (CloudBridgeException.ObjectNotFound e) {
            if ("NoSuchUpload".equals(e.getCode())) {
                throw e;
            }
            return true; // there is no object that it could delete
        }
    }
}
