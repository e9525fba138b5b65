/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.CopyOptions;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PresignRequest;
import io.cloudbridge.store.PresignRequest.Method;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.SignedRequest;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.TransferSettings;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a login by token can do beyond plain requests: sign URLs by user delegation, and copy. */
class AzureDelegationTest {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().sslContext(Azurite.trust()).build();

    private static StoreClient store;
    private static String bucket;

    @BeforeAll
    static void open() {
        store = Azurite.open(Azurite.byToken(Azurite.token()));
        bucket = Azurite.newBucket(store);
    }

    @AfterAll
    static void close() {
        Azurite.drop(store, bucket);
        store.close();
    }

    private static void put(String key, String text) {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        store.upload(new ObjectRef(bucket, key), Source.of(content), PutOptions.NONE, TransferSettings.DEFAULTS);
    }

    private static SignedRequest sign(Method method, String key) {
        return store.presign(new PresignRequest(method, new ObjectRef(bucket, key), Duration.ofMinutes(5)));
    }

    private static HttpResponse<String> send(SignedRequest signed, String method, String body) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(signed.url()).method(method, HttpRequest.BodyPublishers.ofString(body));
        signed.headers().forEach(request::header);
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    @Test
    void aUrlSignedByUserDelegationGrantsItsMethodOnly() throws Exception {
        put("read me", "text");
        SignedRequest get = sign(Method.GET, "read me");

        assertThat(get.url().getQuery()).contains("skoid=").contains("sp=r");
        assertThat(send(get, "GET", "").body()).isEqualTo("text");
        assertThat(send(get, "DELETE", "").statusCode()).isEqualTo(403);

        SignedRequest put = sign(Method.PUT, "write me");
        assertThat(put.headers()).containsEntry("x-ms-blob-type", "BlockBlob");
        assertThat(send(put, "PUT", "new").statusCode()).isEqualTo(201);
        assertThat(send(put, "GET", "").statusCode()).isEqualTo(403);
        assertThat(store.head(new ObjectRef(bucket, "write me"), ReadOptions.NONE)
                        .size())
                .isEqualTo(3);

        SignedRequest delete = sign(Method.DELETE, "write me");
        assertThat(send(delete, "DELETE", "").statusCode()).isEqualTo(202);
        assertThat(store.exists(new ObjectRef(bucket, "write me"))).isFalse();
    }

    @Test
    void urlsWorkForClocksThatAreBehind() {
        SignedRequest signed = sign(Method.GET, "any");
        String start = signed.url().getQuery().replaceAll(".*[?&]?st=([^&]*).*", "$1");

        assertThat(Instant.parse(start)).isBefore(Instant.now().minus(Duration.ofMinutes(14)));
    }

    @Test
    void aUrlLivesForAWeekAtMost() {
        ObjectRef ref = new ObjectRef(bucket, "any");
        assertThat(store.presign(new PresignRequest(Method.GET, ref, Duration.ofDays(7)))
                        .url())
                .isNotNull();
        assertThatExceptionOfType(CloudBridgeException.InvalidRequest.class)
                .isThrownBy(() -> store.presign(new PresignRequest(Method.GET, ref, Duration.ofDays(8))))
                .withMessageContaining("presignExpiry");
    }

    @Test
    void copiesAreMadeByTheServiceWithTheTokenAlone() throws Exception {
        put("source", "to be copied");
        ObjectRef copy = new ObjectRef(bucket, "copy");
        store.copy(new ObjectRef(bucket, "source"), store, copy, CopyOptions.NONE, TransferSettings.DEFAULTS);

        assertThat(store.head(copy, ReadOptions.NONE).size()).isEqualTo(12);
    }
}
