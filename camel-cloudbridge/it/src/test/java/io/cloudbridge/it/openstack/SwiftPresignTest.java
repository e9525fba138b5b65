/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.openstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.conformance.Samples;
import io.cloudbridge.conformance.wire.FaultProxy;
import io.cloudbridge.it.Servers;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PresignRequest;
import io.cloudbridge.store.PresignRequest.Method;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.SignedRequest;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.TransferSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** TempURLs on a container with a key of its own, so that nothing here depends on the account's. */
class SwiftPresignTest {

    private static final String KEY = "k3y-of-the-container";

    private final String bucket = "presign-" + UUID.randomUUID();
    private final ObjectRef ref = new ObjectRef(bucket, "a b/ü?#%.txt");

    private FaultProxy proxy;

    @BeforeEach
    void open() {
        proxy = FaultProxy.to(URI.create(Servers.setting("swift.endpoint")));
        Swift.send(Swift.request("/" + bucket)
                .header("X-Container-Meta-Temp-URL-Key", KEY)
                .PUT(BodyPublishers.noBody()));
        try (StoreClient store = Swift.open(Swift.v1())) {
            store.upload(ref, Source.of(Samples.text("hello")), PutOptions.NONE, TransferSettings.DEFAULTS);
        }
    }

    @AfterEach
    void close() throws IOException {
        try (StoreClient store = Swift.open(Swift.v1())) {
            store.deletePrefix(bucket, "");
            store.deleteBucket(bucket);
        }
        proxy.close();
    }

    private Map<String, Object> settings() {
        return Swift.with(
                Swift.v1(), "endpoint", "http://127.0.0.1:" + proxy.endpoint().getPort());
    }

    private static PresignRequest request(Method method, ObjectRef ref) {
        return new PresignRequest(method, ref, Duration.ofMinutes(5));
    }

    private static int send(String method, URI url) {
        return Swift.send(HttpRequest.newBuilder(url).method(method, BodyPublishers.noBody()))
                .statusCode();
    }

    @Test
    void aUrlGrantsItsMethodAndNoMore() {
        try (StoreClient store = Swift.open(Swift.with(settings(), "tempUrlKey", KEY))) {
            URI get = store.presign(request(Method.GET, ref)).url();
            assertThat(Swift.send(HttpRequest.newBuilder(get)).body()).isEqualTo("hello");
            assertThat(send("PUT", get)).isEqualTo(401);
            assertThat(send("DELETE", get)).isEqualTo(401);

            URI put = store.presign(request(Method.PUT, ref)).url();
            assertThat(Swift.send(HttpRequest.newBuilder(put).PUT(BodyPublishers.ofString("new")))
                            .statusCode())
                    .isEqualTo(201);
            assertThat(send("GET", put)).isEqualTo(401);
            assertThat(Swift.send(HttpRequest.newBuilder(get)).body()).isEqualTo("new");

            assertThat(send("HEAD", store.presign(request(Method.HEAD, ref)).url()))
                    .isEqualTo(200);
            assertThat(send("DELETE", store.presign(request(Method.DELETE, ref)).url()))
                    .isEqualTo(204);
            assertThat(store.exists(ref)).isFalse();
        }
    }

    @Test
    void theKeyIsReadOnceWhereNoneIsGivenAndNeverWritten() {
        try (StoreClient store = Swift.open(settings())) {
            SignedRequest first = store.presign(request(Method.GET, ref));
            int asked = proxy.requests().size();
            for (int i = 0; i < 10; i++) {
                store.presign(request(Method.GET, ref));
            }
            assertThat(proxy.requests()).as("requests for ten more URLs").hasSize(asked);
            assertThat(send("GET", first.url())).isEqualTo(200);
            assertThat(proxy.count("POST", "")).isZero();
        }
    }

    @Test
    void withoutAKeyThereIsNoUrlAndTheErrorSaysWhatToDo() {
        // an account that nobody has given a key: a container's key is not for another container
        Map<String, Object> other = Swift.with(
                Swift.with(Swift.keystone(), "username", Servers.setting("keystone.other.username")),
                "password",
                Servers.setting("keystone.other.password"));
        String mine = "presign-" + UUID.randomUUID();
        try (StoreClient store = Swift.open(Swift.with(other, "project", Servers.setting("keystone.other.project")))) {
            store.createBucket(mine);
            assertThatThrownBy(() -> store.presign(request(Method.GET, new ObjectRef(mine, "k"))))
                    .isInstanceOf(CloudBridgeException.Unsupported.class)
                    .hasMessageContaining("tempUrlKey")
                    .hasMessageContaining("manageTempUrlKey");
            store.deleteBucket(mine);
        }
    }

