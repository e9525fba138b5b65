/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import com.google.auth.ServiceAccountSigner;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.HttpMethod;
import com.google.cloud.storage.Storage.SignUrlOption;
import io.cloudbridge.store.PresignRequest;
import io.cloudbridge.store.SignedRequest;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * V4 signed URLs. With the key of a service account signing is local work; other credentials that can sign ask the IAM service, one request a URL.
 */
final class GcpPresigns {

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'");

    private final GcpClient client;

    GcpPresigns(GcpClient client) {
        this.client = client;
    }

    boolean canSign() {
        return client.credentials() instanceof ServiceAccountSigner;
    }

    SignedRequest presign(PresignRequest request) throws IOException {
        BlobInfo blob =
                BlobInfo.newBuilder(request.ref().bucket(), request.ref().key()).build();
        Map<String, String> headers = new LinkedHashMap<>();
        Map<String, String> query = new LinkedHashMap<>();
        List<SignUrlOption> options = new ArrayList<>(List.of(
                SignUrlOption.withV4Signature(),
                SignUrlOption.httpMethod(HttpMethod.valueOf(request.method().name())),
                SignUrlOption.withPathStyle(),
                SignUrlOption.withHostName(client.endpoint().toString())));
        if (request.contentType() != null) {
            // the client's own option for the type counts for V2 signatures only
            options.add(SignUrlOption.withExtHeaders(Map.of("content-type", request.contentType())));
            headers.put("Content-Type", request.contentType());
        }
        query.put("generation", request.ref().versionId());
        query.put("response-content-type", request.responseContentType());
        query.put("response-content-disposition", request.responseContentDisposition());
        query.values().removeIf(Objects::isNull);
        if (!query.isEmpty()) {
            options.add(SignUrlOption.withQueryParams(query));
        }
        String url;
        try {
            url = client.veneer()
                    .signUrl(
                            blob, request.expiry().toSeconds(), TimeUnit.SECONDS, options.toArray(SignUrlOption[]::new))
                    .toString();
        } catch (ServiceAccountSigner.SigningException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getMessage(), e);
        }
        return new SignedRequest(
                request.method(), URI.create(url), headers, signedAt(url).plus(request.expiry()));
    }

    private static Instant signedAt(String url) {
        int from = url.indexOf("X-Goog-Date=") + "X-Goog-Date=".length();
        String date = url.substring(from, url.indexOf('&', from));
        return LocalDateTime.parse(date, DATE).toInstant(ZoneOffset.UTC);
    }
}
