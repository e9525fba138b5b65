/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import com.google.api.client.googleapis.json.GoogleJsonError;
import com.google.api.client.googleapis.json.GoogleJsonErrorContainer;
import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.client.http.HttpHeaders;
import com.google.api.client.http.HttpResponseException;
import com.google.api.client.json.gson.GsonFactory;
import com.google.gson.stream.MalformedJsonException;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ErrorMapping;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.driver.Answers;
import io.cloudbridge.store.driver.RetryAfter;
import io.cloudbridge.store.driver.XmlDocument;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

    /** One request, and what its failure means. */
    interface Request<T> {
        T send() throws IOException;
    }

    <T> T call(ObjectRef ref, Request<T> request) {
        return call(ref.bucket(), ref.key(), request);
    }

    <T> T call(String bucket, Request<T> request) {
        return call(bucket, null, request);
    }

    /** Makes one request, of no object or no bucket where these are null; whatever it throws is one of ours afterwards. */
    <T> T call(String bucket, String key, Request<T> request) {
        try {
            return request.send();
        } catch (IOException e) {
            throw classify(bucket, key, e);
        } catch (CloudBridgeException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            // what Google's parsers throw at documents that they do not expect
            throw wrongAnswer("reading it ended with " + e, e);
        }
    }

    /** @param what is wrong with the answer, as a sentence about it */
    static CloudBridgeException wrongAnswer(String what) {
        return wrongAnswer(what, null);
    }

    private static CloudBridgeException wrongAnswer(String what, Throwable cause) {
        return new CloudBridgeException.Unavailable(
                Failure.of("the answer is not one of Google Cloud Storage to this request: " + what
                        + "; check option endpoint, or what stands between"),
                cause);
    }

    /** The service says itself that it stored something else. */
    static CloudBridgeException otherContent(String found, String sent) {
        return new CloudBridgeException.ChecksumMismatch(
                Failure.of("the service stored " + found + ", but " + sent
                                + " were sent; delete the object and upload again")
                        .withRetryable(false),
                null);
    }

    /**
     * What a failed request means; the engine adds which operation it was.
     *
     * @param key null where nothing but the bucket can be missing
     */
    CloudBridgeException classify(String bucket, String key, IOException e) {
        HttpResponseException http = httpCause(e);
        if (http != null && http != e) {
            return token(http, e);
        }
        if (http != null) {
            GoogleJsonError json = json(http);
            XmlDocument document = xml(http);
            return answer(
                    http.getStatusCode(),
                    json == null ? document.text("Code") : reason(json),
                    json == null ? message(document, http) : json.getMessage(),
                    http.getHeaders(),
                    Failure.of("").in(null, null, bucket, key),
                    e);
        }
        if (e instanceof MalformedJsonException) {
            return wrongAnswer("it is no JSON (" + e.getMessage() + ")", e);
        }
        if (e instanceof ConnectionRequestTimeoutException
                || e.getCause() instanceof ConnectionRequestTimeoutException) {
            return new CloudBridgeException.Unavailable(
                    Failure.of("no connection to " + host
                            + " became free in time; close what is read, or set a larger maxConnections"),
                    e);
        }
        return ErrorMapping.connection(host, e);
    }

    private CloudBridgeException answer(
            int status, String code, String message, HttpHeaders headers, Failure place, Throwable cause) {
        String said = message == null || message.isBlank() ? "HTTP status " + status : message.strip();
        Failure failure = place.withMessage("Google Cloud Storage said: " + said)
                .withHttp(status, code, header(headers, "x-guploader-uploadid"))
                .withRetryAfter(retryAfter(headers));
        if (status == 404
                && code == null
                && failure.requestId() == null
                && Answers.isForPeople(headers == null ? null : headers.getContentType())) {
            // a proxy's that has no way to the service: nothing is gone by its word
            return wrongAnswer("status 404 with a text that is not Google's");
        }
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
        if (status / 100 == 3 && status != 304) {
            return new CloudBridgeException.InvalidRequest(
                    failure.withMessage("the server at " + host + " answers with a redirect (HTTP status " + status
                            + "), which is not followed; check option endpoint, or what stands between"),
                    cause);
        }
        if (status == 400 && lower.contains("match calculated")) {
            return new CloudBridgeException.ChecksumMismatch(failure, cause);
        }
        if (status == 401) {
            String remedy = anonymous
                    ? "; no credentials were found: set serviceAccountKey or accessToken"
                    : "; check serviceAccountKey or accessToken, and that it has not expired";
            return new CloudBridgeException.AccessDenied(failure.withMessage(failure.message() + remedy), cause);
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

    /** The error of the JSON API; null if the document is none. */
    private static GoogleJsonError json(HttpResponseException e) {
        if (e instanceof GoogleJsonResponseException google && google.getDetails() != null) {
            return google.getDetails();
        }
        String content = e.getContent() == null ? "" : e.getContent();
        try {
            return content.stripLeading().startsWith("{")
                    ? GsonFactory.getDefaultInstance()
                            .fromString(content, GoogleJsonErrorContainer.class)
                            .getError()
                    : null;
        } catch (IOException | RuntimeException | StackOverflowError cut) {
            return null;
        }
    }

    /** The document of an error of the XML API, or what can be read of it. */
    static XmlDocument xml(HttpResponseException e) {
        String content = e.getContent() == null ? "" : e.getContent();
        return XmlDocument.readable(content.getBytes(StandardCharsets.UTF_8));
    }

    private static String message(XmlDocument document, HttpResponseException e) {
        String message = document.text("Message");
        String details = document.text("Details");
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
        return headers == null ? null : RetryAfter.parse(headers.getRetryAfter());
    }
}
