/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.azure;

import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpPipelineNextSyncPolicy;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpPipelinePolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Refuses listings that lack the element which says whether there is more. The SDK takes such a document for a last page without objects, so an
 * answer of something else would make a bucket look empty.
 */
final class WholeListings implements HttpPipelinePolicy {

    private static final byte[] MARKER = "<NextMarker".getBytes(StandardCharsets.US_ASCII);

    @Override
    public Mono<HttpResponse> process(HttpPipelineCallContext context, HttpPipelineNextPolicy next) {
        return next.process().map(response -> checked(context, response));
    }

    @Override
    public HttpResponse processSync(HttpPipelineCallContext context, HttpPipelineNextSyncPolicy next) {
        return checked(context, next.processSync());
    }

    private static HttpResponse checked(HttpPipelineCallContext context, HttpResponse response) {
        String query = context.getHttpRequest().getUrl().getQuery();
        boolean listing = query != null && List.of(query.split("&")).contains("comp=list");
        if (!listing || response.getStatusCode() != 200) {
            return response;
        }
        HttpResponse whole = response.buffer();
        if (!endsWithMarker(whole.getBodyAsBinaryData().toBytes())) {
            throw new UncheckedIOException(new IOException("the answer to a listing is no listing of the service"));
        }
        return whole;
    }

    /** Looks from the end, where the service puts it. */
    private static boolean endsWithMarker(byte[] document) {
        for (int at = document.length - MARKER.length; at >= 0; at--) {
            int i = 0;
            while (i < MARKER.length && document[at + i] == MARKER[i]) {
                i++;
            }
            if (i == MARKER.length) {
                return true;
            }
        }
        return false;
    }
}
