/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudbridge.store.Capabilities.Feature;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.PresignRequest;
import io.cloudbridge.store.PresignRequest.Method;
import io.cloudbridge.store.SignedRequest;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A signed request grants what it was signed for and nothing else: one method, one key, until it ends. */
public interface PresignLimitPromises extends StoreFixture {

    /** Signs for five minutes; null where the store cannot sign, which is then proved to be refused. */
    private SignedRequest sign(Method method, String key) {
        PresignRequest request = new PresignRequest(method, at(key), Duration.ofMinutes(5));
        if (!has(Feature.PRESIGN)) {
            assertUnsupported(() -> store().presign(request));
            return null;
        }
        return store().presign(request);
    }

    private void assertDenied(String method, URI url, Map<String, String> headers) {
        int status = SignedHttp.send(method, url, headers, Samples.text("intruder"), Map.of())
                .statusCode();
        assertThat(status).as("status of %s", method).isIn(400, 401, 403, 405, 501);
    }

    private void grantsNo(String method, Method signedFor, String key) {
        put(key, Samples.text("kept"));
        SignedRequest signed = sign(signedFor, key);
        if (signed == null) {
            return;
        }
        assertDenied(method, signed.url(), signed.headers());
        assertContent(at(key), Samples.text("kept"));
    }

    private void refusedExpiry(Duration expiry) {
        PresignRequest request = new PresignRequest(Method.GET, at("limit/expiry"), expiry);
        if (!has(Feature.PRESIGN)) {
            assertUnsupported(() -> store().presign(request));
            return;
        }
        watched().forget();
        assertRefused(CloudBridgeException.InvalidRequest.class, () -> store().presign(request))
                .withMessageContaining("presignExpiry");
        assertThat(watched().calls()).isZero();
    }

    @Test
    default void aGetUrlDoesNotPut() {
        grantsNo("PUT", Method.GET, "limit/get-put");
    }

    @Test
    default void aGetUrlDoesNotDelete() {
        grantsNo("DELETE", Method.GET, "limit/get-delete");
    }

    @Test
    default void aPutUrlDoesNotGet() {
        grantsNo("GET", Method.PUT, "limit/put-get");
    }

    @Test
    default void aPutUrlDoesNotDelete() {
        grantsNo("DELETE", Method.PUT, "limit/put-delete");
    }

    @Test
    default void aHeadUrlDoesNotGet() {
        grantsNo("GET", Method.HEAD, "limit/head-get");
    }

    @Test
    default void aHeadUrlDoesNotPut() {
        grantsNo("PUT", Method.HEAD, "limit/head-put");
    }

    @Test
    default void aDeleteUrlDoesNotGet() {
        grantsNo("GET", Method.DELETE, "limit/delete-get");
    }

    @Test
    default void aDeleteUrlDoesNotPut() {
        grantsNo("PUT", Method.DELETE, "limit/delete-put");
    }

    @Test
    default void aUrlIsGoodForItsKeyOnly() {
        put("limit/key-aaa", Samples.text("mine"));
        put("limit/key-bbb", Samples.text("theirs"));
        SignedRequest signed = sign(Method.GET, "limit/key-aaa");
        if (signed == null) {
            return;
        }
        String moved = signed.url().toString().replace("key-aaa", "key-bbb");
        assertThat(moved).isNotEqualTo(signed.url().toString());
        assertDenied("GET", URI.create(moved), signed.headers());
    }

    @Test
    default void aUrlIsGoodForItsBucketOnly() {
        String other = newBucket();
        put("limit/bucket", Samples.text("mine"));
        put(new io.cloudbridge.store.ObjectRef(other, "limit/bucket"), Samples.text("theirs"));
        SignedRequest signed = sign(Method.GET, "limit/bucket");
        if (signed == null) {
            return;
        }
        String moved = signed.url().toString().replace(bucket(), other);
        assertDenied("GET", URI.create(moved), signed.headers());
    }

    @Test
    default void aUrlWithAnyParameterChangedIsRefused() {
        put("limit/changed", Samples.text("kept"));
        SignedRequest signed = sign(Method.GET, "limit/changed");
        if (signed == null) {
            return;
        }
        List<String> parameters = parameters(signed.url());
        for (int i = 0; i < parameters.size(); i++) {
            List<String> changed = new java.util.ArrayList<>(parameters);
            changed.set(i, change(parameters.get(i)));
            assertDenied("GET", withParameters(signed.url(), changed), signed.headers());
        }
    }

