/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.CopyOptions;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.MultipartUpload.Part;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutResult;
import io.cloudbridge.store.driver.ETags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectResult;
import software.amazon.awssdk.services.s3.model.CopyPartResult;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;

/** Copies inside S3: one request up to 5 GiB, above that in parts. Which of the two is needed, S3 says itself, so most copies are one request. */
final class AwsCopies {

    /** Large enough for 5 TiB in 10 000 parts. */
    static final long PART_SIZE = 640L << 20;

    private static final long LARGEST_COPY = 5L << 30;

    private final S3Client s3;
    private final AwsErrors errors;
    private final AwsReads reads;
    private final AwsMultiparts multiparts;
    private final AwsTags tags;
    private final AwsTaggedWrites tagged;
    private final AwsVersions versions;
    private final boolean amazon;
    private final long partSize;

    AwsCopies(
            AwsConnection connection,
            AwsErrors errors,
            AwsReads reads,
            AwsMultiparts multiparts,
            AwsTags tags,
            AwsTaggedWrites tagged,
            AwsVersions versions,
            long partSize) {
        this.s3 = connection.s3();
        this.errors = errors;
        this.reads = reads;
        this.multiparts = multiparts;
        this.tags = tags;
        this.tagged = tagged;
        this.versions = versions;
        this.amazon = connection.amazon();
        this.partSize = partSize;
    }

    /**
     * @return empty where the server does not know copies, which it says in its answer only; or may ignore how the copy is to be encrypted, as Ceph does,
     *     and says in its answer that it has
     */
    Optional<PutResult> copy(ObjectRef from, ObjectRef to, CopyOptions options) {
        if (!amazon && options.target().encryption() != PutOptions.Encryption.NONE) {
            return Optional.empty();
        }
        versions.require(from);
        try {
            return Optional.of(copied(from, to, options, 0));
        } catch (CloudBridgeException.Unsupported e) {
            return Optional.empty();
        }
    }

    private PutResult copied(ObjectRef from, ObjectRef to, CopyOptions options, long partSize) {
        try {
            return whole(from, to, options, partSize);
        } catch (CloudBridgeException.InvalidRequest e) {
            if (!isTooLarge(e) && !isTooLarge(from)) {
                throw e;
            }
            return inParts(from, to, options);
        }
    }

    /** Replaces everything that travels with the object, by a copy onto itself. */
    PutResult setProperties(ObjectRef ref, ObjectProperties properties, String ifMatch) {
        SdkHttpResponse now = reads.look(ref, ifMatch);
        // S3 would put the copy into the standard class, with the bucket's default encryption
        String storageClass = properties.storageClass() == null
                ? AwsValues.header(now, AwsValues.STORAGE_CLASS)
                : properties.storageClass();
        PutOptions target = PutOptions.of(properties.withStorageClass(storageClass));
        target = encryptedAs(now, target);
        CopyOptions options = new CopyOptions(ETags.unquoted(AwsValues.header(now, "ETag")), target, false);
        // some stores keep the ETag of an object in parts, and what it needs to be verified is no property of the user
        return copied(ref, ref, options, AwsMetadata.partSize(AwsMetadata.headers(now)));
    }

    private static PutOptions encryptedAs(SdkHttpResponse now, PutOptions target) {
        String encryption = AwsValues.header(now, AwsValues.ENCRYPTION);
        if (encryption == null) {
            return target;
        }
        return switch (encryption) {
            case "AES256" -> target.withEncryption(PutOptions.Encryption.MANAGED, null);
            case "aws:kms" ->
                target.withEncryption(PutOptions.Encryption.KMS, AwsValues.header(now, AwsValues.KMS_KEY));
            default ->
                throw new CloudBridgeException.InvalidState(
                        Failure.of("the object is encrypted with " + encryption + ", and would not be any more: its"
                                + " metadata can be set by a copy onto itself only; nothing was done"),
                        null);
        };
    }

    private PutResult whole(ObjectRef from, ObjectRef to, CopyOptions options, long partSize) {
        Map<String, String> own = options.target().tags();
        AwsTags.check(own);
        if (!amazon && own.isEmpty() && !options.keepProperties()) {
            own = tags.ofSource(from);
        }
        // Ceph's gateway ignores the tags of a copy, and drops those of the source where the properties are replaced
        AwsTaggedWrites.Following following = tagged.before(to, own);
        PutResult result = send(from, to, options, partSize);
        following.follow(result);
        return result;
    }

    private PutResult send(ObjectRef from, ObjectRef to, CopyOptions options, long partSize) {
        return errors.call(to, () -> {
            CopyObjectResponse answer =
                    s3.copyObject(AwsRequests.copy(from, to, options, partSize).build());
            CopyObjectResult copied = answer.copyObjectResult();
            return new PutResult(
                    AwsValues.owedETag(copied == null ? null : copied.eTag()),
                    AwsValues.version(answer.versionId(), null),
                    AwsValues.checksum(copied));
        });
    }

    private PutResult inParts(ObjectRef from, ObjectRef to, CopyOptions options) {
        ObjectInfo source = AwsValues.info(from, reads.look(from, options.sourceIfMatch()));
        AwsMultiparts.Multipart upload = multiparts.start(to, target(source, options), partSize);
        boolean complete = false;
        try {
            List<Part> parts = new ArrayList<>();
            for (long offset = 0; offset < source.size(); offset += partSize) {
                long length = Math.min(partSize, source.size() - offset);
                parts.add(copyPart(source, to, upload, parts.size() + 1, offset, length));
            }
            PutResult result = upload.complete(parts);
            complete = true;
            return result;
        } finally {
            if (!complete) {
                upload.abort();
            }
        }
    }

    private Part copyPart(
            ObjectInfo source, ObjectRef to, AwsMultiparts.Multipart upload, int number, long offset, long length) {
        return errors.call(to, () -> {
            CopyPartResult copied = s3.uploadPartCopy(UploadPartCopyRequest.builder()
                            .sourceBucket(source.bucket())
                            .sourceKey(source.key())
                            .sourceVersionId(source.versionId())
                            .copySourceIfMatch(ETags.quoted(source.etag()))
                            .copySourceRange("bytes=" + offset + "-" + (offset + length - 1))
                            .destinationBucket(to.bucket())
                            .destinationKey(to.key())
                            .uploadId(upload.id())
                            .partNumber(number)
                            .build())
                    .copyPartResult();
            String etag = AwsValues.owedETag(copied == null ? null : copied.eTag());
            upload.keepChecksum(number, copied.checksumCRC32());
            return new Part(number, etag, length);
        });
    }

    /** What one request would take from the source, parts have to be told. */
    private PutOptions target(ObjectInfo source, CopyOptions options) {
        PutOptions target = options.target();
        if (options.keepProperties()) {
            String storageClass = target.properties().storageClass();
            target = target.withProperties(source.properties().withStorageClass(storageClass));
        }
        return target.tags().isEmpty() ? target.withTags(tags.ofSource(source.ref())) : target;
    }

    /** Whether it is the source that is no copy for one request, as stores say in many ways. */
    private boolean isTooLarge(ObjectRef from) {
        try {
            return AwsValues.length(reads.look(from, null)) > LARGEST_COPY;
        } catch (CloudBridgeException e) {
            return false; // what the store has said is the reason then
        }
    }

    /** S3 answers InvalidRequest and says so in words; some of its followers have a code for it. */
    private static boolean isTooLarge(CloudBridgeException.InvalidRequest e) {
        return "EntityTooLarge".equals(e.getCode())
                || e.failure().message().contains("larger than the maximum allowable size");
    }
}
