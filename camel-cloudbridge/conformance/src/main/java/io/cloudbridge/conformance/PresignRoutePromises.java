/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.camel.CloudBridgeConstants;
import io.cloudbridge.store.Capabilities.Feature;
import io.cloudbridge.store.CloudBridgeException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Message;
import org.junit.jupiter.api.Test;

/** What {@code operation=presign} gives. */
public interface PresignRoutePromises extends RouteFixture {

    /** The message with the URL; null where the store cannot sign, which is then proved to be refused. */
    private Message sign(String options, String key) {
        String uri = uri("operation=presign" + options);
        if (!has(Feature.PRESIGN)) {
            refused(CloudBridgeException.Unsupported.class, uri, null, key);
            return null;
        }
        return done(uri, null, key);
    }

    private static HttpResponse<byte[]> use(String method, Message signed, byte[] body) {
        Map<String, String> headers = new HashMap<>();
        Map<?, ?> given = signed.getHeader(CloudBridgeConstants.PRESIGN_HEADERS, Map.class);
        given.forEach((name, value) -> headers.put((String) name, (String) value));
        return SignedHttp.send(method, URI.create((String) signed.getBody()), headers, body, Map.of());
    }

    @Test
    default void aSignedUrlIsTheBodyAndGivesTheContent() {
        byte[] content = Samples.bytes(1, 10_000);
        put("sign/get ü", content);
        Message signed = sign("", "sign/get ü");
        if (signed == null) {
            return;
        }
        assertThat(signed.getBody()).isInstanceOf(String.class);
        assertThat(use("GET", signed, null).body()).isEqualTo(content);
        Instant ends = signed.getHeader(CloudBridgeConstants.PRESIGN_EXPIRES_AT, Instant.class);
        assertThat(Duration.between(Instant.now(), ends)).isBetween(Duration.ofMinutes(59), Duration.ofMinutes(61));
    }

    @Test
    default void aSignedPutStoresTheBody() {
        Message signed = sign("&presignMethod=PUT&presignExpiry=5m", "sign/put");
        if (signed == null) {
            return;
        }
        assertThat(use("PUT", signed, Samples.text("put by a stranger")).statusCode())
                .isBetween(200, 204);
        assertContent("sign/put", Samples.text("put by a stranger"));
    }

    @Test
    default void headersChooseMethodAndExpiry() {
        put("sign/delete", Samples.text("x"));
        Map<String, Object> headers = Map.of(
                CloudBridgeConstants.KEY, "sign/delete",
                CloudBridgeConstants.PRESIGN_METHOD, "DELETE",
                CloudBridgeConstants.PRESIGN_EXPIRY, Duration.ofMinutes(2));
        if (!has(Feature.PRESIGN)) {
            refused(CloudBridgeException.Unsupported.class, uri("operation=presign"), null, headers);
            return;
        }
        Message signed = done(uri("operation=presign"), null, headers);
        assertThat(use("DELETE", signed, null).statusCode()).isBetween(200, 204);
        assertThat(keys("sign/delete")).isEmpty();
        Instant ends = signed.getHeader(CloudBridgeConstants.PRESIGN_EXPIRES_AT, Instant.class);
        assertThat(Duration.between(Instant.now(), ends)).isBetween(Duration.ofMinutes(1), Duration.ofMinutes(3));
    }

    @Test
    default void anExpiryThatCannotBeIsRefused() {
        if (!has(Feature.PRESIGN)) {
            refused(CloudBridgeException.Unsupported.class, uri("operation=presign"), null, "sign/expiry");
            return;
        }
        Duration most = store().capabilities().maxPresignExpiry();
        for (Duration expiry : new Duration[] {Duration.ZERO, Duration.ofMinutes(-5), most.plusSeconds(1)}) {
            CloudBridgeException e = refused(
                    CloudBridgeException.InvalidRequest.class,
                    uri("operation=presign"),
                    null,
                    Map.of(CloudBridgeConstants.KEY, "sign/expiry", CloudBridgeConstants.PRESIGN_EXPIRY, expiry));
            assertThat(e.getMessage()).contains("xpiry");
        }
    }

    @Test
    default void aMethodThatCannotBeIsRefused() {
        CloudBridgeException e = refused(
                CloudBridgeException.InvalidRequest.class,
                uri("operation=presign"),
                null,
                Map.of(CloudBridgeConstants.KEY, "sign/method", CloudBridgeConstants.PRESIGN_METHOD, "PATCH"));
        assertThat(e.getMessage()).contains("PresignMethod").contains("GET");
    }
}
