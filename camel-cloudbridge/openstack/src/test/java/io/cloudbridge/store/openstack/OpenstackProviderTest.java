/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.StoreConfig;
import io.cloudbridge.store.StoreProvider;
import io.cloudbridge.store.http.HttpTransport;
import java.io.IOException;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** SwiftSettings only: nothing is sent when a store is opened, so no server is needed. */
class OpenstackProviderTest {

    private static final String KEYSTONE = "http://keystone.invalid:5000/v3";

    private static SwiftLogin login(Map<String, ?> options, Map<String, String> environment) {
        StoreConfig config = new StoreConfig("openstack", options);
        return LoginChoice.choose(new SwiftSettings(config, environment::get), new HttpTransport(config));
    }

    private static JsonNode request(Map<String, ?> options, Map<String, String> environment) throws IOException {
        return SwiftClient.JSON
                .readTree(((KeystoneLogin) login(options, environment)).request())
                .path("auth");
    }

    private static void assertRefused(Map<String, ?> options, String... words) {
        StoreConfig config = new StoreConfig("openstack", options);
        assertThatThrownBy(() -> new OpenstackProvider(name -> null).open(config))
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .satisfies(e -> assertThat(e.getMessage()).contains(words).doesNotContain("s3cr3t"));
    }

    @Test
    void isFoundByServiceLoader() {
        assertThat(ServiceLoader.load(StoreProvider.class))
                .anyMatch(provider -> provider.name().equals("openstack"));
    }

    @Test
    void opensWithoutAServer() {
        StoreConfig config = new StoreConfig(
                "openstack", Map.of("authUrl", KEYSTONE, "username", "u", "password", "p", "project", "p"));
        new OpenstackProvider(name -> null).open(config).close();
    }

    @Test
    void nothingToLogInWithIsRefusedWithAllTheWays() {
        assertRefused(Map.of(), "username", "applicationCredentialId", "storageUrl", "OS_AUTH_URL");
    }

    @Test
    void whatIsMissingIsNamed() {
        assertRefused(Map.of("authUrl", KEYSTONE, "username", "u"), "option password", "OS_PASSWORD");
        assertRefused(Map.of("username", "u", "password", "s3cr3t"), "option authUrl", "OS_AUTH_URL");
        assertRefused(
                Map.of("authUrl", KEYSTONE, "applicationCredentialId", "i"), "option applicationCredentialSecret");
        assertRefused(Map.of("authToken", "s3cr3t"), "authUrl", "storageUrl");
    }

    @Test
    void contradictionsAreRefused() {
        assertRefused(
                Map.of(
                        "authUrl", KEYSTONE,
                        "username", "u",
                        "password", "s3cr3t",
                        "applicationCredentialId", "i",
                        "applicationCredentialSecret", "s3cr3t"),
                "applicationCredentialId",
                "choose one");
        assertRefused(
                Map.of(
                        "authUrl",
                        "http://h/auth/v1.0",
                        "applicationCredentialId",
                        "i",
                        "applicationCredentialSecret",
                        "x"),
                "authUrl",
                "version 1");
        assertRefused(
                Map.of(
                        "storageUrl",
                        "http://h/v1/AUTH_x",
                        "authToken",
                        "t",
                        "tempUrlKey",
                        "s3cr3t",
                        "manageTempUrlKey",
                        "true"),
                "manageTempUrlKey",
                "tempUrlKey");
    }

    @Test
    void addressesThatAreNoneAreRefused() {
        assertRefused(
                Map.of("authUrl", "keystone:5000", "username", "u", "password", "s3cr3t"), "authUrl", "give a URL");
        assertRefused(Map.of("storageUrl", "ftp://h/v1/AUTH_x", "authToken", "s3cr3t"), "storageUrl", "give a URL");
        assertRefused(
                Map.of("storageUrl", "http://h/v1/AUTH_x", "authToken", "t", "endpoint", "http://other/v1/AUTH_y"),
                "endpoint",
                "storageUrl");
        assertRefused(
                Map.of("authUrl", KEYSTONE, "username", "u", "password", "p", "catalogInterface", "outer"),
                "catalogInterface",
                "public, internal or admin");
    }

    @Test
    void aPasswordIsScopedToTheProjectByNameOrById() throws IOException {
        JsonNode byName = request(
                Map.of(
                        "authUrl", KEYSTONE,
                        "username", "u",
                        "password", "p",
                        "userDomain", "Users",
                        "project", "work",
                        "projectDomain", "default"),
                Map.of());
        assertThat(byName.at("/identity/methods/0").asText()).isEqualTo("password");
        assertThat(byName.at("/identity/password/user/name").asText()).isEqualTo("u");
        assertThat(byName.at("/identity/password/user/domain/name").asText()).isEqualTo("Users");
        assertThat(byName.at("/scope/project/name").asText()).isEqualTo("work");
        assertThat(byName.at("/scope/project/domain/id").asText()).isEqualTo("default");

        String id = "72dadb41dc414d128cca8b56d93e0f26";
        JsonNode byId = request(Map.of("authUrl", KEYSTONE, "username", "u", "password", "p", "project", id), Map.of());
        assertThat(byId.at("/scope/project/id").asText()).isEqualTo(id);
        assertThat(byId.at("/identity/password/user/domain/id").asText()).isEqualTo("default");
    }

