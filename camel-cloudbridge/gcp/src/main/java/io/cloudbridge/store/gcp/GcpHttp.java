/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import com.google.api.client.googleapis.json.GoogleJsonErrorContainer;
import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.client.http.EmptyContent;
import com.google.api.client.http.GenericUrl;
import com.google.api.client.http.HttpContent;
import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.HttpRequestFactory;
import com.google.api.client.http.HttpResponse;
import com.google.api.client.http.HttpResponseException;
import com.google.api.client.json.gson.GsonFactory;
import io.cloudbridge.store.ObjectRef;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/** Requests that Google's generated client has no methods for: the XML API and the chunks of resumable uploads. */
final class GcpHttp {

    private static final GsonFactory GSON = GsonFactory.getDefaultInstance();

    private final HttpRequestFactory requests;
    private final URI endpoint;

    GcpHttp(GcpClient client) {
        this.requests = client.api().getRequestFactory();
        this.endpoint = client.endpoint();
    }

    /** An answer, whatever its status; the body read and the connection given back. */
    record Answer(int status, com.google.api.client.http.HttpHeaders headers, String body) {}

    /** Sends a request; an error status is an {@link com.google.api.client.http.HttpResponseException}. */
    Answer send(String method, String url, HttpContent body, Map<String, String> headers) throws IOException {
        return send(method, url, body, headers, true);
    }

    /**
     * Sends a request.
     *
     * @param url escaped already, sent as it is
     * @param failOnStatus whether an error status is an exception
     */
    Answer send(String method, String url, HttpContent body, Map<String, String> headers, boolean failOnStatus)
            throws IOException {
        HttpContent content = body == null && !method.equals("GET") ? new EmptyContent() : body;
        HttpRequest request = request(method, url, content, headers);
        request.setThrowExceptionOnExecuteError(failOnStatus);
        HttpResponse response = request.execute();
        try {
            return new Answer(response.getStatusCode(), response.getHeaders(), response.parseAsString());
        } finally {
            response.disconnect();
        }
    }

    /**
     * Begins a download. The caller reads the answer, and disconnects it.
     *
     * @param url escaped already, sent as it is
     */
    HttpResponse open(String url, Map<String, String> headers) throws IOException {
        // packed content is handed on as it is stored, neither the service nor the client unpacks it
        return request("GET", url, null, headers)
                .setResponseReturnRawInputStream(true)
                .execute();
    }

    private HttpRequest request(String method, String url, HttpContent body, Map<String, String> headers)
            throws IOException {
        HttpRequest request = requests.buildRequest(method, new GenericUrl(url, true), body);
        headers.forEach((name, value) -> request.getHeaders().set(name, value));
        return request.setFollowRedirects(false);
    }

    /** The exception that an answer would have been. */
    static IOException error(Answer answer) {
        HttpResponseException.Builder builder =
                new HttpResponseException.Builder(answer.status(), null, answer.headers()).setContent(answer.body());
        String body = answer.body() == null ? "" : answer.body().strip();
        if (!body.startsWith("{")) {
            return builder.build();
        }
        try {
            GoogleJsonErrorContainer envelope = GSON.fromString(body, GoogleJsonErrorContainer.class);
            return envelope.getError() == null
                    ? builder.build()
                    : new GoogleJsonResponseException(builder, envelope.getError());
        } catch (IOException | RuntimeException e) {
            return builder.build();
        }
    }

    /** An object's address in the XML API, path style. */
    String objectUrl(ObjectRef ref) {
        return bucketUrl(ref.bucket()) + "/" + escape(ref.key()).replace("%2F", "/");
    }

    /** Whether a key can be a path: no segments that a proxy would resolve. */
    static boolean isPath(String key) {
        return Arrays.stream(key.split("/", -1)).noneMatch(segment -> segment.equals(".") || segment.equals(".."));
    }

    /**
     * A session's address on the host that all requests go to, whatever host the service names: credentials go nowhere else.
     *
     * @param location as the service gave it
     */
    String atEndpoint(String location) {
        URI uri = URI.create(location);
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        boolean same = endpoint.getAuthority().equals(uri.getAuthority());
        return same ? location : endpoint + path + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    }

    String bucketUrl(String bucket) {
        return endpoint + "/" + escape(bucket);
    }

    /** Where uploads of the JSON API begin. */
    String uploadUrl(String bucket) {
        return endpoint + "/upload/storage/v1/b/" + escape(bucket) + "/o";
    }

    /** Percent-encoded, all but the unreserved characters of RFC 3986. */
    static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }
}
