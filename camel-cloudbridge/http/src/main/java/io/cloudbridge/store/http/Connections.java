/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.http;

import io.cloudbridge.store.StoreConfig;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.ConnectionShutdownException;
import org.apache.hc.client5.http.impl.DefaultClientConnectionReuseStrategy;
import org.apache.hc.client5.http.impl.DefaultConnectionKeepAliveStrategy;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultProxyRoutePlanner;
import org.apache.hc.client5.http.io.ConnectionEndpoint;
import org.apache.hc.client5.http.io.LeaseRequest;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.routing.HttpRoutePlanner;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.CharCodingConfig;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.net.URIAuthority;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.pool.PoolStats;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * The connections of one transport: made through a proxy where there is one, kept for the next request, and closed when they are idle.
 *
 * <p>A request goes to HttpClient's pool and connections, and not through the handlers that HttpClient puts around them (cookies, authentication,
 * redirects, routes). A store needs none of these, and they are a fifth of the CPU of a small request. Thread-safe.
 */
final class Connections {

    /** Servers close idle connections after a minute or more; most pauses between polls are shorter than this. */
    private static final TimeValue LONGEST_IDLE = TimeValue.ofSeconds(30);

    /** So that a change of the address in the DNS is seen. */
    private static final TimeValue LONGEST_LIFE = TimeValue.ofMinutes(10);

    private static final TimeValue IDLE_BEFORE_CHECK = TimeValue.ofSeconds(2);
    private static final Timeout WAIT_FOR_CONTINUE = Timeout.ofSeconds(1);
    private static final String USER_AGENT = "cloudbridge";

    /** The methods of which a server expects a body, or to be told that there is none. */
    private static final Set<String> WITH_BODY = Set.of("PUT", "POST", "PATCH", "QUERY");

    private static final int LONGEST_HEADER = 64 * 1024;
    private static final int MOST_HEADERS = 1000;

    private final PoolingHttpClientConnectionManager pool;
    private final HttpRequestExecutor executor =
            HttpRequestExecutor.builder().withWaitForContinue(WAIT_FOR_CONTINUE).build();
    private final HttpRoutePlanner routes;
    /** For requests through a proxy, which may ask for a password. */
    private final CloseableHttpClient client;

    private final Timeout longestWait;
    /** That of the last request, which most often is that of the next. */
    private volatile Destination last;

