/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.CpkInfo;
import com.azure.storage.blob.specialized.BlobClientBase;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.driver.ETags;
import java.io.IOException;
import java.io.InputStream;

/**
 * A request about a blob that goes through the client's own pipeline, which signs it. For the calls that every object costs: the SDK's own
 * methods spend half of their CPU on models, and none of them hands a response on as a stream. Not thread-safe.
 */
final class AzureRequest {

    private final BlobClientBase blob;
    private final HttpRequest request;
    private boolean conditional;

    /** @param query without question mark; empty for none */
    AzureRequest(AzureAccount account, HttpMethod method, BlobClientBase blob, String query) {
        this.blob = blob;
        String url = blob.getBlobUrl();
        this.request =
                new HttpRequest(method, query.isEmpty() ? url : url + (url.indexOf('?') < 0 ? '?' : '&') + query);
        with("x-ms-version", account.client().getServiceVersion().getVersion());
        // The SDK's signature writes "null" for a length that is not set.
        request.setHeader(HttpHeaderName.CONTENT_LENGTH, "0");
        CpkInfo key = blob.getCustomerProvidedKey();
        if (key != null) {
            with("x-ms-encryption-key", key.getEncryptionKey());
            with("x-ms-encryption-key-sha256", key.getEncryptionKeySha256());
            with("x-ms-encryption-algorithm", key.getEncryptionAlgorithm().toString());
        }
    }

    /** Sets a header; null sets none. */
    AzureRequest with(String name, String value) {
        if (value != null) {
            request.setHeader(HttpHeaderName.fromString(name), value);
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
        return with("x-ms-encryption-scope", scope == null ? blob.getEncryptionScope() : scope);
    }

    /**
     * Sends the request without body.
     *
     * @throws BlobStorageException if the status is neither of these
     */
    HttpResponse send(int expected, int other) {
        HttpResponse response = blob.getHttpPipeline().sendSync(request, Context.NONE);
        int status = response.getStatusCode();
        if (status == expected || status == other) {
            return response;
        }
        try (response) {
            String body = response.getBodyAsString().block();
            throw new BlobStorageException("Status code " + status + ", " + body, response, body);
        }
    }

    /** Sends the request with a body; only status 201 is success. The body of the answer is not read. */
    HttpResponse send(Content content) {
        request.setHeader(HttpHeaderName.CONTENT_LENGTH, String.valueOf(content.length()));
        if (conditional) {
            // a condition may refuse the body; a large one waits for the service's consent
            request.setHeader(HttpHeaderName.EXPECT, "100-continue");
        }
        try (InputStream in = content.open()) {
            request.setBody(BinaryData.fromStream(in, content.length()));
            HttpResponse response = send(201, 201);
            response.close();
            return response;
        } catch (IOException e) {
            throw AzureUploads.unreadable(e);
        }
    }
}
