/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.Engine;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.StoreConfig;
import io.cloudbridge.store.TransferSettings;
import io.cloudbridge.store.local.LocalProvider;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies that wait to be read, and the few connections that they may hold meanwhile. */
class OpenBodiesTest {

    private static final int SIZE = 300_000;

    @TempDir
    private Path root;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private StoreClient client;

    @BeforeEach
    void open() {
        client = StoreClient.open(
                new LocalProvider(),
                new StoreConfig("local", Map.of("rootDirectory", root.toString())),
                new Engine(threads, 64 << 20));
        client.createBucket("box");
        for (int i = 0; i < 4; i++) {
            client.upload(ref(i), Source.of(content(i)), PutOptions.NONE, TransferSettings.DEFAULTS);
        }
    }

    @AfterEach
    void close() {
        client.close();
        threads.shutdownNow();
    }

    private static ObjectRef ref(int i) {
        return new ObjectRef("box", "k" + i);
    }

    private static byte[] content(int i) {
        byte[] bytes = new byte[SIZE];
        new Random(i).nextBytes(bytes);
        return bytes;
    }

    private PinnedObjectBody body(OpenBodies open, int i) {
        return new BodyOpener(client, open, 0).open(ref(i), ByteRange.ALL, ReadOptions.NONE);
    }

    @Test
    void halfOfTheConnectionsMayBeHeld() {
        OpenBodies open = new OpenBodies(4);
        assertThat(open.hasRoom()).isTrue();
        PinnedObjectBody first = body(open, 0);
        assertThat(open.hasRoom()).isTrue();
        body(open, 1);
        assertThat(open.size()).isEqualTo(2);
        assertThat(open.hasRoom()).isFalse();
        first.close();
        assertThat(open.hasRoom()).isTrue();
    }

    @Test
    void theBodyThatWasUsedLongestAgoGivesItsConnectionUpAndReadsOnAllTheSame() throws Exception {
        OpenBodies open = new OpenBodies(4);
        PinnedObjectBody first = body(open, 0);
        byte[] begun = first.readNBytes(1000);
        PinnedObjectBody second = body(open, 1);
        PinnedObjectBody third = body(open, 2);
        assertThat(open.size()).isEqualTo(2);
        byte[] rest = first.readAllBytes();
        assertThat(begun.length + rest.length).isEqualTo(SIZE);
        assertThat(rest).endsWith(content(0)[SIZE - 2], content(0)[SIZE - 1]);
        assertThat(second.readAllBytes()).isEqualTo(content(1));
        assertThat(third.readAllBytes()).isEqualTo(content(2));
        assertThat(open.size()).as("what was read holds none").isZero();
    }

    @Test
    void withOneConnectionNoneIsHeldBetweenReads() throws Exception {
        OpenBodies open = new OpenBodies(1);
        assertThat(open.hasRoom()).isFalse();
        PinnedObjectBody first = body(open, 0);
        PinnedObjectBody second = body(open, 1);
        assertThat(open.size()).isZero();
        assertThat(second.readAllBytes()).isEqualTo(content(1));
        assertThat(first.readAllBytes()).isEqualTo(content(0));
    }
}