    Connections(StoreConfig config) {
        longestWait = Timeout.of(config.requestTimeout());
        pool = PoolingHttpClientConnectionManagerBuilder.create()
                .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.STRICT)
                .setMaxConnTotal(config.maxConnections())
                .setMaxConnPerRoute(config.maxConnections())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(config.connectTimeout()))
                        .setSocketTimeout(longestWait)
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
                        config.sslContext().orElseGet(Connections::defaultContext),
                        HostnameVerificationPolicy.BUILTIN,
                        NoopHostnameVerifier.INSTANCE))
                .build();
        SystemProxies system = new SystemProxies();
        routes = config.proxyHost()
                .<HttpRoutePlanner>map(host -> new DefaultProxyRoutePlanner(new HttpHost(host, config.proxyPort())))
                .orElse(system);
        client = HttpClientBuilder.create()
                .setConnectionManager(pool)
                .setRequestExecutor(executor)
                .setRoutePlanner(routes)
                .setDefaultCredentialsProvider(config.proxyHost().isPresent() ? new BasicCredentialsProvider() : system)
                .setUserAgent(USER_AGENT)
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableContentCompression()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableConnectionState()
                .build();
    }

    private static SSLContext defaultContext() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM has no TLS", e);
        }
    }

    /** A server, and the way there. */
    private record Destination(String scheme, String authority, HttpRoute route) {
        private boolean isOf(URI uri) {
            return authority.equals(uri.getRawAuthority()) && scheme.equals(uri.getScheme());
        }
    }

    private Destination destination(URI uri) throws IOException {
        Destination known = last;
        if (known != null && known.isOf(uri)) {
            return known;
        }
        try {
            URIAuthority host = URIAuthority.create(uri.getRawAuthority());
            if (host == null || host.getHostName().isEmpty() || host.getUserInfo() != null) {
                throw new IOException("a URL needs a host, and no user: " + uri.getScheme() + "://" + host);
            }
            HttpRoute route = routes.determineRoute(new HttpHost(uri.getScheme(), host), new HttpClientContext());
            known = new Destination(uri.getScheme(), uri.getRawAuthority(), route);
        } catch (URISyntaxException | HttpException e) {
            throw new IOException(e.getMessage(), e);
        }
        last = known;
        return known;
    }

    /**
     * Sends a request on a connection that then belongs to the exchange. On an exception the exchange drops it.
     *
     * @param patience for the beginning of the answer
     * @return the answer; its body is not read
     */
    ClassicHttpResponse send(HttpCall call, Exchange exchange, Timeout patience) throws IOException {
        Destination to = destination(call.uri);
        return to.route.getProxyHost() == null
                ? sendStraight(call, exchange, patience, to.route)
                : sendThroughProxy(call, exchange, patience);
    }

    private ClassicHttpResponse sendStraight(HttpCall call, Exchange exchange, Timeout patience, HttpRoute route)
            throws IOException {
        BasicClassicHttpRequest request = new BasicClassicHttpRequest(call.method, null, null, call.path);
        fill(request, call, exchange);
        HttpEntity entity = request.getEntity();
        if (entity != null && entity.isChunked()) {
            request.addHeader("Transfer-Encoding", "chunked");
        } else if (entity != null || WITH_BODY.contains(call.method)) {
            request.addHeader("Content-Length", entity == null ? "0" : Long.toString(entity.getContentLength()));
        }
        if (call.asksFirst()) {
            request.addHeader("Expect", "100-continue");
        }
        request.addHeader("Host", call.uri.getRawAuthority());
        request.addHeader("Connection", "keep-alive");
        if (!request.containsHeader("User-Agent")) {
            request.addHeader("User-Agent", USER_AGENT);
        }
        HttpClientContext context = new HttpClientContext();
        ConnectionEndpoint connection = lease(route);
        exchange.on(connection);
        try {
            if (!connection.isConnected()) {
                pool.connect(connection, null, context);
            }
            connection.setSocketTimeout(patience);
            ClassicHttpResponse answer = connection.execute("", request, executor::execute, context);
            exchange.reusable(keeping(request, answer, context));
            return answer;
        } catch (HttpException | ConnectionShutdownException e) {
            throw new IOException(e.getMessage(), e); // the latter where the exchange was dropped meanwhile
        }
    }

    private ClassicHttpResponse sendThroughProxy(HttpCall call, Exchange exchange, Timeout patience)
            throws IOException {
        HttpUriRequestBase request = new HttpUriRequestBase(
                call.method, URI.create(call.uri.getScheme() + "://" + call.uri.getRawAuthority() + call.path));
        fill(request, call, exchange);
        request.setConfig(RequestConfig.custom()
                .setConnectionRequestTimeout(longestWait)
                .setResponseTimeout(patience)
                .setConnectionKeepAlive(LONGEST_IDLE)
                .setRedirectsEnabled(false)
                .setProtocolUpgradeEnabled(false)
                .setExpectContinueEnabled(call.asksFirst())
                .build());
        exchange.onProxy(request);
        return client.executeOpen(null, request, HttpClientContext.create());
    }

    private static void fill(BasicClassicHttpRequest request, HttpCall call, Exchange exchange) {
        call.headers.forEach(request::addHeader);
        if (call.content != null) {
            request.setEntity(new RequestBody(call.content, exchange, call.extraPatience));
        } else if (call.writer != null) {
            request.setEntity(new WrittenBody(call.writer, call.writtenLength, exchange, call.extraPatience));
        }
    }

    private ConnectionEndpoint lease(HttpRoute route) throws IOException {
        LeaseRequest lease = pool.lease("", route, longestWait, null);
        try {
            return lease.get(longestWait);
        } catch (TimeoutException e) {
            lease.cancel();
            throw new ConnectionRequestTimeoutException(e.getMessage());
        } catch (InterruptedException e) {
            lease.cancel();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(e.getMessage());
        } catch (ExecutionException e) {
            lease.cancel();
            throw new IOException("no connection: " + e.getCause().getMessage(), e);
        }
    }

    /** How long the connection may be kept once the answer is read; null if it is the last one. */
    private static TimeValue keeping(
            ClassicHttpRequest request, ClassicHttpResponse answer, HttpClientContext context) {
        if (!DefaultClientConnectionReuseStrategy.INSTANCE.keepAlive(request, answer, context)) {
            return null;
        }
        TimeValue asked = answer.containsHeader("Keep-Alive")
                ? DefaultConnectionKeepAliveStrategy.INSTANCE.getKeepAliveDuration(answer, context)
                : LONGEST_IDLE;
        return asked.compareTo(LONGEST_IDLE) < 0 ? asked : LONGEST_IDLE;
    }

    /** Takes a connection back whose answer was read to its end. */
    void takeBack(ConnectionEndpoint connection, TimeValue keep) {
        pool.release(connection, null, keep);
    }

    /** Closes a connection at once, whoever uses it. */
    void drop(ConnectionEndpoint connection) {
        try {
            connection.close(CloseMode.IMMEDIATE);
        } finally {
            pool.release(connection, null, TimeValue.ZERO_MILLISECONDS);
        }
    }

    /** Closes what is idle, all of it or what was so for long; and proxies may have changed. */
    void tidy(boolean all) {
        last = null;
        pool.closeExpired();
        pool.closeIdle(all ? TimeValue.ZERO_MILLISECONDS : LONGEST_IDLE);
    }

    boolean isEmpty() {
        PoolStats now = pool.getTotalStats();
        return now.getLeased() + now.getAvailable() + now.getPending() == 0;
    }
}
