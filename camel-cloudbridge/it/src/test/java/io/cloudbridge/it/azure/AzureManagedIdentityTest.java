/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.azure;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.cloudbridge.it.Servers;
import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.ObjectReader;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.TransferSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The default chain where an application runs in Azure: its surroundings hand out tokens, no setting says how to log in. */
class AzureManagedIdentityTest {

    private static final String PASS = "known-to-the-surroundings";

    private final AtomicInteger tokens = new AtomicInteger();

    /** The token endpoint that App Service and Container Apps offer to their applications. */
    private void handOut(HttpExchange exchange) throws IOException {
        String query = exchange.getRequestURI().getQuery();
        boolean known = PASS.equals(exchange.getRequestHeaders().getFirst("X-IDENTITY-HEADER"));
        boolean forStorage = query.contains("resource=https://storage.azure.com");
        String body = "{\"access_token\":\"" + Azurite.token() + "\",\"token_type\":\"Bearer\",\"expires_on\":\""
                + Instant.now().plusSeconds(3600).getEpochSecond()
                + "\",\"resource\":\"https://storage.azure.com\",\"client_id\":\"app\"}";
        byte[] answer = known && forStorage ? body.getBytes(StandardCharsets.UTF_8) : new byte[0];
        tokens.addAndGet(answer.length > 0 ? 1 : 0);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(answer.length > 0 ? 200 : 401, answer.length == 0 ? -1 : answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    @Test
    void anApplicationLogsInByItsManagedIdentity(@TempDir Path directory) throws Exception {
        HttpServer surroundings = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        surroundings.createContext("/token", this::handOut);
        surroundings.start();
        Path log = directory.resolve("log");
        ProcessBuilder application = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dcloudbridge.servers="
                                + System.getProperty("cloudbridge.servers", "../../.work/servers.properties"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Application.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        application.environment().keySet().removeIf(name -> name.startsWith("AZURE_"));
        application
                .environment()
                .put(
                        "IDENTITY_ENDPOINT",
                        "http://127.0.0.1:" + surroundings.getAddress().getPort() + "/token");
        application.environment().put("IDENTITY_HEADER", PASS);
        Process process = application.start();
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("in time").isTrue();
        } finally {
            process.destroyForcibly();
            surroundings.stop(0);
        }
        assertThat(log).content().contains("stored, read and deleted");
        assertThat(tokens).as("tokens handed out").hasValue(1);
    }

    /** Runs in a process of its own, since its surroundings are variables of the environment. */
    static final class Application {

        private Application() {}

        public static void main(String[] args) throws IOException {
            Map<String, Object> settings =
                    Map.of("endpoint", Servers.setting("azurite.tls.endpoint"), "sslContext", Azurite.trust());
            try (StoreClient store = Azurite.open(settings)) {
                String bucket = Azurite.newBucket(store);
                ObjectRef ref = new ObjectRef(bucket, "by identity");
                byte[] content = "content".getBytes(StandardCharsets.UTF_8);
                store.upload(ref, Source.of(content), PutOptions.NONE, TransferSettings.DEFAULTS);
                try (ObjectReader in = store.read(ref, ByteRange.ALL, ReadOptions.NONE)) {
                    String read = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                    Azurite.drop(store, bucket);
                    System.out.println("content".equals(read) ? "stored, read and deleted" : "read " + read);
                }
            }
            System.exit(0);
        }
    }
}
