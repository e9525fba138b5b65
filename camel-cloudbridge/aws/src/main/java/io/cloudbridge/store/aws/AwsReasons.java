/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ObjectRef;
import java.util.Set;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Finds out why a request was refused where its answer does not say: the answer to a HEAD has no body, and a store that refuses an upload early
 * may close the connection while the body is still being sent. A read of one byte brings the reason to light.
 */
final class AwsReasons {

    /** Why any request with these credentials, or to this bucket, is refused. What the read alone may be refused for is no reason. */
    private static final Set<String> GENERAL = Set.of(
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

    AwsReasons(S3Client s3, AwsErrors errors) {
        this.s3 = s3;
        this.errors = errors;
    }

    /** The error with its reason, or the one that is known if there is no more to find out. */
    CloudBridgeException of(String operation, ObjectRef ref, CloudBridgeException known) {
        if (known.getCode() != null || Thread.currentThread().isInterrupted()) {
            return known;
        }
        try {
            errors.call(
                    operation,
                    ref,
                    () -> s3.getObject(
                            request ->
                                    request.bucket(ref.bucket()).key(ref.key()).range("bytes=0-0"),
                            ResponseTransformer.toBytes()));
        } catch (CloudBridgeException e) {
            if (e.getCode() != null && GENERAL.contains(e.getCode())) {
                e.addSuppressed(known);
                return e;
            }
        }
        return known;
    }
}