    @Test
    void aKeyIsMadeWhereTheUserWantsThatAndThereIsNone() {
        Map<String, Object> settings = Swift.v1(5);
        ObjectRef mine = new ObjectRef("presign-" + UUID.randomUUID(), "k");
        String account = Servers.setting("swift.storageUrl") + "5";
        String token = Swift.token(settings.get("username").toString(), Servers.setting("swift.password"));
        Supplier<HttpRequest.Builder> request =
                () -> HttpRequest.newBuilder(URI.create(account)).header("X-Auth-Token", token);
        Supplier<String> key = () -> Swift.send(request.get().method("HEAD", BodyPublishers.noBody()))
                .headers()
                .firstValue("X-Account-Meta-Temp-URL-Key")
                .orElse("");
        Swift.send(
                request.get().header("X-Remove-Account-Meta-Temp-URL-Key", "x").POST(BodyPublishers.noBody()));
        try (StoreClient store = Swift.open(Swift.with(settings, "manageTempUrlKey", true));
                StoreClient other = Swift.open(Swift.with(settings, "manageTempUrlKey", true));
                StoreClient reader = Swift.open(settings)) {
            store.createBucket(mine.bucket());
            store.upload(mine, Source.of(Samples.text("hello")), PutOptions.NONE, TransferSettings.DEFAULTS);

            assertThat(send("GET", store.presign(request(Method.GET, mine)).url()))
                    .isEqualTo(200);
            String made = key.get();
            assertThat(made).hasSize(43); // 256 bits
            assertThat(send("GET", other.presign(request(Method.GET, mine)).url()))
                    .isEqualTo(200);
            assertThat(send("GET", reader.presign(request(Method.GET, mine)).url()))
                    .isEqualTo(200);
            assertThat(key.get()).as("the key that was there stays").isEqualTo(made);

            store.deletePrefix(mine.bucket(), "k");
            store.deleteBucket(mine.bucket());
        }
    }

    @Test
    void aWrongKeyGivesUrlsThatDoNotWork() {
        try (StoreClient store = Swift.open(Swift.with(settings(), "tempUrlKey", "another"))) {
            assertThat(send("GET", store.presign(request(Method.GET, ref)).url()))
                    .isEqualTo(401);
        }
    }

    @Test
    void aSignatureThatWasTamperedWithIsRefused() {
        try (StoreClient store = Swift.open(Swift.with(settings(), "tempUrlKey", KEY))) {
            String url = store.presign(request(Method.GET, ref)).url().toString();
            assertThat(send("GET", URI.create(url.replace("temp_url_sig=", "temp_url_sig=0"))))
                    .isEqualTo(401);
            assertThat(send(
                            "GET",
                            URI.create(url.replaceAll("temp_url_expires=[0-9]+", "temp_url_expires=4000000000"))))
                    .isEqualTo(401);
        }
    }

    @Test
    void anOldServerGetsTheSignatureItKnows() {
        proxy.when("GET", "/info")
                .always()
                .answer(200, Map.of("Content-Type", "application/json"), "{\"tempurl\": {\"methods\": [\"GET\"]}}");
        try (StoreClient store = Swift.open(Swift.with(settings(), "tempUrlKey", KEY))) {
            URI url = store.presign(request(Method.GET, ref)).url();
            assertThat(url.getQuery()).containsPattern("temp_url_sig=[0-9a-f]{40}&");
            assertThat(send("GET", url)).isEqualTo(200);
        }
    }

    @Test
    void aServerThatDoesNotSayWhatItKnowsGetsSha256() {
        proxy.when("GET", "/info").always().answer(403);
        try (StoreClient store = Swift.open(Swift.with(settings(), "tempUrlKey", KEY))) {
            URI url = store.presign(request(Method.GET, ref)).url();
            assertThat(url.getQuery()).containsPattern("temp_url_sig=[0-9a-f]{64}&");
            assertThat(send("GET", url)).isEqualTo(200);
        }
    }

    @Test
    void theAnswerIsInlineOrHasAName() {
        try (StoreClient store = Swift.open(Swift.with(settings(), "tempUrlKey", KEY))) {
            URI inline = store.presign(new PresignRequest(
                            Method.GET, ref, Duration.ofMinutes(5), null, null, "inline; filename=\"x y.txt\""))
                    .url();
            assertThat(Swift.send(HttpRequest.newBuilder(inline))
                            .headers()
                            .firstValue("Content-Disposition")
                            .orElse(""))
                    .startsWith("inline")
                    .contains("x y.txt");
        }
    }

    @Test
    void aTokenThatSomebodyElseGotIsEnoughToSign() {
        Map<String, Object> given = Swift.with(Swift.givenToken(), "tempUrlKey", KEY);
        try (StoreClient store = Swift.open(given)) {
            assertThat(send("GET", store.presign(request(Method.GET, ref)).url()))
                    .isEqualTo(200);
            assertThat(store.head(ref, ReadOptions.NONE).size()).isEqualTo(5);
        }
    }
}
