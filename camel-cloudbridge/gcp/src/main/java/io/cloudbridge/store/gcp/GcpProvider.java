/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import com.google.cloud.storage.Storage;
import io.cloudbridge.store.ObjectStore;
import io.cloudbridge.store.StoreConfig;
import io.cloudbridge.store.StoreProvider;
import java.util.Set;

/**
 * {@code provider=gcp}: Google Cloud Storage.
 *
 * <p>Ways to log in, the first that is configured: {@code client} (the user's {@code com.google.cloud.storage.Storage}), {@code serviceAccountKey} (a key
 * file or its JSON), {@code accessToken}; else application default credentials at Google's own addresses. Requests are anonymous at a foreign
 * {@code endpoint}, and where there are no credentials. Opening touches the network only to look for application default credentials. Thread-safe.
 */
public final class GcpProvider implements StoreProvider {

    /** The name in {@code provider=gcp}. */
    public static final String NAME = "gcp";

    private static final Set<String> SETTINGS = StoreConfig.commonAnd("projectId", "serviceAccountKey", "accessToken");

    /** For {@link java.util.ServiceLoader}. */
    public GcpProvider() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<String> settings() {
        return SETTINGS;
    }

    @Override
    public Set<Class<?>> clientTypes() {
        return Set.of(Storage.class);
    }

    @Override
    public ObjectStore open(StoreConfig config) {
        return new GcpStore(GcpClient.open(config));
    }
}
