/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import io.cloudbridge.store.StoreConfig;
import io.cloudbridge.store.http.HttpAnswer;
import io.cloudbridge.store.http.HttpCall;
import io.cloudbridge.store.http.HttpTransport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Answers as they come over a real connection. */
final class Answers {

    private Answers() {}

    /** @param headers as they are on the wire, where each character is a byte */
    static HttpAnswer answer(String method, int status, Map<String, String> headers, String text) {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " X\r\nConnection: close\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        byte[] bytes = (head + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> served =
                    CompletableFuture.runAsync(() -> serve(server, bytes, text.getBytes(StandardCharsets.UTF_8)));
            URI uri = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/v1/a");
            HttpTransport transport = new HttpTransport(new StoreConfig("openstack", Map.of()));
            HttpAnswer answer = SwiftClient.send(transport, uri, HttpCall.of(method, uri));
            served.join();
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void serve(ServerSocket server, byte[] head, byte[] text) {
        try (Socket socket = server.accept()) {
            StringBuilder request = new StringBuilder();
            while (request.indexOf("\r\n\r\n") < 0) {
                request.append((char) socket.getInputStream().read());
            }
            socket.getOutputStream().write(head);
            socket.getOutputStream().write(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
