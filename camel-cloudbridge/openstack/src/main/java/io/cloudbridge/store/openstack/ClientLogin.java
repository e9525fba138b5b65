/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.http.HttpTransport;
import java.net.URI;
import org.openstack4j.api.OSClient.OSClientV3;
import org.openstack4j.model.identity.v3.Token;
import org.openstack4j.openstack.identity.v3.domain.KeystoneToken;

/**
 * The user's own openstack4j client: its token and its catalog. A token that ended is asked for again with the credentials that the client
 * remembers; openstack4j would do so itself, but only on the thread that made the client.
 */
final class ClientLogin implements SwiftLogin {

    private final HttpTransport transport;
    private final OSClientV3 client;
    private final Catalog catalog;
    /** The client's token that was no longer accepted; guarded by {@link SwiftSessions}. */
    private String spent;

    ClientLogin(HttpTransport transport, OSClientV3 client, Catalog catalog) {
        this.transport = transport;
        this.client = client;
        this.catalog = catalog;
    }

    @Override
    public SwiftSession logIn(SwiftSession refused) {
        Token token = client.getToken();
        if (token == null) {
            throw CloudBridgeException.invalid("the openstack4j client of option client is not authenticated;"
                    + " call authenticate() when the bean is made");
        }
        if (refused != null && refused.token().equals(token.getId())) {
            spent = token.getId();
        }
        return token.getId().equals(spent) ? again(token) : catalog.session(token);
    }

    private SwiftSession again(Token token) {
        if (!(token instanceof KeystoneToken keystone)
                || keystone.getCredentials() == null
                || token.getEndpoint() == null) {
            throw new CloudBridgeException.AccessDenied(
                    Failure.of(
                            "the token of the openstack4j client of option client is no longer accepted, and the client"
                                    + " remembers no credentials; authenticate it again"),
                    null);
        }
        URI tokens = KeystoneLogin.tokensUrl(URI.create(token.getEndpoint()));
        String who = "the credentials of the openstack4j client";
        return new KeystoneLogin(transport, tokens, KeystoneLogin.json(keystone.getCredentials()), who, catalog)
                .logIn(null);
    }
}
