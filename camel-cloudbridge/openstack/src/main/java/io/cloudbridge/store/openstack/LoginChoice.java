/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.http.HttpTransport;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.openstack4j.api.OSClient.OSClientV3;
import org.openstack4j.model.common.Identifier;
import org.openstack4j.openstack.identity.v3.domain.KeystoneAuth;
import org.openstack4j.openstack.identity.v3.domain.KeystoneAuth.AuthScope;

/** Chooses the way to log in from the settings. Nothing is sent. */
final class LoginChoice {

    private static final String HOW =
            "set authUrl with username and password, or authUrl with applicationCredentialId and applicationCredentialSecret,"
                    + " or authUrl with authToken, or storageUrl with authToken, or client";

    private final SwiftSettings settings;
    private final HttpTransport transport;

    private LoginChoice(SwiftSettings settings, HttpTransport transport) {
        this.settings = settings;
        this.transport = transport;
    }

    static SwiftLogin choose(SwiftSettings settings, HttpTransport transport) {
        return new LoginChoice(settings, transport).choose();
    }

    private SwiftLogin choose() {
        if (settings.config().has("client")) {
            return client();
        }
        // what the options say goes first; only if they say nothing does the environment
        return choose(settings::isOption)
                .or(() -> choose(settings::has))
                .orElseThrow(
                        () -> CloudBridgeException.invalid(
                                "provider openstack has no way to log in; " + HOW
                                        + ". The environment variables of the OpenStack tools (OS_AUTH_URL, OS_USERNAME, ...) do as well"));
    }

    private Optional<SwiftLogin> choose(Predicate<String> given) {
        boolean credential = given.test("applicationCredentialId") || given.test("applicationCredentialSecret");
        boolean password = given.test("username") || given.test("password");
        boolean token = given.test("authToken");
        if (credential && password && settings.isOption("username") && settings.isOption("applicationCredentialId")) {
            throw settings.config()
                    .invalid("applicationCredentialId", "and username are both set; choose one way to log in: " + HOW);
        }
        if (credential) {
            return Optional.of(applicationCredential());
        }
        if (password) {
            return Optional.of(password());
        }
        if (token) {
            return Optional.of(
                    settings.has("storageUrl") && !settings.isOption("authUrl") ? givenToken() : keystoneToken());
        }
        return Optional.empty();
    }

    private SwiftLogin client() {
        for (String option : List.of("authUrl", "username", "password", "applicationCredentialId", "authToken")) {
            if (settings.isOption(option)) {
                throw settings.config()
                        .invalid("client", "and " + option + " are both set; the client logs in by itself, drop one");
            }
        }
        OSClientV3 client = settings.config().object("client", OSClientV3.class).orElseThrow();
        return new ClientLogin(transport, client, catalog());
    }

    private SwiftLogin givenToken() {
        URI storageUrl = settings.requireUrl("storageUrl", HOW);
        return new GivenToken(settings.place().apply(storageUrl), settings.require("authToken", HOW));
    }

    private SwiftLogin password() {
        URI authUrl = settings.requireUrl("authUrl", "it says where to log in");
        String username = settings.require("username", HOW);
        String password = settings.require("password", HOW);
        if (isV1(authUrl)) {
            return new V1Login(transport, authUrl, username, password, url -> settings.findUrl("storageUrl")
                    .orElse(settings.place().apply(url)));
        }
        Identifier userDomain =
                settings.identifier("userDomain", "OS_USER_DOMAIN_ID").orElse(Identifier.byId("default"));
        KeystoneAuth auth = new KeystoneAuth(username, password, userDomain, scope());
        String who = "user '" + username + "' of domain '" + userDomain.getId() + "'" + project()
                + "; check username, password, userDomain, project and projectDomain";
        return keystone(authUrl, KeystoneLogin.json(auth), who);
    }

    private SwiftLogin applicationCredential() {
        URI authUrl = settings.requireUrl("authUrl", "it says where to log in");
        String id = settings.require("applicationCredentialId", HOW);
        String secret = settings.require("applicationCredentialSecret", HOW);
        // openstack4j has no model of it, and it must not have a scope: the credential is for one project
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ObjectNode identity = root.putObject("auth").putObject("identity");
        identity.putArray("methods").add("application_credential");
        identity.putObject("application_credential").put("id", id).put("secret", secret);
        return keystone(
                authUrl,
                root.toString(),
                "application credential '" + id
                        + "'; check applicationCredentialId and applicationCredentialSecret, and"
                        + " whether it has ended");
    }

    private SwiftLogin keystoneToken() {
        URI authUrl = settings.requireUrl("authUrl", "authToken needs it, or storageUrl");
        KeystoneAuth auth = new KeystoneAuth(settings.require("authToken", HOW), scope());
        return keystone(
                authUrl,
                KeystoneLogin.json(auth),
                "the authToken" + project() + "; it has ended, or may not be used there");
    }

    private SwiftLogin keystone(URI authUrl, String request, String who) {
        if (isV1(authUrl)) {
            throw settings.config()
                    .invalid(
                            "authUrl",
                            "is of version 1, which knows username and password only; give Keystone's address");
        }
        return new KeystoneLogin(transport, KeystoneLogin.tokensUrl(authUrl), request, who, catalog());
    }

    private Catalog catalog() {
        return new Catalog(
                settings.find("region").orElse(null),
                settings.facing(),
                settings.findUrl("storageUrl").orElse(null),
                settings.place());
    }

    private AuthScope scope() {
        Optional<Identifier> project = settings.identifier("project", "OS_PROJECT_ID");
        if (project.isEmpty()) {
            return null; // Keystone takes the user's default project
        }
        if (project.get().isTypeID()) {
            return AuthScope.project(project.get());
        }
        Identifier domain = settings.identifier("projectDomain", "OS_PROJECT_DOMAIN_ID")
                .or(() -> settings.identifier("userDomain", "OS_USER_DOMAIN_ID"))
                .orElse(Identifier.byId("default"));
        return AuthScope.project(project.get(), domain);
    }

    private String project() {
        return settings.identifier("project", "OS_PROJECT_ID")
                .map(id -> " in project '" + id.getId() + "'")
                .orElse("");
    }

    /** As {@code /auth/v1.0} of tempauth and {@code /auth/v1} or {@code /auth/1.0} of others. */
    private static boolean isV1(URI authUrl) {
        return authUrl.getPath() != null && authUrl.getPath().matches(".*/v?1(\\.0)?/?");
    }
}
