/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.azure;

import com.azure.core.exception.ClientAuthenticationException;
import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpResponse;
import com.azure.storage.blob.models.BlobStorageException;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ErrorMapping;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.driver.Answers;
import io.cloudbridge.store.driver.HttpDate;
import io.cloudbridge.store.driver.RetryAfter;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Classifies what goes wrong: by the service's code, then the HTTP status, then the exception's type.
 *
 * @see <a href="https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes">the codes of the service</a>
 */
final class AzureErrors {

    static final HttpHeaderName CODE = HttpHeaderName.fromString("x-ms-error-code");
    private static final HttpHeaderName REQUEST_ID = HttpHeaderName.fromString("x-ms-request-id");
    /** The service refuses requests that are older or newer than this. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(15);

    private static final int LONGEST_QUOTE = 300;

    static final String NO_CONTAINER = "the container does not exist; create it or set autoCreateBucket=true";

    private final String host;

    AzureErrors(String host) {
        this.host = host;
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
        } catch (RuntimeException | StackOverflowError e) { // the latter for a document that is nested without end
            throw classify(bucket, key, e);
        } catch (LinkageError e) {
            throw AzureSdk.mixedVersions(e);
        }
    }

    /** @param key null for what is about a bucket */
    CloudBridgeException classify(String bucket, String key, Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof CloudBridgeException known) {
                return known;
            }
            if (t instanceof ClientAuthenticationException refused && !isBroken(refused)) {
                return login(refused);
            }
            if (t instanceof HttpResponseException answered && answered.getResponse() != null) {
                return answered(answered, bucket, key);
            }
            if (t instanceof IOException broken) {
                return ErrorMapping.connection(host, broken);
            }
        }
        return foreign(thrown);
    }

    private static boolean isBroken(Throwable thrown) {
        return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause).anyMatch(IOException.class::isInstance);
    }

    private static CloudBridgeException foreign(Throwable thrown) {
        return new CloudBridgeException.Unavailable(Failure.of("the answer is none of the service: " + thrown), thrown);
    }

    private static CloudBridgeException login(ClientAuthenticationException refused) {
        HttpResponse response = refused.getResponse();
        Failure failure = Failure.of("logging in to Microsoft Entra ID failed: " + quote(refused.getMessage())
                        + "; check tenantId, clientId and clientSecret, or where the application runs")
                .withHttp(response == null ? 0 : response.getStatusCode(), null, null);
        return new CloudBridgeException.AccessDenied(failure, refused);
    }

    private static CloudBridgeException answered(HttpResponseException e, String bucket, String key) {
        HttpResponse response = e.getResponse();
        int status = response.getStatusCode();
        if (status < 300) {
            return foreign(e);
        }
        String code = response.getHeaders().getValue(CODE);
        if (status == 404
                && code == null
                && Answers.isForPeople(response.getHeaders().getValue(HttpHeaderName.CONTENT_TYPE))) {
            // a proxy's that has no way to the service: nothing is gone by its word
            return foreign(e);
        }
        String known = code == null ? "" : code;
        String said = e instanceof BlobStorageException b ? messageOf(b) : "";
        Failure failure = Failure.of(describe(known, status, response, said))
                .in(null, null, bucket, key)
                .withHttp(status, code, response.getHeaders().getValue(REQUEST_ID))
                .withRetryAfter(RetryAfter.parse(response.getHeaders().getValue(HttpHeaderName.RETRY_AFTER)));
        return byCode(known, failure, e);
    }

    private static CloudBridgeException byCode(String code, Failure failure, Throwable cause) {
        return switch (code) {
            case "ContainerNotFound" -> new CloudBridgeException.BucketNotFound(failure, cause);
            case "ContainerAlreadyExists" -> new CloudBridgeException.AlreadyExists(failure, cause);
            case "BlobNotFound", "CannotVerifyCopySource" ->
                failure.httpStatus() == 404
                        ? new CloudBridgeException.ObjectNotFound(failure, cause)
                        : ErrorMapping.byStatus(failure, cause);
            // Only a request that said "if none match *" gets this for a blob.
            case "BlobAlreadyExists", "ConditionNotMet", "SourceConditionNotMet", "TargetConditionNotMet" ->
                new CloudBridgeException.PreconditionFailed(failure, cause);
            case "ContainerBeingDeleted", "ContainerDisabled", "PendingCopyOperation" ->
                new CloudBridgeException.InvalidState(failure.withRetryable(true), cause);
            case "LeaseIdMissing",
                    "LeaseIdMismatchWithBlobOperation",
                    "LeaseIdMismatchWithContainerOperation",
                    "LeaseAlreadyPresent",
                    "LeaseLost",
                    "InvalidBlockList" -> new CloudBridgeException.InvalidState(failure, cause);
            case "PublicAccessNotPermitted", "InvalidAuthenticationInfo" ->
                new CloudBridgeException.AccessDenied(failure, cause);
            case "Md5Mismatch", "Crc64Mismatch" -> new CloudBridgeException.ChecksumMismatch(failure, cause);
            case "BlockCountExceedsLimit", "InvalidBlobType" -> new CloudBridgeException.InvalidRequest(failure, cause);
            case "ConditionHeadersNotSupported",
                    "UnsupportedHeader",
                    "UnsupportedQueryParameter",
                    "UnsupportedHttpVerb" -> new CloudBridgeException.Unsupported(failure, cause);
            case "ServerBusy", "TooManyRequests" -> new CloudBridgeException.Throttled(failure, cause);
            default -> ErrorMapping.byStatus(failure, cause);
        };
    }

    private static String describe(String code, int status, HttpResponse response, String said) {
        String what =
                switch (code) {
                    case "ContainerNotFound" -> NO_CONTAINER;
                    case "ContainerAlreadyExists" -> "the container exists already";
                    case "ContainerBeingDeleted" ->
                        "the container is being deleted; its name is free again after half a minute or more";
                    case "BlobNotFound" -> "the object does not exist";
                    case "BlobAlreadyExists" -> "the object exists already and was to be created only";
                    case "ConditionNotMet", "TargetConditionNotMet" ->
                        "the object is not, or no longer, the one the condition names";
                    case "SourceConditionNotMet" -> "the object to copy was replaced meanwhile";
                    case "LeaseIdMissing", "LeaseIdMismatchWithBlobOperation" ->
                        "somebody holds a lease on the object; try when it is released";
                    case "InvalidBlockList" ->
                        "the parts are no longer there: another upload of the same key finished meanwhile; upload again";
                    case "BlobArchived", "BlobBeingRehydrated" ->
                        "the object is in the archive tier; ask for it with operation=restore, or set its storageClass to Hot, Cool or Cold, and wait until it is readable";
                    case "InvalidBlobType" ->
                        "the key holds an append or page blob, which an upload in parts cannot replace; delete it first, or raise multipartThreshold so that the upload is one request";
                    case "SnapshotsPresent" ->
                        "the object has snapshots, which are not deleted along; delete them first";
                    case "AuthorizationPermissionMismatch" -> "the credentials, or their role, do not allow this";
                    default -> status == 401 || status == 403 ? refusal(response) : "the service answered " + status;
                };
        return said.isEmpty() ? what : what + " (" + said + ")";
    }

    private static String refusal(HttpResponse response) {
        String what = "the service refused the credentials, or they do not allow this";
        Duration ahead = clockAhead(response);
        if (ahead != null && ahead.abs().compareTo(CLOCK_TOLERANCE) > 0) {
            return what + "; the clock of this machine is " + ahead.abs().toMinutes() + " minutes "
                    + (ahead.isNegative() ? "behind" : "ahead of") + " the service's, more than it tolerates: set it";
        }
        return what + "; check accountName and accountKey, or the permissions and dates of sasToken, or the role";
    }

    private static Duration clockAhead(HttpResponse response) {
        Instant date = HttpDate.parse(response.getHeaders().getValue(HttpHeaderName.DATE));
        return date == null ? null : Duration.between(date, Instant.now());
    }

    /** The first line of the service's own words; what follows in its answers are ids, times and the text it signed. */
    private static String messageOf(BlobStorageException e) {
        String body = e.getServiceMessage();
        if (body == null) {
            return "";
        }
        int start = body.indexOf("<Message>");
        int end = body.indexOf("</Message>");
        return start >= 0 && end > start ? quote(body.substring(start + "<Message>".length(), end)) : "";
    }

    private static String quote(String text) {
        if (text == null) {
            return "";
        }
        String line = text.strip().lines().findFirst().orElse("");
        String plain = line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
        return plain.length() > LONGEST_QUOTE ? plain.substring(0, LONGEST_QUOTE) + "…" : plain;
    }
}
