/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.http.HttpAnswer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SwiftErrorsTest {

    private static CloudBridgeException error(SwiftCall call, int status, String text, Map<String, String> headers) {
        try (HttpAnswer answer = Answers.answer(call.method, status, headers, text)) {
            return SwiftErrors.of(call, answer);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, 400, InvalidRequest, false",
        "GET, 401, AccessDenied, false",
        "GET, 403, AccessDenied, false",
        "GET, 404, ObjectNotFound, false",
        "PUT, 404, BucketNotFound, false",
        "PUT, 408, Unavailable, true",
        "PUT, 409, InvalidState, false",
        "PUT, 411, InvalidRequest, false",
        "PUT, 412, InvalidRequest, false",
        "PUT, 413, InvalidRequest, false",
        "GET, 416, InvalidRequest, false",
        "PUT, 422, ChecksumMismatch, true",
        "PUT, 429, Throttled, true",
        "PUT, 498, Throttled, true",
        "PUT, 499, Unavailable, true",
        "PUT, 500, Unavailable, true",
        "PUT, 501, Unsupported, false",
        "PUT, 502, Unavailable, true",
        "PUT, 503, Unavailable, true",
        "PUT, 504, Unavailable, true",
        "PUT, 507, InvalidState, false"
    })
    void theStatusDecides(String method, int status, String expected, boolean retryable) {
        CloudBridgeException error = error(SwiftCall.of(method, new ObjectRef("b", "k")), status, "", Map.of());
        assertThat(error.getClass().getSimpleName()).isEqualTo(expected);
        assertThat(error.isRetryable()).isEqualTo(retryable);
        assertThat(error.getHttpStatus()).isEqualTo(status);
        assertThat(error.getProvider()).isEqualTo("openstack");
        assertThat(error.getBucket()).isEqualTo("b");
        assertThat(error.getKey()).isEqualTo("k");
    }

    @Test
    void a412IsAConditionOnlyIfOneWasSent() {
        SwiftCall call = SwiftCall.of("PUT", new ObjectRef("b", "k")).with("If-None-Match", "*");
        assertThat(error(call, 412, "", Map.of())).isInstanceOf(CloudBridgeException.PreconditionFailed.class);
    }

    @Test
    void a404WithoutAKeyIsTheContainer() {
        assertThat(error(SwiftCall.of("GET", "b"), 404, "", Map.of()))
                .isInstanceOf(CloudBridgeException.BucketNotFound.class);
    }

    /** As Ceph's gateway says it, where Swift says nothing. */
    @Test
    void a404SaysWhetherItIsTheContainer() {
        SwiftCall call = SwiftCall.of("GET", new ObjectRef("b", "k"));
        assertThat(error(call, 404, "NoSuchBucket", Map.of("X-Trans-Id", "tx1")))
                .isInstanceOf(CloudBridgeException.BucketNotFound.class)
                .hasMessageContaining("no such container");
        assertThat(error(call, 404, "{\"Code\":\"NoSuchBucket\",\"BucketName\":\"b\"}", Map.of("X-Trans-Id", "tx1")))
                .isInstanceOf(CloudBridgeException.BucketNotFound.class);
        assertThat(error(
                        call,
                        404,
                        "{\"Code\":\"NoSuchKey\",\"BucketName\":\"NoSuchBucket\"}",
                        Map.of("X-Trans-Id", "tx1")))
                .isInstanceOf(CloudBridgeException.ObjectNotFound.class);
        assertThat(error(call, 404, "NoSuchKey", Map.of("X-Trans-Id", "tx1")))
                .isInstanceOf(CloudBridgeException.ObjectNotFound.class);
    }

    @Test
    void aFullQuotaIsAStateAndNotASize() {
        assertThat(error(SwiftCall.of("PUT", new ObjectRef("b", "k")), 413, "Upload exceeds quota.", Map.of()))
                .isInstanceOf(CloudBridgeException.InvalidState.class)
                .hasMessageContaining("Upload exceeds quota.");
    }

    @Test
    void anErrorPageLosesItsMarkup() {
        assertThat(error(
                        SwiftCall.of("PUT", new ObjectRef("b", "k")),
                        400,
                        "<html><h1>Bad Request</h1><p>Header  too long.</p></html>",
                        Map.of("X-Trans-Id", "tx1")))
                .hasMessageContaining(": Bad Request Header too long.")
                .hasMessageContaining("requestId=tx1");
    }

    @Test
    void howLongToWaitIsTakenFromTheAnswer() {
        SwiftCall call = SwiftCall.of("PUT", new ObjectRef("b", "k"));
        assertThat(error(call, 503, "", Map.of("Retry-After", "7")).getRetryAfter())
                .isEqualTo(Duration.ofSeconds(7));
        assertThat(error(call, 503, "", Map.of("Retry-After", "Sun, 22 Nov 2020 09:20:11 GMT"))
                        .getRetryAfter())
                .isEqualTo(Duration.ZERO);
        assertThat(error(call, 503, "", Map.of("Retry-After", "soon")).getRetryAfter())
                .isNull();
    }

    @Test
    void theTextOfABulkAnswerIsClassifiedLikeAStatus() {
        assertThat(SwiftErrors.ofBulk(new ObjectRef("b", "k"), "403 Forbidden"))
                .isInstanceOf(CloudBridgeException.AccessDenied.class);
        assertThat(SwiftErrors.ofBulk(new ObjectRef("b", "k"), "503 Service Unavailable"))
                .isInstanceOf(CloudBridgeException.Unavailable.class);
        assertThat(SwiftErrors.ofBulk(new ObjectRef("b", "k"), "Invalid name"))
                .isInstanceOf(CloudBridgeException.InvalidRequest.class);
    }
}
