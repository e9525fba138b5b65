/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.http;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.StoreConfig;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.CharCodingConfig;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.pool.PoolStats;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * Sends HTTP requests and gives every answer back, whatever its status: redirects are not followed, nothing is tried again, nothing is decoded.
 * What the portable options promise beyond a plain HTTP client: at most {@code maxConnections} at a time, {@code requestTimeout} as a limit of
 * standing still in either direction rather than of the whole request, an interruption that ends the wait, and bodies that are dropped instead of
 * drained. Has no threads of its own; idle connections close. Thread-safe.
 */
public final class HttpTransport implements AutoCloseable {

    /** Servers close idle connections after a minute or more; most pauses between polls are shorter than this. */
    private static final TimeValue LONGEST_IDLE = TimeValue.ofSeconds(30);

    /** So that a change of the address in the DNS is seen. */
    private static final TimeValue LONGEST_LIFE = TimeValue.ofMinutes(10);

    private static final TimeValue IDLE_BEFORE_CHECK = TimeValue.ofSeconds(2);
    private static final Timeout WAIT_FOR_CONTINUE = Timeout.ofSeconds(1);
    private static final int LONGEST_HEADER = 64 * 1024;
    private static final int MOST_HEADERS = 1000;
    private static final long HOUSEKEEPING_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final int maxConnections;
    private final Duration patience;
    private final Duration longestWait;
    private final RequestConfig requestConfig;
    private final PoolingHttpClientConnectionManager connections;
    private final CloseableHttpClient client;
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
        requestConfig = RequestConfig.custom()
                .setConnectionRequestTimeout(Timeout.of(patience))
                .setResponseTimeout(Timeout.of(patience))
                .setConnectionKeepAlive(LONGEST_IDLE)
                .setRedirectsEnabled(false)
                .setProtocolUpgradeEnabled(false)
                .build();
        connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.STRICT)
                .setMaxConnTotal(maxConnections)
                .setMaxConnPerRoute(maxConnections)
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(config.connectTimeout()))
                        .setSocketTimeout(Timeout.of(patience))
                        .setValidateAfterInactivity(IDLE_BEFORE_CHECK)
                        .setTimeToLive(LONGEST_LIFE)
                        .build())
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(Http1Config.custom()
                                .setMaxLineLength(LONGEST_HEADER)
                                .setMaxHeaderCount(MOST_HEADERS)
                                .build())
                        // each byte of a header one character; what it means is for the driver to say
                        .charCodingConfig(CharCodingConfig.custom()
                                .setCharset(StandardCharsets.ISO_8859_1)
                                .build())
                        .build())
                .setTlsSocketStrategy(new DefaultClientTlsStrategy(
                        config.sslContext().orElseGet(HttpTransport::defaultContext),
                        HostnameVerificationPolicy.BUILTIN,
                        NoopHostnameVerifier.INSTANCE))
                .build();
        HttpClientBuilder builder = HttpClientBuilder.create()
                .setConnectionManager(connections)
                .setRequestExecutor(HttpRequestExecutor.builder()
                        .withWaitForContinue(WAIT_FOR_CONTINUE)
                        .build())
                .setUserAgent("cloudbridge")
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableContentCompression()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableConnectionState();
        config.proxyHost()
                .ifPresentOrElse(
                        host -> builder.setProxy(new HttpHost(host, config.proxyPort())),
                        () -> SystemProxies.use(builder));
        client = builder.build();
    }

    private static SSLContext defaultContext() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM has no TLS", e);
        }
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
        if (closed) {
            throw new CloudBridgeException.InvalidState(
                    Failure.of("the client of " + host(call.uri) + " is closed; its endpoints were stopped"), null);
        }
        HttpUriRequestBase request = new HttpUriRequestBase(call.method, call.uri);
        Exchange exchange = new Exchange(this, request);
        call.headers.forEach(request::addHeader);
        if (call.content != null) {
            request.setEntity(new RequestBody(call.content, exchange, call.extraPatience));
        } else if (call.writer != null) {
            request.setEntity(new WrittenBody(call.writer, call.writtenLength, exchange, call.extraPatience));
        }
        request.setConfig(config(call));
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
            ClassicHttpResponse response = client.executeOpen(null, request, HttpClientContext.create());
            HttpEntity entity = response.getEntity();
            AnswerBody body = new AnswerBody(
                    response,
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

    private RequestConfig config(HttpCall call) {
        if (call.extraPatience.isZero() && !call.asksFirst()) {
            return requestConfig;
        }
        return RequestConfig.copy(requestConfig)
                .setResponseTimeout(Timeout.of(patience.plus(call.extraPatience)))
                .setExpectContinueEnabled(call.asksFirst())
                .build();
    }

    /** Refuses new requests and closes idle connections. Answers that are being read may be read to their end. Idempotent. */
    @Override
    public void close() {
        closed = true;
        connections.closeIdle(TimeValue.ZERO_MILLISECONDS);
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
    void check() {
        exchanges.forEach(Exchange::check);
        long now = System.nanoTime();
        if (closed || now - lastHousekeeping > HOUSEKEEPING_NANOS) {
            lastHousekeeping = now;
            connections.closeExpired();
            connections.closeIdle(closed ? TimeValue.ZERO_MILLISECONDS : LONGEST_IDLE);
        }
    }

    /** Called by the watcher, which then forgets this transport until its next request. */
    boolean isIdle() {
        PoolStats now = connections.getTotalStats();
        if (!exchanges.isEmpty() || now.getLeased() + now.getAvailable() + now.getPending() > 0) {
            return false;
        }
        watched = false;
        return exchanges.isEmpty();
    }
}
