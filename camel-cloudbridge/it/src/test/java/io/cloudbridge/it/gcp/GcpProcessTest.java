/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.gcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.it.SmallHeap;
import io.cloudbridge.it.gcp.server.GcsServer;
import io.cloudbridge.store.Capabilities;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.ObjectStore;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.gcp.GcpProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What shows in a process of its own only: an environment. */
class GcpProcessTest {

    private GcsServer server;
    private ObjectStore store;
    private String bucket;
    private ServerSocket metadata;
    private final AtomicInteger metadataCalls = new AtomicInteger();

    @BeforeEach
    void start() throws IOException {
        metadata = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread counter = new Thread(this::countCalls, "metadata-server");
        counter.setDaemon(true);
        counter.start();
        server = GcsServer.start();
        store = GcpStores.open(GcpStores.settings(server));
        bucket = GcpStores.newBucket(store);
    }

    /** Nobody is at home: connections are counted and closed. */
    private void countCalls() {
        try {
            while (true) {
                metadata.accept().close();
                metadataCalls.incrementAndGet();
            }
        } catch (IOException closed) {
            return;
        }
    }

    @AfterEach
    void stop() throws IOException {
        metadata.close();
        store.close();
        server.close();
    }

    @Test
    void withCredentialsGivenNobodyAsksTheMetadataServer(@TempDir Path directory) throws Exception {
        String file = directory.resolve("file").toString();
        assertThat(run(
                        directory,
                        SmallHeap.class,
                        GcpProvider.NAME,
                        bucket,
                        "0",
                        file,
                        "endpoint",
                        server.endpoint(),
                        "accessToken",
                        server.token()))
                .anyMatch(line -> line.startsWith("read="));
        assertThat(metadataCalls).hasValue(0);
        assertThat(store.head(new ObjectRef(bucket, SmallHeap.KEY), ReadOptions.NONE)
                        .size())
                .isZero();
    }

    /** At Google's own address; opened, not used. */
    @Test
    void onlyWithoutCredentialsTheMetadataServerIsAsked(@TempDir Path directory) throws Exception {
        assertThat(run(directory, "serviceAccountKey", server.serviceAccountKey()))
                .contains("opened, can sign: true");
        assertThat(run(directory, "accessToken", "a-token")).contains("opened, can sign: false");
        assertThat(metadataCalls).hasValue(0);

        assertThat(run(directory)).contains("opened, can sign: false");
        assertThat(metadataCalls.get())
                .as("for application default credentials")
                .isPositive();
    }

    private List<String> run(Path directory, String... settings) throws IOException, InterruptedException {
        return run(directory, OpenOnly.class, settings);
    }

    private List<String> run(Path directory, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx48m",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        Path output = directory.resolve("output.txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("GOOGLE_") || name.startsWith("CLOUDSDK_"));
        // no login of gcloud is found there, whoever runs this test
        builder.environment().put("CLOUDSDK_CONFIG", directory.toString());
        builder.environment().put("GCE_METADATA_HOST", "127.0.0.1:" + metadata.getLocalPort());
        Process process = builder.start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("ended in time").isTrue();
            assertThat(process.exitValue()).as(Files.readString(output)).isZero();
            return Files.readAllLines(output);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Opens a store with the settings given as names and values, and uses it for nothing. */
    static final class OpenOnly {

        private OpenOnly() {}

        public static void main(String[] args) {
            Map<String, String> settings = args.length == 0 ? Map.of() : Map.of(args[0], args[1]);
            try (ObjectStore store = GcpStores.open(settings)) {
                System.out.println("opened, can sign: " + store.capabilities().has(Capabilities.Feature.PRESIGN));
            }
        }
    }
}
