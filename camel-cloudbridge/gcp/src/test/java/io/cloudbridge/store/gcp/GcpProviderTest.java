/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ObjectStore;
import io.cloudbridge.store.StoreConfig;
import io.cloudbridge.store.StoreProvider;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings, checked when the store is opened. */
class GcpProviderTest {

    private static ObjectStore open(Map<String, Object> settings) {
        return new GcpProvider().open(new StoreConfig("gcp", settings));
    }

    @Test
    void theProviderIsFoundByItsName() {
        assertThat(ServiceLoader.load(StoreProvider.class).stream()
                        .map(p -> p.get().name()))
                .contains("gcp");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/no/such/key.json",
                "{\"type\":\"service_account\",\"private_key\":\"s3cr3t\"}",
                "{",
                "{\"type\":\"authorized_user\"}"
            })
    void aWrongKeyIsNamedAndNotShown(String key) {
        assertThatThrownBy(() -> open(Map.of("serviceAccountKey", key)))
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .hasMessageContaining("option serviceAccountKey of provider gcp")
                .hasMessageContaining("give")
                .satisfies(e -> assertThat(e.toString() + e.getCause()).doesNotContain("s3cr3t"));
    }

    @Test
    void twoWaysToLogInAreOneTooMany() {
        assertThatThrownBy(() -> open(Map.of("serviceAccountKey", "k", "accessToken", "t")))
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .hasMessageContaining("choose one");
    }

    @Test
    void aClientOfAnotherKindIsRefused() {
        assertThatThrownBy(() -> open(Map.of("client", "not a client")))
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .hasMessageContaining("option client")
                .hasMessageContaining("com.google.cloud.storage.Storage");
    }

    @Test
    void anEndpointThatIsNoAddressIsRefused() {
        assertThatThrownBy(() -> open(Map.of("endpoint", "localhost:4443", "accessToken", "t")))
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .hasMessageContaining("option endpoint");
    }

    @Test
    void aTokenCannotSignAndTheCapabilitiesSaySo() {
        try (ObjectStore store = open(Map.of("accessToken", "t", "projectId", "p"))) {
            assertThat(store.capabilities().features())
                    .doesNotContain(
                            io.cloudbridge.store.Capabilities.Feature.PRESIGN,
                            io.cloudbridge.store.Capabilities.Feature.TAGS)
                    .contains(io.cloudbridge.store.Capabilities.Feature.CREATE_ONLY);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "..", "a\nb", "a\rb", ".well-known/acme-challenge/x"})
    void keysThatTheServiceForbidsAreKnown(String key) {
        try (ObjectStore store = open(Map.of("accessToken", "t"))) {
            assertThat(store.capabilities().keyRule().problem(key)).isNotNull();
            assertThat(store.capabilities().keyRule().problem("a" + key.strip() + "/b"))
                    .satisfiesAnyOf(problem -> assertThat(problem).isNull(), problem -> assertThat(problem)
                            .contains("line end"));
        }
    }
}
