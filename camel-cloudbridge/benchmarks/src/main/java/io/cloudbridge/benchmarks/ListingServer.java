/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Answers the two forms of S3's listing for a bucket of as many keys as it is told, a thousand a page, and nothing else. The servers for tests
 * read their whole directory for each page, which would be all that is measured.
 */
final class ListingServer implements AutoCloseable {

    private static final int PAGE = 1000;
    private static final Pattern FROM =
            Pattern.compile("(?:continuation-token|marker|start-after)=key(?:%2F|/)([0-9]{9})");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final int keys;

    ListingServer(int keys) throws IOException {
        this.keys = keys;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String query = exchange.getRequestURI().getRawQuery();
            Matcher from = FROM.matcher(query == null ? "" : query);
            int first = from.find() ? Integer.parseInt(from.group(1)) + 1 : 0;
            int end = Math.min(keys, first + PAGE);
            StringBuilder page = new StringBuilder(
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ListBucketResult><Name>bench</Name><Prefix/>");
            page.append("<KeyCount>").append(end - first).append("</KeyCount><MaxKeys>1000</MaxKeys>");
            page.append("<EncodingType>url</EncodingType><IsTruncated>")
                    .append(end < keys)
                    .append("</IsTruncated>");
            if (end < keys) {
                page.append("<NextContinuationToken>").append(key(end - 1)).append("</NextContinuationToken>");
                page.append("<NextMarker>").append(key(end - 1)).append("</NextMarker>");
            }
            for (int number = first; number < end; number++) {
                page.append("<Contents><Key>").append(key(number));
                page.append("</Key><LastModified>2026-11-22T10:00:00.000Z</LastModified><ETag>&quot;");
                page.append(String.format(Locale.ROOT, "%032x", number));
                page.append("&quot;</ETag><Size>1234</Size><StorageClass>STANDARD</StorageClass></Contents>");
            }
            byte[] bytes = page.append("</ListBucketResult>").toString().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/xml");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static String key(int number) {
        return String.format(Locale.ROOT, "key/%09d", number);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
