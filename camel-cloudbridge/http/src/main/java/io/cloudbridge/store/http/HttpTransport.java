/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.http;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.StoreConfig;
import io.cloudbridge.store.driver.Watcher;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.util.Timeout;

/**
 * Sends HTTP requests and gives every answer back, whatever its status: redirects are not followed, nothing is tried again, nothing is decoded.
 * What the portable options promise beyond a plain HTTP client: at most {@code maxConnections} at a time, {@code requestTimeout} as a limit of
 * standing still in either direction rather than of the whole request, an interruption that ends the wait, and bodies that are dropped instead of
 * drained. Has no threads of its own; idle connections close. Thread-safe.
 */
public final class HttpTransport implements AutoCloseable, Watcher.Watched {

    private static final int EXPECTATION_FAILED = 417;
    private static final long HOUSEKEEPING_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final int maxConnections;
    private final Duration patience;
    private final Duration longestWait;
    private final Connections connections;
    private final Set<Exchange> exchanges = ConcurrentHashMap.newKeySet();
    private volatile boolean watched;
    private volatile boolean closed;
    private long lastHousekeeping = System.nanoTime();

    /** @param config of which {@link StoreConfig#COMMON common} settings are read; nothing is connected yet */
    public HttpTransport(StoreConfig config) {
        maxConnections = config.maxConnections();
        patience = config.requestTimeout();
        // for a free connection, for making one, and for the answer
        longestWait = patience.multipliedBy(2).plus(config.connectTimeout());
        connections = new Connections(config);
    }

    /**
     * Sends a request and waits for the head of the answer.
     *
     * @return the answer; the caller closes it
     * @throws InterruptedIOException if the thread was interrupted, which it stays; a {@link java.net.SocketTimeoutException} says that there
     *     was no progress or no free connection for {@code requestTimeout}
     * @throws IOException if the connection could not be made or broke, or the answer is no HTTP
     * @throws CloudBridgeException.InvalidRequest if the content could not be read; then the server has not seen all of it
     * @throws CloudBridgeException.InvalidState if this transport is closed
     */
    public HttpAnswer send(HttpCall call) throws IOException {
        HttpAnswer answer = sendOnce(call);
        if (answer.status() != EXPECTATION_FAILED || !call.asksFirst()) {
            return answer;
        }
        answer.close();
        call.askNothing();
        return sendOnce(call);
    }

    private HttpAnswer sendOnce(HttpCall call) throws IOException {
        if (closed) {
            throw new CloudBridgeException.InvalidState(
                    Failure.of("the client of " + host(call.uri) + " is closed; its endpoints were stopped"), null);
        }
        Exchange exchange = new Exchange(this, connections);
        exchanges.add(exchange);
        if (!watched) {
            watched = true;
            Watcher.watch(this);
        }
        boolean answered = false;
        exchange.waits();
        if (!call.hasBody()) {
            exchange.asks(longestWait.plus(call.extraPatience));
        }
        try {
            ClassicHttpResponse response =
                    connections.send(call, exchange, Timeout.of(patience.plus(call.extraPatience)));
            HttpEntity entity = response.getEntity();
            if (entity == null) {
                exchange.giveBack();
            }
            AnswerBody body = new AnswerBody(
                    entity == null ? null : entity.getContent(),
                    entity == null ? 0 : entity.getContentLength(),
                    exchange);
            answered = true;
            return new HttpAnswer(response, body);
        } catch (IOException e) {
            throw exchange.explain(e);
        } finally {
            exchange.goesOn();
            if (!answered) {
                exchange.drop();
                exchange.end();
            }
        }
    }

    /** Refuses new requests and closes idle connections. Answers that are being read may be read to their end. Idempotent. */
    @Override
    public void close() {
        closed = true;
        connections.tidy(true);
    }

    /** Host and port as in a URL, for messages. */
    public static String host(URI uri) {
        return uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
    }

    Duration patience() {
        return patience;
    }

    int maxConnections() {
        return maxConnections;
    }

    void ended(Exchange exchange) {
        exchanges.remove(exchange);
    }

    /** Called by the watcher, several times a second. */
    @Override
    public void check() {
        exchanges.forEach(Exchange::check);
        long now = System.nanoTime();
        if (closed || now - lastHousekeeping > HOUSEKEEPING_NANOS) {
            lastHousekeeping = now;
            connections.tidy(closed);
        }
    }

    /** Called by the watcher, which then forgets this transport until its next request. */
    @Override
    public boolean isIdle() {
        if (!exchanges.isEmpty() || !connections.isEmpty()) {
            return false;
        }
        watched = false;
        return exchanges.isEmpty();
    }
}
