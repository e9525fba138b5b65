/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.gcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.auth.ServiceAccountSigner;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageOptions;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.cloudbridge.conformance.wire.FaultProxy;
import io.cloudbridge.it.gcp.server.GcsServer;
import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.Capabilities.Feature;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.MultipartUpload;
import io.cloudbridge.store.ObjectContent;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.ObjectStore;
import io.cloudbridge.store.PresignRequest;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.SignedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logging in, each way there is, and being refused. */
class GcpAccessTest {

    private static final Content HELLO = Content.of(new byte[] {1, 2, 3});

    private static GcsServer server;
    private static ObjectStore owner;
    private static String bucket;
    private static ObjectRef ref;

    @BeforeAll
    static void start() {
        server = GcsServer.start();
        owner = GcpStores.open(GcpStores.settings(server));
        bucket = GcpStores.newBucket(owner);
        ref = new ObjectRef(bucket, "there");
        owner.put(ref, HELLO, PutOptions.NONE);
    }

    @AfterAll
    static void stop() {
        owner.close();
        server.close();
    }

    private static void assertWorks(ObjectStore store) throws IOException {
        store.put(ref, HELLO, PutOptions.NONE);
        try (ObjectContent content = store.read(ref, ByteRange.ALL, ReadOptions.NONE)) {
            assertThat(content.stream().readAllBytes()).containsExactly(1, 2, 3);
        }
    }

    private static void assertDenied(ObjectStore store, String secret) {
        for (Runnable call : List.<Runnable>of(
                () -> store.head(ref, ReadOptions.NONE),
                () -> store.read(ref, ByteRange.ALL, ReadOptions.NONE),
                () -> store.put(ref, HELLO, PutOptions.NONE),
                () -> store.startMultipart(ref, PutOptions.NONE),
                () -> store.startMultipart(ref, PutOptions.NONE.createOnly()),
                () -> store.list(ListRequest.of(bucket, "")),
                () -> store.unfinishedUploads(bucket, ""),
                () -> store.bucketExists(bucket))) {
            assertThatThrownBy(call::run)
                    .isInstanceOf(CloudBridgeException.AccessDenied.class)
                    .satisfies(e -> assertThat(e.toString()).doesNotContain(secret));
        }
        try {
            assertThat(store.delete(bucket, List.of(new DeleteRequest(ref), new DeleteRequest(ref))))
                    .allSatisfy(r -> assertThat(r.failure()).isInstanceOf(CloudBridgeException.AccessDenied.class));
        } catch (CloudBridgeException.AccessDenied e) {
            // without a token not even the batch is sent
            assertThat(e.toString()).doesNotContain(secret);
        }
    }

