/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import io.cloudbridge.store.SignedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

/** Sends signed requests as a stranger does: over HTTP, with nothing but the URL and the headers that were given with it. */
final class SignedHttp {

    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    private SignedHttp() {}

    static HttpResponse<byte[]> send(SignedRequest signed) {
        return send(signed, new byte[0], Map.of());
    }

    static HttpResponse<byte[]> send(SignedRequest signed, byte[] body, Map<String, String> moreHeaders) {
        return send(signed.method().name(), signed.url(), signed.headers(), body, moreHeaders);
    }

    /** Sends a request that was signed for something else, perhaps. A body goes only with PUT. */
    static HttpResponse<byte[]> send(
            String method, URI url, Map<String, String> headers, byte[] body, Map<String, String> moreHeaders) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .timeout(Duration.ofSeconds(30))
                .method(method, "PUT".equals(method) ? BodyPublishers.ofByteArray(body) : BodyPublishers.noBody());
        headers.forEach(request::setHeader);
        moreHeaders.forEach(request::setHeader);
        try {
            return CLIENT.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(method + " failed on the way", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a signed request was sent", e);
        }
    }
}
