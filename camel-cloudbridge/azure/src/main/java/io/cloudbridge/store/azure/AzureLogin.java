/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.azure;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.AzureSasCredential;
import com.azure.core.credential.TokenCredential;
import com.azure.core.util.Configuration;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.BlobServiceVersion;
import com.azure.storage.common.StorageSharedKeyCredential;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import io.cloudbridge.store.StoreConfig;
import java.net.URI;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/** Reads the settings, decides how to log in, and makes the client. Touches no network. */
final class AzureLogin {

    /**
     * The newest version of the service's protocol that is used; not the SDK's newest, which emulators, sovereign clouds and appliances learn
     * months later. By name, since the SDK that another component brings may be older and not know it.
     */
    private static final BlobServiceVersion PROTOCOL = Stream.of(BlobServiceVersion.values())
            .filter(version -> version.name().compareTo("V2026_02_06") <= 0)
            .max(Comparator.comparing(Enum::name))
            .orElseThrow();

    private static final String CLIENT = "client";
    private static final String CONNECTION_STRING = "connectionString";
    private static final String ACCOUNT_NAME = "accountName";
    private static final String ACCOUNT_KEY = "accountKey";
    private static final String SAS_TOKEN = "sasToken";
    private static final String ACCESS_TOKEN = "accessToken";
    private static final String TENANT_ID = "tenantId";
    private static final String CLIENT_ID = "clientId";
    private static final String CLIENT_SECRET = "clientSecret";

    /** Each of these is a way to log in. */
    private static final List<String> WAYS =
            List.of(CLIENT, CONNECTION_STRING, ACCOUNT_KEY, SAS_TOKEN, ACCESS_TOKEN, CLIENT_SECRET);

    /** Where Azure's own command line looks, by what it finds there. */
    private static final Map<String, String> VARIABLES = Map.of(
            CONNECTION_STRING, "AZURE_STORAGE_CONNECTION_STRING",
            ACCOUNT_NAME, "AZURE_STORAGE_ACCOUNT",
            ACCOUNT_KEY, "AZURE_STORAGE_KEY",
            SAS_TOKEN, "AZURE_STORAGE_SAS_TOKEN");

    private static final Pattern SHARED_ACCESS_SIGNATURE =
            Pattern.compile("(?:^|;)\\s*SharedAccessSignature\\s*=([^;]*)", Pattern.CASE_INSENSITIVE);

    private final StoreConfig config;
    private final Function<String, String> environment;

    AzureLogin(StoreConfig config, Function<String, String> environment) {
        this.config = config;
        this.environment = environment;
    }

    AzureAccount open() {
        List<String> ways = WAYS.stream().filter(config::has).toList();
        if (ways.size() > 1) {
            throw config.invalid(
                    ways.get(0), "is set beside " + ways.subList(1, ways.size()) + "; choose one way to log in");
        }
        Optional<BlobServiceClient> given = config.object(CLIENT, BlobServiceClient.class);
        if (given.isPresent()) {
            return AzureAccount.of(given.get());
        }
        String way = ways.isEmpty() ? fromEnvironment() : ways.get(0);
        return switch (way) {
            case CONNECTION_STRING -> byConnectionString(value(CONNECTION_STRING));
            case ACCOUNT_KEY -> byAccountKey();
            case SAS_TOKEN -> bySas(value(SAS_TOKEN));
            case ACCESS_TOKEN -> byToken(bearer(value(ACCESS_TOKEN)));
            case CLIENT_SECRET ->
                byToken(AzureIdentity.servicePrincipal(
                        config.require(TENANT_ID, "a service principal needs its tenant"),
                        config.require(CLIENT_ID, "a service principal needs its client id"),
                        value(CLIENT_SECRET),
                        transport()));
            default ->
                byToken(AzureIdentity.defaultChain(
                        config.get(TENANT_ID, null), config.get(CLIENT_ID, null), transport()));
        };
    }

    /** The first way the environment offers; empty for the default chain. */
    private String fromEnvironment() {
        if (config.has(TENANT_ID) || config.has(CLIENT_ID)) {
            return "";
        }
        return List.of(CONNECTION_STRING, ACCOUNT_KEY, SAS_TOKEN).stream()
                .filter(way -> find(way).isPresent())
                .findFirst()
                .orElse("");
    }

