/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.gcp;

import io.cloudbridge.it.gcp.server.GcsServer;
import io.cloudbridge.store.ObjectStore;
import io.cloudbridge.store.StoreConfig;
import io.cloudbridge.store.gcp.GcpProvider;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** Opens the provider against a server, in the ways that tests need. */
final class GcpStores {

    private GcpStores() {}

    /** The server that suites share; it lives as long as the process. */
    static GcsServer sharedServer() {
        return Shared.SERVER;
    }

    private static final class Shared {
        private static final GcsServer SERVER = GcsServer.start();

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(SERVER::close));
        }
    }

    /** With the key of the server's service account. */
    static Map<String, Object> settings(GcsServer server) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("endpoint", server.endpoint());
        settings.put("serviceAccountKey", server.serviceAccountKey());
        return settings;
    }

    /** With a bearer token, at an address that need not be the server's own, such as that of a proxy. */
    static Map<String, Object> settings(GcsServer server, String endpoint, String token) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("endpoint", endpoint);
        settings.put("projectId", server.projectId());
        settings.put("accessToken", token);
        return settings;
    }

    static StoreConfig config(Map<String, ?> settings) {
        return new StoreConfig(GcpProvider.NAME, settings);
    }

    static ObjectStore open(Map<String, ?> settings) {
        return new GcpProvider().open(config(settings));
    }

    /** A bucket of its own for a test. */
    static String newBucket(ObjectStore store) {
        String bucket = "b" + UUID.randomUUID().toString().replace("-", "").substring(0, 20);
        store.createBucket(bucket);
        return bucket;
    }
}
