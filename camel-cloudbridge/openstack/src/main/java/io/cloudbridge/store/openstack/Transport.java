/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ErrorMapping;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.StoreConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sends one HTTP request and gives the answer back, whatever its status. Adds to {@link HttpClient} what it does not have: a limit of
 * connections, and a timeout that looks at progress instead of the whole transfer. Thread-safe.
 */
final class Transport implements AutoCloseable {

    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final int IDLE_SECONDS = 5;

    private final ExecutorService threads;
    private final HttpClient client;
    private final Semaphore connections;
    private final int maxConnections;
    private final Duration patience;
    private volatile boolean closed;

    Transport(StoreConfig config) {
        String name = "cloudbridge-openstack-" + COUNT.incrementAndGet();
        threads =
                new ThreadPoolExecutor(0, Integer.MAX_VALUE, IDLE_SECONDS, SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, name);
                    thread.setDaemon(true);
                    return thread;
                });
        HttpClient.Builder builder = HttpClient.newBuilder()
                // Swift speaks nothing newer, and an upgrade costs a round trip
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(config.connectTimeout())
                .executor(threads);
        config.sslContext().ifPresent(builder::sslContext);
        config.proxyHost()
                .ifPresent(host -> builder.proxy(ProxySelector.of(new InetSocketAddress(host, config.proxyPort()))));
        client = builder.build();
        maxConnections = config.maxConnections();
        connections = new Semaphore(maxConnections);
        patience = config.requestTimeout();
    }

    /** Runs what a call wants done side by side; daemon threads, unbounded. */
    ExecutorService threads() {
        return threads;
    }

    HttpClient client() {
        return client;
    }

    /**
     * Sends a request.
     *
     * @param extraPatience what the server may take, on top of {@code requestTimeout}, before it shows a sign of life
     * @return the answer; the caller closes it
     * @throws CloudBridgeException.Unavailable if no answer came
     */
    Answer send(String method, URI uri, Headers headers, RequestBody body, Duration extraPatience) {
        if (closed) {
            throw new CloudBridgeException.InvalidState(
                    Failure.of("the client of " + host(uri) + " is closed; its endpoints were stopped"), null);
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).method(method, body.publisher());
        headers.forEach((name, value) -> {
            if (!value.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
                // not what the JDK says of it: its message quotes the value, which may be a password
                throw CloudBridgeException.invalid(
                        "header " + name
                                + " cannot be sent: its value has line breaks, control characters or others that are not ASCII");
            }
            request.header(name, value);
        });
        acquire(uri);
        Runnable release = releaseOnce();
        CompletableFuture<HttpResponse<AnswerBody>> sent;
        try {
            sent = client.sendAsync(request.build(), info -> new AnswerBody(patience, release));
        } catch (RuntimeException e) {
            release.run();
            throw e;
        }
        boolean answered = false;
        try {
            HttpResponse<AnswerBody> response = await(sent, body, patience.plus(extraPatience));
            answered = true;
            return new Answer(response.statusCode(), response.headers(), response.body());
        } catch (IOException e) {
            throw ErrorMapping.connection(host(uri), e);
        } finally {
            if (!answered) {
                release.run();
                sent.thenAccept(late -> late.body().abort());
            }
        }
    }

    /**
     * Nothing new is sent. What is being read may be read to its end, so the threads are not stopped: they end by themselves when they have been
     * idle for some seconds, and the JDK's client ends when nobody refers to it.
     */
    @Override
    public void close() {
        closed = true;
    }

    static String host(URI uri) {
        return uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
    }

    private void acquire(URI uri) {
        try {
            if (!connections.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new CloudBridgeException.Unavailable(
                        Failure.of("all " + maxConnections + " connections to " + host(uri) + " have been in use for "
                                + patience.toSeconds() + " s; raise maxConnections, or close what is read earlier"),
                        null);
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private Runnable releaseOnce() {
        AtomicBoolean released = new AtomicBoolean();
        return () -> {
            if (released.compareAndSet(false, true)) {
                connections.release();
            }
        };
    }

    private static <T> T await(CompletableFuture<T> sent, RequestBody body, Duration patience) throws IOException {
        long lastSeen = body.bytesTaken();
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                return sent.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                if (body.bytesTaken() == lastSeen) {
                    sent.cancel(true);
                    throw new HttpTimeoutException("nothing moved for " + patience.toMillis() + " ms (requestTimeout)");
                }
                lastSeen = body.bytesTaken();
                deadline = System.nanoTime() + patience.toNanos();
            } catch (InterruptedException e) {
                sent.cancel(true);
                throw interrupted(e);
            } catch (ExecutionException e) {
                if (body.failure() != null) {
                    throw unreadable(body.failure());
                }
                throw ioException(e.getCause());
            }
        }
    }

    private static IOException ioException(Throwable cause) {
        return cause instanceof IOException io ? io : new IOException(cause.toString(), cause);
    }

    private static CloudBridgeException unreadable(IOException cause) {
        return new CloudBridgeException.InvalidRequest(
                Failure.of("the body could not be read: " + cause.getMessage() + "; nothing was stored"), cause);
    }

    private static CloudBridgeException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new CloudBridgeException.Unavailable(
                Failure.of("interrupted, probably because the route is stopping")
                        .withRetryable(false),
                e);
    }
}
