/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import com.google.api.client.googleapis.json.GoogleJsonError;
import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.client.http.HttpHeaders;
import com.google.api.client.http.HttpResponseException;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ErrorMapping;
import io.cloudbridge.store.Failure;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;

/**
 * Tells what an error of the service means: by its reason (JSON API) or code (XML API), then by the HTTP status, then by the type of the exception.
 *
 * <p>Reasons and codes are those of the public reference, "HTTP status and error codes" for JSON and XML.
 */
final class GcpErrors {

    private final String host;
    private final boolean anonymous;

    GcpErrors(String host, boolean anonymous) {
        this.host = host;
        this.anonymous = anonymous;
    }

    /** What a failed request means. */
    CloudBridgeException map(IOException e, String operation, String bucket, String key) {
        Failure place = Failure.of("").in(GcpProvider.NAME, operation, bucket, key);
        return map(e, place).in(GcpProvider.NAME, operation, bucket, key);
    }

    private CloudBridgeException map(IOException e, Failure place) {
        if (e instanceof GoogleJsonResponseException json && json.getDetails() != null) {
            return answer(
                    json.getStatusCode(),
                    reason(json.getDetails()),
                    json.getDetails().getMessage(),
                    json.getHeaders(),
                    place,
                    e);
        }
        HttpResponseException http = httpCause(e);
        if (http != null && http != e) {
            return token(http, e);
        }
        if (http != null) {
            String content = http.getContent();
            return answer(http.getStatusCode(), Xml.text(content, "Code"), message(http), http.getHeaders(), place, e);
        }
        if (e instanceof ConnectionRequestTimeoutException) {
            return new CloudBridgeException.Unavailable(
                    Failure.of("no connection to " + host
                            + " became free in time; close what is read, or set a larger maxConnections"),
                    e);
        }
        return ErrorMapping.connection(host, e);
    }

    /** What an answer means that is no exception yet, as in a batch. */
    CloudBridgeException map(GoogleJsonError error, HttpHeaders headers, String operation, String bucket, String key) {
        Failure place = Failure.of("").in(GcpProvider.NAME, operation, bucket, key);
        return answer(error.getCode(), reason(error), error.getMessage(), headers, place, null);
    }

    private CloudBridgeException answer(
            int status, String code, String message, HttpHeaders headers, Failure place, Throwable cause) {
        String said = message == null || message.isBlank() ? "HTTP status " + status : message.strip();
        Failure failure = place.withMessage("Google Cloud Storage said: " + said)
                .withHttp(status, code, header(headers, "x-guploader-uploadid"))
                .withRetryAfter(retryAfter(headers));
        String lower = said.toLowerCase(Locale.ROOT);
        return switch (code == null ? "" : code) {
            case "rateLimitExceeded", "userRateLimitExceeded", "SlowDown", "TooManyRequests" ->
                new CloudBridgeException.Throttled(failure, cause);
            case "quotaExceeded",
                    "dailyLimitExceeded",
                    "retentionPolicyNotMet",
                    "objectUnderActiveHold",
                    "RetentionPolicyNotMet",
                    "ObjectUnderActiveHold",
                    "BucketNotEmpty" -> new CloudBridgeException.InvalidState(failure, cause);
            case "notFound", "NoSuchBucket", "NoSuchKey", "NoSuchUpload" ->
                lower.contains("bucket does not exist") || code.equals("NoSuchBucket") || place.key() == null
                        ? new CloudBridgeException.BucketNotFound(failure, cause)
                        : new CloudBridgeException.ObjectNotFound(failure, cause);
            case "BadDigest" -> new CloudBridgeException.ChecksumMismatch(failure, cause);
            case "NotImplemented", "notImplemented" -> new CloudBridgeException.Unsupported(failure, cause);
            case "ExpiredToken" -> new CloudBridgeException.AccessDenied(failure, cause);
            default -> byStatus(status, lower, failure, cause);
        };
    }

    private CloudBridgeException byStatus(int status, String lower, Failure failure, Throwable cause) {
        if (status == 400 && lower.contains("match calculated")) {
            return new CloudBridgeException.ChecksumMismatch(failure, cause);
        }
        if (status == 401) {
            String remedy = anonymous
                    ? "; no credentials were found: set serviceAccountKey or accessToken"
                    : "; check serviceAccountKey or accessToken, and that it has not expired";
            return new CloudBridgeException.AccessDenied(failure.withMessage(failure.message() + remedy), cause);
        }
        if (status == 409 && "createBucket".equals(failure.operation())) {
            return new CloudBridgeException.AlreadyExists(failure, cause);
        }
        return ErrorMapping.byStatus(failure, cause);
    }

    /** A token could not be had: what the token endpoint said counts. */
    private CloudBridgeException token(HttpResponseException http, IOException e) {
        int status = http.getStatusCode();
        String content = String.valueOf(http.getContent());
        if (status == 429 || status >= 500) {
            return ErrorMapping.byStatus(
                    Failure.of("the token endpoint answered with HTTP status " + status)
                            .withHttp(status, null, null)
                            .withRetryAfter(retryAfter(http.getHeaders())),
                    e);
        }
        String problem = content.contains("reasonable timeframe")
                ? "the clock of this machine differs too much from Google's; set it right"
                : "check serviceAccountKey, and that the key has not been deleted";
        return new CloudBridgeException.AccessDenied(
                Failure.of("Google refused to log in the service account: " + problem)
                        .withHttp(status, content.contains("invalid_grant") ? "invalid_grant" : null, null),
                e);
    }

    private static HttpResponseException httpCause(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof HttpResponseException http) {
                return http;
            }
        }
        return null;
    }

    private static String message(HttpResponseException e) {
        String message = Xml.text(e.getContent(), "Message");
        String details = Xml.text(e.getContent(), "Details");
        if (message == null) {
            return e.getStatusMessage();
        }
        return details == null || details.length() > 300 ? message : message + " " + details;
    }

    private static String reason(GoogleJsonError error) {
        return error.getErrors() == null || error.getErrors().isEmpty()
                ? null
                : error.getErrors().get(0).getReason();
    }

    private static String header(HttpHeaders headers, String name) {
        return headers == null ? null : headers.getFirstHeaderStringValue(name);
    }

    private static Duration retryAfter(HttpHeaders headers) {
        String text = headers == null ? null : headers.getRetryAfter();
        return text != null && text.matches("\\d{1,6}") ? Duration.ofSeconds(Long.parseLong(text)) : null;
    }
}
