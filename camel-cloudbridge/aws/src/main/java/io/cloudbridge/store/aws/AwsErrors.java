/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ErrorMapping;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.driver.Answers;
import io.cloudbridge.store.driver.RetryAfter;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/**
 * Classifies what the SDK throws, by S3's code, then the HTTP status, then the type of the exception. The codes are those of S3's list of error
 * responses. The engine adds which operation it was.
 */
final class AwsErrors {

    private final String host;
    private final String region;

    AwsErrors(String host, String region) {
        this.host = host;
        this.region = region;
    }

    <T> T call(ObjectRef ref, Supplier<T> request) {
        return call(ref.bucket(), ref.key(), request);
    }

    <T> T call(String bucket, Supplier<T> request) {
        return call(bucket, null, request);
    }

    /** Makes one request, of no object or no bucket where these are null; whatever it throws is one of ours afterwards. */
    <T> T call(String bucket, String key, Supplier<T> request) {
        try {
            return request.get();
        } catch (RuntimeException | StackOverflowError e) {
            throw classify(bucket, key, e);
        } catch (LinkageError e) {
            throw AwsSdk.mixedVersions(e);
        }
    }

    /**
     * An answer that is not what the protocol says it must be. Nobody knows what the store did, and the next answer may be right.
     *
     * @param what is wrong with it
     */
    static CloudBridgeException wrongAnswer(String what) {
        return wrongAnswer(what, null);
    }

    static CloudBridgeException wrongAnswer(String what, Throwable cause) {
        return new CloudBridgeException.Unavailable(
                Failure.of("the answer is not one of an S3 store: " + what
                        + "; check option endpoint, and proxies on the way to it"),
                cause);
    }

    CloudBridgeException classify(String bucket, String key, Throwable e) {
        return e instanceof AwsServiceException service && !isOfAnother(service)
                ? byCode(failure(service).in(null, null, bucket, key), service)
                : withoutCode(e);
    }

    private CloudBridgeException withoutCode(Throwable e) {
        if (e instanceof AwsServiceException) {
            return wrongAnswer("status 404 with a text that is no S3 store's", e);
        }
        if (e instanceof CloudBridgeException own) {
            return own;
        }
        if (e instanceof SdkException sdk) {
            return local(sdk);
        }
        if (e instanceof CancellationException) {
            return ErrorMapping.interrupted(e);
        }
        // the SDK refuses input with this one, and with no other of its kind
        return e.getClass() == IllegalArgumentException.class
                ? refused((RuntimeException) e)
                : wrongAnswer("reading it ended with " + e, e);
    }

    /** A proxy that has no way to the store says 404 too; an object is not gone by its word. S3 says it in XML, or to HEAD without a text. */
    static boolean isOfAnother(AwsServiceException e) {
        AwsErrorDetails details = e.awsErrorDetails();
        // after a HEAD the SDK makes up a code
        boolean silent = details == null
                || details.errorCode() == null
                || details.rawResponse() == null
                || details.rawResponse().asByteArrayUnsafe().length == 0;
        return silent
                && e.statusCode() == 404
                && e.requestId() == null
                && header(e, "Content-Type").filter(Answers::isForPeople).isPresent();
    }

    /** The error of one object of a bulk call, which has a code and no HTTP answer of its own. */
    static CloudBridgeException ofBulk(String code, String message) {
        return byCode(Failure.of(say(code, message)).withHttp(0, code, null), null);
    }

    private static CloudBridgeException byCode(Failure failure, Throwable cause) {
        if (failure.httpStatus() == 412) {
            return new CloudBridgeException.PreconditionFailed(failure, cause); // some stores have a code of their own
        }
        if (cause instanceof AwsServiceException answer
                && header(answer, "x-amz-delete-marker").filter("true"::equals).isPresent()) {
            // Amazon answers 405 if the version that was asked for is a delete marker
            return new CloudBridgeException.ObjectNotFound(failure, cause);
        }
        String code = failure.code() == null ? "" : failure.code();
        return switch (code) {
            case "NoSuchKey", "NoSuchVersion", "NoSuchUpload" ->
                new CloudBridgeException.ObjectNotFound(failure, cause);
            case "NoSuchBucket" -> new CloudBridgeException.BucketNotFound(failure, cause);
            case "BucketAlreadyExists", "BucketAlreadyOwnedByYou" ->
                new CloudBridgeException.AlreadyExists(failure, cause);
            case "PreconditionFailed" -> new CloudBridgeException.PreconditionFailed(failure, cause);
            case "AccessDenied",
                    "AllAccessDisabled",
                    "AccountProblem",
                    "InvalidPayer",
                    "NotSignedUp",
                    "InvalidAccessKeyId",
                    "SignatureDoesNotMatch",
                    "InvalidSecurity",
                    "RequestTimeTooSkewed",
                    "RequestExpired",
                    "ExpiredToken",
                    "InvalidToken",
                    "TokenRefreshRequired" -> new CloudBridgeException.AccessDenied(failure, cause);
            case "BucketNotEmpty",
                    "InvalidObjectState",
                    "ObjectNotInActiveTierError",
                    "RestoreAlreadyInProgress",
                    // 403 on Ceph's gateway and StorageGRID; MinIO's names
                    "QuotaExceeded",
                    "XMinioAdminBucketQuotaExceeded",
                    "XMinioStorageFull" -> new CloudBridgeException.InvalidState(failure, cause);
            case "OperationAborted", "ConditionalRequestConflict" ->
                new CloudBridgeException.InvalidState(failure.withRetryable(true), cause);
            case "BadDigest", "XAmzContentSHA256Mismatch", "XAmzContentChecksumMismatch" ->
                new CloudBridgeException.ChecksumMismatch(failure, cause);
            case "IncompleteBody" -> new CloudBridgeException.InvalidRequest(failure.withRetryable(true), cause);
            case "InvalidRange",
                    "InvalidDigest",
                    "InvalidRequest",
                    "InvalidArgument",
                    "AuthorizationHeaderMalformed",
                    "PermanentRedirect",
                    "TemporaryRedirect",
                    "IllegalLocationConstraintException",
                    "InvalidLocationConstraint" -> new CloudBridgeException.InvalidRequest(failure, cause);
            case "NotImplemented", "MethodNotAllowed" -> new CloudBridgeException.Unsupported(failure, cause);
            case "SlowDown", "TooManyRequests", "RequestLimitExceeded", "Throttling", "ThrottlingException" ->
                new CloudBridgeException.Throttled(failure, cause);
            case "InternalError", "ServiceUnavailable", "RequestTimeout" ->
                new CloudBridgeException.Unavailable(failure, cause);
            default -> ErrorMapping.byStatus(failure, cause);
        };
    }

