/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.openstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.conformance.wire.FaultProxy;
import io.cloudbridge.it.Servers;
import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.TransferSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way to log in, and what is said when it fails. */
class SwiftLoginTest {

    private static final String WRONG = "wr0ng-s3cr3t";

    private final String bucket = "login-" + UUID.randomUUID();

    private void usedBy(StoreClient store) throws IOException {
        ObjectRef ref = new ObjectRef(bucket, "k");
        store.createBucket(bucket);
        try {
            put(store, ref, "hello");
            assertThat(get(store, ref)).isEqualTo("hello");
        } finally {
            store.deletePrefix(bucket, "k");
            store.deleteBucket(bucket);
        }
    }

    private static void put(StoreClient store, ObjectRef ref, String text) {
        Source source = Source.of(text.getBytes(StandardCharsets.UTF_8));
        store.upload(ref, source, PutOptions.NONE, TransferSettings.DEFAULTS);
    }

    private static String get(StoreClient store, ObjectRef ref) throws IOException {
        try (var in = store.read(ref, ByteRange.ALL, ReadOptions.NONE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static Stream<Map<String, Object>> ways() {
        return Stream.of(
                Swift.v1(),
                Swift.keystone(),
                Swift.with(
                        Swift.without(Swift.keystone(), "projectDomain"),
                        "project",
                        Servers.setting("keystone.projectId")),
                Swift.applicationCredential(),
                Swift.givenToken());
    }

    @ParameterizedTest
    @MethodSource("ways")
    void logsIn(Map<String, Object> settings) throws IOException {
        try (StoreClient store = Swift.open(settings)) {
            usedBy(store);
        }
    }

    @Test
    void aKeystoneTokenIsExchangedForOneOfTheProject() throws IOException {
        Map<String, Object> settings = Map.of(
                "authUrl", Servers.setting("keystone.authUrl"),
                "authToken", keystoneToken(),
                "project", Servers.setting("keystone.project"),
                "projectDomain", "default");
        try (StoreClient store = Swift.open(settings)) {
            usedBy(store);
        }
    }

    static Stream<Map<String, Object>> wrongSecrets() {
        return Stream.of(
                Swift.with(Swift.v1(), "password", WRONG),
                Swift.with(Swift.v1(), "username", "test:nobody"),
                Swift.with(Swift.keystone(), "password", WRONG),
                Swift.with(Swift.keystone(), "project", "nowhere"),
                Swift.with(Swift.applicationCredential(), "applicationCredentialSecret", WRONG),
                Swift.with(Swift.givenToken(), "authToken", WRONG));
    }

    @ParameterizedTest
    @MethodSource("wrongSecrets")
    void aWrongSecretIsAccessDeniedAndIsNotSaid(Map<String, Object> settings) {
        try (StoreClient store = Swift.open(settings)) {
            assertThatThrownBy(store::listBuckets)
                    .isInstanceOf(CloudBridgeException.AccessDenied.class)
                    .satisfies(e -> assertThat(trace(e))
                            .doesNotContain(WRONG)
                            .doesNotContain(Servers.setting("keystone.password"))
                            .doesNotContain(Servers.setting("swift.password")));
        }
    }

    private static String trace(Throwable e) {
        java.io.StringWriter text = new java.io.StringWriter();
        e.printStackTrace(new java.io.PrintWriter(text));
        return text.toString();
    }

    @Test
    void aPasswordThatNoHeaderHoldsIsNotQuoted() {
        try (StoreClient store = Swift.open(Swift.with(Swift.v1(), "password", WRONG + "\nü"))) {
            assertThatThrownBy(store::listBuckets)
                    .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                    .hasMessageContaining("X-Auth-Key")
                    .satisfies(e -> assertThat(trace(e)).doesNotContain(WRONG));
        }
    }

    @Test
    void theCatalogIsAskedForRegionAndInterface() throws IOException {
        try (StoreClient store = Swift.open(Swift.with(Swift.keystone(), "catalogInterface", "internal"))) {
            usedBy(store);
        }
        try (StoreClient store =
                Swift.open(Swift.with(Swift.with(Swift.keystone(), "region", "RegionTwo"), "maxRetries", 0))) {
            assertThatThrownBy(store::listBuckets)
                    .isInstanceOf(CloudBridgeException.Unavailable.class)
                    .hasMessageContaining("127.0.0.1:1 ");
        }
        try (StoreClient store = Swift.open(Swift.with(Swift.keystone(), "region", "Nowhere"))) {
            assertThatThrownBy(store::listBuckets)
                    .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                    .hasMessageContaining("region 'Nowhere'")
                    .hasMessageContaining("RegionOne (public)");
        }
    }

    @Test
    void anAddressThatIsNoKeystoneIsSaidToBeNone() {
        try (StoreClient store =
                Swift.open(Swift.with(Swift.keystone(), "authUrl", Servers.setting("swift.endpoint")))) {
            assertThatThrownBy(store::listBuckets)
                    .hasMessageContaining("Keystone")
                    .hasMessageContaining("authUrl");
        }
    }

    @Test
    void anEndpointStandsInForHostAndPortOfTheStorageUrl() throws IOException {
        try (FaultProxy proxy = FaultProxy.to(URI.create(Servers.setting("keystone.storageUrl")));
                StoreClient store = Swift.open(Swift.with(Swift.keystone(), "endpoint", hostOf(proxy)))) {
            usedBy(store);
            assertThat(proxy.requests()).isNotEmpty();
        }
    }

    @Test
    void aTokenThatWasRevokedIsRenewedUnnoticed() throws IOException {
        try (FaultProxy keystone = FaultProxy.to(URI.create(Servers.setting("keystone.authUrl")));
                FaultProxy swift = FaultProxy.to(URI.create(Servers.setting("keystone.storageUrl")));
                StoreClient store = Swift.open(Swift.with(
                        Swift.with(
                                Swift.keystone(), "authUrl", keystone.endpoint().toString()),
                        "endpoint",
                        hostOf(swift)))) {
            store.createBucket(bucket);
            Swift.revoke(swift.requests().get(0).header("X-Auth-Token").orElseThrow());

            put(store, new ObjectRef(bucket, "k"), "with a new token");

            assertThat(get(store, new ObjectRef(bucket, "k"))).isEqualTo("with a new token");
            // two, or three where Keystone had closed the connection meanwhile
            assertThat(keystone.count("POST", "/v3/auth/tokens")).isBetween(2, 3);
            store.deletePrefix(bucket, "k");
            store.deleteBucket(bucket);
        }
    }

    @Test
    void eightThreadsWhoseTokenIsRefusedGoOnWithANewOne() throws IOException {
        try (FaultProxy proxy = FaultProxy.to(URI.create(Servers.setting("swift.endpoint")));
                StoreClient store = Swift.open(Swift.with(
                        Swift.with(Swift.v1(), "authUrl", hostOf(proxy) + "/auth/v1.0"), "endpoint", hostOf(proxy)))) {
            store.createBucket(bucket);
            List<CompletableFuture<Void>> uploads = new ArrayList<>();
            for (int i : IntStream.range(0, 8).toArray()) {
                ObjectRef ref = new ObjectRef(bucket, "k" + i);
                proxy.when("PUT", "/" + bucket + "/k" + i).answer(401);
                uploads.add(CompletableFuture.runAsync(() -> put(store, ref, ref.key()), Swift.ENGINE.executor()));
            }
            uploads.forEach(CompletableFuture::join);

            assertThat(proxy.count("GET", "/auth/v1.0")).isBetween(2, 9);
            for (int i = 0; i < 8; i++) {
                assertThat(get(store, new ObjectRef(bucket, "k" + i))).isEqualTo("k" + i);
                assertThat(proxy.count("PUT", "/" + bucket + "/k" + i)).isEqualTo(2);
            }
            store.deletePrefix(bucket, "");
            store.deleteBucket(bucket);
        }
    }

    @Test
    void aGivenTokenThatEndedIsAnErrorThatSaysWhatToDo() throws IOException {
        Map<String, Object> given = Swift.givenToken();
        try (FaultProxy proxy = FaultProxy.to(URI.create(Servers.setting("swift.endpoint")));
                StoreClient store = Swift.open(Swift.with(given, "endpoint", hostOf(proxy)))) {
            store.createBucket(bucket);
            proxy.when("PUT", "/" + bucket + "/k").always().answer(401);
            assertThatThrownBy(() -> put(store, new ObjectRef(bucket, "k"), "x"))
                    .isInstanceOf(CloudBridgeException.AccessDenied.class)
                    .hasMessageContaining("give a new authToken")
                    .satisfies(e -> assertThat(trace(e))
                            .doesNotContain(given.get("authToken").toString()));
            proxy.clearRules();
            assertThat(store.exists(new ObjectRef(bucket, "k"))).isFalse();
            store.deleteBucket(bucket);
        }
    }

    /** As somebody gets it who may use one container and nothing else of the account. */
    @Test
    void aTokenForOneContainerIsEnoughToWorkThere() throws IOException {
        String user = Servers.setting("swift.limited.username");
        String token = Swift.token(user, Servers.setting("swift.limited.password"));
        Swift.send(Swift.request("/" + bucket)
                .header("X-Container-Read", user)
                .header("X-Container-Write", user)
                .PUT(HttpRequest.BodyPublishers.noBody()));
        try (StoreClient store =
                Swift.open(Map.of("storageUrl", Servers.setting("swift.storageUrl"), "authToken", token))) {
            ObjectRef ref = new ObjectRef(bucket, "k");
            put(store, ref, "mine");
            assertThat(get(store, ref)).isEqualTo("mine");
            assertThat(store.page(ListRequest.of(bucket, "")).objects()).hasSize(1);
            assertThat(store.deletePrefix(bucket, "k")).isEqualTo(1);
            assertThatThrownBy(store::listBuckets).isInstanceOf(CloudBridgeException.AccessDenied.class);
            assertThatThrownBy(() -> put(store, new ObjectRef(bucket + "-other", "k"), "x"))
                    .isInstanceOf(CloudBridgeException.AccessDenied.class);
        } finally {
            Swift.send(Swift.request("/" + bucket).DELETE());
        }
    }

    private static String hostOf(FaultProxy proxy) {
        return "http://127.0.0.1:" + proxy.endpoint().getPort();
    }

    private static String keystoneToken() {
        String json = """
                {"auth": {"identity": {"methods": ["password"], "password": {"user": {"name": "%s", "domain": {"id": "default"},
                "password": "%s"}}}}}""".formatted(Servers.setting("keystone.username"), Servers.setting("keystone.password"));
        return Swift.send(HttpRequest.newBuilder(URI.create(Servers.setting("keystone.authUrl") + "/auth/tokens"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json)))
                .headers()
                .firstValue("X-Subject-Token")
                .orElseThrow();
    }
}
