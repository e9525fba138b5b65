/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import io.cloudbridge.store.CopyOptions;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.driver.ETags;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.TaggingDirective;

/**
 * The three requests that make an object. The SDK's builders of them have no type in common, so what all of them carry is written three times:
 * here, one below the other, and nowhere else.
 */
final class AwsRequests {

    private AwsRequests() {}

    static PutObjectRequest.Builder put(ObjectRef ref, PutOptions options) {
        ObjectProperties properties = options.properties();
        PutObjectRequest.Builder request = PutObjectRequest.builder()
                .bucket(ref.bucket())
                .key(ref.key())
                .contentType(properties.contentType())
                .contentEncoding(properties.contentEncoding())
                .contentDisposition(properties.contentDisposition())
                .contentLanguage(properties.contentLanguage())
                .cacheControl(properties.cacheControl())
                .metadata(AwsMetadata.toHeaders(properties.metadata()))
                .storageClass(properties.storageClass())
                .serverSideEncryption(AwsValues.encryption(options))
                .ssekmsKeyId(options.encryptionKeyId())
                .ifNoneMatch(options.ifNoneMatch());
        // an empty header would ask for the permission to tag
        return options.tags().isEmpty() ? request : request.tagging(AwsValues.tagging(options.tags()));
    }

    /**
     * Conditions go to the request that completes the upload.
     *
     * @param partSize to be written down beside the object, or 0
     */
    static CreateMultipartUploadRequest.Builder multipart(ObjectRef ref, PutOptions options, long partSize) {
        ObjectProperties properties = options.properties();
        CreateMultipartUploadRequest.Builder request = CreateMultipartUploadRequest.builder()
                .bucket(ref.bucket())
                .key(ref.key())
                .contentType(properties.contentType())
                .contentEncoding(properties.contentEncoding())
                .contentDisposition(properties.contentDisposition())
                .contentLanguage(properties.contentLanguage())
                .cacheControl(properties.cacheControl())
                .metadata(AwsMetadata.withPartSize(AwsMetadata.toHeaders(properties.metadata()), partSize))
                .storageClass(properties.storageClass())
                .serverSideEncryption(AwsValues.encryption(options))
                .ssekmsKeyId(options.encryptionKeyId());
        return options.tags().isEmpty() ? request : request.tagging(AwsValues.tagging(options.tags()));
    }

    /** @param partSize to be written down beside the object where the copy does not keep its metadata, or 0 */
    static CopyObjectRequest.Builder copy(ObjectRef from, ObjectRef to, CopyOptions options, long partSize) {
        PutOptions target = options.target();
        ObjectProperties properties = target.properties();
        CopyObjectRequest.Builder request = CopyObjectRequest.builder()
                .sourceBucket(from.bucket())
                .sourceKey(from.key())
                .sourceVersionId(from.versionId())
                .copySourceIfMatch(ETags.quoted(options.sourceIfMatch()))
                .destinationBucket(to.bucket())
                .destinationKey(to.key())
                .storageClass(properties.storageClass())
                .serverSideEncryption(AwsValues.encryption(target))
                .ssekmsKeyId(target.encryptionKeyId())
                .ifMatch(ETags.quoted(target.ifMatch()))
                .ifNoneMatch(target.ifNoneMatch());
        if (!target.tags().isEmpty()) {
            request.taggingDirective(TaggingDirective.REPLACE).tagging(AwsValues.tagging(target.tags()));
        }
        if (!options.keepProperties()) {
            request.metadataDirective(MetadataDirective.REPLACE)
                    .contentType(properties.contentType())
                    .contentEncoding(properties.contentEncoding())
                    .contentDisposition(properties.contentDisposition())
                    .contentLanguage(properties.contentLanguage())
                    .cacheControl(properties.cacheControl())
                    .metadata(AwsMetadata.withPartSize(AwsMetadata.toHeaders(properties.metadata()), partSize));
        }
        return request;
    }
}