    @Test
    void aUserWithoutAProjectGetsTheOneThatKeystoneChooses() throws IOException {
        assertThat(request(Map.of("authUrl", KEYSTONE, "username", "u", "password", "p"), Map.of())
                        .has("scope"))
                .isFalse();
    }

    @Test
    void anApplicationCredentialHasNoScope() throws IOException {
        JsonNode auth = request(
                Map.of(
                        "authUrl", KEYSTONE,
                        "applicationCredentialId", "i",
                        "applicationCredentialSecret", "s",
                        "project", "ignored"),
                Map.of());
        assertThat(auth.at("/identity/methods/0").asText()).isEqualTo("application_credential");
        assertThat(auth.at("/identity/application_credential/id").asText()).isEqualTo("i");
        assertThat(auth.at("/identity/application_credential/secret").asText()).isEqualTo("s");
        assertThat(auth.has("scope")).isFalse();
    }

    @Test
    void theEnvironmentOfTheOpenstackToolsIsEnough() throws IOException {
        Map<String, String> environment = Map.of(
                "OS_AUTH_URL", "http://keystone.invalid:5000",
                "OS_USERNAME", "eu",
                "OS_PASSWORD", "ep",
                "OS_PROJECT_ID", "eid",
                "OS_USER_DOMAIN_NAME", "ed",
                "OS_REGION_NAME", "er",
                "OS_INTERFACE", "internal");
        KeystoneLogin login = (KeystoneLogin) login(Map.of(), environment);
        assertThat(login.tokens()).hasToString("http://keystone.invalid:5000/v3/auth/tokens");
        assertThat(login.catalog().region()).isEqualTo("er");
        assertThat(login.catalog().facing().value()).isEqualTo("internal");
        JsonNode auth = request(Map.of(), environment);
        assertThat(auth.at("/identity/password/user/name").asText()).isEqualTo("eu");
        assertThat(auth.at("/identity/password/user/domain/name").asText()).isEqualTo("ed");
        assertThat(auth.at("/scope/project/id").asText()).isEqualTo("eid");
    }

    @Test
    void optionsDecideOverTheEnvironment() throws IOException {
        Map<String, String> environment = Map.of(
                "OS_AUTH_URL", "http://other.invalid:5000/v3",
                "OS_USERNAME", "eu",
                "OS_PASSWORD", "ep",
                "OS_PROJECT_ID", "eid");
        assertThat(login(Map.of("storageUrl", "http://h/v1/AUTH_x", "authToken", "t"), environment))
                .isEqualTo(new GivenToken(java.net.URI.create("http://h/v1/AUTH_x"), "t"));
        JsonNode auth =
                request(Map.of("authUrl", KEYSTONE, "username", "u", "password", "p", "project", "mine"), environment);
        assertThat(auth.at("/identity/password/user/name").asText()).isEqualTo("u");
        assertThat(auth.at("/scope/project/name").asText()).isEqualTo("mine");
    }

    @Test
    void anAddressOfVersionOneNeedsNoMore() {
        for (String url : new String[] {"http://h:8080/auth/v1.0", "http://h/auth/v1", "http://h/auth/1.0"}) {
            assertThat(login(Map.of("authUrl", url, "username", "test:tester", "password", "x"), Map.of()))
                    .isInstanceOf(V1Login.class);
        }
    }

    @Test
    void theAddressOfKeystoneIsTakenInEverySpelling() {
        for (String url : new String[] {
            "http://h:5000", "http://h:5000/", "http://h:5000/v3", "http://h:5000/v3/", "http://h:5000/v2.0"
        }) {
            assertThat(KeystoneLogin.tokensUrl(java.net.URI.create(url))).hasToString("http://h:5000/v3/auth/tokens");
        }
        assertThat(KeystoneLogin.tokensUrl(java.net.URI.create("https://h/identity/v3")))
                .hasToString("https://h/identity/v3/auth/tokens");
    }

    @Test
    void noSecretIsInTheTextOfALogin() {
        assertThat(login(Map.of("authUrl", KEYSTONE, "username", "u", "password", "s3cr3t"), Map.of())
                        .toString())
                .doesNotContain("s3cr3t");
        assertThat(login(Map.of("authUrl", "http://h/auth/v1.0", "username", "u", "password", "s3cr3t"), Map.of())
                        .toString())
                .doesNotContain("s3cr3t");
        assertThat(login(Map.of("storageUrl", "http://h/v1/AUTH_x", "authToken", "s3cr3t"), Map.of())
                        .toString())
                .doesNotContain("s3cr3t");
        assertThat(SwiftSession.until(java.net.URI.create("http://h"), "s3cr3t", null)
                        .toString())
                .doesNotContain("s3cr3t");
    }
}
