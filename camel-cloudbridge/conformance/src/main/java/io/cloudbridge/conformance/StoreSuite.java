/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import io.cloudbridge.store.Engine;
import io.cloudbridge.store.ObjectStore;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.StoreConfig;
import io.cloudbridge.store.StoreProvider;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Opens a store for promises, with a bucket of its own, and removes all they leave. {@link StoreConformance} adds every promise there is, and is
 * what a provider's test extends. For one more server of a provider whose promises are proved elsewhere, extend this class and implement the
 * interfaces of the promises that this server is worth:
 *
 * <pre>{@code
 * class AcmeGatewayTest extends StoreSuite implements WritePromises, ReadPromises {
 * }
 * }</pre>
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.SAME_THREAD)
public abstract class StoreSuite implements StoreFixture {

    private final Watch watch = new Watch();
    private ExecutorService executor;
    private Engine engine;
    private WatchedStore watched;
    private StoreClient store;
    private StoreClient second;
    private TestBuckets buckets;
    private String bucket;
    private String keyBucket;
    private Map<String, ?> settings;

    /** The settings to open the store with, by the names that users write. Asked once, after static fields are set. */
    protected abstract Map<String, ?> settings();

    /** What the names of buckets begin with: lower-case letters, digits and dashes. */
    protected String bucketPrefix() {
        return "cloudbridge-it-";
    }

    /** A place to wrap the driver, for a suite that tests this suite. */
    protected ObjectStore wrap(ObjectStore driver) {
        return driver;
    }

    @BeforeAll
    void open() {
        executor = Executors.newCachedThreadPool();
        engine = new Engine(executor, 256L << 20);
        StoreProvider provider = find(provider());
        settings = settings();
        WatchedProvider watchedProvider = new WatchedProvider(provider, this::wrap, watch);
        store = StoreClient.open(watchedProvider, new StoreConfig(provider(), settings), engine);
        watched = watchedProvider.last();
        second = StoreClient.open(
                new WatchedProvider(provider, this::wrap, new Watch()), new StoreConfig(provider(), settings), engine);
        buckets = new TestBuckets(store, bucketPrefix());
        bucket = newBucket();
    }

    @AfterEach
    void leavesNothingOpen() {
        watch.awaitNothingOpen();
    }

    @AfterAll
    void close() {
        try {
            if (buckets != null) {
                buckets.drop();
            }
        } finally {
            closeAll();
        }
    }

    private void closeAll() {
        if (store != null) {
            store.close();
        }
        if (second != null) {
            second.close();
        }
        executor.shutdownNow();
    }

    @Override
    public StoreClient store() {
        return store;
    }

    @Override
    public StoreClient secondStore() {
        return second;
    }

    @Override
    public Engine engine() {
        return engine;
    }

    @Override
    public WatchedStore watched() {
        return watched;
    }

    @Override
    public String bucket() {
        return bucket;
    }

    @Override
    public String newBucket() {
        return buckets.create();
    }

    @Override
    public String keyBucket() {
        if (keyBucket == null) {
            keyBucket = newBucket();
        }
        return keyBucket;
    }

    @Override
    public void leaveKeyBucket() {
        keyBucket = null;
    }

    @Override
    public String unusedBucketName() {
        return buckets.unusedName();
    }

    @Override
    public Map<String, ?> storeSettings() {
        return settings;
    }

    static StoreProvider find(String name) {
        return ServiceLoader.load(StoreProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no provider '" + name + "' on the class path; add the module"
                        + " that has META-INF/services/" + StoreProvider.class.getName()));
    }
}
