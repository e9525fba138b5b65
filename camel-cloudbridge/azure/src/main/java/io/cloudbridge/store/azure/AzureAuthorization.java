/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpPipelineBuilder;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.policy.BearerTokenAuthenticationPolicy;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.core.util.Context;
import com.azure.storage.common.StorageSharedKeyCredential;
import java.io.InputStream;
import java.util.List;
import java.util.stream.IntStream;
import reactor.core.publisher.Mono;

/** How a client logs in, and how a request that is made here says so. Thread-safe. */
abstract sealed class AzureAuthorization {

    /** What a query ends with; empty for nothing. */
    String query() {
        return "";
    }

    /** The value of the header {@code Authorization}, or null for none. */
    abstract String header(AzureRequest request);

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
        for (HttpPipelinePolicy policy : policies(pipeline)) {
            if (policy instanceof BearerTokenAuthenticationPolicy) {
                return new Token(toNobody(List.of(policy)));
            }
        }
        StorageSharedKeyCredential key = StorageSharedKeyCredential.getSharedKeyCredentialFromPipeline(pipeline);
        return key == null ? null : new SharedKey(key);
    }

    static List<HttpPipelinePolicy> policies(HttpPipeline pipeline) {
        return IntStream.range(0, pipeline.getPolicyCount())
                .mapToObj(pipeline::getPolicy)
                .toList();
    }

    /** The request as the policies of a pipeline leave it; some of them go on with a copy. */
    static HttpRequest signed(HttpPipeline toNobody, HttpRequest request) {
        return toNobody.sendSync(request, Context.NONE).getRequest();
    }

    /** Policies that write into requests what they write, which then are sent to nobody. */
    static HttpPipeline toNobody(List<HttpPipelinePolicy> policies) {
        return new HttpPipelineBuilder()
                .policies(policies.toArray(HttpPipelinePolicy[]::new))
                .httpClient(request ->
                        Mono.just(new AzureResponse(request, 200, new HttpHeaders(), InputStream.nullInputStream())))
                .build();
    }

    /** A query that somebody else has signed. */
    static final class Sas extends AzureAuthorization {

        private final String query;

        private Sas(String query) {
            this.query = query;
        }

        @Override
        String query() {
            return query;
        }

        @Override
        String header(AzureRequest request) {
            return null;
        }
    }

    /** Has the SDK's policy write the header: it keeps the token, and gets the next one before that ends. */
    static final class Token extends AzureAuthorization {

        /** Which nobody connects to. Without TLS the policy does nothing. */
        private static final String NOWHERE = "https://localhost";

        private final HttpPipeline policy;

        private Token(HttpPipeline policy) {
            this.policy = policy;
        }

        @Override
        String header(AzureRequest request) {
            return signed(policy, new HttpRequest(HttpMethod.GET, NOWHERE))
                    .getHeaders()
                    .getValue(HttpHeaderName.AUTHORIZATION);
        }
    }

    /**
     * Signs with the account's key.
     *
     * @see <a href="https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key">what is signed</a>
     */
    static final class SharedKey extends AzureAuthorization {

        /** In this order; the ones that begin with {@code x-ms-} follow. */
        private static final List<String> AFTER_LENGTH = List.of(
                "Content-MD5",
                "Content-Type",
                "Date",
                "If-Modified-Since",
                "If-Match",
                "If-None-Match",
                "If-Unmodified-Since",
                "Range");

        private final StorageSharedKeyCredential key;

        private SharedKey(StorageSharedKeyCredential key) {
            this.key = key;
        }

        @Override
        String header(AzureRequest request) {
            StringBuilder text = new StringBuilder(512).append(request.method).append('\n');
            line(text, request.headers.get("Content-Encoding"));
            line(text, request.headers.get("Content-Language"));
            line(text, request.length() == 0 ? null : Long.toString(request.length()));
            for (String name : AFTER_LENGTH) {
                line(text, request.headers.get(name));
            }
            request.headers.tailMap("x-ms-").forEach((name, value) -> {
                if (name.startsWith("x-ms-")) {
                    text.append(name).append(':').append(value).append('\n');
                }
            });
            text.append('/').append(key.getAccountName()).append(request.path);
            request.query.forEach(
                    (name, value) -> text.append('\n').append(name).append(':').append(value));
            return "SharedKey " + key.getAccountName() + ":" + key.computeHmac256(text.toString());
        }

        private static void line(StringBuilder text, String value) {
            text.append(value == null ? "" : value).append('\n');
        }
    }
}
