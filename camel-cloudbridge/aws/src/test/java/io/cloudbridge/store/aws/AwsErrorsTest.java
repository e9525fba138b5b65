/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.CloudBridgeException.AccessDenied;
import io.cloudbridge.store.CloudBridgeException.AlreadyExists;
import io.cloudbridge.store.CloudBridgeException.BucketNotFound;
import io.cloudbridge.store.CloudBridgeException.ChecksumMismatch;
import io.cloudbridge.store.CloudBridgeException.InvalidRequest;
import io.cloudbridge.store.CloudBridgeException.InvalidState;
import io.cloudbridge.store.CloudBridgeException.ObjectNotFound;
import io.cloudbridge.store.CloudBridgeException.PreconditionFailed;
import io.cloudbridge.store.CloudBridgeException.Throttled;
import io.cloudbridge.store.CloudBridgeException.Unavailable;
import io.cloudbridge.store.CloudBridgeException.Unsupported;
import io.cloudbridge.store.ObjectRef;
import java.io.IOException;
import java.net.ConnectException;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

class AwsErrorsTest {

    private static final ObjectRef REF = new ObjectRef("bucket", "key");
    private final AwsErrors errors = new AwsErrors("s3.example.org", "eu-west-1");

    static Stream<Arguments> codes() {
        return Stream.of(
                Arguments.of("NoSuchKey", 404, ObjectNotFound.class, false),
                Arguments.of("NoSuchVersion", 404, ObjectNotFound.class, false),
                Arguments.of("NoSuchUpload", 404, ObjectNotFound.class, false),
                Arguments.of(null, 404, ObjectNotFound.class, false),
                Arguments.of("NoSuchBucket", 404, BucketNotFound.class, false),
                Arguments.of("BucketAlreadyExists", 409, AlreadyExists.class, false),
                Arguments.of("BucketAlreadyOwnedByYou", 409, AlreadyExists.class, false),
                Arguments.of("BucketNotEmpty", 409, InvalidState.class, false),
                Arguments.of("OperationAborted", 409, InvalidState.class, true),
                Arguments.of("ConditionalRequestConflict", 409, InvalidState.class, true),
                Arguments.of("PreconditionFailed", 412, PreconditionFailed.class, false),
                Arguments.of("InvalidRequest", 412, PreconditionFailed.class, false),
                Arguments.of(null, 412, PreconditionFailed.class, false),
                Arguments.of(null, 304, PreconditionFailed.class, false),
                Arguments.of("AccessDenied", 403, AccessDenied.class, false),
                Arguments.of(null, 403, AccessDenied.class, false),
                Arguments.of("SignatureDoesNotMatch", 403, AccessDenied.class, false),
                Arguments.of("InvalidAccessKeyId", 403, AccessDenied.class, false),
                Arguments.of("ExpiredToken", 400, AccessDenied.class, false),
                Arguments.of("RequestTimeTooSkewed", 403, AccessDenied.class, false),
                Arguments.of("InvalidObjectState", 403, InvalidState.class, false),
                Arguments.of("QuotaExceeded", 403, InvalidState.class, false),
                Arguments.of("BadDigest", 400, ChecksumMismatch.class, true),
                Arguments.of("InvalidRange", 416, InvalidRequest.class, false),
                Arguments.of("EntityTooSmall", 400, InvalidRequest.class, false),
                Arguments.of("PermanentRedirect", 301, InvalidRequest.class, false),
                Arguments.of("NotImplemented", 501, Unsupported.class, false),
                Arguments.of("MethodNotAllowed", 405, Unsupported.class, false),
                Arguments.of("SlowDown", 503, Throttled.class, true),
                Arguments.of(null, 429, Throttled.class, true),
                Arguments.of("RequestTimeout", 400, Unavailable.class, true),
                Arguments.of("InternalError", 500, Unavailable.class, true),
                Arguments.of("InternalError", 200, Unavailable.class, true),
                Arguments.of(null, 503, Unavailable.class, true));
    }

    @ParameterizedTest
    @MethodSource("codes")
    void classifiesByCodeThenByStatus(String code, int status, Class<?> kind, boolean retryable) {
        CloudBridgeException found = errors.classify("bucket", "key", s3(code, status, Map.of()));

        assertThat(found).isExactlyInstanceOf(kind).hasMessageContaining("bucket=bucket, key=key");
        assertThat(found.isRetryable()).isEqualTo(retryable);
        assertThat(found.getCode()).isEqualTo(code);
        assertThat(found.getHttpStatus()).isEqualTo(status);
        assertThat(found.getRequestId()).isEqualTo("request-1");
        assertThat(found.getCause()).isInstanceOf(S3Exception.class);
    }

