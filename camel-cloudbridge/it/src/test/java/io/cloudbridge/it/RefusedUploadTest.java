/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.conformance.wire.FaultProxy;
import io.cloudbridge.store.CloudBridgeException.AccessDenied;
import io.cloudbridge.store.CloudBridgeException.PreconditionFailed;
import io.cloudbridge.store.Engine;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.StoreConfig;
import io.cloudbridge.store.StoreProvider;
import io.cloudbridge.store.TransferSettings;
import io.cloudbridge.store.aws.AwsProvider;
import io.cloudbridge.store.openstack.OpenstackProvider;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A large upload that a server refuses as soon as it has read its head: the body stays here, the error is the server's, and what goes over that
 * connection next is answered as what it is. A proxy breaks the connection of whoever sends the body all the same.
 */
class RefusedUploadTest {

    private static final byte[] LARGE = new byte[8 << 20];

    /** Somebody who sends the whole body does not get as far as the answer. */
    private static final int BEGUN = 2 << 20;

    private final String bucket = "refused-" + UUID.randomUUID();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<AutoCloseable> open = new ArrayList<>();
    private FaultProxy proxy;

    @AfterEach
    void close() throws Exception {
        proxy.clearRules();
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
        threads.shutdownNow();
    }

    @Test
    void ofS3OnCeph() throws IOException {
        Map<String, String> owner = new HashMap<>();
        for (String name : List.of("region", "accessKey", "secretKey")) {
            owner.put(name, Servers.setting("rgw.s3." + name));
        }
        owner.put("checksums", "whenRequired");
        owner.put("chunkedEncoding", "false");
        Map<String, String> stranger = new HashMap<>(owner);
        stranger.put("accessKey", Servers.setting("rgw.s3.other.accessKey"));
        stranger.put("secretKey", Servers.setting("rgw.s3.other.secretKey"));

        proxy = proxy("rgw.s3.endpoint");
        owner.put("endpoint", proxy.endpoint().toString());
        stranger.put("endpoint", proxy.endpoint().toString());
        StoreClient mine = prepared(new AwsProvider(), owner);
        isRefused(mine, PutOptions.NONE.createOnly(), PreconditionFailed.class);
        isRefused(mine, PutOptions.NONE.withIfMatch("0123456789abcdef0123456789abcdef"), PreconditionFailed.class);
        isRefused(open(new AwsProvider(), stranger), PutOptions.NONE, AccessDenied.class);
    }

    @Test
    void ofSwift() throws IOException {
        proxy = proxy("swift.endpoint");
        isRefused(
                prepared(new OpenstackProvider(), swift("swift", "")),
                PutOptions.NONE.createOnly(),
                PreconditionFailed.class);
        isRefused(open(new OpenstackProvider(), strangerOnSwift()), PutOptions.NONE, AccessDenied.class);
    }

    @Test
    void ofSwiftOnCeph() throws IOException {
        proxy = proxy("rgw.swift.endpoint");
        StoreClient mine = prepared(new OpenstackProvider(), swift("rgw.swift", ""));
        // it would ignore the condition, so the driver asks first
        isRefused(mine, PutOptions.NONE.createOnly(), PreconditionFailed.class);
    }

    private Map<String, String> swift(String server, String user) {
        Map<String, String> login = new HashMap<>();
        login.put("authUrl", Servers.setting(server + ".authUrl"));
        login.put("username", Servers.setting(server + user + ".username"));
        login.put("password", Servers.setting(server + user + ".password"));
        login.put("endpoint", proxy.endpoint().toString());
        return login;
    }

    /** Somebody of the same account who may use no container. */
    private Map<String, String> strangerOnSwift() {
        return swift("swift", ".limited");
    }

    private FaultProxy proxy(String endpoint) {
        FaultProxy made = FaultProxy.to(URI.create(Servers.setting(endpoint)));
        open.add(made);
        return made;
    }

    private StoreClient open(StoreProvider provider, Map<String, String> settings) {
        Map<String, String> one = new HashMap<>(settings);
        one.put("maxConnections", "1");
        StoreClient client = StoreClient.open(provider, new StoreConfig(provider.name(), one), new Engine(threads));
        open.add(client);
        return client;
    }

    /** The owner's client, after objects of 1 and 2 bytes were stored. */
    private StoreClient prepared(StoreProvider provider, Map<String, String> settings) {
        StoreClient client = open(provider, settings);
        client.createBucket(bucket);
        open.add(() -> {
            client.deletePrefix(bucket, "");
            client.deleteBucket(bucket);
        });
        for (int size = 1; size <= 2; size++) {
            client.upload(ref(size), Source.of(new byte[size]), PutOptions.NONE, TransferSettings.DEFAULTS);
        }
        return client;
    }

    private void isRefused(StoreClient client, PutOptions options, Class<? extends Exception> why) {
        proxy.when("PUT", "k1").always().dropRequestAfter(BEGUN);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> client.upload(ref(1), Source.of(LARGE), options, TransferSettings.DEFAULTS))
                    .isInstanceOf(why);
            if (why != AccessDenied.class) {
                assertThat(client.head(ref(2), ReadOptions.NONE).size()).isEqualTo(2);
                assertThat(client.head(ref(1), ReadOptions.NONE).size()).isEqualTo(1);
            }
        }
        proxy.clearRules();
    }

    private ObjectRef ref(int size) {
        return new ObjectRef(bucket, "k" + size);
    }
}
