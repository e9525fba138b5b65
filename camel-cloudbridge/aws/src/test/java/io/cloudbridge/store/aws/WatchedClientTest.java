/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Engine;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.StoreConfig;
import io.cloudbridge.store.TransferSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that accepts everything and then stands still, as one does whose disk hangs. */
@Timeout(60)
class WatchedClientTest {

    /** More than all buffers between the two sides hold. */
    private static final int LARGE = 48 << 20;

    private static final TransferSettings IN_ONE = new TransferSettings(64 << 20, 8 << 20, 2, 1);
    private static final TransferSettings IN_PARTS = new TransferSettings(8 << 20, 16 << 20, 2, 1);
    private static final ObjectRef REF = new ObjectRef("bucket", "k");

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private ServerSocket server;
    private StoreClient client;

    @BeforeEach
    void open() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
        Map<String, Object> settings = new HashMap<>(Map.of(
                "endpoint", "http://127.0.0.1:" + server.getLocalPort(),
                "region", "us-east-1",
                "accessKey", "a",
                "secretKey", "s",
                "requestTimeout", "1500",
                "maxRetries", "0"));
        client = StoreClient.open(new AwsProvider(), new StoreConfig("aws", settings), new Engine(threads, 256L << 20));
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        threads.shutdownNow();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                sockets.add(socket);
                threads.execute(() -> serve(socket));
            }
        } catch (IOException e) {
            // closed at the end of the test
        }
    }

    /** Answers the start of an upload in parts, begins to answer a read, and of any other request reads the head. */
    private static void serve(Socket socket) {
        try {
            OutputStream out = socket.getOutputStream();
            for (String head = head(socket.getInputStream()); head != null; head = head(socket.getInputStream())) {
                if (head.startsWith("POST") && head.contains("?uploads")) {
                    String started =
                            "<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>";
                    out.write(("HTTP/1.1 200 OK\r\nx-amz-request-id: 1\r\nContent-Length: " + started.length()
                                    + "\r\n\r\n" + started)
                            .getBytes(StandardCharsets.US_ASCII));
                } else if (head.startsWith("GET")) {
                    out.write("HTTP/1.1 200 OK\r\nETag: \"e\"\r\nx-amz-request-id: 1\r\nContent-Length: 9\r\n\r\n12"
                            .getBytes(StandardCharsets.US_ASCII));
                } else if (head.toLowerCase(Locale.ROOT).contains("100-continue")) {
                    out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    return;
                } else {
                    return;
                }
            }
        } catch (IOException e) {
            // the client has given up
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                return null;
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private void upload(boolean inParts) {
        client.upload(REF, Source.of(new byte[LARGE]), PutOptions.NONE, inParts ? IN_PARTS : IN_ONE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anUploadOfWhichNothingIsReadEnds(boolean inParts) {
        long began = System.nanoTime();
        assertThatThrownBy(() -> upload(inParts))
                .isInstanceOf(CloudBridgeException.Unavailable.class)
                .hasMessageContaining("requestTimeout");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anUploadThatIsInterruptedEnds(boolean inParts) throws Exception {
        assertEndsWhenInterrupted(() -> upload(inParts));
    }

    @Test
    void aReadThatIsInterruptedEnds() throws Exception {
        assertEndsWhenInterrupted(
                () -> client.read(REF, ByteRange.ALL, ReadOptions.NONE).readAllBytes());
    }

    private interface Call {
        void run() throws Exception;
    }

    private void assertEndsWhenInterrupted(Call call) throws Exception {
        Thread[] caller = new Thread[1];
        Future<?> running = threads.submit(() -> {
            caller[0] = Thread.currentThread();
            call.run();
            return null;
        });
        await().until(() -> !sockets.isEmpty());
        Thread.sleep(300); // until it stands still
        caller[0].interrupt();
        assertThatThrownBy(() -> running.get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(CloudBridgeException.Unavailable.class)
                .hasMessageContaining("interrupted");
    }
}
