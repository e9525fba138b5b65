/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.CpkInfo;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.driver.Bodies;
import io.cloudbridge.store.driver.ETags;
import io.cloudbridge.store.driver.PercentEncoding;
import java.io.IOException;
import java.io.InputStream;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A request about a blob or a container: sent {@link AzureDirect directly}, or where that cannot be, through the pipeline of the client. For the
 * calls that every object costs: the SDK's own methods spend half of their CPU on models, and none of them hands a response on as a stream. Is sent
 * once. Not thread-safe.
 */
final class AzureRequest {

    static final HttpHeaderName ENCRYPTION_SCOPE = HttpHeaderName.fromString("x-ms-encryption-scope");

    final HttpMethod method;
    /** Of the URL, encoded, with each slash of the key as {@code %2F}. */
    final String path;
    /** Not encoded. */
    final SortedMap<String, String> query = new TreeMap<>();
    /** Those that begin with {@code x-ms-} are in lower case. */
    final SortedMap<String, String> headers = new TreeMap<>();

    private final AzureAccount account;
    private final ObjectRef ref;
    Content content;
    private boolean conditional;
    private boolean scoped;

    AzureRequest(AzureAccount account, HttpMethod method, ObjectRef ref) {
        this(account, method, account.path() + "/" + ref.bucket() + "/" + PercentEncoding.segment(ref.key()), ref);
        AzureKeys.checkVersion(ref.versionId());
        if (ref.versionId() != null) {
            query.put("versionid", ref.versionId());
        }
    }

    /** About a container. */
    AzureRequest(AzureAccount account, HttpMethod method, String bucket) {
        this(account, method, account.path() + "/" + bucket, null);
        query.put("restype", "container");
    }

    private AzureRequest(AzureAccount account, HttpMethod method, String path, ObjectRef ref) {
        this.account = account;
        this.method = method;
        this.path = path;
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
        return with(ENCRYPTION_SCOPE.getCaseInsensitiveName(), scope);
    }

    AzureRequest content(Content value) {
        content = value;
        return this;
    }

    long length() {
        return content == null ? 0 : content.length();
    }

    /** A condition may refuse the body; a large one waits for the service's consent. */
    boolean asksFirst() {
        return content != null && conditional;
    }

    /**
     * The path and query as they are sent.
     *
     * @param signed what the query ends with; empty for nothing
     */
    String target(String signed) {
        StringBuilder target = new StringBuilder(path);
        char before = '?';
        for (var parameter : query.entrySet()) {
            target.append(before)
                    .append(parameter.getKey())
                    .append('=')
                    .append(PercentEncoding.segment(parameter.getValue()));
            before = '&';
        }
        return signed.isEmpty()
                ? target.toString()
                : target.append(before).append(signed).toString();
    }

    /**
     * Sends the request. The caller closes the answer.
     *
     * @throws BlobStorageException if the status is none of these
     */
    HttpResponse send(int... expected) {
        AzureDirect direct = account.direct();
        HttpResponse response = direct == null ? null : direct.send(this);
        return expect(response == null ? bySdk() : response, expected);
    }

    /** Sends the request, whose answer is in its status and headers. */
    HttpResponse run(int... expected) {
        HttpResponse response = send(expected);
        response.close();
        return response;
    }

    /** @throws BlobStorageException if the status of an answer is none of these */
    static HttpResponse expect(HttpResponse response, int... expected) {
        for (int status : expected) {
            if (response.getStatusCode() == status) {
                return response;
            }
        }
        throw refusal(response);
    }

    static BlobStorageException refusal(HttpResponse response) {
        try (response) {
            String body = response.getBodyAsString().block();
            return new BlobStorageException("Status code " + response.getStatusCode() + ", " + body, response, body);
        }
    }

    /** The first line and the headers, signed for themselves, of a request without body that is sent as a part of another. */
    String part() {
        AzureDirect direct = account.direct();
        if (direct != null) {
            return direct.part(this);
        }
        HttpRequest signed = AzureAuthorization.signed(
                AzureAuthorization.toNobody(
                        AzureAuthorization.policies(account.client().getHttpPipeline())),
                sdkRequest());
        StringBuilder part = new StringBuilder(method + " " + signed.getUrl().getFile() + " HTTP/1.1\r\n");
        signed.getHeaders().forEach(header -> part.append(header.getName())
                .append(": ")
                .append(header.getValue())
                .append("\r\n"));
        return part.toString();
    }

    // ---- by the SDK

    private HttpResponse bySdk() {
        HttpRequest request = sdkRequest();
        set(request, "x-ms-version", account.client().getServiceVersion().getVersion());
        if (content == null) {
            return account.client().getHttpPipeline().sendSync(request, Context.NONE);
        }
        if (conditional) {
            request.setHeader(HttpHeaderName.EXPECT, "100-continue");
        }
        try (InputStream in = content.open()) {
            request.setBody(BinaryData.fromStream(in, content.length()));
            return account.client().getHttpPipeline().sendSync(request, Context.NONE);
        } catch (IOException e) {
            throw Bodies.unreadable(e);
        }
    }

    private HttpRequest sdkRequest() {
        HttpRequest request = new HttpRequest(method, account.origin() + target(""));
        if (ref != null) {
            BlobContainerClient container = account.container(ref.bucket());
            CpkInfo key = container.getCustomerProvidedKey();
            if (key != null) {
                set(request, "x-ms-encryption-key", key.getEncryptionKey());
                set(request, "x-ms-encryption-key-sha256", key.getEncryptionKeySha256());
                set(request, "x-ms-encryption-algorithm", String.valueOf(key.getEncryptionAlgorithm()));
            }
            if (scoped && container.getEncryptionScope() != null) {
                set(request, "x-ms-encryption-scope", container.getEncryptionScope());
            }
        }
        headers.forEach((name, value) -> set(request, name, value));
        // The SDK's signature writes "null" for a length that is not set.
        request.setHeader(HttpHeaderName.CONTENT_LENGTH, String.valueOf(length()));
        return request;
    }

    private static void set(HttpRequest request, String name, String value) {
        request.setHeader(HttpHeaderName.fromString(name), value);
    }
}
