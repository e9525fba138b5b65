/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.camel.message.BodyOpener;
import io.cloudbridge.camel.message.OpenBodies;
import io.cloudbridge.camel.message.PinnedObjectBody;
import io.cloudbridge.camel.message.VersionGone;
import io.cloudbridge.store.Engine;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.StoreConfig;
import io.cloudbridge.store.TransferSettings;
import io.cloudbridge.store.local.LocalProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When bodies are opened ahead, and when by whoever needs them. What an opening takes is told by a clock of the test. */
class ReadAheadTest {

    private static final int COUNT = 300;

    @TempDir
    Path root;

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final Engine engine = new Engine(executor);
    private final AtomicLong now = new AtomicLong();
    private volatile long takes;
    private StoreClient client;
    private ReadAhead ahead;

    @BeforeEach
    void open() throws Exception {
        Files.createDirectory(root.resolve("inbox"));
        client = StoreClient.open(
                new LocalProvider(), new StoreConfig("local", Map.of("rootDirectory", root.toString())), engine);
        for (int i = 0; i < COUNT; i++) {
            client.upload(
                    new ObjectRef("inbox", "k%03d".formatted(i)),
                    Source.of("body".getBytes(UTF_8)),
                    PutOptions.NONE,
                    TransferSettings.DEFAULTS);
        }
        BodyOpener opener = new BodyOpener(client, new OpenBodies(10), 1000);
        ahead = new ReadAhead(opener, engine, 8, 1000, () -> now.getAndAdd(takes));
        ahead.add(client.page(new ListRequest("inbox", "", "", null, COUNT, null)).objects().stream()
                .map(object -> new Claim(object, null, null, new VersionGone()))
                .toList());
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        executor.shutdown();
        assertThat(executor.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    /** Takes objects as a route does; whether each was opened ahead. */
    private List<Boolean> take(int count) {
        List<Boolean> opened = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ReadAhead.Pending next = ahead.poll();
            PinnedObjectBody body = next.opening().await();
            opened.add(body != null);
            try (PinnedObjectBody read = body == null ? ahead.open(next.claim()) : body) {
                assertThat(read.content()).asString().isEqualTo("body");
            }
        }
        return opened;
    }

    @Test
    void aStoreThatTakesItsTimeIsReadAhead() {
        takes = TimeUnit.MILLISECONDS.toNanos(2);
        assertThat(take(COUNT)).containsOnly(true);
    }

    @Test
    void aStoreThatAnswersAtOnceIsReadByWhoeverNeedsTheBody() {
        // openings at the same time share the clock
        takes = TimeUnit.MICROSECONDS.toNanos(1);
        assertThat(take(50)).containsOnly(true);
        take(100);
        assertThat(take(50)).containsOnly(false);
        takes = TimeUnit.MILLISECONDS.toNanos(2);
        take(20);
        assertThat(take(50)).as("it has become slow").containsOnly(true);
    }
}
