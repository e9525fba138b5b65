/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.it.Servers;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.ObjectStore;
import io.cloudbridge.store.PresignRequest;
import io.cloudbridge.store.StoreConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Logs in to real servers by nothing but the variables of the OpenStack tools. In this package for the sake of an environment of its own. */
class SwiftEnvironmentTest {

    private static final Map<String, String> PLACE = Map.of(
            "OS_AUTH_URL", Servers.setting("keystone.authUrl"),
            "OS_REGION_NAME", Servers.setting("keystone.region"));

    private static Map<String, String> with(Map<String, String> first, Map<String, String> second) {
        Map<String, String> all = new HashMap<>(first);
        all.putAll(second);
        return all;
    }

    private static Map<String, String> password() {
        return with(
                PLACE,
                Map.of(
                        "OS_USERNAME", Servers.setting("keystone.username"),
                        "OS_PASSWORD", Servers.setting("keystone.password"),
                        "OS_USER_DOMAIN_NAME", Servers.setting("keystone.userDomain"),
                        "OS_PROJECT_NAME", Servers.setting("keystone.project"),
                        "OS_PROJECT_DOMAIN_ID", "default"));
    }

    /** Where the store works, as its signed URLs tell, once it has listed the buckets. */
    private static URI usedBy(Map<String, String> environment) {
        StoreConfig config = new StoreConfig("openstack", Map.of("tempUrlKey", "k", "maxRetries", 0));
        try (ObjectStore store = new OpenstackProvider(environment::get).open(config)) {
            assertThat(store.listBuckets()).isNotNull();
            return store.presign(new PresignRequest(
                            PresignRequest.Method.GET, new ObjectRef("b", "k"), Duration.ofMinutes(1)))
                    .url();
        }
    }

    private static URI keystoneStorage() {
        return URI.create(Servers.setting("keystone.storageUrl"));
    }

    @Test
    void aPassword() {
        URI url = usedBy(password());
        assertThat(url.getHost()).isEqualTo(keystoneStorage().getHost());
        assertThat(url.getPath()).startsWith(keystoneStorage().getPath());
    }

    @Test
    void anApplicationCredential() {
        Map<String, String> credential = Map.of(
                "OS_APPLICATION_CREDENTIAL_ID", Servers.setting("keystone.applicationCredentialId"),
                "OS_APPLICATION_CREDENTIAL_SECRET", Servers.setting("keystone.applicationCredentialSecret"));
        assertThat(usedBy(with(PLACE, credential)).getPath())
                .startsWith(keystoneStorage().getPath());
    }

    @Test
    void aStorageUrlAndAToken() throws Exception {
        String token = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(Servers.setting("swift.authUrl")))
                                .header("X-Auth-User", Servers.setting("swift.username"))
                                .header("X-Auth-Key", Servers.setting("swift.password"))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .headers()
                .firstValue("X-Auth-Token")
                .orElseThrow();
        String storageUrl = Servers.setting("swift.storageUrl");
        assertThat(usedBy(Map.of("OS_STORAGE_URL", storageUrl, "OS_AUTH_TOKEN", token)))
                .asString()
                .startsWith(storageUrl);
    }

    @Test
    void regionAndInterfaceChooseFromTheCatalog() {
        // the internal interface of the first region is the same server by another name; the second region is nowhere
        assertThat(usedBy(with(password(), Map.of("OS_INTERFACE", "internal"))).getHost())
                .isEqualTo("localhost");
        assertThat(usedBy(with(password(), Map.of("OS_ENDPOINT_TYPE", "internalURL")))
                        .getHost())
                .isEqualTo("localhost");
        assertThatThrownBy(() -> usedBy(with(password(), Map.of("OS_REGION_NAME", "RegionTwo"))))
                .isInstanceOf(CloudBridgeException.Unavailable.class)
                .hasMessageContaining("127.0.0.1:1 ");
    }
}
