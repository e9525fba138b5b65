/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.azure;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.store.StoreClient;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory does not grow with objects. */
class AzureSmallHeapTest {

    private static final long SIZE = 2L << 30;

    @Test
    void twoGibibytesOfUnknownLengthGoThroughAHeapOf128Megabytes(@TempDir Path directory) throws Exception {
        Path log = directory.resolve("log");
        try (StoreClient store = Azurite.open(Azurite.byKey())) {
            String bucket = Azurite.newBucket(store);
            Process transfer = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx128m",
                            "-Dcloudbridge.servers="
                                    + System.getProperty("cloudbridge.servers", "../../.work/servers.properties"),
                            "-cp",
                            System.getProperty("java.class.path"),
                            SmallHeap.class.getName(),
                            bucket,
                            String.valueOf(SIZE))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            try {
                assertThat(transfer.waitFor(15, TimeUnit.MINUTES)).as("in time").isTrue();
            } finally {
                transfer.destroyForcibly();
                Azurite.drop(store, bucket);
            }
        }
        assertThat(log).content().contains(SIZE + " bytes arrived, the same");
    }
}
