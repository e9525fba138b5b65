/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudbridge.conformance.wire.FaultProxy;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Engine;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.StoreConfig;
import io.cloudbridge.store.StoreProvider;
import io.cloudbridge.store.aws.AwsProvider;
import io.cloudbridge.store.azure.AzureProvider;
import io.cloudbridge.store.gcp.GcpProvider;
import io.cloudbridge.store.openstack.OpenstackProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Hundreds of accounts in one process, as of a service with many tenants. Each has a client of its own, and none costs a thread. */
class ManyClientsTest {

    private static final int CLIENTS = 200;

    /** What the libraries start once for all. */
    private static final int SHARED = 12;

    private ServerSocket nobody;
    private FaultProxy server;

    /** Knows nobody's objects, and lets everybody log in. */
    @BeforeEach
    void start() throws IOException {
        nobody = new ServerSocket(0, 2 * CLIENTS, InetAddress.getLoopbackAddress());
        server = FaultProxy.to(URI.create("http://127.0.0.1:" + nobody.getLocalPort()));
        server.when("GET", "/auth/v1.0")
                .always()
                .answer(204, Map.of("X-Auth-Token", "token", "X-Storage-Url", endpoint() + "/v1/AUTH_x"), "");
        server.when("POST", "/v3/auth/tokens").always().answer(201, Map.of("X-Subject-Token", "token"), """
                {"token":{"methods":["password"],"expires_at":"2099-01-01T00:00:00.000000Z",
                 "project":{"id":"p","name":"p","domain":{"id":"d","name":"d"}},
                 "user":{"id":"u","name":"u","domain":{"id":"d","name":"d"}},
                 "catalog":[{"type":"object-store","name":"swift","id":"s","endpoints":[
                  {"id":"e","interface":"public","region":"r","region_id":"r","url":"%s/v1/AUTH_x"}]}]}}
                """.formatted(
                        endpoint()));
        server.when("*", ".").always().answer(404, Map.of(), "");
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        nobody.close();
    }

    private String endpoint() {
        return "http://127.0.0.1:" + server.endpoint().getPort();
    }

    static Stream<Arguments> accounts() {
        return Stream.of(
                account(
                        "aws",
                        new AwsProvider(),
                        (at, n) ->
                                Map.of("endpoint", at, "region", "r", "accessKey", "key" + n, "secretKey", "secret")),
                account(
                        "azure",
                        new AzureProvider(),
                        (at, n) -> Map.of(
                                "endpoint",
                                at + "/account",
                                "accountName",
                                "account",
                                "accountKey",
                                base64("key" + n))),
                account("gcp", new GcpProvider(), (at, n) -> Map.of("endpoint", at, "accessToken", "token" + n)),
                account(
                        "openstack with a token",
                        new OpenstackProvider(),
                        (at, n) -> Map.of("storageUrl", at + "/v1/AUTH_x", "authToken", "token" + n)),
                account(
                        "openstack with version 1",
                        new OpenstackProvider(),
                        (at, n) -> Map.of("authUrl", at + "/auth/v1.0", "username", "a:u" + n, "password", "secret")),
                account(
                        "openstack with Keystone",
                        new OpenstackProvider(),
                        (at, n) -> Map.of(
                                "authUrl",
                                at + "/v3",
                                "username",
                                "u" + n,
                                "password",
                                "secret",
                                "userDomain",
                                "d",
                                "project",
                                "p",
                                "projectDomain",
                                "d",
                                "region",
                                "r")));
    }

    private static Arguments account(
            String name, StoreProvider provider, BiFunction<String, Integer, Map<String, ?>> settings) {
        return Arguments.of(name, provider, settings);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("accounts")
    void clientsShareTheirThreadsAndLeaveNone(
            String name, StoreProvider provider, BiFunction<String, Integer, Map<String, ?>> settings) {
        ExecutorService executor = Executors.newCachedThreadPool();
        Engine engine = new Engine(executor, 64L << 20);
        Map<Long, String> before = clientThreads();
        List<StoreClient> clients = new ArrayList<>();
        try {
            for (int n = 0; n < CLIENTS; n++) {
                StoreConfig config = new StoreConfig(provider.name(), settings.apply(endpoint(), n));
                StoreClient client = StoreClient.open(provider, config, engine);
                clients.add(client);
                assertThat(client.exists(new ObjectRef("bucket", "key"))).isFalse();
            }
            assertThat(added(before)).as("threads of %d clients", CLIENTS).hasSizeLessThanOrEqualTo(SHARED);
        } catch (CloudBridgeException e) {
            throw new AssertionError(name, e);
        } finally {
            clients.forEach(StoreClient::close);
            executor.shutdownNow();
        }
        await().atMost(Duration.ofSeconds(12))
                .untilAsserted(() -> assertThat(added(before)).isEmpty());
    }

    private static List<String> added(Map<Long, String> before) {
        Map<Long, String> now = clientThreads();
        now.keySet().removeAll(before.keySet());
        return List.copyOf(now.values());
    }

    /** All but those of this test's server and of the test itself. */
    private static Map<Long, String> clientThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().matches("fault-proxy.*|awaitility.*|pool-.*"))
                .collect(toMap(Thread::getId, Thread::getName, (one, other) -> one));
    }
}
