/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;

/** An engine over a {@link MemoryStore}; nothing it lends may be missing at the end. */
abstract class EngineFixture {

    static final long MEMORY = 4 << 20;
    static final String BUCKET = "bucket";
    /** Parts of 1000 bytes; one request up to 2500 bytes. */
    static final TransferSettings SMALL = new TransferSettings(2500, 1000, 3, 3);

    final ExecutorService executor = Executors.newCachedThreadPool();
    final Engine engine = new Engine(executor, MEMORY);

    @AfterEach
    void nothingIsLeftBehind() {
        executor.shutdownNow();
        assertThat(engine.memory().available()).as("memory given back").isEqualTo(MEMORY);
        assertThat(engine.transfers().active()).as("transfers under way").isEmpty();
    }

    StoreClient client(MemoryStore store) {
        return StoreClient.of("memory", store, 3, engine);
    }

    static ObjectRef ref(String key) {
        return new ObjectRef(BUCKET, key);
    }

    static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    static CloudBridgeException unavailable() {
        return new CloudBridgeException.Unavailable(Failure.of("down").withHttp(503, null, null), null);
    }
}
