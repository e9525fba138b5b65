/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.BinaryData;
import com.azure.core.util.CoreUtils;
import com.azure.core.util.FluxUtil;
import io.cloudbridge.store.driver.Answers;
import io.cloudbridge.store.http.HttpAnswer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** An answer as the SDK reads it. Its body can be read once, unless buffered. */
final class AzureResponse extends HttpResponse {

    private static final int PIECE = 64 * 1024;

    private final int status;
    private final HttpHeaders headers;
    private final InputStream body;
    private byte[] bytes;

    AzureResponse(HttpRequest request, int status, HttpHeaders headers, InputStream body) {
        super(request);
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    static AzureResponse of(HttpRequest request, HttpAnswer answer) {
        HttpHeaders headers = new HttpHeaders();
        answer.forEachHeader((name, value) -> headers.add(HttpHeaderName.fromString(name), value));
        if (answer.status() >= 300 && headers.getValue(AzureErrors.CODE) != null) {
            // the service's own error, which is XML whatever a proxy calls it; the SDK goes by the type
            headers.set(HttpHeaderName.CONTENT_TYPE, "application/xml");
        }
        return new AzureResponse(request, answer.status(), headers, answer.body());
    }

    /** The body as it arrives; closing it early drops the connection. */
    InputStream stream() {
        return bytes == null ? body : new ByteArrayInputStream(bytes);
    }

    @Override
    public int getStatusCode() {
        return status;
    }

    /** @deprecated as in the SDK */
    @Deprecated
    @Override
    public String getHeaderValue(String name) {
        return headers.getValue(HttpHeaderName.fromString(name));
    }

    @Override
    public HttpHeaders getHeaders() {
        return headers;
    }

    @Override
    public Flux<ByteBuffer> getBody() {
        return Flux.using(() -> this, response -> FluxUtil.toFluxByteBuffer(stream(), PIECE), HttpResponse::close);
    }

    @Override
    public BinaryData getBodyAsBinaryData() {
        return bytes == null ? BinaryData.fromStream(body) : BinaryData.fromBytes(bytes);
    }

    @Override
    public Mono<byte[]> getBodyAsByteArray() {
        return Mono.fromCallable(this::readAll);
    }

    @Override
    public Mono<String> getBodyAsString() {
        return getBodyAsByteArray()
                .map(body -> CoreUtils.bomAwareToString(body, headers.getValue(HttpHeaderName.CONTENT_TYPE)));
    }

    @Override
    public Mono<String> getBodyAsString(Charset charset) {
        return getBodyAsByteArray().map(body -> new String(body, charset));
    }

    @Override
    public Mono<InputStream> getBodyAsInputStream() {
        return Mono.fromCallable(this::stream);
    }

    @Override
    public HttpResponse buffer() {
        try {
            readAll();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] readAll() throws IOException {
        if (bytes == null) {
            try (body) {
                bytes = Answers.read(body, status < 300);
            }
        }
        return bytes;
    }

    @Override
    public void close() {
        try {
            body.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
