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
 * The promises that every provider keeps, each a test. A provider's own test extends this class and says which provider with which settings:
 *
 * <pre>{@code
 * class AcmeStoreConformanceTest extends StoreConformance {
 *     @Override
 *     public String provider() {
 *         return "acme";
 *     }
 *
 *     @Override
 *     protected Map<String, ?> settings() {
 *         return Map.of("endpoint", "http://127.0.0.1:9000", "accessKey", "it", "secretKey", "it-secret");
 *     }
 * }
 * }</pre>
 *
 * Where a server cannot keep a promise, override that one test and assert what the server does instead, so that the note goes when the server is
 * mended. What a store does not declare in its {@link io.cloudbridge.store.Capabilities} is proved to be refused; nothing is skipped.
 *
 * <p>The promises work in a fresh bucket and tidy up. They need an account that may create and delete buckets.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.SAME_THREAD)
public abstract class StoreConformance
        implements KeyPromises,
                RefusedKeyPromises,
                ListingPromises,
                PagingPromises,
                ReadPromises,
                RangePromises,
                DownloadPromises,
                WritePromises,
                FailedWritePromises,
                MultipartPromises,
                MetadataPromises,
                CopyPromises,
                MovePromises,
                DeletePromises,
                BucketPromises,
                ConditionPromises,
                PresignPromises,
                PresignLimitPromises,
                FeaturePromises,
                ConcurrencyPromises,
                ErrorPromises {

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
