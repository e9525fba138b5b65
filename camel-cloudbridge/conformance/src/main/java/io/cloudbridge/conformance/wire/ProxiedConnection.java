/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance.wire;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One client's connection to the {@link FaultProxy} and the connection to the server that belongs to it: one request after the other. */
final class ProxiedConnection {

    private final FaultProxy proxy;
    private final Socket client;
    private final Socket server;
    private final InputStream fromClient;
    private final OutputStream toClient;
    private final InputStream fromServer;
    private final OutputStream toServer;

    ProxiedConnection(FaultProxy proxy, Socket client, Socket server) throws IOException {
        this.proxy = proxy;
        this.client = client;
        this.server = server;
        fromClient = new BufferedInputStream(client.getInputStream(), 64 * 1024);
        toClient = new BufferedOutputStream(proxy.counted(client.getOutputStream()), 64 * 1024);
        fromServer = new BufferedInputStream(server.getInputStream(), 64 * 1024);
        toServer = new BufferedOutputStream(server.getOutputStream(), 64 * 1024);
    }

    void run() throws IOException {
        boolean open = true;
        while (open) {
            HttpHead request = HttpHead.read(fromClient);
            if (request == null) {
                return;
            }
            String[] line = request.startLine().split(" ", 3);
            FaultRule rule = proxy.ruleFor(new SeenRequest(line[0], line[1], request.headers()));
            pause(rule);
            if (rule.end() == FaultRule.End.BEFORE_REQUEST) {
                FaultProxy.reset(client);
                return;
            }
            open = rule.answer() != null ? answer(request, rule.answer()) : forward(request, line[0], rule);
        }
    }

    private boolean answer(HttpHead request, FaultRule.Answer answer) throws IOException {
        // A client that expects "100 Continue" has not sent its body and, told off at once, never will.
        boolean bodyIsComing = !request.expectsContinue();
        if (bodyIsComing) {
            request.requestBody().copy(fromClient, OutputStream.nullOutputStream(), Long.MAX_VALUE);
        }
        StringBuilder head = new StringBuilder("HTTP/1.1 " + answer.status() + " Fault\r\n");
        for (Map.Entry<String, String> header : answer.headers().entrySet()) {
            head.append(header.getKey()).append(": ").append(header.getValue()).append("\r\n");
        }
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        head.append("Content-Length: ").append(body.length).append("\r\n");
        head.append(bodyIsComing ? "" : "Connection: close\r\n").append("\r\n");
        toClient.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        if (!request.startLine().startsWith("HEAD ")) {
            toClient.write(body);
        }
        toClient.flush();
        return bodyIsComing;
    }

    private boolean forward(HttpHead request, String method, FaultRule rule) throws IOException {
        toServer.write(rule.changed(request.text()).getBytes(StandardCharsets.ISO_8859_1));
        toServer.flush();
        // In the background, since a server may answer before it has read everything.
        Future<Boolean> sent = sendBody(request.requestBody(), rule);
        HttpHead answer = HttpHead.read(fromServer);
        while (answer != null && answer.isInterim()) {
            answer.writeTo(toClient);
            answer = HttpHead.read(fromServer);
        }
        if (answer == null || rule.end() == FaultRule.End.BEFORE_ANSWER) {
            FaultProxy.reset(client);
            return false;
        }
        if (rule.change() != null) {
            return change(answer, method, rule) && wasSent(sent);
        }
        answer.writeTo(toClient);
        HttpBody body = answer.answerBody(method);
        OutputStream out = new FlippingStream(toClient, rule.flippedInAnswer());
        boolean whole = body.copy(fromServer, out, rule.answerLimit(answer.contentLength()));
        toClient.flush();
        if (!whole && rule.stalls()) {
            waitForClientToLeave();
        }
        return whole && !body.endsWithConnection() && !answer.closesConnection() && wasSent(sent);
    }

    private boolean change(HttpHead answer, String method, FaultRule rule) throws IOException {
        byte[] body = answer.answerBody(method).read(fromServer);
        WireAnswer told = new WireAnswer(answer.status(), answer.headers(), body).without("transfer-encoding");
        WireAnswer changed = rule.change()
                .apply("HEAD".equals(method) ? told : told.with("content-length", String.valueOf(body.length)));
        boolean ends = !changed.headers().containsKey("content-length");
        StringBuilder head = new StringBuilder("HTTP/1.1 " + changed.status() + " Changed\r\n");
        changed.headers()
                .forEach((name, values) -> values.forEach(
                        value -> head.append(name).append(": ").append(value).append("\r\n")));
        head.append(ends ? "Connection: close\r\n" : "").append("\r\n");
        toClient.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        if (!"HEAD".equals(method)) {
            toClient.write(changed.body());
        }
        toClient.flush();
        return !ends && !answer.closesConnection();
    }

    private Future<Boolean> sendBody(HttpBody body, FaultRule rule) {
        if (body.isEmpty()) {
            return CompletableFuture.completedFuture(true);
        }
        CompletableFuture<Boolean> sent = new CompletableFuture<>();
        proxy.inBackground(() -> {
            try {
                OutputStream out = new FlippingStream(toServer, rule.flippedInRequest());
                boolean whole = body.copy(fromClient, out, rule.requestLimit());
                toServer.flush();
                if (!whole) {
                    FaultProxy.reset(client);
                    FaultProxy.reset(server);
                }
                sent.complete(whole);
            } catch (IOException e) {
                endRequest(); // the client broke off: the server must not wait for the rest; or the server stopped
                // reading
                sent.completeExceptionally(e);
            }
        });
        return sent;
    }

    private void endRequest() {
        try {
            server.shutdownOutput();
        } catch (IOException e) {
            // the connection is gone already, which is an end as well
        }
    }

    private void waitForClientToLeave() throws IOException {
        while (fromClient.read() >= 0) {
            // whatever the client still sends is of no interest
        }
    }

    /** Whether the body went through; a server that answers without reading all of it leaves the connection unusable. */
    private static boolean wasSent(Future<Boolean> sent) throws IOException {
        try {
            return sent.get(5, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the proxy was closed");
        }
    }

    private static void pause(FaultRule rule) throws IOException {
        try {
            Thread.sleep(rule.delay().toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the proxy was closed");
        }
    }
}
