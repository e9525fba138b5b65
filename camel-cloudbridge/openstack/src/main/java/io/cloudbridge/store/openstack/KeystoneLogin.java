/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.ErrorMapping;
import io.cloudbridge.store.http.HttpAnswer;
import io.cloudbridge.store.http.HttpCall;
import io.cloudbridge.store.http.HttpTransport;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.openstack4j.core.transport.ObjectMapperSingleton;
import org.openstack4j.openstack.identity.v3.domain.KeystoneToken;

/**
 * Version 3 of Keystone. The request for a token and the catalog that comes with it are openstack4j's model; the request travels over our own
 * transport, since openstack4j ties a session to one thread and knows no application credentials.
 *
 * @param tokens the address of {@code /v3/auth/tokens}
 * @param request the JSON to post; holds secrets
 * @param who whom to name when it is refused, and the options to check
 */
record KeystoneLogin(HttpTransport transport, URI tokens, String request, String who, Catalog catalog)
        implements SwiftLogin {

    /** From {@code authUrl} as users write it: with {@code /v3}, with nothing, or with the old {@code /v2.0}. */
    static URI tokensUrl(URI authUrl) {
        String base = authUrl.toString().replaceAll("/+$", "").replaceAll("/v[0-9][0-9.]*$", "");
        return URI.create(base + "/v3/auth/tokens");
    }

    /** An openstack4j request as JSON. */
    static String json(Object auth) {
        try {
            return ObjectMapperSingleton.getContext(auth.getClass()).writeValueAsString(auth);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a login request is not writable as JSON", e);
        }
    }

    @Override
    public SwiftSession logIn(SwiftSession refused) {
        KeystoneToken token = token();
        return catalog.session(token);
    }

    /** A new token, with its catalog. */
    KeystoneToken token() {
        HttpCall call = HttpCall.of("POST", tokens)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .content(Content.of(request.getBytes(StandardCharsets.UTF_8)));
        try (HttpAnswer answer = SwiftClient.send(transport, tokens, call)) {
            switch (answer.status()) {
                case 200, 201 -> {
                    return read(answer);
                }
                case 401, 403 ->
                    throw new CloudBridgeException.AccessDenied(
                            SwiftErrors.ofLogin(tokens, "refused " + who, answer), null);
                case 300, 400, 404, 405 ->
                    throw new CloudBridgeException.InvalidRequest(
                            SwiftErrors.ofLogin(
                                    tokens,
                                    "does not give tokens at " + tokens.getPath()
                                            + " as Keystone v3 does; check authUrl, and whether userDomain and projectDomain are right",
                                    answer),
                            null);
                default ->
                    throw ErrorMapping.byStatus(SwiftErrors.ofLogin(tokens, "could not log in " + who, answer), null);
            }
        }
    }

    private KeystoneToken read(HttpAnswer answer) {
        try {
            KeystoneToken token = ObjectMapperSingleton.getContext(KeystoneToken.class)
                    .readValue(answer.document(), KeystoneToken.class);
            token.setId(answer.header("X-Subject-Token"));
            token.setEndpoint(tokens.resolve("../").toString());
            return token;
        } catch (JsonProcessingException e) {
            // its message may quote the answer
            throw new CloudBridgeException.InvalidRequest(
                    SwiftErrors.ofLogin(tokens, "does not answer as Keystone v3 does; check authUrl", answer), null);
        } catch (IOException e) {
            throw ErrorMapping.connection(HttpTransport.host(tokens), e);
        }
    }

    /** Without the request, which holds secrets. */
    @Override
    public String toString() {
        return "KeystoneLogin[" + tokens + ", " + who + "]";
    }
}
