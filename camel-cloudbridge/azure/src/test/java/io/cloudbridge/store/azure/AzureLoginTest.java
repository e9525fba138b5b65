/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ObjectStore;
import io.cloudbridge.store.StoreConfig;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AzureLoginTest {

    private static final String KEY = "c2VjcmV0LWtleS10aGF0LW5vYm9keS1tYXktc2Vl";
    private static final String SAS = "sv=2025-01-05&ss=b&srt=sco&sp=r&se=2099-01-01T00:00:00Z&sig=secretsignature";
    private static final String CONNECTION =
            "DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=" + KEY + ";EndpointSuffix=core.windows.net";

    private static AzureAccount open(Map<String, ?> settings, Map<String, String> environment) {
        return new AzureLogin(new StoreConfig("azure", settings), environment::get).open();
    }

    private static AzureAccount open(Map<String, ?> settings) {
        return open(settings, Map.of());
    }

    private static void refused(Map<String, ?> settings, String... words) {
        assertThatExceptionOfType(CloudBridgeException.InvalidRequest.class)
                .isThrownBy(() -> open(settings))
                .satisfies(e -> assertThat(e.getMessage())
                        .contains(words)
                        .doesNotContain(KEY)
                        .doesNotContain("secretsignature")
                        .doesNotContain("hidden"));
    }

    @Test
    void anAccountKeySignsAndFindsThePublicEndpoint() {
        AzureAccount account = open(Map.of("accountName", "acme", "accountKey", KEY));

        assertThat(account.client().getAccountUrl()).isEqualTo("https://acme.blob.core.windows.net");
        assertThat(account.authorization()).isInstanceOf(AzureAuthorization.SharedKey.class);
    }

    @Test
    void anEndpointReplacesThePublicOne() {
        AzureAccount account = open(Map.of(
                "accountName", "acme", "accountKey", KEY, "endpoint", "https://acme.blob.core.chinacloudapi.cn"));

        assertThat(account.url().getAuthority()).isEqualTo("acme.blob.core.chinacloudapi.cn");
    }

    @Test
    void aConnectionStringSaysEverything() {
        AzureAccount account = open(Map.of("connectionString", CONNECTION));

        assertThat(account.client().getAccountName()).isEqualTo("acme");
        assertThat(account.authorization()).isInstanceOf(AzureAuthorization.SharedKey.class);
    }

    @Test
    void aConnectionStringWithSasCannotSign() {
        AzureAccount account = open(Map.of(
                "connectionString", "BlobEndpoint=https://acme.blob.core.windows.net;SharedAccessSignature=" + SAS));

        assertThat(account.authorization()).isInstanceOf(AzureAuthorization.Sas.class);
        assertThat(account.sasToken()).isEqualTo(SAS);
    }

    @Test
    void aSasTokenMayBeginWithAQuestionMarkAndCannotSign() {
        AzureAccount account = open(Map.of("accountName", "acme", "sasToken", "?" + SAS));

        assertThat(account.sasToken()).isEqualTo(SAS);
        assertThat(account.authorization()).isInstanceOf(AzureAuthorization.Sas.class);
        assertThat(account.canAuthorizeSources()).isTrue();
    }

    @Test
    void tokensSignByUserDelegation() {
        assertThat(open(Map.of("accountName", "acme", "accessToken", "hidden")).authorization())
                .isInstanceOf(AzureAuthorization.Token.class);
        assertThat(open(Map.of("accountName", "acme", "tenantId", "t", "clientId", "c", "clientSecret", "hidden"))
                        .authorization())
                .isInstanceOf(AzureAuthorization.Token.class);
        assertThat(open(Map.of("accountName", "acme")).authorization()).isInstanceOf(AzureAuthorization.Token.class);
    }

    @Test
    void whatTheUsersOwnClientCanSignIsSeen() {
        BlobServiceClient own = new BlobServiceClientBuilder()
                .connectionString(CONNECTION)
                .httpClient(new AzureHttp(new StoreConfig("azure", Map.of())))
                .buildClient();

        AzureAccount account = open(Map.of("client", own));

        assertThat(account.client()).isSameAs(own);
        assertThat(account.authorization()).isInstanceOf(AzureAuthorization.SharedKey.class);
    }

    @Test
    void theEnvironmentOfAzuresToolsIsReadWhenNoOptionSaysHow() {
        Map<String, String> key = Map.of("AZURE_STORAGE_ACCOUNT", "acme", "AZURE_STORAGE_KEY", KEY);

        assertThat(open(Map.of(), key).authorization()).isInstanceOf(AzureAuthorization.SharedKey.class);
        assertThat(open(Map.of(), Map.of("AZURE_STORAGE_CONNECTION_STRING", CONNECTION))
                        .client()
                        .getAccountName())
                .isEqualTo("acme");
        assertThat(open(Map.of("sasToken", SAS), key).sasToken()).isEqualTo(SAS);
        assertThat(open(Map.of("clientId", "c"), key).authorization()).isInstanceOf(AzureAuthorization.Token.class);
    }

    @Test
    void wrongSettingsAreRefusedByNameAndWithoutTheirValues() {
        refused(Map.of(), "accountName", "is missing");
        refused(Map.of("accountKey", KEY), "accountName", "is missing");
        refused(Map.of("accountName", "acme", "accountKey", "hidden key"), "accountKey", "Base64");
        refused(
                Map.of("accountName", "acme", "accountKey", KEY, "sasToken", SAS),
                "accountKey",
                "sasToken",
                "choose one");
        refused(Map.of("accountName", "acme", "sasToken", "hidden"), "sasToken", "sig=");
        refused(Map.of("connectionString", "hidden"), "connectionString", "AccountName=");
        refused(
                Map.of("connectionString", "AccountName=acme;AccountKey=" + KEY + ";BlobEndpoint=:hidden"),
                "connectionString");
        refused(Map.of("accountName", "acme", "clientSecret", "hidden", "clientId", "c"), "tenantId");
        refused(Map.of("endpoint", "http://127.0.0.1:1/acme", "accessToken", "hidden"), "endpoint", "https");
        refused(Map.of("client", "a string"), "client", "BlobServiceClient");
    }

    /** Who uses keys may leave the jars of azure-identity out, and none of its classes is loaded. */
    @Test
    void azureIdentityIsNeededByThoseOnlyWhoLogInByIt() throws Exception {
        URL[] jars = Arrays.stream(System.getProperty("java.class.path").split(java.io.File.pathSeparator))
                .filter(path -> !path.contains("azure-identity") && !path.contains("msal4j"))
                .map(AzureLoginTest::url)
                .toArray(URL[]::new);
        try (URLClassLoader without = new URLClassLoader(jars, ClassLoader.getPlatformClassLoader())) {
            Class<?> probe = without.loadClass(WithoutIdentity.class.getName());

            assertThat(probe.getMethod("openByKey").invoke(null)).isEqualTo("opened");
            assertThat(probe.getMethod("openByServicePrincipal").invoke(null).toString())
                    .contains("com.azure:azure-identity")
                    .contains("add it");
        }
    }

    @Test
    void withTheJarsThereNothingOfThemIsLoadedByAKey() throws Exception {
        URL[] jars = Arrays.stream(System.getProperty("java.class.path").split(java.io.File.pathSeparator))
                .map(AzureLoginTest::url)
                .toArray(URL[]::new);
        try (Recording all = new Recording(jars)) {
            Class<?> probe = all.loadClass(WithoutIdentity.class.getName());

            assertThat(probe.getMethod("openByKey").invoke(null)).isEqualTo("opened");
            assertThat(all.loaded).anyMatch(name -> name.startsWith("com.azure.storage.blob."));
            assertThat(all.loaded)
                    .noneMatch(name -> name.startsWith("com.azure.identity.") || name.startsWith("com.microsoft.aad."));
            // and would be seen if it were
            probe.getMethod("openByServicePrincipal").invoke(null);
            assertThat(all.loaded).anyMatch(name -> name.startsWith("com.azure.identity."));
        }
    }

    /** Remembers what it was asked for. */
    private static final class Recording extends URLClassLoader {
        private final java.util.Set<String> loaded = java.util.concurrent.ConcurrentHashMap.newKeySet();

        private Recording(URL[] jars) {
            super(jars, ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            Class<?> found = super.findClass(name);
            loaded.add(name);
            return found;
        }
    }

    private static URL url(String path) {
        try {
            return Path.of(path).toUri().toURL();
        } catch (java.net.MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Runs in a class loader of its own. */
    public static final class WithoutIdentity {

        private WithoutIdentity() {}

        public static String openByKey() {
            try (ObjectStore store = new AzureProvider()
                    .open(new StoreConfig("azure", Map.of("accountName", "acme", "accountKey", KEY)))) {
                return store.capabilities() == null ? "nothing" : "opened";
            }
        }

        public static String openByServicePrincipal() {
            Map<String, String> principal =
                    Map.of("accountName", "acme", "tenantId", "t", "clientId", "c", "clientSecret", "s");
            try (ObjectStore store = new AzureProvider().open(new StoreConfig("azure", principal))) {
                return "opened " + store;
            } catch (CloudBridgeException e) {
                return e.getMessage();
            }
        }
    }
}
