/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.azure;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.exception.ClientAuthenticationException;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.azure.storage.blob.models.BlobStorageException;
import io.cloudbridge.store.CloudBridgeException;
import java.io.ByteArrayInputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AzureErrorsTest {

    private final AzureErrors errors = new AzureErrors("acme.blob.core.windows.net");

    private static AzureResponse response(int status, String code, Map<String, String> more) {
        HttpHeaders headers = new HttpHeaders(more).set(HttpHeaderName.fromString("x-ms-request-id"), "r-1");
        if (code != null) {
            headers.set(HttpHeaderName.fromString("x-ms-error-code"), code);
        }
        HttpRequest request = new HttpRequest(HttpMethod.GET, "https://acme.blob.core.windows.net/b/k");
        return new AzureResponse(request, status, headers, new ByteArrayInputStream(new byte[0]));
    }

    private CloudBridgeException answered(int status, String code, Map<String, String> headers) {
        String body = "<Error><Code>" + code + "</Code><Message>In its words.\nRequestId:r-1</Message></Error>";
        return errors.classify(
                "b", "k", new BlobStorageException("Status code, " + body, response(status, code, headers), body));
    }

    @ParameterizedTest
    @CsvSource({
        "404, BlobNotFound, ObjectNotFound",
        "404, ContainerNotFound, BucketNotFound",
        "404, , ObjectNotFound",
        "409, ContainerAlreadyExists, AlreadyExists",
        "409, BlobAlreadyExists, PreconditionFailed",
        "412, ConditionNotMet, PreconditionFailed",
        "304, ConditionNotMet, PreconditionFailed",
        "412, SourceConditionNotMet, PreconditionFailed",
        "412, LeaseIdMissing, InvalidState",
        "409, ContainerBeingDeleted, InvalidState",
        "409, BlobArchived, InvalidState",
        "409, SnapshotsPresent, InvalidState",
        "409, BlobImmutableDueToPolicy, InvalidState",
        "400, InvalidBlockList, InvalidState",
        "403, AuthenticationFailed, AccessDenied",
        "403, AuthorizationFailure, AccessDenied",
        "403, AuthorizationPermissionMismatch, AccessDenied",
        "401, NoAuthenticationInformation, AccessDenied",
        "400, InvalidAuthenticationInfo, AccessDenied",
        "409, PublicAccessNotPermitted, AccessDenied",
        "400, Md5Mismatch, ChecksumMismatch",
        "400, InvalidMd5, InvalidRequest",
        "400, InvalidResourceName, InvalidRequest",
        "400, InvalidMetadata, InvalidRequest",
        "416, InvalidRange, InvalidRequest",
        "413, RequestBodyTooLarge, InvalidRequest",
        "409, BlockCountExceedsLimit, InvalidRequest",
        "501, APINotImplemented, Unsupported",
        "503, ServerBusy, Throttled",
        "429, TooManyRequests, Throttled",
        "500, InternalError, Unavailable",
        "500, OperationTimedOut, Unavailable",
        "502, , Unavailable"
    })
    void codesComeBeforeTheStatus(int status, String code, String kind) {
        CloudBridgeException e = answered(status, code, Map.of());

        assertThat(e.getClass().getSimpleName()).isEqualTo(kind);
        assertThat(e.getHttpStatus()).isEqualTo(status);
        assertThat(e.getCode()).isEqualTo(code);
        assertThat(e.getRequestId()).isEqualTo("r-1");
        assertThat(e.getBucket()).isEqualTo("b");
        assertThat(e.getKey()).isEqualTo("k");
        assertThat(e.getCause()).isInstanceOf(BlobStorageException.class);
        assertThat(e.getMessage()).contains("In its words");
    }

    @Test
    void aMissingBucketIsToldFromAMissingObjectWithoutACode() {
        assertThat(errors.classify("b", null, new BlobStorageException("x", response(404, null, Map.of()), null)))
                .isInstanceOf(CloudBridgeException.BucketNotFound.class);
    }

    @Test
    void aContainerThatIsBeingDeletedMayBeTriedAgain() {
        assertThat(answered(409, "ContainerBeingDeleted", Map.of()).isRetryable())
                .isTrue();
        assertThat(answered(409, "BlobArchived", Map.of()).isRetryable()).isFalse();
    }

    @Test
    void whatTheServiceAsksToWaitIsKept() {
        assertThat(answered(503, "ServerBusy", Map.of("Retry-After", "7")).getRetryAfter())
                .isEqualTo(Duration.ofSeconds(7));
        assertThat(answered(503, "ServerBusy", Map.of("Retry-After", "soon")).getRetryAfter())
                .isNull();
    }

    @Test
    void aRefusalSaysWhenTheClockIsWrong() {
        String anHourAgo = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.now(ZoneOffset.UTC).minusHours(1));

        assertThat(answered(403, "AuthenticationFailed", Map.of("Date", anHourAgo)))
                .hasMessageContaining("60 minutes ahead of the service's");
        String now = DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
        assertThat(answered(403, "AuthenticationFailed", Map.of("Date", now)))
                .hasMessageContaining("accountKey")
                .hasMessageNotContaining("clock");
    }

    @Test
    void aConnectionThatFailsNamesTheHostAndMayBeTriedAgain() {
        CloudBridgeException e =
                errors.classify("b", "k", new UncheckedIOException(new ConnectException("Connection refused")));

        assertThat(e)
                .isInstanceOf(CloudBridgeException.Unavailable.class)
                .hasMessageContaining("acme.blob.core.windows.net");
        assertThat(e.isRetryable()).isTrue();
    }

    @Test
    void anInterruptionIsNotTriedAgain() {
        Thread.currentThread().interrupt();
        CloudBridgeException e =
                errors.classify("b", "k", new UncheckedIOException(new InterruptedIOException("interrupted")));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(e).isInstanceOf(CloudBridgeException.Unavailable.class);
        assertThat(e.isRetryable()).isFalse();
    }

    @Test
    void aLoginThatFailsIsDeniedUnlessTheWayToItIsBroken() {
        assertThat(errors.classify(
                        "b", "k", new ClientAuthenticationException("AADSTS7000215: Invalid client secret.", null)))
                .isInstanceOf(CloudBridgeException.AccessDenied.class)
                .hasMessageContaining("AADSTS7000215")
                .hasMessageContaining("clientSecret");
        assertThat(errors.classify(
                        "b", "k", new ClientAuthenticationException("no token", null, new ConnectException("refused"))))
                .isInstanceOf(CloudBridgeException.Unavailable.class);
    }
}
