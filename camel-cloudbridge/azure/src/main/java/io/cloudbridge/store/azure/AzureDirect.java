/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.azure;

import com.azure.core.http.HttpPipeline;
import com.azure.core.http.policy.HttpLogDetailLevel;
import com.azure.core.http.policy.HttpLogOptions;
import com.azure.core.util.Configuration;
import com.azure.core.util.CoreUtils;
import com.azure.core.util.DateTimeRfc1123;
import com.azure.core.util.UserAgentUtil;
import com.azure.storage.blob.BlobServiceClient;
import io.cloudbridge.store.http.HttpAnswer;
import io.cloudbridge.store.http.HttpCall;
import io.cloudbridge.store.http.HttpTransport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * Sends the requests that are made for each object without the SDK, whose clients, models and policies take more CPU than the request itself.
 * Each request has the method, URL, headers and body that the SDK would send. Thread-safe.
 */
final class AzureDirect {

    private static final int UNAUTHORIZED = 401;
    private static final String REQUEST_ID = "x-ms-client-request-id";

    private static final String USER_AGENT = UserAgentUtil.toUserAgentString(
            null,
            "azure-storage-blob",
            CoreUtils.getProperties("azure-storage-blob.properties").getOrDefault("version", "unknown"),
            Configuration.NONE);

    private final HttpTransport transport;
    private final AzureAuthorization authorization;
    private final URI server;
    private final String version;
    private volatile boolean challenged;

    AzureDirect(HttpTransport transport, AzureAuthorization authorization, BlobServiceClient client) {
        this.transport = transport;
        this.authorization = authorization;
        this.version = client.getServiceVersion().getVersion();
        this.server = URI.create(client.getAccountUrl());
    }

    /** Whether only the SDK can send what somebody wants sent, or told: policies on the class path, tracing, its log of requests. */
    static boolean isWatched(HttpPipeline pipeline) {
        return pipeline.getTracer().isEnabled()
                || new HttpLogOptions().getLogLevel() != HttpLogDetailLevel.NONE
                || AzureAuthorization.policies(pipeline).stream()
                        .map(policy -> policy.getClass().getName())
                        .anyMatch(policy ->
                                !policy.startsWith("com.azure.core.") && !policy.startsWith("com.azure.storage."));
    }

    /** Whether the service wants another token, which the SDK knows to get. */
    boolean isChallenged() {
        return challenged;
    }

    /** Adds the headers that say who asks and when. */
    private void sign(AzureRequest request) {
        request.with(REQUEST_ID, CoreUtils.randomUuid().toString())
                .with("Date", DateTimeRfc1123.toRfc1123String(OffsetDateTime.now(ZoneOffset.UTC)))
                .with("Authorization", authorization.header(request));
    }

    /** The first line and the headers of a request that is sent as a part of another. */
    String part(AzureRequest request) {
        request.with("Content-Length", "0").with("User-Agent", USER_AGENT);
        sign(request);
        StringBuilder part = new StringBuilder(600)
                .append(request.method)
                .append(' ')
                .append(request.target(authorization.query()))
                .append(" HTTP/1.1\r\n");
        request.headers.forEach(
                (name, value) -> part.append(name).append(": ").append(value).append("\r\n"));
        return part.toString();
    }

    /**
     * Signs and sends a request.
     *
     * @return null if {@link #isChallenged challenged}: then nothing was done
     */
    AzureResponse send(AzureRequest request) {
        sign(request.with("x-ms-version", version));
        HttpCall call = HttpCall.of(request.method.toString(), server, request.target(authorization.query()));
        request.headers.forEach(call::header);
        call.header("User-Agent", USER_AGENT).content(request.content);
        if (request.asksFirst()) {
            call.expectContinue();
        }
        try {
            return checked(request.headers.get(REQUEST_ID), transport.send(call));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The service repeats the id of the request; with another one, it is the answer to another. */
    private AzureResponse checked(String id, HttpAnswer answer) throws IOException {
        String echo = answer.header(REQUEST_ID);
        if (echo != null && !echo.equals(id)) {
            answer.close();
            throw new IOException("the answer belongs to request " + echo + " instead of " + id);
        }
        if (answer.status() == UNAUTHORIZED && authorization instanceof AzureAuthorization.Token) {
            answer.close();
            challenged = true;
            return null;
        }
        return AzureResponse.of(null, answer);
    }
}
