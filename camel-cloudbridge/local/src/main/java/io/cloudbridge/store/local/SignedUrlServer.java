/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.PresignRequest;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves signed URLs on the loopback address. Its threads are daemons. */
final class SignedUrlServer implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(SignedUrlServer.class);
    private static final int THREADS = 16;

    private final HttpServer server;
    private final ExecutorService executor;
    private final SignedUrls urls;
    private final FileAction<byte[]> secret;
    private final ObjectExchange objects;

    private SignedUrlServer(HttpServer server, SignedUrls urls, FileAction<byte[]> secret, ObjectExchange objects) {
        this.server = server;
        this.urls = urls;
        this.secret = secret;
        this.objects = objects;
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), SignedUrlServer::thread);
        pool.allowCoreThreadTimeOut(true);
        this.executor = pool;
    }

    /** @param port 0 for any free one */
    static SignedUrlServer start(
            int port, SignedUrls urls, FileAction<byte[]> secret, Buckets buckets, LocalUploads uploads)
            throws IOException {
        HttpServer http =
                HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), 0);
        SignedUrlServer server = new SignedUrlServer(http, urls, secret, new ObjectExchange(buckets, uploads));
        http.createContext("/", server::handle);
        http.setExecutor(server.executor);
        // the server's own thread is a daemon only if the one that starts it is
        Thread starter = thread(http::start);
        starter.start();
        boolean interrupted = false;
        while (starter.isAlive()) {
            try {
                starter.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return server;
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) {
        try (exchange) {
            allowOtherOrigins(exchange);
            try {
                answer(exchange);
            } catch (CloudBridgeException e) {
                refuse(
                        exchange,
                        e.getHttpStatus() == 0 ? 500 : e.getHttpStatus(),
                        e.failure().message());
            } catch (ObjectExchange.BadRequest e) {
                refuse(exchange, 400, e.getMessage());
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("A signed request broke off", e);
        }
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

    private static void allowOtherOrigins(HttpExchange exchange) {
        exchange.getResponseHeaders().set("Access-Control-Allow-Origin", "*");
        exchange.getResponseHeaders()
                .set(
                        "Access-Control-Expose-Headers",
                        "ETag, Content-Length, Content-Range, Content-Type, Content-Disposition, Content-Encoding,"
                                + " Content-Language, Cache-Control, Last-Modified, Accept-Ranges");
        if (exchange.getRequestMethod().equals("OPTIONS")) {
            String wanted = exchange.getRequestHeaders().getFirst("Access-Control-Request-Headers");
            exchange.getResponseHeaders().set("Access-Control-Allow-Headers", wanted == null ? "*" : wanted);
            exchange.getResponseHeaders().set("Access-Control-Allow-Methods", "GET, HEAD, PUT, DELETE");
            exchange.getResponseHeaders().set("Access-Control-Max-Age", "3600");
        }
    }

    private static void refuse(HttpExchange exchange, int status, String message) throws IOException {
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
        }
    }

    private static PresignRequest.Method method(String name) {
        for (PresignRequest.Method method : PresignRequest.Method.values()) {
            if (method.name().equals(name)) {
                return method;
            }
        }
        return null;
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "cloudbridge-presign");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}
