/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.azure;

import com.azure.core.http.HttpPipeline;
import com.azure.core.http.policy.HttpLogDetailLevel;
import com.azure.core.http.policy.HttpLogOptions;
import com.azure.core.util.Configuration;
import com.azure.core.util.CoreUtils;
import com.azure.core.util.UserAgentUtil;
import com.azure.storage.blob.BlobServiceClient;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.http.HttpAnswer;
import io.cloudbridge.store.http.HttpCall;
import io.cloudbridge.store.http.HttpTransport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.SortedMap;

/**
 * Sends the requests that are made for each object without the SDK, whose clients, models and policies take more CPU than the request itself.
 * Each request has the method, URL, headers and body that the SDK would send. Thread-safe.
 */
final class AzureDirect {

    private static final int UNAUTHORIZED = 401;
    private static final String REQUEST_ID = "x-ms-client-request-id";

    static final String USER_AGENT = UserAgentUtil.toUserAgentString(
            null,
            "azure-storage-blob",
            CoreUtils.getProperties("azure-storage-blob.properties").getOrDefault("version", "unknown"),
            Configuration.NONE);

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private record Now(long second, String text) {}

    private final HttpTransport transport;
    private final AzureAuthorization authorization;
    private final String origin;
    private final String accountPath;
    private final String version;
    private volatile Now now = new Now(0, "");
    private volatile boolean challenged;

    AzureDirect(HttpTransport transport, AzureAuthorization authorization, BlobServiceClient client) {
        this.transport = transport;
        this.authorization = authorization;
        this.version = client.getServiceVersion().getVersion();
        URI url = URI.create(client.getAccountUrl());
        this.origin = url.getScheme() + "://" + url.getRawAuthority();
        String path = url.getRawPath();
        this.accountPath = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /**
     * For a client that was made here.
     *
     * @param sasToken without question mark; null unless logged in by SAS
     * @return null if only the SDK can send what somebody wants sent, or told: policies on the class path, tracing, its log of requests
     */
    static AzureDirect of(BlobServiceClient client, String sasToken, HttpTransport transport) {
        AzureAuthorization authorization = AzureAuthorization.of(client.getHttpPipeline(), sasToken);
        return authorization == null || isWatched(client.getHttpPipeline())
                ? null
                : new AzureDirect(transport, authorization, client);
    }

    private static boolean isWatched(HttpPipeline pipeline) {
        for (int i = 0; i < pipeline.getPolicyCount(); i++) {
            String policy = pipeline.getPolicy(i).getClass().getName();
            if (!policy.startsWith("com.azure.core.")
                    && !policy.startsWith("com.azure.storage.")
                    && !policy.equals(WholeListings.class.getName())) {
                return true;
            }
        }
        return pipeline.getTracer().isEnabled() || new HttpLogOptions().getLogLevel() != HttpLogDetailLevel.NONE;
    }

    /** Whether the service wants another token, which the SDK knows to get. */
    boolean isChallenged() {
        return challenged;
    }

    /** The path of a container's URL, encoded. */
    String path(String bucket) {
        return accountPath + "/" + bucket;
    }

    /** The path of a blob's URL, encoded as the SDK does it: with each slash of the key as {@code %2F}. */
    String path(String bucket, String key) {
        return path(bucket) + "/" + encode(key);
    }

    /** The path and query of a request as they are sent. */
    String target(String path, SortedMap<String, String> query) {
        StringBuilder target = new StringBuilder(path);
        char before = '?';
        for (var parameter : query.entrySet()) {
            target.append(before).append(parameter.getKey()).append('=').append(encode(parameter.getValue()));
            before = '&';
        }
        String signed = authorization.query();
        return signed.isEmpty()
                ? target.toString()
                : target.append(before).append(signed).toString();
    }

    /** Adds the headers that each request has, also one that is part of another. */
    void sign(
            String method,
            String path,
            SortedMap<String, String> query,
            SortedMap<String, String> headers,
            long length) {
        headers.put(REQUEST_ID, CoreUtils.randomUuid().toString());
        headers.put("Date", date());
        String value = authorization.header(method, path, query, headers, length);
        if (value != null) {
            headers.put("Authorization", value);
        }
    }

    /**
     * Signs and sends a request.
     *
     * @param headers is added to
     * @param content null for none
     * @param asksFirst whether to ask for consent before a large body is sent
     * @return null if {@link #isChallenged challenged}: then nothing was done
     */
    HttpAnswer send(
            String method,
            String path,
            SortedMap<String, String> query,
            SortedMap<String, String> headers,
            Content content,
            boolean asksFirst) {
        headers.put("x-ms-version", version);
        sign(method, path, query, headers, content == null ? 0 : content.length());
        HttpCall call = HttpCall.of(method, URI.create(origin + target(path, query)));
        headers.forEach(call::header);
        call.header("User-Agent", USER_AGENT).content(content);
        if (asksFirst) {
            call.expectContinue();
        }
        try {
            return checked(headers.get(REQUEST_ID), transport.send(call));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The service repeats the id of the request; with another one, it is the answer to another. */
    private HttpAnswer checked(String id, HttpAnswer answer) throws IOException {
        String echo = answer.header(REQUEST_ID);
        if (echo != null && !echo.equals(id)) {
            answer.close();
            throw new IOException("the answer belongs to request " + echo + " instead of " + id);
        }
        if (answer.status() == UNAUTHORIZED && authorization.mayBeChallenged()) {
            answer.close();
            challenged = true;
            return null;
        }
        return answer;
    }

    private String date() {
        long second = System.currentTimeMillis() / 1000;
        Now last = now;
        if (last.second() != second) {
            last = new Now(second, DATE.format(Instant.ofEpochSecond(second)));
            now = last;
        }
        return last.text();
    }

    private static String encode(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '.')) {
                return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
            }
        }
        return text;
    }
}
