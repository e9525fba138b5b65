/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.it.gcp.server.GcsServer;
import io.cloudbridge.store.Engine;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.StoreConfig;
import io.cloudbridge.store.StoreProvider;
import io.cloudbridge.store.aws.AwsProvider;
import io.cloudbridge.store.azure.AzureProvider;
import io.cloudbridge.store.gcp.GcpProvider;
import io.cloudbridge.store.openstack.OpenstackProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Heap does not grow with the object, and the defaults suit a small heap. */
class SmallHeapTest {

    private static final long SIZE = 512L << 20;

    @TempDir
    private Path directory;

    @Test
    void s3TakesAndGivesHalfAGibibyteOfUnknownLengthIn48Megabytes() throws Exception {
        upAndDown(
                new AwsProvider(),
                Map.of(
                        "endpoint", Servers.setting("s3proxy.endpoint"),
                        "accessKey", Servers.setting("s3proxy.accessKey"),
                        "secretKey", Servers.setting("s3proxy.secretKey")));
    }

    @Test
    void azureTakesAndGivesHalfAGibibyteOfUnknownLengthIn48Megabytes() throws Exception {
        upAndDown(
                new AzureProvider(),
                Map.of(
                        "endpoint", Servers.setting("azurite.endpoint"),
                        "accountName", Servers.setting("azurite.accountName"),
                        "accountKey", Servers.setting("azurite.accountKey")));
    }

    @Test
    void googleTakesAndGivesHalfAGibibyteOfUnknownLengthIn48Megabytes() throws Exception {
        try (GcsServer server = GcsServer.start()) {
            upAndDown(
                    new GcpProvider(),
                    Map.of(
                            "endpoint", server.endpoint(),
                            "accessToken", server.token(),
                            "projectId", server.projectId()));
        }
    }

    @Test
    void swiftTakesAndGivesHalfAGibibyteOfUnknownLengthIn48Megabytes() throws Exception {
        upAndDown(
                new OpenstackProvider(),
                Map.of(
                        "authUrl", Servers.setting("swift.authUrl"),
                        "username", Servers.setting("swift.username"),
                        "password", Servers.setting("swift.password")));
    }

    private void upAndDown(StoreProvider provider, Map<String, String> settings) throws Exception {
        String bucket = "small-heap-" + UUID.randomUUID();
        ExecutorService threads = Executors.newCachedThreadPool();
        try (StoreClient store =
                StoreClient.open(provider, new StoreConfig(provider.name(), settings), new Engine(threads))) {
            store.createBucket(bucket);
            try {
                String output = run(SmallHeap.command(
                        settings,
                        provider.name(),
                        bucket,
                        String.valueOf(SIZE),
                        directory.resolve("file").toString()));
                assertThat(output).containsPattern("sent=(\\w+)\\s+read=\\1\\s");
                assertThat(store.head(new ObjectRef(bucket, SmallHeap.KEY), ReadOptions.NONE)
                                .size())
                        .isEqualTo(SIZE);
                assertThat(store.abortUploads(bucket, "", Duration.ofDays(-1))).isZero();
            } finally {
                store.deletePrefix(bucket, "");
                store.deleteBucket(bucket);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private String run(List<String> command) throws Exception {
        Path log = directory.resolve("log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("in time").isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        return Files.readString(log);
    }
}