    @Test
    void aKeyMayBeAFile(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("key.json"), server.serviceAccountKey());
        for (String name : List.of(file.toString(), "file:" + file)) {
            try (ObjectStore store = GcpStores.open(Map.of("endpoint", server.endpoint(), "serviceAccountKey", name))) {
                assertWorks(store);
            }
        }
    }

    @Test
    void aTokenThatMayNotLookAtBucketsCanUseOne() throws IOException {
        String token = server.token(
                "storage.objects.get",
                "storage.objects.create",
                "storage.objects.delete",
                "storage.multipartUploads.create",
                "storage.multipartUploads.abort");
        try (ObjectStore store = GcpStores.open(GcpStores.settings(server, server.endpoint(), token))) {
            assertWorks(store);
            MultipartUpload upload = store.startMultipart(ref, PutOptions.NONE);
            upload.complete(List.of(upload.uploadPart(1, HELLO)));
            assertThat(store.delete(bucket, List.of(new DeleteRequest(ref)))).allMatch(r -> r.deleted());
            assertThatThrownBy(() -> store.bucketExists(bucket)).isInstanceOf(CloudBridgeException.AccessDenied.class);
        }
    }

    @Test
    void wrongCredentialsAreDeniedAndNamedNowhere() {
        String expired = server.expiredToken();
        try (ObjectStore store = GcpStores.open(GcpStores.settings(server, server.endpoint(), "ya29.not-a-token"))) {
            assertDenied(store, "not-a-token");
        }
        try (ObjectStore store = GcpStores.open(GcpStores.settings(server, server.endpoint(), expired))) {
            assertDenied(store, expired);
        }
        String key = server.wrongServiceAccountKey();
        try (ObjectStore store = GcpStores.open(Map.of("endpoint", server.endpoint(), "serviceAccountKey", key))) {
            assertDenied(store, "PRIVATE KEY");
        }
    }

    @Test
    void nobodyReadsPublicBucketsAndNoOthers() throws IOException {
        String open = GcpStores.newBucket(owner);
        server.makePublic(open);
        owner.put(new ObjectRef(open, "k"), HELLO, PutOptions.NONE);
        try (ObjectStore anonymous = GcpStores.open(Map.of("endpoint", server.endpoint()))) {
            try (ObjectContent content = anonymous.read(new ObjectRef(open, "k"), ByteRange.ALL, ReadOptions.NONE)) {
                assertThat(content.stream().readAllBytes()).hasSize(3);
            }
            assertThat(anonymous.list(ListRequest.of(open, "")).objects()).hasSize(1);
            assertDenied(anonymous, "no secret");
            assertThatThrownBy(() -> anonymous.head(ref, ReadOptions.NONE))
                    .hasMessageContaining("set serviceAccountKey or accessToken");
            assertThat(anonymous.capabilities().has(Feature.PRESIGN)).isFalse();
            assertThatThrownBy(() -> anonymous.createBucket("another-bucket"))
                    .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                    .hasMessageContaining("projectId");
        }
    }

    @Test
    void aRevokedTokenIsRenewedOnce() throws IOException {
        try (ObjectStore store = GcpStores.open(GcpStores.settings(server))) {
            assertWorks(store);
            server.revokeTokens();
            assertWorks(store);
            MultipartUpload upload = store.startMultipart(ref, PutOptions.NONE);
            server.revokeTokens();
            upload.complete(List.of(upload.uploadPart(1, HELLO)));
        }
    }

    @Test
    void openingAsksNobody() throws IOException {
        try (FaultProxy proxy = FaultProxy.to(URI.create(server.endpoint()))) {
            String key = server.serviceAccountKey()
                    .replace(server.endpoint(), proxy.endpoint().toString());
            Map<String, Object> settings = Map.of("endpoint", proxy.endpoint().toString(), "serviceAccountKey", key);
            try (ObjectStore store = GcpStores.open(settings)) {
                assertThat(store.capabilities().has(Feature.PRESIGN)).isTrue();
                assertThat(store.presign(new PresignRequest(PresignRequest.Method.GET, ref, Duration.ofHours(1))))
                        .isNotNull();
                assertThat(proxy.requests()).isEmpty();
                assertWorks(store);
                assertThat(proxy.count("POST", "/token")).isOne();
            }
        }
    }

    @Test
    void theUsersClientCountsWithItsCredentialsAndAddress() throws IOException {
        Storage google = StorageOptions.http()
                .setProjectId(server.projectId())
                .setHost(server.endpoint())
                .setCredentials(GoogleCredentials.create(
                        new AccessToken(server.token(), Date.from(Instant.now().plusSeconds(3600)))))
                .build()
                .getService();
        try (ObjectStore store = GcpStores.open(Map.of("client", google))) {
            assertWorks(store);
            assertThat(store.unwrap(Storage.class)).containsSame(google);
        }
        assertThat(google.get(bucket).getName()).as("left open").isEqualTo(bucket);
    }

    @Test
    void credentialsWithoutAKeySignThroughTheIamService() throws Exception {
        Storage google = StorageOptions.http()
                .setProjectId(server.projectId())
                .setHost(server.endpoint())
                .setCredentials(new RemoteSigner(server))
                .build()
                .getService();
        try (ObjectStore store = GcpStores.open(Map.of("client", google))) {
            SignedRequest signed =
                    store.presign(new PresignRequest(PresignRequest.Method.GET, ref, Duration.ofMinutes(5)));
            assertThat(get(signed.url()).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aSignatureIsForOneRequestAndOneTime() throws Exception {
        PresignRequest request = new PresignRequest(PresignRequest.Method.GET, ref, Duration.ofMinutes(5));
        URI url = owner.presign(request).url();
        assertThat(get(url).statusCode()).isEqualTo(200);
        assertThat(get(URI.create(url.toString().replace("/there", "/here"))).statusCode())
                .isEqualTo(403);
        assertThat(get(URI.create(url.toString().replace("Expires=300", "Expires=600")))
                        .statusCode())
                .isEqualTo(403);
        HttpResponse<String> put = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(url)
                                .PUT(HttpRequest.BodyPublishers.ofString("x"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(put.statusCode()).isEqualTo(403);
        assertThat(put.body()).contains("SignatureDoesNotMatch");
        Map<String, Object> stranger =
                Map.of("endpoint", server.endpoint(), "serviceAccountKey", server.wrongServiceAccountKey());
        try (ObjectStore store = GcpStores.open(stranger)) {
            assertThat(get(store.presign(request).url()).statusCode()).isEqualTo(403);
        }
    }

    private static HttpResponse<String> get(URI url) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Credentials that hold a token and no key, as on a machine of Google's: to sign they ask the IAM service. */
    private static final class RemoteSigner extends GoogleCredentials implements ServiceAccountSigner {
        private static final long serialVersionUID = 1L;

        private final String account;
        private final String endpoint;
        private final String token;

        private RemoteSigner(GcsServer server) {
            super(GoogleCredentials.newBuilder()
                    .setAccessToken(new AccessToken(
                            server.token(), Date.from(Instant.now().plusSeconds(3600)))));
            this.account = JsonParser.parseString(server.serviceAccountKey())
                    .getAsJsonObject()
                    .get("client_email")
                    .getAsString();
            this.endpoint = server.endpoint();
            this.token = server.token();
        }

        @Override
        public String getAccount() {
            return account;
        }

        @Override
        public byte[] sign(byte[] toSign) {
            JsonObject body = new JsonObject();
            body.addProperty("payload", Base64.getEncoder().encodeToString(toSign));
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create(endpoint + "/v1/projects/-/serviceAccounts/" + account + ":signBlob"))
                    .header("Authorization", "Bearer " + token)
                    .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                    .build();
            try {
                String answer = HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.ofString())
                        .body();
                return Base64.getDecoder()
                        .decode(JsonParser.parseString(answer)
                                .getAsJsonObject()
                                .get("signedBlob")
                                .getAsString());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
