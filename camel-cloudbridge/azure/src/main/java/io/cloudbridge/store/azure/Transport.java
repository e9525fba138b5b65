/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.azure;

import com.azure.core.http.HttpHeader;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import io.cloudbridge.store.StoreConfig;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.publisher.Mono;

/**
 * The SDK's requests over {@code java.net.http}, with what the portable options promise and the JDK's client does not have by itself: at most
 * {@code maxConnections} requests at a time, and a time limit on standing still rather than on the whole request. Whoever asks also waits: each
 * request runs on the caller's thread, so that the SDK's asynchronous inside needs no threads of its own. Thread-safe.
 *
 * <p>Why not one of the SDK's own transports: decision record 0012.
 */
final class Transport implements com.azure.core.http.HttpClient {

    /** Headers that the JDK's client sets itself and refuses from others. */
    private static final Set<String> OWN_HEADERS = Set.of("connection", "content-length", "expect", "host", "upgrade");

    /** How the SDK says that it will not read the response as a stream. */
    private static final String EAGER = "azure-eagerly-read-response";

    private static final String IGNORED = "azure-ignore-response-body";

    private final HttpClient client;
    private final Duration patience;
    private final int maxConnections;
    private final Semaphore connections;

    Transport(StoreConfig config) {
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(config.connectTimeout());
        config.sslContext().ifPresent(builder::sslContext);
        config.proxyHost()
                .ifPresent(host ->
                        builder.proxy(ProxySelector.of(InetSocketAddress.createUnresolved(host, config.proxyPort()))));
        client = builder.build();
        patience = config.requestTimeout();
        maxConnections = config.maxConnections();
        connections = new Semaphore(maxConnections, true);
    }

    @Override
    public Mono<HttpResponse> send(HttpRequest request) {
        return send(request, Context.NONE);
    }

    @Override
    public Mono<HttpResponse> send(HttpRequest request, Context context) {
        return Mono.fromCallable(() -> sendSync(request, context));
    }

    @Override
    public HttpResponse sendSync(HttpRequest request, Context context) {
        boolean eager = isSet(context, EAGER) || isSet(context, IGNORED);
        try {
            ResponseStream body = exchange(request);
            TransportResponse response = new TransportResponse(request, body.status(), body.headers(), body);
            return eager ? response.buffer() : response;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ResponseStream exchange(HttpRequest request) throws IOException {
        Runnable release = connection();
        Progress progress = new Progress();
        boolean answered = false;
        CompletableFuture<java.net.http.HttpResponse<ResponseStream>> exchange = null;
        try {
            exchange = client.sendAsync(toJdk(request, progress), head -> {
                progress.made();
                return new ResponseStream(head.statusCode(), toAzure(head.headers()), patience, release);
            });
            ResponseStream body = await(exchange, progress).body();
            answered = true;
            return body;
        } finally {
            if (!answered) {
                if (exchange != null) {
                    exchange.cancel(true);
                }
                release.run();
            }
        }
    }

    /** Waits for a free connection; the result gives it back, once. */
    private Runnable connection() throws IOException {
        try {
            if (!connections.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new HttpTimeoutException("all " + maxConnections + " connections were in use for "
                        + patience.toSeconds() + " s; close bodies that are no longer read, or raise maxConnections");
            }
        } catch (InterruptedException e) {
            throw interrupted();
        }
        AtomicBoolean given = new AtomicBoolean();
        return () -> {
            if (given.compareAndSet(false, true)) {
                connections.release();
            }
        };
    }

    /** Waits for the head of the response for as long as something moves. */
    private <T> T await(CompletableFuture<T> exchange, Progress progress) throws IOException {
        long nanos = patience.toNanos();
        while (true) {
            try {
                return exchange.get(nanos, TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                nanos = patience.toNanos() - progress.nanosAgo();
                if (nanos <= 0) {
                    throw new HttpTimeoutException(
                            "no progress for " + patience.toSeconds() + " s; the limit is requestTimeout");
                }
            } catch (InterruptedException e) {
                throw interrupted();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof IOException broken ? broken : new IOException(e.getCause());
            }
        }
    }

    static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted, probably because the route is stopping");
    }

    private static boolean isSet(Context context, String name) {
        return Boolean.TRUE.equals(context.getData(name).orElse(false));
    }

    private static java.net.http.HttpRequest toJdk(HttpRequest request, Progress progress) throws IOException {
        try {
            java.net.http.HttpRequest.Builder builder =
                    java.net.http.HttpRequest.newBuilder(request.getUrl().toURI());
            for (HttpHeader header : request.getHeaders()) {
                if (!OWN_HEADERS.contains(header.getName().toLowerCase(Locale.ROOT))) {
                    header.getValuesList().forEach(value -> builder.header(header.getName(), value));
                }
            }
            return builder.method(request.getHttpMethod().toString(), body(request, progress))
                    .build();
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new IllegalArgumentException("the request cannot be sent: " + e.getMessage(), e);
        }
    }

    private static BodyPublisher body(HttpRequest request, Progress progress) {
        BinaryData data = request.getBodyAsBinaryData();
        if (data == null) {
            return BodyPublishers.noBody();
        }
        String declared = request.getHeaders().getValue(HttpHeaderName.CONTENT_LENGTH);
        Long length = declared == null ? data.getLength() : Long.valueOf(declared);
        if (length == null) {
            return BodyPublishers.ofByteArray(data.toBytes());
        }
        return length == 0
                ? BodyPublishers.noBody()
                : BodyPublishers.fromPublisher(
                        target -> target.onSubscribe(new RequestBody(data.toStream(), length, target, progress)),
                        length);
    }

    private static HttpHeaders toAzure(java.net.http.HttpHeaders headers) {
        HttpHeaders converted = new HttpHeaders();
        headers.map().forEach((name, values) -> converted.set(HttpHeaderName.fromString(name), values));
        return converted;
    }

    /** When something moved last. */
    static final class Progress {
        private volatile long last = System.nanoTime();

        void made() {
            last = System.nanoTime();
        }

        long nanosAgo() {
            return System.nanoTime() - last;
        }
    }
}
