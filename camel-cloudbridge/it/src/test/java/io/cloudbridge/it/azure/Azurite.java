/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.azure;

import io.cloudbridge.it.Servers;
import io.cloudbridge.store.Engine;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.StoreConfig;
import io.cloudbridge.store.azure.AzureProvider;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The Azurite that the tests run against: HTTP with keys, HTTPS with tokens as well. */
final class Azurite {

    private static final ExecutorService THREADS = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "azurite-test");
        thread.setDaemon(true);
        return thread;
    });

    static final Engine ENGINE = new Engine(THREADS, 256L << 20);

    private Azurite() {}

    /** Account key over HTTP. */
    static Map<String, Object> byKey() {
        return byKey(endpoint());
    }

    static Map<String, Object> byKey(URI endpoint) {
        return Map.of("endpoint", endpoint.toString(), "accountName", accountName(), "accountKey", key());
    }

    /** Bearer token over HTTPS. */
    static Map<String, Object> byToken(String token) {
        return Map.of("endpoint", Servers.setting("azurite.tls.endpoint"), "accessToken", token, "sslContext", trust());
    }

    static URI endpoint() {
        return URI.create(Servers.setting("azurite.endpoint"));
    }

    static String accountName() {
        return Servers.setting("azurite.accountName");
    }

    static String key() {
        return Servers.setting("azurite.accountKey");
    }

    /** Settings with one more, or one replaced. */
    static Map<String, Object> with(Map<String, Object> settings, String name, Object value) {
        Map<String, Object> more = new HashMap<>(settings);
        more.put(name, value);
        return more;
    }

    static StoreClient open(Map<String, ?> settings) {
        return StoreClient.open(new AzureProvider(), new StoreConfig("azure", settings), ENGINE);
    }

    static String newBucket(StoreClient store) {
        String bucket = "azure-it-" + Long.toString(ThreadLocalRandom.current().nextLong(Long.MAX_VALUE), 36);
        store.createBucket(bucket);
        return bucket;
    }

    static void drop(StoreClient store, String bucket) {
        store.deletePrefix(bucket, "");
        store.deleteBucket(bucket);
    }

    /** As Microsoft Entra ID would issue it; Azurite looks at the claims, not at the signature. */
    static String token(String audience, Instant expiry) {
        long now = Instant.now().getEpochSecond();
        String claims = """
                {"aud":"%s","iss":"https://sts.windows.net/00000000-0000-0000-0000-000000000001/","iat":%d,"nbf":%d,"exp":%d,\
                "oid":"00000000-0000-0000-0000-000000000002","tid":"00000000-0000-0000-0000-000000000001","ver":"1.0"}""".formatted(audience, now - 60, now - 60, expiry.getEpochSecond());
        return part("{\"alg\":\"RS256\",\"typ\":\"JWT\"}") + "." + part(claims) + "." + part("signature");
    }

    static String token() {
        return token("https://storage.azure.com", Instant.now().plusSeconds(3600));
    }

    private static String part(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    /** Trusts Azurite's own certificate. */
    static SSLContext trust() {
        try (InputStream in = Files.newInputStream(Path.of(Servers.setting("azurite.tls.trustStore")))) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, Servers.setting("azurite.tls.trustStorePassword").toCharArray());
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return context;
        } catch (java.io.IOException | java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
