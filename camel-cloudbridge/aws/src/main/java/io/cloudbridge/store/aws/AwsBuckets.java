/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import io.cloudbridge.store.BucketInfo;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.driver.Markers;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadBucketResponse;
import software.amazon.awssdk.services.s3.model.ListBucketsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

/** Buckets of the account. New ones are in the region of the client. */
final class AwsBuckets {

    private final S3Client s3;
    private final AwsErrors errors;

    AwsBuckets(S3Client s3, AwsErrors errors) {
        this.s3 = s3;
        this.errors = errors;
    }

    void create(String bucket) {
        // us-east-1 and some followers of S3 answer the owner of an existing bucket with success
        if (isMine(bucket)) {
            throw new CloudBridgeException.AlreadyExists(Failure.of("the bucket exists already"), null);
        }
        errors.call(bucket, () -> AwsValues.done(s3.createBucket(request -> request.bucket(bucket))));
    }

    void delete(String bucket) {
        errors.call(bucket, () -> AwsValues.done(s3.deleteBucket(request -> request.bucket(bucket))));
    }

    boolean exists(String bucket) {
        try {
            HeadBucketResponse head = errors.call(bucket, () -> s3.headBucket(request -> request.bucket(bucket)));
            return AwsValues.saysWhose(head.sdkHttpResponse()) || isListed(bucket);
        } catch (CloudBridgeException.BucketNotFound e) {
            return false;
        } catch (CloudBridgeException.InvalidRequest e) {
            if (e.getHttpStatus() == 301) {
                return true; // in another region
            }
            throw e.getCode() == null ? reasonOf(e, bucket) : e;
        } catch (CloudBridgeException.Unavailable e) {
            CloudBridgeException reason = reasonOf(e, bucket);
            if (reason instanceof CloudBridgeException.BucketNotFound) {
                return false;
            }
            throw reason;
        }
    }

    /**
     * Asks with a listing whether the bucket is there, since the answer to HEAD did not show that it came from a store. It had a Content-Length, which
     * both may send: a store that of its answer to GET (RFC 9110 section 9.3.2), a proxy that of its error page.
     */
    private boolean isListed(String bucket) {
        try {
            if (listOne(bucket).name() == null) {
                throw AwsErrors.wrongAnswer("it is no listing of the bucket");
            }
            return true;
        } catch (CloudBridgeException.AccessDenied e) {
            if (e.getCode() == null) {
                throw e; // not the store's own word
            }
            return true;
        }
    }

    /** The answer to a HEAD has no body; that to a listing says why a token is refused, and whose answer it is. */
    private CloudBridgeException reasonOf(CloudBridgeException known, String bucket) {
        try {
            listOne(bucket);
        } catch (CloudBridgeException reason) {
            if (reason.getCode() != null) {
                reason.addSuppressed(known);
                return reason;
            }
        }
        return known;
    }

    private ListObjectsV2Response listOne(String bucket) {
        return errors.call(
                bucket, () -> s3.listObjectsV2(request -> request.bucket(bucket).maxKeys(1)));
    }

    List<BucketInfo> list() {
        List<BucketInfo> buckets = new ArrayList<>();
        Markers markers = new Markers();
        String token = null;
        do {
            String from = token;
            ListBucketsResponse page =
                    errors.call(null, null, () -> s3.listBuckets(request -> request.continuationToken(from)));
            if (!page.hasBuckets() && page.owner() == null) {
                throw AwsErrors.wrongAnswer("it is no list of buckets");
            }
            page.buckets()
                    .forEach(bucket ->
                            buckets.add(new BucketInfo(bucket.name(), bucket.creationDate(), bucket.bucketRegion())));
            token = markers.next(page.continuationToken(), page.buckets().size());
        } while (token != null);
        return buckets;
    }

    /** A token that may not look at a bucket may still create one. */
    private boolean isMine(String bucket) {
        try {
            return exists(bucket);
        } catch (CloudBridgeException.AccessDenied e) {
            return false;
        }
    }
}
