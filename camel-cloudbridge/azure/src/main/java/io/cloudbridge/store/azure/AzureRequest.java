/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.CpkInfo;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.driver.Bodies;
import io.cloudbridge.store.driver.ETags;
import io.cloudbridge.store.http.HttpAnswer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A request about a blob: sent {@link AzureDirect directly}, or where that cannot be, through the pipeline of the client. For the calls that every
 * object costs: the SDK's own methods spend half of their CPU on models, and none of them hands a response on as a stream. Not thread-safe.
 */
final class AzureRequest {

    private final AzureAccount account;
    private final HttpMethod method;
    private final ObjectRef ref;
    private final SortedMap<String, String> query = new TreeMap<>();
    private final SortedMap<String, String> headers = new TreeMap<>();
    private boolean conditional;
    private boolean scoped;

    AzureRequest(AzureAccount account, HttpMethod method, ObjectRef ref) {
        this.account = account;
        this.method = method;
        this.ref = ref;
    }

    /** Sets a parameter of the query. */
    AzureRequest query(String name, String value) {
        query.put(name, value);
        return this;
    }

    /** Sets a header; null sets none. */
    AzureRequest with(String name, String value) {
        if (value != null) {
            headers.put(name, value);
        }
        return this;
    }

    AzureRequest ifMatch(String etag) {
        conditional |= etag != null;
        return with("If-Match", ETags.quoted(etag));
    }

    AzureRequest ifNoneMatch(String etag) {
        conditional |= etag != null;
        return with("If-None-Match", ETags.quoted(etag));
    }

    /** The scope whose key encrypts what is written; null for that of the client. */
    AzureRequest encryptionScope(String scope) {
        scoped = true;
        return with("x-ms-encryption-scope", scope);
    }

    /**
     * Sends the request without body.
     *
     * @throws BlobStorageException if the status is neither of these
     */
    HttpResponse send(int expected, int other) {
        return send(null, expected, other);
    }

    /**
     * Sends the request with a body; only status 201 is success. The body of the answer is not read.
     *
     * @throws BlobStorageException if the status is another
     */
    HttpResponse send(Content content) {
        HttpResponse response = send(content, 201, 201);
        response.close();
        return response;
    }

    private HttpResponse send(Content content, int expected, int other) {
        HttpResponse response = direct(content, expected, other);
        if (response == null) {
            response = bySdk(content);
        }
        int status = response.getStatusCode();
        if (status == expected || status == other) {
            return response;
        }
        throw refusal(response);
    }

    /** The exception for an answer with another status than was hoped for. */
    static BlobStorageException refusal(HttpResponse response) {
        try (response) {
            String body = response.getBodyAsString().block();
            return new BlobStorageException("Status code " + response.getStatusCode() + ", " + body, response, body);
        }
    }

    // ---- directly

    /** Null where the SDK has to send the request. */
    private HttpResponse direct(Content content, int expected, int other) {
        AzureDirect direct = account.direct();
        if (direct == null) {
            return null;
        }
        SortedMap<String, String> parameters = query;
        if (ref.versionId() != null) {
            parameters = new TreeMap<>(query);
            parameters.put("versionid", ref.versionId());
        }
        HttpAnswer answer = direct.send(
                method.toString(),
                direct.path(ref.bucket(), ref.key()),
                parameters,
                new TreeMap<>(headers),
                content,
                conditional);
        if (answer == null) {
            return null;
        }
        boolean refused = answer.status() != expected && answer.status() != other;
        return AzureResponse.of(
                refused ? new HttpRequest(method, account.blob(ref).getBlobUrl()) : null, answer);
    }

    // ---- by the SDK

    private HttpResponse bySdk(Content content) {
        BlobClient blob = account.blob(ref);
        StringBuilder url = new StringBuilder(blob.getBlobUrl());
        query.forEach((name, value) -> url.append(url.indexOf("?") < 0 ? '?' : '&')
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        HttpRequest request = new HttpRequest(method, url.toString());
        set(request, "x-ms-version", account.client().getServiceVersion().getVersion());
        CpkInfo key = blob.getCustomerProvidedKey();
        if (key != null) {
            set(request, "x-ms-encryption-key", key.getEncryptionKey());
            set(request, "x-ms-encryption-key-sha256", key.getEncryptionKeySha256());
            set(
                    request,
                    "x-ms-encryption-algorithm",
                    key.getEncryptionAlgorithm().toString());
        }
        if (scoped && blob.getEncryptionScope() != null) {
            set(request, "x-ms-encryption-scope", blob.getEncryptionScope());
        }
        headers.forEach((name, value) -> set(request, name, value));
        // The SDK's signature writes "null" for a length that is not set.
        request.setHeader(HttpHeaderName.CONTENT_LENGTH, String.valueOf(content == null ? 0 : content.length()));
        if (content == null) {
            return account.client().getHttpPipeline().sendSync(request, Context.NONE);
        }
        if (conditional) {
            // a condition may refuse the body; a large one waits for the service's consent
            request.setHeader(HttpHeaderName.EXPECT, "100-continue");
        }
        try (InputStream in = content.open()) {
            request.setBody(BinaryData.fromStream(in, content.length()));
            return account.client().getHttpPipeline().sendSync(request, Context.NONE);
        } catch (IOException e) {
            throw Bodies.unreadable(e);
        }
    }

    private static void set(HttpRequest request, String name, String value) {
        request.setHeader(HttpHeaderName.fromString(name), value);
    }
}
