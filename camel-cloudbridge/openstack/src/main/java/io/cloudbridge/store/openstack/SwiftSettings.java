/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import io.cloudbridge.store.StoreConfig;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.openstack4j.api.types.Facing;
import org.openstack4j.model.common.Identifier;

/**
 * The options of this provider and, where one is not given, the environment variable that the OpenStack tools read for it. Options alone decide
 * how to log in if they say so; the environment only completes them.
 */
final class SwiftSettings {

    /** Option, and the variables that stand in for it, first one first. */
    private static final Map<String, List<String>> VARIABLES = Map.ofEntries(
            Map.entry("authUrl", List.of("OS_AUTH_URL")),
            Map.entry("username", List.of("OS_USERNAME")),
            Map.entry("password", List.of("OS_PASSWORD")),
            Map.entry("applicationCredentialId", List.of("OS_APPLICATION_CREDENTIAL_ID")),
            Map.entry("applicationCredentialSecret", List.of("OS_APPLICATION_CREDENTIAL_SECRET")),
            Map.entry("storageUrl", List.of("OS_STORAGE_URL")),
            Map.entry("authToken", List.of("OS_AUTH_TOKEN", "OS_TOKEN")),
            Map.entry("region", List.of("OS_REGION_NAME")),
            Map.entry("catalogInterface", List.of("OS_INTERFACE", "OS_ENDPOINT_TYPE")),
            Map.entry("userDomain", List.of("OS_USER_DOMAIN_NAME")),
            Map.entry("project", List.of("OS_PROJECT_NAME", "OS_TENANT_NAME")),
            Map.entry("projectDomain", List.of("OS_PROJECT_DOMAIN_NAME")));

    private final StoreConfig config;
    private final UnaryOperator<String> environment;

    /** @param environment the value of a variable, or null */
    SwiftSettings(StoreConfig config, UnaryOperator<String> environment) {
        this.config = config;
        this.environment = environment;
    }

    StoreConfig config() {
        return config;
    }

    /** Whether the option itself is set, whatever the environment has. */
    boolean isOption(String name) {
        return config.has(name);
    }

    Optional<String> find(String name) {
        return config.find(name).or(() -> VARIABLES.getOrDefault(name, List.of()).stream()
                .flatMap(variable -> variable(variable).stream())
                .findFirst());
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(environment.apply(name)).filter(value -> !value.isBlank());
    }

    boolean has(String name) {
        return find(name).isPresent();
    }

    String require(String name, String remedy) {
        return find(name).orElseThrow(() -> config.invalid(name, "is missing; " + remedy + variables(name)));
    }

    URI requireUrl(String name, String remedy) {
        return url(name, require(name, remedy));
    }

    Optional<URI> findUrl(String name) {
        return find(name).map(text -> url(name, text));
    }

    /** A domain or project, which users name by id or by name. */
    Optional<Identifier> identifier(String name, String idVariable) {
        Optional<String> id = config.has(name) ? Optional.empty() : variable(idVariable);
        // Keystone's own ids are 32 hex digits, but for that of the first domain
        return id.map(Identifier::byId).or(() -> find(name)
                .map(text -> text.matches("[0-9a-f]{32}|default") ? Identifier.byId(text) : Identifier.byName(text)));
    }

    Facing facing() {
        String text = find("catalogInterface").orElse("public").toLowerCase(Locale.ROOT);
        return switch (text.replace("url", "")) {
            case "public" -> Facing.PUBLIC;
            case "internal" -> Facing.INTERNAL;
            case "admin" -> Facing.ADMIN;
            default ->
                throw config.invalid(
                        "catalogInterface", "is '" + text + "'; use public, internal or admin (OS_INTERFACE)");
        };
    }

    /** Puts {@code endpoint}, if set, in the place of scheme, host and port of a storage URL. */
    UnaryOperator<URI> place() {
        Optional<URI> endpoint = config.endpoint();
        if (endpoint.isEmpty()) {
            return SwiftSettings::withoutSlash;
        }
        String path = endpoint.get().getRawPath();
        if (path != null && path.length() > 1) {
            throw config.invalid(
                    "endpoint",
                    "has the path " + path
                            + ", but replaces host and port of the storage URL only; set storageUrl to replace it all");
        }
        String base = withoutSlash(endpoint.get()).toString();
        return url -> URI.create(base + withoutSlash(url).getRawPath());
    }

    private URI url(String name, String text) {
        return withoutSlash(config.url(name, text));
    }

    private static URI withoutSlash(URI uri) {
        return URI.create(uri.toString().replaceAll("/+$", ""));
    }

    private static String variables(String name) {
        List<String> variables = VARIABLES.get(name);
        return variables == null ? "" : " (environment: " + String.join(" or ", variables) + ")";
    }
}
