/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.azure;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeader;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.StoreConfig;
import io.cloudbridge.store.http.HttpCall;
import io.cloudbridge.store.http.HttpTransport;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import reactor.core.publisher.Mono;

/**
 * The shared transport as the Azure SDK wants it. Each request, also an asynchronous one, runs on the caller's thread, so that the SDK needs no
 * threads of its own. Thread-safe.
 */
final class AzureHttp implements HttpClient {

    /** Headers that the transport sets itself. */
    private static final Set<HttpHeaderName> OWN_HEADERS = Set.of(
            HttpHeaderName.CONNECTION, HttpHeaderName.CONTENT_LENGTH, HttpHeaderName.EXPECT, HttpHeaderName.HOST);

    /** How the SDK says that it will not read the response as a stream. */
    private static final String EAGER = "azure-eagerly-read-response";

    private static final String IGNORED = "azure-ignore-response-body";

    private final HttpTransport transport;

    AzureHttp(StoreConfig config) {
        transport = new HttpTransport(config);
    }

    HttpTransport transport() {
        return transport;
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
        HttpCall call = HttpCall.of(
                request.getHttpMethod().toString(), URI.create(request.getUrl().toString()));
        for (HttpHeader header : request.getHeaders()) {
            if (!OWN_HEADERS.contains(HttpHeaderName.fromString(header.getName()))) {
                header.getValuesList().forEach(value -> call.header(header.getName(), value));
            }
        }
        if (request.getHeaders().getValue(HttpHeaderName.EXPECT) != null) {
            call.expectContinue();
        }
        try {
            AzureResponse response = AzureResponse.of(request, transport.send(call.content(content(request))));
            checkListing(response);
            return isSet(context, EAGER) || isSet(context, IGNORED) ? response.buffer() : response;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Refuses a listing that lacks the element which says whether there is more. The SDK takes such a document for a last page without objects, so
     * an answer of something else would make a bucket look empty.
     */
    private static void checkListing(AzureResponse response) throws IOException {
        String query = response.getRequest().getUrl().getQuery();
        boolean listing = query != null && List.of(query.split("&")).contains("comp=list");
        if (listing && response.getStatusCode() == 200) {
            String document = new String(response.readAll(), StandardCharsets.ISO_8859_1);
            // looked for from the end, where the service puts it
            if (document.lastIndexOf("<NextMarker") < 0) {
                throw new IOException("the answer to a listing is no listing of the service");
            }
        }
    }

    /** Refuses new requests and lets go of idle connections. */
    void close() {
        transport.close();
    }

    private static boolean isSet(Context context, String name) {
        return Boolean.TRUE.equals(context.getData(name).orElse(false));
    }

    private static Content content(HttpRequest request) {
        BinaryData data = request.getBodyAsBinaryData();
        if (data == null) {
            return null;
        }
        String declared = request.getHeaders().getValue(HttpHeaderName.CONTENT_LENGTH);
        Long length = declared == null ? data.getLength() : Long.valueOf(declared);
        if (length == null) {
            return Content.of(data.toBytes());
        }
        return new Content() {
            @Override
            public long length() {
                return length;
            }

            @Override
            public InputStream open() {
                return data.toStream();
            }
        };
    }
}
