/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.connect;

import io.cloudbridge.store.StoreConfig;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names the account of a store. Two endpoints that reach the same buckets have equal names, whatever else they differ in: retries, time limits,
 * proxies, and the key they log in with. Where the settings leave it open, two accounts have one name rather than one account two, since a claim
 * that is shared needlessly only delays an object, and one that is not shared lets it be processed twice at a time.
 *
 * @param place of the account: a directory, a host, or the name of the account; empty for the provider's own cloud
 */
public record AccountId(String provider, String place) {

    private static final Pattern ACCOUNT_NAME =
            Pattern.compile("(?:^|;)\\s*AccountName=([^;]+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern BLOB_ENDPOINT =
            Pattern.compile("(?:^|;)\\s*BlobEndpoint=([^;]+)", Pattern.CASE_INSENSITIVE);

    /** The account that a client with these settings reaches.
     *
     * @param endpoint where its requests go, if it tells; else the settings do
     */
    static AccountId of(StoreConfig config, Optional<URI> endpoint) {
        return new AccountId(
                config.provider(), place(config, endpoint.map(URI::toString).orElse(text(config, "endpoint"))));
    }

    private static String place(StoreConfig config, String endpoint) {
        return switch (config.provider()) {
            case "local" -> directory(text(config, "rootDirectory"));
            case "azure" -> azure(config, endpoint);
            case "openstack" -> {
                String storageUrl = text(config, "storageUrl");
                yield storageUrl != null
                        ? host(storageUrl)
                        : host(text(config, "authUrl")) + "/"
                                + Objects.toString(
                                        text(config, "project"), Objects.toString(text(config, "username"), ""));
            }
            default -> host(endpoint);
        };
    }

    private static String azure(StoreConfig config, String given) {
        String connection = Objects.toString(text(config, "connectionString"), "");
        Matcher name = ACCOUNT_NAME.matcher(connection);
        Matcher url = BLOB_ENDPOINT.matcher(connection);
        String endpoint = given != null ? given : url.find() ? url.group(1) : null;
        String account = text(config, "accountName") != null
                ? text(config, "accountName")
                : name.find() ? name.group(1) : account(endpoint);
        return account + "@" + (endpoint == null || isAzure(endpoint) ? "" : host(endpoint));
    }

    private static boolean isAzure(String endpoint) {
        return host(endpoint).contains(".blob.core.");
    }

    /** The account that an URL names: in its host on Azure, in its path elsewhere. */
    private static String account(String endpoint) {
        if (endpoint == null) {
            return "";
        }
        if (isAzure(endpoint)) {
            return host(endpoint).replaceFirst("\\..*", "");
        }
        String path = Objects.toString(uri(endpoint).getPath(), "");
        return path.replaceFirst("^/", "").replaceFirst("/.*", "");
    }

    private static String directory(String root) {
        return root == null ? "" : Path.of(root).toAbsolutePath().normalize().toString();
    }

    /** Host and port, in lower case. */
    private static String host(String url) {
        if (url == null) {
            return "";
        }
        URI uri = uri(url);
        return Objects.toString(uri.getAuthority(), url).toLowerCase(Locale.ROOT);
    }

    private static URI uri(String url) {
        try {
            return URI.create(url.strip());
        } catch (IllegalArgumentException e) {
            // the provider says what is wrong with it
            return URI.create("");
        }
    }

    private static String text(StoreConfig config, String name) {
        return config.find(name).filter(text -> !text.isBlank()).orElse(null);
    }
}
