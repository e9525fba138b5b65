/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.io.Serializable;
import java.time.Duration;

/**
 * What is known of an error. Everything but the message may be unknown: null, or 0 for the status.
 *
 * @param message what was wrong and what to do, without secrets
 * @param httpStatus or 0
 * @param code the store's own code
 * @param requestId the store's name for the request, for its support
 * @param retryAfter how long the store asks to wait
 * @param retryable whether the same call may succeed later; null for what the kind of error says
 */
public record Failure(
        String message,
        String provider,
        String operation,
        String bucket,
        String key,
        int httpStatus,
        String code,
        String requestId,
        Duration retryAfter,
        Boolean retryable)
        implements Serializable {

    public static Failure of(String message) {
        return new Failure(message, null, null, null, null, 0, null, null, null, null);
    }

    /** The same, of an operation on an object; what is known already is kept. */
    public Failure in(String provider, String operation, String bucket, String key) {
        return new Failure(
                message,
                this.provider == null ? provider : this.provider,
                this.operation == null ? operation : this.operation,
                this.bucket == null ? bucket : this.bucket,
                this.key == null ? key : this.key,
                httpStatus,
                code,
                requestId,
                retryAfter,
                retryable);
    }

    /** The same, of another object. */
    public Failure at(ObjectRef ref) {
        return new Failure(
                message,
                provider,
                operation,
                ref.bucket(),
                ref.key(),
                httpStatus,
                code,
                requestId,
                retryAfter,
                retryable);
    }

    Failure withOperation(String value) {
        return new Failure(message, provider, value, bucket, key, httpStatus, code, requestId, retryAfter, retryable);
    }

    public Failure withHttp(int status, String code, String requestId) {
        return new Failure(message, provider, operation, bucket, key, status, code, requestId, retryAfter, retryable);
    }

    public Failure withRetryAfter(Duration value) {
        return new Failure(message, provider, operation, bucket, key, httpStatus, code, requestId, value, retryable);
    }

    public Failure withRetryable(boolean value) {
        return new Failure(message, provider, operation, bucket, key, httpStatus, code, requestId, retryAfter, value);
    }

    public Failure withMessage(String value) {
        return new Failure(value, provider, operation, bucket, key, httpStatus, code, requestId, retryAfter, retryable);
    }
}
