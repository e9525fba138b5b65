/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpPipelineBuilder;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.policy.BearerTokenAuthenticationPolicy;
import com.azure.core.util.Context;
import com.azure.storage.common.StorageSharedKeyCredential;
import java.io.InputStream;
import java.util.SortedMap;
import reactor.core.publisher.Mono;

/**
 * How a request that is made here says who asks: by a signature with the account's key, a SAS or a token. Thread-safe.
 *
 * @see <a href="https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key">what is signed</a>
 */
abstract class AzureAuthorization {

    /** What a query ends with; empty for nothing. */
    String query() {
        return "";
    }

    /**
     * The value of the header {@code Authorization}, or null for none.
     *
     * @param path of the URL, encoded
     * @param query not encoded
     * @param headers all that are sent and signed, those that begin with {@code x-ms-} in lower case
     * @param length of the body
     */
    abstract String header(
            String method,
            String path,
            SortedMap<String, String> query,
            SortedMap<String, String> headers,
            long length);

    /** Whether the service can answer that it wants another token than this one. */
    boolean mayBeChallenged() {
        return false;
    }

    /**
     * As a client logs in.
     *
     * @param sasToken without question mark; null unless that is the login
     * @return null if it logs in in a way that only the SDK knows
     */
    static AzureAuthorization of(HttpPipeline pipeline, String sasToken) {
        if (sasToken != null) {
            return new Sas(sasToken);
        }
        for (int i = 0; i < pipeline.getPolicyCount(); i++) {
            if (pipeline.getPolicy(i) instanceof BearerTokenAuthenticationPolicy policy) {
                return new Token(policy);
            }
        }
        StorageSharedKeyCredential key = StorageSharedKeyCredential.getSharedKeyCredentialFromPipeline(pipeline);
        return key == null ? null : new SharedKey(key);
    }

    private static final class Sas extends AzureAuthorization {

        private final String signed;

        Sas(String signed) {
            this.signed = signed;
        }

        @Override
        String query() {
            return signed;
        }

        @Override
        String header(
                String method,
                String path,
                SortedMap<String, String> query,
                SortedMap<String, String> headers,
                long length) {
            return null;
        }
    }

    /** Has the SDK's policy write the header: it keeps the token, and gets the next one before that ends. */
    private static final class Token extends AzureAuthorization {

        /** Which nobody connects to. Without TLS the policy does nothing. */
        private static final String NOWHERE = "https://localhost";

        private final HttpPipeline policy;

        Token(BearerTokenAuthenticationPolicy policy) {
            this.policy = new HttpPipelineBuilder()
                    .policies(policy)
                    .httpClient(request -> Mono.just(
                            new AzureResponse(request, 200, new HttpHeaders(), InputStream.nullInputStream())))
                    .build();
        }

        @Override
        String header(
                String method,
                String path,
                SortedMap<String, String> query,
                SortedMap<String, String> headers,
                long length) {
            HttpRequest request = new HttpRequest(HttpMethod.GET, NOWHERE);
            policy.sendSync(request, Context.NONE).close();
            return request.getHeaders().getValue(HttpHeaderName.AUTHORIZATION);
        }

        @Override
        boolean mayBeChallenged() {
            return true;
        }
    }

    /** Signs with the account's key. */
    private static final class SharedKey extends AzureAuthorization {

        private final StorageSharedKeyCredential key;

        SharedKey(StorageSharedKeyCredential key) {
            this.key = key;
        }

        @Override
        String header(
                String method,
                String path,
                SortedMap<String, String> query,
                SortedMap<String, String> headers,
                long length) {
            StringBuilder text = new StringBuilder(512).append(method).append('\n');
            line(text, headers.get("Content-Encoding"));
            line(text, headers.get("Content-Language"));
            line(text, length == 0 ? null : Long.toString(length));
            line(text, headers.get("Content-MD5"));
            line(text, headers.get("Content-Type"));
            line(text, headers.get("Date"));
            line(text, headers.get("If-Modified-Since"));
            line(text, headers.get("If-Match"));
            line(text, headers.get("If-None-Match"));
            line(text, headers.get("If-Unmodified-Since"));
            line(text, headers.get("Range"));
            headers.tailMap("x-ms-").forEach((name, value) -> {
                if (name.startsWith("x-ms-")) {
                    text.append(name).append(':').append(value).append('\n');
                }
            });
            text.append('/').append(key.getAccountName()).append(path);
            query.forEach(
                    (name, value) -> text.append('\n').append(name).append(':').append(value));
            return "SharedKey " + key.getAccountName() + ":" + key.computeHmac256(text.toString());
        }

        private static void line(StringBuilder text, String value) {
            if (value != null) {
                text.append(value);
            }
            text.append('\n');
        }
    }
}
