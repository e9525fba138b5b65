/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.store.Capabilities.Feature;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PresignRequest;
import io.cloudbridge.store.PresignRequest.Method;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.SignedRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A signed request works for a stranger with nothing but an HTTP client. Where a store cannot sign, it says so. */
public interface PresignPromises extends StoreFixture {

    /** Signs for five minutes; null where the store cannot sign, which is then proved to be refused. */
    private SignedRequest sign(Method method, String key) {
        PresignRequest request = new PresignRequest(method, at(key), Duration.ofMinutes(5));
        if (!has(Feature.PRESIGN)) {
            assertUnsupported(() -> store().presign(request));
            return null;
        }
        return store().presign(request);
    }

    @Test
    default void aSignedGetGivesTheContent() {
        byte[] content = Samples.bytes(120, 100_000);
        put(at("sign/get"), content, PutOptions.of(ObjectProperties.NONE.withContentType("text/csv")));
        SignedRequest signed = sign(Method.GET, "sign/get");
        if (signed == null) {
            return;
        }
        HttpResponse<byte[]> response = SignedHttp.send(signed);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(content);
        assertThat(response.headers().firstValue("content-type")).hasValue("text/csv");
    }

    @Test
    default void aSignedGetMayBeSentAgain() {
        put("sign/again", Samples.text("again"));
        SignedRequest signed = sign(Method.GET, "sign/again");
        if (signed == null) {
            return;
        }
        for (int i = 0; i < 3; i++) {
            assertThat(SignedHttp.send(signed).body()).isEqualTo(Samples.text("again"));
        }
    }

    @Test
    default void aSignedGetGivesARange() {
        byte[] content = Samples.bytes(121, 1000);
        put("sign/range", content);
        SignedRequest signed = sign(Method.GET, "sign/range");
        if (signed == null) {
            return;
        }
        HttpResponse<byte[]> response = SignedHttp.send(signed, new byte[0], Map.of("Range", "bytes=100-199"));
        assertThat(response.statusCode()).isEqualTo(206);
        assertThat(response.body()).isEqualTo(java.util.Arrays.copyOfRange(content, 100, 200));
    }

    @Test
    default void aSignedGetOfAMissingObjectIsNotFound() {
        SignedRequest signed = sign(Method.GET, "sign/missing");
        if (signed != null) {
            assertThat(SignedHttp.send(signed).statusCode()).isEqualTo(404);
        }
    }

    @Test
    default void aSignedHeadGivesTheSize() {
        put("sign/head", Samples.bytes(122, 4321));
        SignedRequest signed = sign(Method.HEAD, "sign/head");
        if (signed == null) {
            return;
        }
        HttpResponse<byte[]> response = SignedHttp.send(signed);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
        assertThat(response.headers().firstValue("content-length")).hasValue("4321");
    }

    @Test
    default void aSignedPutStoresTheBody() {
        byte[] content = Samples.bytes(123, 50_000);
        SignedRequest signed = sign(Method.PUT, "sign/put");
        if (signed == null) {
            return;
        }
        assertThat(SignedHttp.send(signed, content, Map.of()).statusCode()).isBetween(200, 204);
        assertContent(at("sign/put"), content);
    }

    @Test
    default void aSignedPutStoresAnEmptyBody() {
        SignedRequest signed = sign(Method.PUT, "sign/put-empty");
        if (signed == null) {
            return;
        }
        assertThat(SignedHttp.send(signed).statusCode()).isBetween(200, 204);
        assertContent(at("sign/put-empty"), new byte[0]);
    }

    @Test
    default void aSignedPutReplacesTheOldObject() {
        put("sign/put-old", Samples.bytes(124, 5000));
        SignedRequest signed = sign(Method.PUT, "sign/put-old");
        if (signed == null) {
            return;
        }
        assertThat(SignedHttp.send(signed, Samples.text("new"), Map.of()).statusCode())
                .isBetween(200, 204);
        assertContent(at("sign/put-old"), Samples.text("new"));
    }

