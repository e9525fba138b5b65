/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.store.StoreConfig;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTPS through a proxy: the server's name is checked, not the proxy's, and a tunnel serves more than one request. */
class TunnelTest {

    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    private static Path directory;

    private static SSLContext tls;

    @BeforeAll
    static void makeCertificate() throws Exception {
        Path file = directory.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "store",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=store.invalid",
                        "-ext",
                        "san=dns:store.invalid",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        file.toString())
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD);
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(keys);
        tls = SSLContext.getInstance("TLS");
        tls.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
    }

    @Test
    void aTunnelLeadsToTheServerWhoseNameIsInTheCertificate() throws Exception {
        List<String> heads = new CopyOnWriteArrayList<>();
        try (ServerSocket proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                HttpTransport transport = through(proxy)) {
            serve(proxy, heads);
            URI store = URI.create("https://store.invalid");
            for (String path : List.of("/a", "/b")) {
                try (HttpAnswer answer = transport.send(HttpCall.of("GET", store, path))) {
                    assertThat(answer.document()).asString().isEqualTo("hello");
                }
            }
            assertThat(heads).hasSize(3).element(0).asString().startsWith("CONNECT store.invalid:443 HTTP/1.1\r\n");
            assertThat(heads.get(1)).startsWith("GET /a HTTP/1.1\r\n").contains("\r\nHost: store.invalid\r\n");
            assertThat(heads.get(2)).startsWith("GET /b HTTP/1.1\r\n");

            assertThatThrownBy(() -> transport.send(HttpCall.of("GET", URI.create("https://other.invalid/a"))))
                    .isInstanceOf(SSLException.class);
        }
    }

    private static HttpTransport through(ServerSocket proxy) {
        return new HttpTransport(new StoreConfig(
                "test", Map.of("proxyHost", "127.0.0.1", "proxyPort", proxy.getLocalPort(), "sslContext", tls)));
    }

    /** Is the proxy, and the server behind it. */
    private static void serve(ServerSocket proxy, List<String> heads) {
        Thread thread = new Thread(
                () -> {
                    while (!proxy.isClosed()) {
                        try (Socket plain = proxy.accept()) {
                            heads.add(head(plain.getInputStream()));
                            plain.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes());
                            try (Socket secure = tls.getSocketFactory().createSocket(plain, null, true)) {
                                OutputStream out = secure.getOutputStream();
                                while (true) {
                                    heads.add(head(secure.getInputStream()));
                                    out.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello".getBytes());
                                }
                            }
                        } catch (Exception e) {
                            continue; // the client has gone
                        }
                    }
                },
                "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private static String head(InputStream in) throws Exception {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            if (c < 0) {
                throw new java.io.EOFException();
            }
            head.append((char) c);
        }
        return head.toString();
    }
}
