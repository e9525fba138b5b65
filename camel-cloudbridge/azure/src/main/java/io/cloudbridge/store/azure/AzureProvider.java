/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.azure;

import com.azure.storage.blob.BlobServiceClient;
import io.cloudbridge.store.ObjectStore;
import io.cloudbridge.store.StoreConfig;
import io.cloudbridge.store.StoreProvider;
import java.util.Set;

/**
 * {@code provider=azure}: Azure Blob Storage, and what speaks its protocol: sovereign clouds, Azurite. Opening an account touches no network. Thread-safe.
 *
 * <p>Ways to log in, of which one at most is set: {@code connectionString}; {@code accountName} and {@code accountKey}; {@code sasToken};
 * {@code accessToken}; {@code tenantId}, {@code clientId} and {@code clientSecret}; {@code client}, a {@code BlobServiceClient}. With none of
 * them, what Azure's tools find in the environment: {@code AZURE_STORAGE_CONNECTION_STRING}, {@code AZURE_STORAGE_KEY} or
 * {@code AZURE_STORAGE_SAS_TOKEN} with {@code AZURE_STORAGE_ACCOUNT}; else the default chain of azure-identity, where {@code clientId} names a
 * user-assigned identity.
 */
public final class AzureProvider implements StoreProvider {

    /** All common ones but the region, which the service finds by the name of the account. */
    private static final Set<String> SETTINGS = Set.of(
            "endpoint",
            "client",
            "maxConnections",
            "connectTimeout",
            "requestTimeout",
            "maxRetries",
            "sslContext",
            "proxyHost",
            "proxyPort",
            "accountName",
            "accountKey",
            "sasToken",
            "connectionString",
            "tenantId",
            "clientId",
            "clientSecret",
            "accessToken");

    @Override
    public String name() {
        return "azure";
    }

    @Override
    public Set<String> settings() {
        return SETTINGS;
    }

    @Override
    public Set<Class<?>> clientTypes() {
        return Set.of(BlobServiceClient.class);
    }

    @Override
    public ObjectStore open(StoreConfig config) {
        AzureSdk.check();
        try {
            return new AzureStore(new AzureLogin(config, System::getenv).open());
        } catch (LinkageError e) {
            throw AzureSdk.mixedVersions(e);
        }
    }
}
