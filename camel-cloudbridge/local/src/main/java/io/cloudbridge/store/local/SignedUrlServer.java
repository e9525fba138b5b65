/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.PresignRequest;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves signed URLs on the loopback address. At most {@value #MAX_REQUESTS} requests run at once; the connection of one more is closed. A
 * request whose client stands still is ended, see {@link StallWatch}. Its threads are daemons.
 */
final class SignedUrlServer implements Closeable {

    static final int MAX_REQUESTS = 256;

    private static final Logger LOG = LoggerFactory.getLogger(SignedUrlServer.class);
    /** How much of a refused upload is read so that the client can read the answer, in bytes. */
    private static final int MOST_DROPPED = 1 << 20;

    private final HttpServer server;
    private final Duration patience;
    private final ExecutorService executor;
    private final StallWatch watch;
    private final SignedUrls urls;
    private final FileAction<byte[]> secret;
    private final AllowedOrigins origins;
    private final ObjectExchange objects;

    private SignedUrlServer(
            HttpServer server, Presigning.Settings settings, FileAction<byte[]> secret, Buckets buckets) {
        this.server = server;
        this.patience = settings.patience();
        this.watch = new StallWatch(patience);
        this.urls = new SignedUrls(settings.baseUrl());
        this.secret = secret;
        this.origins = settings.origins();
        this.objects = new ObjectExchange(buckets, settings.maxSize());
        this.executor = new ThreadPoolExecutor(
                0, MAX_REQUESTS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), SignedUrlServer::thread);
    }

    static SignedUrlServer start(Presigning.Settings settings, FileAction<byte[]> secret, Buckets buckets)
            throws IOException {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        HttpServer http = HttpServer.create(new InetSocketAddress(loopback, settings.port()), 0);
        SignedUrlServer server = new SignedUrlServer(http, settings, secret, buckets);
        http.createContext("/", server::handle);
        http.setExecutor(request -> server.executor.execute(server.watch.watched(request)));
        // the server's own thread is a daemon only if the one that starts it is
        CompletableFuture.runAsync(http::start, start -> thread(start).start()).join();
        return server;
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) {
        StallWatch.headersRead();
        try (exchange) {
            exchange.setStreams(
                    StallWatch.watched(exchange.getRequestBody()), StallWatch.watched(exchange.getResponseBody()));
            origins.answer(exchange);
            protectBrowsers(exchange.getResponseHeaders());
            try {
                answer(exchange);
            } catch (CloudBridgeException e) {
                refuse(exchange, status(e), e.failure().message());
            }
            StallWatch.answered();
        } catch (IOException | RuntimeException e) {
            LOG.debug("A signed request broke off", e);
        }
    }

    /** A request that cannot be right, or a body that does not come as announced, is the client's fault. */
    private static int status(CloudBridgeException e) {
        boolean clients =
                e instanceof CloudBridgeException.InvalidRequest || e instanceof CloudBridgeException.InvalidState;
        return e.getHttpStatus() > 0 ? e.getHttpStatus() : clients ? 400 : 500;
    }

    /** Content comes from whoever may upload: no browser shall guess its type, nor run it as a page of this origin. */
    private static void protectBrowsers(Headers response) {
        response.set("X-Content-Type-Options", "nosniff");
        response.set("Content-Security-Policy", "sandbox");
    }

    private void answer(HttpExchange exchange) throws IOException {
        if (exchange.getRequestMethod().equals("OPTIONS")) {
            exchange.sendResponseHeaders(204, -1);
            return;
        }
        PresignRequest.Method method = method(exchange.getRequestMethod());
        if (method == null) {
            refuse(exchange, 405, "only GET, HEAD, PUT and DELETE can be signed");
            return;
        }
        Grant grant = urls.verify(method, exchange.getRequestURI(), secret.run());
        if (grant == null) {
            refuse(exchange, 403, "the URL is not signed, was changed, or is for another method");
        } else if (grant.expires() <= Instant.now().getEpochSecond()) {
            refuse(exchange, 403, "the URL has expired");
        } else {
            objects.answer(exchange, grant);
        }
    }

    private void refuse(HttpExchange exchange, int status, String message) throws IOException {
        if (exchange.getResponseCode() >= 0) {
            // the answer has begun; all that is left is to break it off
            throw new IOException(message);
        }
        byte[] body = (message + "\n").getBytes(StandardCharsets.UTF_8);
        boolean bodiless = exchange.getRequestMethod().equals("HEAD") || status == 304;
        if (!bodiless) {
            exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        }
        exchange.sendResponseHeaders(status, bodiless ? -1 : body.length);
        if (!bodiless) {
            exchange.getResponseBody().write(body);
            exchange.getResponseBody().flush();
            dropRequest(exchange);
        }
    }

    /** A connection that is closed while its client still sends is reset, and the client may never see the answer. */
    private void dropRequest(HttpExchange exchange) throws IOException {
        byte[] buffer = new byte[8192];
        int left = MOST_DROPPED;
        int n = 0;
        // whoever has no right to be here does not keep a thread by sending slowly
        long until = System.nanoTime() + patience.toNanos();
        while (left > 0 && n >= 0 && System.nanoTime() < until) {
            left -= n;
            n = exchange.getRequestBody().read(buffer);
        }
    }

    private static PresignRequest.Method method(String name) {
        return Stream.of(PresignRequest.Method.values())
                .filter(method -> method.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "cloudbridge-presign");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
        watch.close();
    }
}