    @Test
    default void aUrlWithAnyParameterMissingIsRefused() {
        put("limit/dropped", Samples.text("kept"));
        SignedRequest signed = sign(Method.GET, "limit/dropped");
        if (signed == null) {
            return;
        }
        List<String> parameters = parameters(signed.url());
        assertThat(parameters).as("parameters of a signed URL").isNotEmpty();
        for (String dropped : parameters) {
            List<String> left =
                    parameters.stream().filter(one -> !one.equals(dropped)).toList();
            assertDenied("GET", withParameters(signed.url(), left), signed.headers());
        }
    }

    @Test
    default void aUrlEndsWhenItExpires() {
        put("limit/soon", Samples.text("soon gone"));
        PresignRequest request = new PresignRequest(Method.GET, at("limit/soon"), Duration.ofSeconds(4));
        if (!has(Feature.PRESIGN)) {
            assertUnsupported(() -> store().presign(request));
            return;
        }
        SignedRequest signed = store().presign(request);
        assertThat(SignedHttp.send(signed).statusCode()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(15))
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> assertDenied("GET", signed.url(), signed.headers()));
        assertThat(Instant.now())
                .as("the moment it ended")
                .isAfterOrEqualTo(signed.expiresAt().minusSeconds(2));
    }

    @Test
    default void aUrlTellsWhenItEnds() {
        SignedRequest signed = sign(Method.GET, "limit/until");
        if (signed == null) {
            return;
        }
        Instant expected = Instant.now().plus(Duration.ofMinutes(5));
        assertThat(Duration.between(signed.expiresAt(), expected).abs()).isLessThan(Duration.ofSeconds(30));
        assertThat(signed.method()).isEqualTo(Method.GET);
    }

    @Test
    default void anExpiryInThePastIsRefused() {
        refusedExpiry(Duration.ofSeconds(-60));
    }

    @Test
    default void anExpiryOfNothingIsRefused() {
        refusedExpiry(Duration.ZERO);
    }

    @Test
    default void anExpiryBeyondTheLimitIsRefusedAndNotCut() {
        Duration most = store().capabilities().maxPresignExpiry();
        if (most.compareTo(Duration.ofDays(365_000)) < 0) {
            refusedExpiry(most.plusSeconds(1));
        } else {
            refusedExpiry(Duration.ofSeconds(Long.MIN_VALUE));
        }
    }

    @Test
    default void theLongestExpiryIsGranted() {
        put("limit/longest", Samples.text("x"));
        Duration most = store().capabilities().maxPresignExpiry();
        Duration longest = most.compareTo(Duration.ofDays(7)) > 0 ? Duration.ofDays(7) : most;
        PresignRequest request = new PresignRequest(Method.GET, at("limit/longest"), longest);
        if (!has(Feature.PRESIGN)) {
            assertUnsupported(() -> store().presign(request));
            return;
        }
        assertThat(SignedHttp.send(store().presign(request)).statusCode()).isEqualTo(200);
    }

    @Test
    default void aSignedRequestDoesNotPrintItsUrl() {
        SignedRequest signed = sign(Method.GET, "limit/printed");
        if (signed != null) {
            assertThat(signed.toString()).doesNotContain(signed.url().getRawQuery());
        }
    }

    private static List<String> parameters(URI url) {
        return Arrays.asList(url.getRawQuery().split("&"));
    }

    private static URI withParameters(URI url, List<String> parameters) {
        String text = url.toString();
        return URI.create(text.substring(0, text.indexOf('?'))
                + (parameters.isEmpty() ? "" : parameters.stream().collect(Collectors.joining("&", "?", ""))));
    }

    /** The first letter or digit of the value becomes the next one. */
    private static String change(String parameter) {
        int value = parameter.indexOf('=') + 1;
        for (int i = value; i < parameter.length(); i++) {
            char c = parameter.charAt(i);
            if (c >= '0' && c < '9' || c >= 'a' && c < 'z' || c >= 'A' && c < 'Z') {
                return parameter.substring(0, i) + (char) (c + 1) + parameter.substring(i + 1);
            }
        }
        return parameter + "x";
    }
}
