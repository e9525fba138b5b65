/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.aws;

import io.cloudbridge.conformance.wire.FaultProxy;
import io.cloudbridge.it.Servers;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.Engine;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.Listing;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.StoreConfig;
import io.cloudbridge.store.aws.AwsProvider;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A bucket of its own on one of the S3 servers of the tests, through a fault proxy; removed with all it holds at the end. */
final class S3 implements AutoCloseable {

    static final String SESSION_TOKEN = "session/token+1=";

    private final String server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<StoreClient> clients = new ArrayList<>();
    private final Engine engine = new Engine(threads, 256L << 20);
    private final StoreClient direct;
    final FaultProxy proxy;
    final String bucket = "it-" + UUID.randomUUID();

    /** @param server as in the names of its settings, for example {@code s3proxy} */
    S3(String server) {
        this.server = server;
        this.proxy = FaultProxy.to(URI.create(Servers.setting(server + ".endpoint")));
        this.direct = open(Map.of("endpoint", Servers.setting(server + ".endpoint")));
        direct.createBucket(bucket);
    }

    /** What a user of one of the S3 servers writes. */
    static Map<String, String> settingsOf(String server) {
        Map<String, String> settings = new HashMap<>();
        for (String name : List.of("endpoint", "region", "accessKey", "secretKey")) {
            settings.put(name, Servers.setting(server + "." + name));
        }
        if (server.startsWith("swift") || server.startsWith("rgw")) {
            settings.put("checksums", "whenRequired");
            settings.put("chunkedEncoding", "false");
        }
        return settings;
    }

    /** Credentials of a role on Ceph's gateway. */
    static Map<String, String> role(String name) {
        Map<String, String> settings = new HashMap<>();
        settings.put("accessKey", Servers.setting("rgw." + name + ".accessKey"));
        settings.put("secretKey", Servers.setting("rgw." + name + ".secretKey"));
        settings.put("sessionToken", Servers.setting("rgw." + name + ".token"));
        settings.put("maxRetries", "0");
        return settings;
    }

    ObjectRef ref(String key) {
        return new ObjectRef(bucket, key);
    }

    Engine engine() {
        return engine;
    }

    /** A client that goes past the proxy. */
    StoreClient direct() {
        return direct;
    }

    /** What a user of this server writes, through the proxy, with these settings on top; an empty value removes one. */
    Map<String, Object> settings(Map<String, ?> more) {
        Map<String, Object> settings = new HashMap<>(settingsOf(server));
        settings.put("endpoint", proxy.endpoint().toString());
        settings.putAll(more);
        settings.values().removeIf(""::equals);
        return settings;
    }

    StoreClient open(Map<String, ?> more) {
        StoreClient client = StoreClient.open(new AwsProvider(), new StoreConfig("aws", settings(more)), engine);
        clients.add(client);
        return client;
    }

    @Override
    public void close() throws IOException {
        direct.abortUploads(bucket, "", Duration.ofDays(-1));
        Listing left = direct.list(ListRequest.of(bucket, ""));
        List<DeleteRequest> all = new ArrayList<>();
        left.forEachRemaining(object -> all.add(new DeleteRequest(ref(object.key()))));
        direct.deleteAll(all);
        direct.deleteBucket(bucket);
        clients.forEach(StoreClient::close);
        proxy.close();
        threads.shutdownNow();
    }
}