    private AzureAccount byConnectionString(String text) {
        Matcher sas = SHARED_ACCESS_SIGNATURE.matcher(text);
        BlobServiceClientBuilder builder = builder();
        try {
            builder.connectionString(text);
        } catch (RuntimeException e) {
            // The SDK throws what it likes; what it says may quote the text, which is a secret.
            throw config.invalid(
                    CONNECTION_STRING,
                    "cannot be read; copy it whole from the account's access keys, as"
                            + " DefaultEndpointsProtocol=https;AccountName=...;AccountKey=...;EndpointSuffix=...");
        }
        config.endpoint().map(URI::toString).ifPresent(builder::endpoint);
        return account(builder, sas.find() ? withoutQuestionMark(sas.group(1)) : null, null);
    }

    private AzureAccount byAccountKey() {
        String name = find(ACCOUNT_NAME)
                .orElseThrow(() -> config.invalid(ACCOUNT_NAME, "is missing; accountKey needs the account's name"));
        String key = value(ACCOUNT_KEY);
        try {
            Base64.getDecoder().decode(key);
        } catch (IllegalArgumentException e) {
            throw config.invalid(ACCOUNT_KEY, "is not Base64; copy it whole from the account's access keys");
        }
        return account(
                builder().endpoint(endpoint()).credential(new StorageSharedKeyCredential(name, key)), null, null);
    }

    private AzureAccount bySas(String token) {
        String sas = withoutQuestionMark(token);
        if (!sas.contains("sig=")) {
            throw config.invalid(SAS_TOKEN, "has no signature (sig=...); give the whole query of the signed URL");
        }
        return account(builder().endpoint(endpoint()).credential(new AzureSasCredential(sas)), sas, null);
    }

    private AzureAccount byToken(TokenCredential credential) {
        String endpoint = endpoint();
        if (!endpoint.startsWith("https:")) {
            throw config.invalid("endpoint", "is '" + endpoint + "'; tokens are sent over https only");
        }
        return account(builder().endpoint(endpoint).credential(credential), null, credential);
    }

    private BlobServiceClientBuilder builder() {
        return new BlobServiceClientBuilder()
                .httpClient(transport())
                .serviceVersion(PROTOCOL)
                // What the environment says is read above; proxies come from options.
                .configuration(Configuration.NONE)
                // One try: the engine is the one layer that retries.
                .retryOptions(new RequestRetryOptions(RetryPolicyType.FIXED, 1, (Integer) null, null, null, null));
    }

    private AzureAccount account(BlobServiceClientBuilder builder, String sasToken, TokenCredential credential) {
        try {
            return AzureAccount.of(builder.buildClient(), sasToken, credential, transport());
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw config.invalid("endpoint", "or another option to log in does not fit: " + e.getMessage());
        }
    }

    private AzureHttp transport;

    /** One for the service and the login, so that options and the limit of connections hold for both. */
    private AzureHttp transport() {
        if (transport == null) {
            transport = new AzureHttp(config);
        }
        return transport;
    }

    private String endpoint() {
        return config.endpoint()
                .map(URI::toString)
                .orElseGet(() -> "https://"
                        + find(ACCOUNT_NAME)
                                .orElseThrow(() -> config.invalid(
                                        ACCOUNT_NAME, "is missing; give it, or endpoint, or connectionString"))
                        + ".blob.core.windows.net");
    }

    private Optional<String> find(String name) {
        return config.find(name)
                .or(() -> Optional.ofNullable(VARIABLES.get(name)).map(environment))
                .filter(text -> !text.isBlank());
    }

    private String value(String name) {
        return find(name).orElseThrow();
    }

    /** A token somebody else renews, or not: when it has expired, the service says so. */
    private static TokenCredential bearer(String token) {
        AccessToken access = new AccessToken(token, OffsetDateTime.of(9999, 12, 31, 0, 0, 0, 0, ZoneOffset.UTC));
        return request -> Mono.just(access);
    }

    private static String withoutQuestionMark(String sas) {
        return sas.startsWith("?") ? sas.substring(1) : sas;
    }
}