    @Test
    void honoursHowLongTheStoreAsksToWait() {
        CloudBridgeException found = errors.classify("bucket", "key", s3("SlowDown", 503, Map.of("Retry-After", "7")));

        assertThat(found.getRetryAfter()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void aVersionThatIsADeleteMarkerIsNotThere() {
        Map<String, String> marker = Map.of("x-amz-delete-marker", "true");
        for (S3Exception answer : List.of(s3("MethodNotAllowed", 405, marker), s3(null, 405, marker))) {
            assertThat(errors.classify("bucket", "key", answer)).isInstanceOf(ObjectNotFound.class);
        }
    }

    @Test
    void saysWhichRegionTheBucketIsIn() {
        CloudBridgeException found = errors.classify(
                "bucket", null, s3("PermanentRedirect", 301, Map.of("x-amz-bucket-region", "us-west-2")));

        assertThat(found)
                .hasMessageContaining("the bucket is in region us-west-2 but option region is eu-west-1")
                .hasMessageContaining("set region=us-west-2");
    }

    @Test
    void saysThatTheClockIsWrong() {
        CloudBridgeException found = errors.classify(
                "bucket", "key", s3("RequestTimeTooSkewed", 403, Map.of("Date", "Sun, 22 Nov 2026 10:00:00 GMT")));

        assertThat(found)
                .isInstanceOf(AccessDenied.class)
                .hasMessageContaining("the clock of this machine")
                .hasMessageContaining("the store says Sun, 22 Nov 2026 10:00:00 GMT");
    }

    @Test
    void namesTheHostOfABrokenConnection() {
        SdkClientException refused = SdkClientException.create("no", new ConnectException("Connection refused"));

        assertThat(errors.classify("bucket", "key", refused))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("s3.example.org")
                .hasMessageContaining("Connection refused")
                .matches(CloudBridgeException::isRetryable);
    }

    @Test
    void keepsAnErrorOfOurOwnThatPassedThroughTheSdk() {
        CloudBridgeException own = CloudBridgeException.invalid("the body could not be read");

        assertThat(errors.classify("bucket", "key", SdkClientException.create("wrapped", own)))
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("the body could not be read");
    }

    @Test
    void doesNotRetryWhatWasInterrupted() {
        assertThat(errors.classify("bucket", "key", AbortedException.create("stop")))
                .isInstanceOf(Unavailable.class)
                .matches(e -> !e.isRetryable());
    }

    @Test
    void saysHowToLogInWhenThereAreNoCredentials() {
        assertThat(errors.classify("bucket", "key", SdkClientException.create("Unable to load credentials from any")))
                .isInstanceOf(AccessDenied.class)
                .hasMessageContaining("accessKey and secretKey, profile, or anonymous=true");
    }

    @Test
    void treatsAnAnswerThatIsNoXmlAsABrokenConnection() {
        assertThat(errors.classify("bucket", null, SdkClientException.create("Could not parse XML response.")))
                .isInstanceOf(Unavailable.class);
    }

    @Test
    void mapsWhateverACallThrows() {
        assertThatThrownBy(() -> errors.call(REF, () -> {
                    throw new IllegalArgumentException("bad bucket");
                }))
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("bad bucket");
        assertThatThrownBy(() -> errors.call(REF, () -> {
                    throw SdkClientException.create("cut", new IOException("reset"));
                }))
                .isInstanceOf(Unavailable.class);
    }

    @Test
    void namesAnSdkOfMixedVersions() {
        assertThatThrownBy(() -> errors.call(REF, () -> {
                    throw new NoSuchFieldError("XXHASH3");
                }))
                .isInstanceOf(InvalidState.class)
                .hasMessageContaining("XXHASH3")
                .hasMessageContaining("import software.amazon.awssdk:bom");
    }

    @Test
    void doesNotBlameTheUserForWhatIsOurs() {
        for (Throwable own :
                List.of(new NullPointerException(), new DateTimeException("x"), new StackOverflowError())) {
            assertThatThrownBy(() -> errors.call(REF, () -> {
                        throw sneaky(own);
                    }))
                    .isInstanceOf(Unavailable.class)
                    .hasMessageContaining("reading it ended with");
        }
    }

    private static RuntimeException sneaky(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return (RuntimeException) e;
    }

    private static S3Exception s3(String code, int status, Map<String, String> headers) {
        SdkHttpResponse.Builder http = SdkHttpResponse.builder().statusCode(status);
        headers.forEach(http::putHeader);
        return (S3Exception) S3Exception.builder()
                .message("what the SDK says")
                .statusCode(status)
                .requestId("request-1")
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage("what the store says.")
                        .sdkHttpResponse(http.build())
                        .build())
                .build();
    }
}