    @Test
    default void theHeaderThatAzureNeedsDoesNoHarm() {
        SignedRequest signed = sign(Method.PUT, "sign/put-everywhere");
        if (signed == null) {
            return;
        }
        Map<String, String> header = Map.of("x-ms-blob-type", "BlockBlob");
        assertThat(SignedHttp.send(signed, Samples.text("x"), header).statusCode())
                .isBetween(200, 204);
        assertContent(at("sign/put-everywhere"), Samples.text("x"));
    }

    @Test
    default void aSignedDeleteDeletes() {
        put("sign/delete", Samples.text("x"));
        SignedRequest signed = sign(Method.DELETE, "sign/delete");
        if (signed == null) {
            return;
        }
        assertThat(SignedHttp.send(signed).statusCode()).isBetween(200, 204);
        assertMissing(at("sign/delete"));
    }

    @Test
    default void aSignedPutKeepsAnOddKey() {
        String key = "sign/odd/ü 😀//+%2F&=#?;:@$,'()*!~";
        SignedRequest signed = sign(Method.PUT, key);
        if (signed == null) {
            return;
        }
        assertThat(SignedHttp.send(signed, Samples.text("odd"), Map.of()).statusCode())
                .isBetween(200, 204);
        assertContent(at(key), Samples.text("odd"));
        assertThat(keys("sign/odd/")).containsExactly(key);
    }

    @Test
    default void aSignedGetOfAnObjectOfPartsGivesTheContent() {
        byte[] content = Samples.bytes(125, partSize() + 1L);
        put(at("sign/parts"), content, PutOptions.NONE);
        SignedRequest signed = sign(Method.GET, "sign/parts");
        if (signed != null) {
            assertThat(Samples.sha256(SignedHttp.send(signed).body())).isEqualTo(Samples.sha256(content));
        }
    }

    @Test
    default void theTypeOfAnUploadMayBeBoundToTheUrl() {
        ObjectRef ref = at("sign/typed");
        PresignRequest request = new PresignRequest(Method.PUT, ref, Duration.ofMinutes(5), "text/csv", null, null);
        if (!has(Feature.PRESIGN) || !has(Feature.PRESIGN_CONTENT_TYPE)) {
            assertUnsupported(() -> store().presign(request));
            return;
        }
        SignedRequest signed = store().presign(request);
        int wrong = SignedHttp.send(signed, Samples.text("x"), Map.of("Content-Type", "text/html"))
                .statusCode();
        assertThat(wrong).as("status with another type").isBetween(400, 403);
        assertMissing(ref);
        int right = SignedHttp.send(signed, Samples.text("x"), Map.of("Content-Type", "text/csv"))
                .statusCode();
        assertThat(right).isBetween(200, 204);
        assertThat(head(ref).contentType()).isEqualTo("text/csv");
    }

    @Test
    default void theResponseMayGetATypeOfItsOwn() {
        put("sign/response-type", Samples.text("x"));
        PresignRequest request = new PresignRequest(
                Method.GET, at("sign/response-type"), Duration.ofMinutes(5), null, "text/x-special", null);
        if (!has(Feature.PRESIGN)) {
            assertUnsupported(() -> store().presign(request));
            return;
        }
        HttpResponse<byte[]> response = SignedHttp.send(store().presign(request));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).hasValue("text/x-special");
    }

    @Test
    default void theResponseMayGetADispositionOfItsOwn() {
        put("sign/response-disposition", Samples.text("x"));
        String disposition = "attachment; filename=\"report 1.csv\"";
        PresignRequest request = new PresignRequest(
                Method.GET, at("sign/response-disposition"), Duration.ofMinutes(5), null, null, disposition);
        if (!has(Feature.PRESIGN)) {
            assertUnsupported(() -> store().presign(request));
            return;
        }
        HttpResponse<byte[]> response = SignedHttp.send(store().presign(request));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-disposition").orElse(""))
                .startsWith("attachment")
                .contains("report 1.csv");
    }
}
