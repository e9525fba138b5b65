/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.gcp;

import com.google.cloud.storage.Storage;
import io.cloudbridge.conformance.StoreConformance;
import io.cloudbridge.store.gcp.GcpProvider;
import java.util.Map;

/** The promises of all stores, with a service account's key. */
class GcpStoreConformanceTest extends StoreConformance {

    @Override
    public String provider() {
        return GcpProvider.NAME;
    }

    @Override
    protected Map<String, ?> settings() {
        return GcpStores.settings(GcpStores.sharedServer());
    }

    @Override
    public String otherStorageClass() {
        return "NEARLINE";
    }

    @Override
    public String encryptionKey() {
        return "projects/test-project/locations/us/keyRings/ring/cryptoKeys/key";
    }

    @Override
    public void keepVersions(String bucket) {
        Storage google = store().unwrap(Storage.class).orElseThrow();
        google.get(bucket).toBuilder().setVersioningEnabled(true).build().update();
    }
}
