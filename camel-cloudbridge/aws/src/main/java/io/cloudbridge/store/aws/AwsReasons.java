/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.ObjectRef;
import java.util.Set;
import java.util.function.Supplier;

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

    private final AwsHttp http;
    private final AwsErrors errors;

    AwsReasons(AwsHttp http, AwsErrors errors) {
        this.http = http;
        this.errors = errors;
    }

    /** Sends a body; a refusal is looked into where its answer may be lost, or blames the credentials for what happened to the body. */
    <T> T ofUpload(ObjectRef ref, Supplier<T> request) {
        try {
            return request.get();
        } catch (CloudBridgeException.Unavailable e) {
            // the store may have refused, and its answer got lost
            throw e.getHttpStatus() == 0 ? of(ref, e) : e;
        } catch (CloudBridgeException.AccessDenied e) {
            throw "SignatureDoesNotMatch".equals(e.getCode()) ? ofSignature(ref, e) : e;
        }
    }

    /** The error with its reason, or the one that is known if there is no more to find out. */
    CloudBridgeException of(ObjectRef ref, CloudBridgeException known) {
        if (known.getCode() != null || Thread.currentThread().isInterrupted()) {
            return known;
        }
        CloudBridgeException reason = refusal(ref);
        if (reason == null) {
            return known;
        }
        reason.addSuppressed(known);
        return reason;
    }

    /** The signature covers the body too: where requests without one are accepted, it is the body that has changed. */
    private CloudBridgeException ofSignature(ObjectRef ref, CloudBridgeException known) {
        CloudBridgeException answer = readOneByte(ref);
        boolean accepted = answer == null || answer.getHttpStatus() != 0 && answer.getHttpStatus() != 403;
        if (!accepted) {
            return known;
        }
        return new CloudBridgeException.ChecksumMismatch(
                Failure.of("the body that arrived is not the one that was signed; it was changed on the way")
                        .withHttp(known.getHttpStatus(), known.getCode(), known.getRequestId()),
                known);
    }

    /** What a read of one byte is refused for, if that is a reason for any request; else null. */
    private CloudBridgeException refusal(ObjectRef ref) {
        CloudBridgeException answer = readOneByte(ref);
        return answer != null && answer.getCode() != null && GENERAL.contains(answer.getCode()) ? answer : null;
    }

    /** Why a read of one byte fails; null if it does not. */
    private CloudBridgeException readOneByte(ObjectRef ref) {
        try {
            return errors.call(ref, () -> {
                http.readOneByte(ref.bucket(), ref.key(), null);
                return null;
            });
        } catch (CloudBridgeException e) {
            return e;
        }
    }
}
