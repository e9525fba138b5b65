/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import io.cloudbridge.store.Engine;
import io.cloudbridge.store.ObjectStore;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.StoreConfig;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Route;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The promises of {@code cloudbridge:} endpoints in real routes of a Camel context with stock settings, on one provider. A provider's own test
 * extends this class as it extends {@link StoreConformance}: it names the provider and its settings, which become connection {@code it}.
 *
 * <p>The store is looked at without Camel too, so that the component is not its own witness.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.SAME_THREAD)
public abstract class RouteConformance
        implements UploadRoutePromises,
                BodyTypeRoutePromises,
                KeyRoutePromises,
                DownloadRoutePromises,
                ListRoutePromises,
                ChangeRoutePromises,
                PresignRoutePromises,
                ErrorRoutePromises,
                StreamRoutePromises,
                ConsumerPromises,
                ConsumerSelectionPromises,
                ConsumerOptionPromises,
                ConsumerFailurePromises,
                CostPromises,
                BridgePromises {

    private final Watch watch = new Watch();
    private Main main;
    private ProducerTemplate template;
    private ExecutorService executor;
    private StoreClient store;
    private TestBuckets buckets;
    private String bucket;

    /** The settings of the connection, by the names that users write. Objects, such as a client, are bound in the registry. */
    protected abstract Map<String, ?> settings();

    /** What the names of buckets begin with: lower-case letters, digits and dashes. */
    protected String bucketPrefix() {
        return "cloudbridge-it-";
    }

    /** A place to wrap the driver that routes use, for a suite that tests this suite. */
    protected ObjectStore wrap(ObjectStore driver) {
        return driver;
    }

    @BeforeAll
    void open() throws Exception {
        executor = Executors.newCachedThreadPool();
        Map<String, ?> settings = settings();
        store = StoreClient.open(
                StoreSuite.find(provider()), new StoreConfig(provider(), settings), new Engine(executor, 256L << 20));
        buckets = new TestBuckets(store, bucketPrefix());
        bucket = buckets.create();
        main = new Main();
        main.configure().withAutoConfigurationLogSummary(false);
        connect(settings);
        // Beans win over the class path, so the routes use the store that is watched.
        main.bind("it-provider", new WatchedProvider(StoreSuite.find(provider()), this::wrap, watch));
        main.start();
        camel().getShutdownStrategy().setTimeout(10);
        template = camel().createProducerTemplate();
    }

    private void connect(Map<String, ?> settings) {
        String connection = "camel.component.cloudbridge.connections[it].";
        main.addInitialProperty(connection + "provider", provider());
        settings.forEach((name, value) -> {
            boolean text = value instanceof CharSequence || value instanceof Number || value instanceof Boolean;
            if (!text) {
                main.bind("it-" + name, value);
            }
            main.addInitialProperty(connection + name, text ? value.toString() : "#bean:it-" + name);
        });
    }

    @AfterEach
    void removeRoutes() throws Exception {
        for (Route route : camel().getRoutes()) {
            camel().getRouteController().stopRoute(route.getRouteId());
            camel().removeRoute(route.getRouteId());
        }
        watch.awaitNothingOpen();
    }

    @AfterAll
    void close() {
        try {
            if (main != null) {
                main.stop();
            }
            if (buckets != null) {
                buckets.drop();
            }
        } finally {
            if (store != null) {
                store.close();
            }
            executor.shutdownNow();
        }
    }

    @Override
    public CamelContext camel() {
        return main.getCamelContext();
    }

    @Override
    public ProducerTemplate template() {
        return template;
    }

    @Override
    public Watch watch() {
        return watch;
    }

    @Override
    public StoreClient store() {
        return store;
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
    public String unusedBucketName() {
        return buckets.unusedName();
    }
}
