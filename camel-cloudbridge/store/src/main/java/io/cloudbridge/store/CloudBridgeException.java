/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import java.time.Duration;
import java.util.StringJoiner;

/**
 * An error of an object store, the same for every provider. Each kind is a nested class, so that a route can catch it:
 * {@code onException(CloudBridgeException.Throttled.class)}. The SDK's own exception is the cause; never another of these.
 */
public abstract sealed class CloudBridgeException extends RuntimeException implements Cloneable {

    private static final long serialVersionUID = 1;

    private Failure failure;
    private Throwable maskedCause;
    private final boolean retryable;

    private CloudBridgeException(Failure failure, boolean retryable, Throwable cause) {
        // Camel looks for an exception from the innermost out, so one of ours below would be taken for this one
        super(null, cause instanceof CloudBridgeException known ? known.getCause() : cause);
        this.failure = failure;
        this.retryable = failure.retryable() == null ? retryable : failure.retryable();
    }

    /** An {@link InvalidRequest} that never left this process. */
    public static InvalidRequest invalid(String message) {
        return new InvalidRequest(Failure.of(message), null);
    }

    /** An {@link Unsupported} of a store that does not have something. */
    static Unsupported unsupported(String what) {
        return new Unsupported(Failure.of("this store has no " + what), null);
    }

    /** The same error with provider, operation, bucket and key filled in where they were unknown. */
    public CloudBridgeException in(String provider, String operation, String bucket, String key) {
        return with(failure().in(provider, operation, bucket, key));
    }

    /** The same error under the name of an operation, whatever it was called so far. */
    CloudBridgeException during(String operation) {
        return with(failure().withOperation(operation));
    }

    /** The same error of another object, whatever it was of so far. */
    CloudBridgeException at(ObjectRef ref) {
        return with(failure.at(ref));
    }

    /** The same error, which ended the last of so many attempts. */
    CloudBridgeException afterAttempts(int attempts) {
        return with(failure.withMessage(failure.message() + " (attempt " + attempts + ", the last)"));
    }

    /**
     * The same error without secrets.
     *
     * @param cause to be shown in place of the real one; null if that has none
     */
    CloudBridgeException masked(Failure known, Throwable cause) {
        return with(known, cause == null ? maskedCause : cause);
    }

    private CloudBridgeException with(Failure known) {
        return with(known, maskedCause);
    }

