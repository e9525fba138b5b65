/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.gcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.it.gcp.server.GcsServer;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.ObjectStore;
import io.cloudbridge.store.ReadOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What shows in a process of its own only: a small heap, and an environment. */
class GcpProcessTest {

    private GcsServer server;
    private ObjectStore store;
    private String bucket;

    @BeforeEach
    void start() {
        server = GcsServer.start();
        store = GcpStores.open(GcpStores.settings(server));
        bucket = GcpStores.newBucket(store);
    }

    @AfterEach
    void stop() {
        store.close();
        server.close();
    }

    @Test
    void twoGibibytesOfUnknownLengthFitThroughASmallHeap(@TempDir Path directory) throws Exception {
        long size = 2L << 30;
        List<String> output = run(directory, List.of(), "-Xmx128m", size);
        ObjectInfo info = store.head(new ObjectRef(bucket, "streamed"), ReadOptions.NONE);
        assertThat(info.size()).isEqualTo(size);
        assertThat(output)
                .contains(
                        "sent=" + info.checksum().hex(),
                        "stored=" + info.checksum().hex());
        assertThat(server.unfinishedUploads()).isZero();
    }

    @Test
    void withCredentialsGivenNobodyAsksTheMetadataServer(@TempDir Path directory) throws Exception {
        try (ServerSocket metadata = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            List<String> environment = List.of("127.0.0.1:" + metadata.getLocalPort());
            List<String> output = run(directory, environment, "-Xmx128m", 0);
            assertThat(output).anyMatch(line -> line.startsWith("stored="));
            metadata.setSoTimeout(1);
            assertThat(org.assertj.core.api.Assertions.catchThrowable(metadata::accept))
                    .as("connections to the metadata server")
                    .isInstanceOf(java.net.SocketTimeoutException.class);
        }
        assertThat(store.head(new ObjectRef(bucket, "streamed"), ReadOptions.NONE)
                        .size())
                .isZero();
    }

    private List<String> run(Path directory, List<String> metadataHost, String heap, long size)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-cp",
                System.getProperty("java.class.path"),
                SmallHeapUpload.class.getName(),
                server.endpoint(),
                server.token(),
                bucket,
                "streamed",
                Long.toString(size)));
        Path output = directory.resolve("output.txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        metadataHost.forEach(host -> builder.environment().put("GCE_METADATA_HOST", host));
        Process process = builder.start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("ended in time").isTrue();
            assertThat(process.exitValue()).as(Files.readString(output)).isZero();
            return Files.readAllLines(output);
        } finally {
            process.destroyForcibly();
        }
    }
}