    private Failure failure(AwsServiceException e) {
        AwsErrorDetails details = e.awsErrorDetails();
        String code = details == null ? null : details.errorCode();
        Failure failure = Failure.of(say(code, details == null ? null : details.errorMessage()) + remedy(e, code))
                .withHttp(e.statusCode(), code, e.requestId());
        return header(e, "Retry-After")
                .map(RetryAfter::parse)
                .map(failure::withRetryAfter)
                .orElse(failure);
    }

    private static String say(String code, String message) {
        boolean silent = message == null || message.isBlank();
        return "the store refused"
                + (silent
                        ? code == null ? "" : ": " + code
                        : ": " + message.strip().replaceAll("[.]+$", ""));
    }

    private String remedy(AwsServiceException e, String code) {
        Optional<String> home = header(e, "x-amz-bucket-region").filter(other -> !other.equals(region));
        if (home.isPresent()) {
            return "; the bucket is in region " + home.get() + " but option region is " + region + ", so set region="
                    + home.get();
        }
        if (code == null) {
            return e.statusCode() == 403
                    ? "; check the credentials and their policy (without s3:ListBucket a missing object answers 403"
                            + " too)"
                    : "";
        }
        return switch (code) {
            case "AccessDenied" ->
                "; check the policy of these credentials (without s3:ListBucket a missing object answers 403 too)";
            case "InvalidAccessKeyId" -> "; check accessKey and endpoint";
            case "SignatureDoesNotMatch" -> "; check secretKey, endpoint and region";
            case "RequestTimeTooSkewed" ->
                "; the clock of this machine and the store's differ by more than 15 minutes"
                        + header(e, "Date")
                                .map(date -> " (the store says " + date + ")")
                                .orElse("")
                        + ": set the clock, for example with NTP";
            case "ExpiredToken", "InvalidToken", "TokenRefreshRequired" -> "; get a new sessionToken";
            case "AuthorizationHeaderMalformed",
                    "PermanentRedirect",
                    "TemporaryRedirect",
                    "IllegalLocationConstraintException",
                    "InvalidLocationConstraint" -> "; check options region (now " + region + ") and endpoint";
            case "NotImplemented", "MethodNotAllowed" -> "; this store does not have that";
            case "EntityTooLarge", "EntityTooSmall" -> "; check partSize and multipartThreshold";
            default -> "";
        };
    }

    private static Optional<String> header(AwsServiceException e, String name) {
        AwsErrorDetails details = e.awsErrorDetails();
        return details == null || details.sdkHttpResponse() == null
                ? Optional.empty()
                : details.sdkHttpResponse().firstMatchingHeader(name);
    }

    /** What the SDK found itself. */
    private CloudBridgeException local(SdkException e) {
        if (e instanceof SdkServiceException service) {
            return ErrorMapping.byStatus(
                    Failure.of("the store refused with status " + service.statusCode())
                            .withHttp(service.statusCode(), null, service.requestId()),
                    e);
        }
        String message = String.valueOf(e.getMessage());
        if (e instanceof AbortedException) {
            return ErrorMapping.interrupted(e);
        }
        Optional<CloudBridgeException> own = cause(e, CloudBridgeException.class);
        if (own.isPresent()) {
            return own.get();
        }
        Optional<IOException> broken = cause(e, IOException.class);
        if (broken.isPresent()) {
            return ErrorMapping.connection(host, broken.get());
        }
        if (message.contains("has a different checksum") || message.contains("checksum mismatch")) {
            return new CloudBridgeException.ChecksumMismatch(
                    Failure.of("what arrived is not what the store has: " + message), e);
        }
        if (message.contains("load credentials")) {
            return new CloudBridgeException.AccessDenied(
                    Failure.of("no credentials were found; set accessKey and secretKey, profile, or anonymous=true, or "
                            + "provide them to the default chain (environment, ~/.aws, instance role)"),
                    e);
        }
        if (message.contains("Could not parse") || message.contains("Unable to unmarshall")) {
            return wrongAnswer("it was cut, or is no XML (" + message + ")", e);
        }
        return refused(e);
    }

    private static CloudBridgeException refused(RuntimeException e) {
        return new CloudBridgeException.InvalidRequest(
                Failure.of("the request cannot be sent: " + e.getMessage() + "; check bucket, key and options"), e);
    }

    private static <T extends Throwable> Optional<T> cause(Throwable e, Class<T> type) {
        for (Throwable at = e.getCause(); at != null; at = at.getCause()) {
            if (type.isInstance(at)) {
                return Optional.of(type.cast(at));
            }
        }
        return Optional.empty();
    }
}