    private CloudBridgeException with(Failure known, Throwable cause) {
        if (known.equals(failure) && cause == maskedCause) {
            return this;
        }
        try {
            CloudBridgeException named = (CloudBridgeException) clone();
            named.failure = known;
            named.maskedCause = cause;
            return named;
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What was wrong and what to do, and all that is known of where. */
    @Override
    public String getMessage() {
        return describe(failure);
    }

    @Override
    public synchronized Throwable getCause() {
        return maskedCause == null ? super.getCause() : maskedCause;
    }

    /** All that is known; never null. */
    public Failure failure() {
        return failure;
    }

    /** The provider's name, or null. */
    public String getProvider() {
        return failure().provider();
    }

    /** The operation that failed, by the name that users know it, for example {@code upload}; or null. */
    public String getOperation() {
        return failure().operation();
    }

    public String getBucket() {
        return failure().bucket();
    }

    public String getKey() {
        return failure().key();
    }

    /** The HTTP status, or 0. */
    public int getHttpStatus() {
        return failure().httpStatus();
    }

    /** The store's own code, for example {@code SlowDown}; or null. */
    public String getCode() {
        return failure().code();
    }

    /** The store's name for the request; or null. */
    public String getRequestId() {
        return failure().requestId();
    }

    /** How long the store asks to wait; or null. */
    public Duration getRetryAfter() {
        return failure().retryAfter();
    }

    /** Whether the same call may succeed later. */
    public boolean isRetryable() {
        return retryable;
    }

    private static String describe(Failure failure) {
        StringJoiner facts = new StringJoiner(", ", " [", "]").setEmptyValue("");
        add(facts, "provider", failure.provider());
        add(facts, "operation", failure.operation());
        add(facts, "bucket", failure.bucket());
        add(facts, "key", failure.key());
        add(facts, "status", failure.httpStatus() == 0 ? null : String.valueOf(failure.httpStatus()));
        add(facts, "code", failure.code());
        add(facts, "requestId", failure.requestId());
        // a key, or what a parser says, must not write lines of its own into a log
        return Keys.printable(failure.message() + facts);
    }

    private static void add(StringJoiner facts, String name, String value) {
        if (value != null && !value.isEmpty()) {
            facts.add(name + "=" + value);
        }
    }

    /** There is no object, version or upload of that name. */
    public static final class ObjectNotFound extends CloudBridgeException {
        private static final long serialVersionUID = 1;

        public ObjectNotFound(Failure failure, Throwable cause) {
            super(failure, false, cause);
        }
    }

    /** There is no bucket of that name. */
    public static final class BucketNotFound extends CloudBridgeException {
        private static final long serialVersionUID = 1;

        private static final String REMEDY = "autoCreateBucket";

        public BucketNotFound(Failure failure, Throwable cause) {
            super(withRemedy(failure), false, cause);
        }

        private static Failure withRemedy(Failure failure) {
            return failure.message().contains(REMEDY)
                    ? failure
                    : failure.withMessage(failure.message() + "; create the bucket or set " + REMEDY + "=true");
        }
    }

    /** The bucket exists already. */
    public static final class AlreadyExists extends CloudBridgeException {
        private static final long serialVersionUID = 1;

        public AlreadyExists(Failure failure, Throwable cause) {
            super(failure, false, cause);
        }
    }

    /** The store refused: wrong credentials, or not allowed. Never means "not found". */
    public static final class AccessDenied extends CloudBridgeException {
        private static final long serialVersionUID = 1;

        public AccessDenied(Failure failure, Throwable cause) {
            super(failure, false, cause);
        }
    }

    /** A condition that the caller set does not hold. */
    public static final class PreconditionFailed extends CloudBridgeException {
        private static final long serialVersionUID = 1;

        public PreconditionFailed(Failure failure, Throwable cause) {
            super(failure, false, cause);
        }
    }

    /** The caller's fault: an option, header, key or body that cannot be. */
    public static final class InvalidRequest extends CloudBridgeException {
        private static final long serialVersionUID = 1;

        public InvalidRequest(Failure failure, Throwable cause) {
            super(failure, false, cause);
        }
    }

    /** This store, or this way to log in, cannot do that; nothing was done. */
    public static final class Unsupported extends CloudBridgeException {
        private static final long serialVersionUID = 1;

        public Unsupported(Failure failure, Throwable cause) {
            super(failure, false, cause);
        }
    }

    /** The store asks to slow down. */
    public static final class Throttled extends CloudBridgeException {
        private static final long serialVersionUID = 1;

        public Throttled(Failure failure, Throwable cause) {
            super(failure, true, cause);
        }
    }

    /** The store, or the way to it, is down or broken for now. */
    public static final class Unavailable extends CloudBridgeException {
        private static final long serialVersionUID = 1;

        public Unavailable(Failure failure, Throwable cause) {
            super(failure, true, cause);
        }
    }

    /** What arrived is not what was sent. */
    public static final class ChecksumMismatch extends CloudBridgeException {
        private static final long serialVersionUID = 1;

        public ChecksumMismatch(Failure failure, Throwable cause) {
            super(failure, true, cause);
        }
    }

    /** The object or bucket is in a state that forbids this: not empty, archived, leased, over quota. */
    public static final class InvalidState extends CloudBridgeException {
        private static final long serialVersionUID = 1;

        public InvalidState(Failure failure, Throwable cause) {
            super(failure, false, cause);
        }
    }
}
