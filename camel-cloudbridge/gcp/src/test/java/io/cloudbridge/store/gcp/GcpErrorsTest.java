/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.client.http.HttpHeaders;
import com.google.api.client.http.HttpResponseException;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.http.BatchAnswer;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each answer of the service means; the texts are those of its reference. */
class GcpErrorsTest {

    private final GcpErrors errors = new GcpErrors("storage.example:443", false);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "404|notFound|No such object: b/k|ObjectNotFound",
                "404|notFound|The specified bucket does not exist.|BucketNotFound",
                "412|conditionNotMet|At least one of the pre-conditions you specified did not hold.|PreconditionFailed",
                "304|notModified|Not Modified|PreconditionFailed",
                "403|forbidden|x does not have storage.objects.get access|AccessDenied",
                "401|authError|Invalid Credentials|AccessDenied",
                "401|required|Anonymous caller does not have storage.objects.get access|AccessDenied",
                "403|rateLimitExceeded|Rate limit|Throttled",
                "429|rateLimitExceeded|The object exceeded the rate limit|Throttled",
                "403|quotaExceeded|Quota|InvalidState",
                "403|retentionPolicyNotMet|Object is subject to bucket's retention policy|InvalidState",
                "403|objectUnderActiveHold|Object is under active Event-Based hold|InvalidState",
                "409|conflict|The bucket you tried to delete is not empty.|InvalidState",
                "400|invalid|Provided CRC32C \"a\" doesn't match calculated CRC32C \"b\".|ChecksumMismatch",
                "400|invalid|Invalid bucket name|InvalidRequest",
                "416|requestedRangeNotSatisfiable|The requested range cannot be satisfied.|InvalidRequest",
                "503|backendError|Backend Error|Unavailable",
                "500|internalError|Internal|Unavailable",
                "408|uploadTimeout|Timeout|Unavailable"
            })
    void reasonsOfTheJsonApi(int status, String reason, String message, String kind) {
        String body = "{\"error\":{\"code\":" + status + ",\"message\":\"" + message.replace("\"", "\\\"")
                + "\",\"errors\":[{\"reason\":\"" + reason + "\",\"message\":\"m\",\"domain\":\"global\"}]}}";
        assertKind(status, body, kind);
    }

    @ParameterizedTest
    @CsvSource({
        "404,NoSuchUpload,ObjectNotFound",
        "404,NoSuchKey,ObjectNotFound",
        "404,NoSuchBucket,BucketNotFound",
        "403,AccessDenied,AccessDenied",
        "403,SignatureDoesNotMatch,AccessDenied",
        "400,ExpiredToken,AccessDenied",
        "400,BadDigest,ChecksumMismatch",
        "400,EntityTooSmall,InvalidRequest",
        "400,NotImplemented,Unsupported",
        "503,SlowDown,Throttled",
        "503,ServiceUnavailable,Unavailable"
    })
    void codesOfTheXmlApi(int status, String code, String kind) {
        assertKind(status, "<?xml version='1.0'?><Error><Code>" + code + "</Code><Message>m</Message></Error>", kind);
    }

    @Test
    void anAnswerWithoutABodyGoesByItsStatus() {
        assertKind(404, "", "ObjectNotFound");
        assertKind(503, "<html>proxy</html>", "Unavailable");
        assertKind(403, "{broken", "AccessDenied");
    }

    @Test
    void whereThereIsNoKeyOnlyTheBucketCanBeMissing() {
        assertThat(errors.classify("b", null, answer(404, "{broken")))
                .isInstanceOf(CloudBridgeException.BucketNotFound.class);
    }

    @Test
    void aRedirectIsAnErrorThatNamesTheRemedy() {
        assertThat(errors.classify("b", "k", answer(307, "")))
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .hasMessageContaining("redirect")
                .hasMessageContaining("endpoint");
    }

    @Test
    void requestIdAndTimeToWaitAreKept() {
        HttpHeaders headers =
                new HttpHeaders().set("x-guploader-uploadid", "id-1").setRetryAfter("7");
        CloudBridgeException e =
                errors.classify("b", "k", new HttpResponseException.Builder(503, null, headers).build());
        assertThat(e.getRequestId()).isEqualTo("id-1");
        assertThat(e.getRetryAfter()).isEqualTo(Duration.ofSeconds(7));
        assertThat(e.isRetryable()).isTrue();
    }

    @Test
    void aBrokenConnectionNamesTheHost() {
        assertThat(errors.classify("b", "k", new ConnectException("refused")))
                .isInstanceOf(CloudBridgeException.Unavailable.class)
                .hasMessageContaining("storage.example:443");
    }

    @Test
    void aWrongClockIsCalledThat() {
        HttpResponseException token = new HttpResponseException.Builder(400, null, new HttpHeaders())
                .setContent(
                        "{\"error\":\"invalid_grant\",\"error_description\":\"Invalid JWT: Token must be a short-lived"
                                + " token (60 minutes) and in a reasonable timeframe.\"}")
                .build();
        assertThat(errors.classify("b", "k", new IOException("Error getting access token", token)))
                .isInstanceOf(CloudBridgeException.AccessDenied.class)
                .hasMessageContaining("clock");
    }

    private void assertKind(int status, String body, String kind) {
        CloudBridgeException e = errors.classify("b", "k", answer(status, body));
        assertThat(e.getClass().getSimpleName()).isEqualTo(kind);
        assertThat(e.getHttpStatus()).isEqualTo(status);
        assertThat(e.getKey()).isEqualTo("k");
    }

    private static IOException answer(int status, String body) {
        return GcpHttp.error(new GcpHttp.Answer(
                GcpAnswer.of(new BatchAnswer.Part(null, status, null, Map.of(), null)),
                body.getBytes(StandardCharsets.UTF_8)));
    }
}
