/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.movingover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.Engine;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectReader;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.StoreConfig;
import io.cloudbridge.store.StoreProvider;
import io.cloudbridge.store.TransferSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/**
 * Runs the routes of a page of {@code src-docs/moving-over} on one server: those of another component, then ours. Each test is run for both sides
 * and expects the same. What is in the store is looked at without Camel.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MovingOver {

    /** Which of the two route builders of a page runs. */
    enum Side {
        BEFORE,
        AFTER
    }

    private final String page;
    private final StoreProvider provider;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private StoreClient store;
    private String inbox;
    private String archive;

    /**
     * @param page name of the page, and start of the names of its property files
     * @param provider that opens the store
     */
    MovingOver(String page, StoreProvider provider) {
        this.page = page;
        this.provider = provider;
    }

    /** The settings of the store; each is a placeholder in the property files too. */
    abstract Map<String, String> settings();

    /** The routes of a side. */
    abstract RoutesBuilder routes(Side side);

    /** Beans of the other component. */
    void bind(Main main) throws Exception {}

    @BeforeAll
    void open() {
        store = StoreClient.open(
                provider, new StoreConfig(provider.name(), settings()), new Engine(threads, 64L << 20));
    }

    @AfterAll
    void close() {
        if (store != null) {
            store.close();
        }
        threads.shutdownNow();
    }

    @BeforeEach
    void createBuckets() {
        inbox = "inbox-" + UUID.randomUUID();
        archive = "archive-" + UUID.randomUUID();
        store.createBucket(inbox);
        store.createBucket(archive);
    }

    @AfterEach
    void deleteBuckets() {
        for (String bucket : new String[] {inbox, archive}) {
            store.deletePrefix(bucket, "");
            store.deleteBucket(bucket);
        }
    }

    /** Starts a side with its property file, as an application would be. */
    Application start(Side side) throws Exception {
        Main main = new Main();
        main.configure().withAutoConfigurationLogSummary(false);
        main.setPropertyPlaceholderLocations(
                "classpath:" + page + (side == Side.BEFORE ? "-before" : "-after") + ".properties");
        main.addInitialProperty("inbox", inbox);
        main.addInitialProperty("archive", archive);
        settings().forEach(main::addInitialProperty);
        if (side == Side.BEFORE) {
            bind(main);
        }
        return new Application(main, routes(side));
    }

    String inbox() {
        return inbox;
    }

    String archive() {
        return archive;
    }

    void put(String bucket, String key, String content) {
        store.upload(
                new ObjectRef(bucket, key),
                Source.of(content.getBytes(StandardCharsets.UTF_8)),
                PutOptions.NONE,
                TransferSettings.DEFAULTS);
    }

    Stream<String> keys(String bucket) {
        Iterable<ObjectInfo> listing = () -> store.list(ListRequest.of(bucket, ""));
        return StreamSupport.stream(listing.spliterator(), false).map(ObjectInfo::key);
    }

    void assertContent(String bucket, String key, String expected) throws IOException {
        try (ObjectReader reader = store.read(new ObjectRef(bucket, key), ByteRange.ALL, ReadOptions.NONE)) {
            assertThat(new String(reader.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(expected);
        }
    }

    /**
     * Puts objects below {@code in/} and beside it, and expects that those below are handed on once and are in the archive then.
     *
     * @param archivePrefix what the names of the archived objects begin with
     */
    void movesWhatIsRead(Side side, String archivePrefix) throws Exception {
        put(inbox, "in/a.txt", "alpha");
        put(inbox, "in/b.txt", "beta");
        put(inbox, "other/c.txt", "gamma");
        try (Application application = start(side)) {
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(keys(inbox)).containsExactly("other/c.txt"));
            assertThat(keys(archive)).containsExactly(archivePrefix + "a.txt", archivePrefix + "b.txt");
            assertThat(application.processed()).containsExactlyInAnyOrder("alpha", "beta");
            assertContent(archive, archivePrefix + "a.txt", "alpha");
        }
    }

    /** Sends a report through the routes that store, fetch and count, and gives what is in the store then. */
    ObjectInfo storesFetchesAndCounts(Side side) throws Exception {
        return stores(side, true, false);
    }

    /** Sends a report through the routes that store, fetch and link, and gives what is in the store then. */
    ObjectInfo storesFetchesAndLinks(Side side) throws Exception {
        return stores(side, false, true);
    }

    /** Sends a report through the routes that store, fetch, count and link, and gives what is in the store then. */
    ObjectInfo storesFetchesCountsAndLinks(Side side) throws Exception {
        return stores(side, true, true);
    }

    private ObjectInfo stores(Side side, boolean counts, boolean links) throws Exception {
        Map<String, Object> name = Map.of("name", "may");
        try (Application application = start(side)) {
            application.request("direct:store", "a;b", name, Object.class);
            assertContent(inbox, "reports/may.csv", "a;b");
            assertThat(application.request("direct:fetch", null, name, String.class))
                    .isEqualTo("a;b");
            if (counts) {
                assertThat(application.request("direct:count", null, Map.of(), String.class))
                        .isEqualTo("1");
            }
            if (links) {
                assertThat(get(application.request("direct:link", null, name, String.class)))
                        .isEqualTo("a;b");
            }
        }
        return store.head(new ObjectRef(inbox, "reports/may.csv"), ReadOptions.NONE);
    }

    /** Fetches a link as a browser does. */
    private static String get(String link) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(link)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
