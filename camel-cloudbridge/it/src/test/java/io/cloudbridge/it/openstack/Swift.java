/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.openstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudbridge.it.Servers;
import io.cloudbridge.store.Engine;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.StoreConfig;
import io.cloudbridge.store.openstack.OpenstackProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;

/** The Swift servers that {@code ./test} starts, and the ways to log in to them. */
final class Swift {

    static final Engine ENGINE = new Engine(
            Executors.newCachedThreadPool(task -> {
                Thread thread = new Thread(task, "it-swift");
                thread.setDaemon(true);
                return thread;
            }),
            256L << 20);

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private Swift() {}

    /** Tempauth's user. */
    static Map<String, Object> v1() {
        return Map.of(
                "authUrl", Servers.setting("swift.authUrl"),
                "username", Servers.setting("swift.username"),
                "password", Servers.setting("swift.password"));
    }

    /** The owner of another of tempauth's accounts, from 2 to 5: for tests that change what belongs to an account. */
    static Map<String, Object> v1(int account) {
        return with(v1(), "username", "test" + account + ":tester");
    }

    /** Keystone's user, with a password. */
    static Map<String, Object> keystone() {
        return Map.of(
                "authUrl", Servers.setting("keystone.authUrl"),
                "username", Servers.setting("keystone.username"),
                "password", Servers.setting("keystone.password"),
                "userDomain", Servers.setting("keystone.userDomain"),
                "project", Servers.setting("keystone.project"),
                "projectDomain", Servers.setting("keystone.projectDomain"),
                "region", Servers.setting("keystone.region"));
    }

    /** Keystone's user for whatever changes what belongs to the account: of another project. */
    static Map<String, Object> keystoneForRoutes() {
        Map<String, Object> settings = with(keystone(), "username", Servers.setting("keystone.routes.username"));
        settings = with(settings, "password", Servers.setting("keystone.routes.password"));
        return with(settings, "project", Servers.setting("keystone.routes.project"));
    }

    static Map<String, Object> applicationCredential() {
        return Map.of(
                "authUrl", Servers.setting("keystone.authUrl"),
                "applicationCredentialId", Servers.setting("keystone.applicationCredentialId"),
                "applicationCredentialSecret", Servers.setting("keystone.applicationCredentialSecret"),
                "region", Servers.setting("keystone.region"));
    }

    /** A token that tempauth gave, without a way to get another. */
    static Map<String, Object> givenToken() {
        return Map.of(
                "storageUrl", Servers.setting("swift.storageUrl"),
                "authToken", token(Servers.setting("swift.username"), Servers.setting("swift.password")));
    }

    /** A token for another of tempauth's accounts, without a way to get another. */
    static Map<String, Object> givenToken(int account) {
        String username = v1(account).get("username").toString();
        return Map.of(
                "storageUrl",
                Servers.setting("swift.storageUrl") + account,
                "authToken",
                token(username, Servers.setting("swift.password")));
    }

    /** The Swift API of Ceph's gateway, which keeps the keys of TempURLs for all of an account. */
    static Map<String, Object> ceph() {
        return Map.of(
                "authUrl", Servers.setting("rgw.swift.authUrl"),
                "username", Servers.setting("rgw.swift.username"),
                "password", Servers.setting("rgw.swift.password"));
    }

    static Map<String, Object> with(Map<String, ?> settings, String name, Object value) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put(name, value);
        return all;
    }

    static Map<String, Object> without(Map<String, ?> settings, String name) {
        Map<String, Object> all = new HashMap<>(settings);
        all.remove(name);
        return all;
    }

    static StoreClient open(Map<String, ?> settings) {
        return StoreClient.open(new OpenstackProvider(), new StoreConfig("openstack", settings), ENGINE);
    }

    /** Logs in to tempauth, beside the provider. */
    static String token(String username, String password) {
        return token(Servers.setting("swift.authUrl"), username, password);
    }

    /** Logs in to any server that knows version 1 of logging in. */
    static String token(String authUrl, String username, String password) {
        return send(HttpRequest.newBuilder(URI.create(authUrl))
                        .header("X-Auth-User", username)
                        .header("X-Auth-Key", password))
                .headers()
                .firstValue("X-Auth-Token")
                .orElseThrow();
    }

    /** Sends a request beside the provider. */
    static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A request to tempauth's account with its owner's token. */
    static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(Servers.setting("swift.storageUrl") + path))
                .header("X-Auth-Token", token(Servers.setting("swift.username"), Servers.setting("swift.password")));
    }

    /** Ends a token of Keystone, and has Swift forget that it knew it. */
    static void revoke(String token) {
        HttpResponse<String> answer =
                send(HttpRequest.newBuilder(URI.create(Servers.setting("keystone.authUrl") + "/auth/tokens"))
                        .header("X-Auth-Token", token)
                        .header("X-Subject-Token", token)
                        .DELETE());
        assertThat(answer.statusCode()).isEqualTo(204);
        String[] memcached = Servers.setting("keystone.memcached").split(":", 2);
        try (Socket socket = new Socket(memcached[0], Integer.parseInt(memcached[1]))) {
            socket.getOutputStream().write("flush_all\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readNBytes(4), StandardCharsets.US_ASCII))
                    .isEqualTo("OK\r\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        URI account = URI.create(Servers.setting("keystone.storageUrl"));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> send(HttpRequest.newBuilder(account).header("X-Auth-Token", token))
                                .statusCode()
                        == 401);
    }
}
