/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.openstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.it.Servers;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.StoreClient;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.openstack4j.api.OSClient.OSClientV3;
import org.openstack4j.model.common.Identifier;
import org.openstack4j.model.identity.v3.Token;
import org.openstack4j.openstack.OSFactory;
import org.openstack4j.openstack.identity.v3.domain.KeystoneAuth;
import org.openstack4j.openstack.identity.v3.domain.KeystoneAuth.AuthScope;
import org.openstack4j.openstack.identity.v3.domain.KeystoneToken;

/** The user's own openstack4j client, and the one that is given back. */
class SwiftClientBeanTest {

    private static OSClientV3 client() {
        try (StoreClient store = Swift.open(Swift.keystone())) {
            return store.unwrap(OSClientV3.class).orElseThrow();
        }
    }

    private static StoreClient open(OSClientV3 client) {
        return Swift.open(Map.of("client", client, "region", Servers.setting("keystone.region")));
    }

    @Test
    void theClientOfAStoreKnowsItsToken() {
        Token token = client().getToken();
        assertThat(token.getProject().getId()).isEqualTo(Servers.setting("keystone.projectId"));
        assertThat(token.getCatalog()).isNotEmpty();
    }

    @Test
    void theHttpClientIsThereForWhatThisStoreDoesNotHave() {
        try (StoreClient store = Swift.open(Swift.v1())) {
            assertThat(store.unwrap(OSClientV3.class)).isEmpty();
        }
    }

    @Test
    void aUsersClientServesOnEveryThread() {
        OSClientV3 client = client();
        try (StoreClient store = open(client)) {
            assertThat(Swift.ENGINE.executor().submit(store::listBuckets)).succeedsWithin(Duration.ofSeconds(60));
        } catch (CloudBridgeException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aUsersClientThatRemembersItsCredentialsIsLoggedInAgain() {
        KeystoneToken token = (KeystoneToken) client().getToken();
        token.applyContext(
                Servers.setting("keystone.authUrl"),
                new KeystoneAuth(
                        Servers.setting("keystone.username"),
                        Servers.setting("keystone.password"),
                        Identifier.byName(Servers.setting("keystone.userDomain")),
                        AuthScope.project(Identifier.byId(Servers.setting("keystone.projectId")))));
        Swift.revoke(token.getId());
        try (StoreClient store = open(OSFactory.clientFromToken(token))) {
            assertThat(store.listBuckets()).isNotNull();
            assertThat(store.listBuckets()).isNotNull();
        }
    }

    @Test
    void aUsersClientWithoutCredentialsEndsWithItsToken() {
        OSClientV3 client = client();
        Swift.revoke(client.getToken().getId());
        try (StoreClient store = open(client)) {
            assertThatThrownBy(store::listBuckets)
                    .isInstanceOf(CloudBridgeException.AccessDenied.class)
                    .hasMessageContaining("option client");
        }
    }

    @Test
    void aClientAndCredentialsAreOneTooMany() {
        OSClientV3 client = client();
        assertThatThrownBy(() -> Swift.open(Swift.with(Swift.keystone(), "client", client)))
                .isInstanceOf(CloudBridgeException.InvalidRequest.class)
                .hasMessageContaining("client");
    }
}
