/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import com.google.api.client.googleapis.GoogleUtils;
import com.google.api.client.http.GenericUrl;
import com.google.api.client.http.HttpHeaders;
import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.HttpRequestFactory;
import com.google.api.client.http.HttpResponseException;
import com.google.auth.Credentials;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.driver.Answers;
import io.cloudbridge.store.driver.PercentEncoding;
import io.cloudbridge.store.driver.XmlDocument;
import io.cloudbridge.store.http.HttpCall;
import io.cloudbridge.store.http.HttpTransport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * Sends the requests that are made for each object and each page of objects, and those that Google's generated client has no methods for. They go
 * to the transport directly, with the headers of Google's credentials: its client takes more CPU for a small request than the request itself.
 * Where the user gave a client, its transport sends them, and everything that the user has set up there counts. Thread-safe.
 */
final class GcpHttp {

    private static final String APPLICATION = GcpClient.APPLICATION + " Google-API-Java-Client/" + GoogleUtils.VERSION;

    /** As Google's client has it. The service packs documents only for clients that name gzip here, too. */
    private static final String USER_AGENT = APPLICATION + " " + HttpRequest.USER_AGENT_SUFFIX;

    private static final Pattern INVALID_TOKEN = Pattern.compile("\\s*error\\s*=\\s*\"?invalid_token\"?");
    private static final Body NOTHING = new Body(null, Content.of(new byte[0]));

    private final Wire wire;
    private final URI endpoint;

    GcpHttp(GcpClient client) {
        this.endpoint = client.endpoint();
        this.wire = client.wire();
    }

    /**
     * What a request carries.
     *
     * @param type of the content; null for none
     */
    record Body(String type, Content content) {
        static Body of(String type, byte[] bytes) {
            return new Body(type, Content.of(bytes));
        }
    }

    /** The way of a request. */
    interface Wire {
        /** @param body or null */
        GcpAnswer send(String method, String url, Map<String, String> headers, Body body) throws IOException;
    }

    /** An answer whose body was read; the connection is given back. */
    record Answer(GcpAnswer head, byte[] document) {
        int status() {
            return head.status();
        }

        boolean isSuccess() {
            return head.isSuccess();
        }

        String header(String name) {
            return head.header(name);
        }

        String body() {
            return new String(document, StandardCharsets.UTF_8);
        }

        XmlDocument xml() {
            try {
                return XmlDocument.parse(document);
            } catch (ProtocolException e) {
                throw GcpErrors.wrongAnswer(e.getMessage());
            }
        }
    }

    /** Sends a request; an error status is an {@link HttpResponseException}. */
    Answer send(String method, String url, Map<String, String> headers, Body body) throws IOException {
        Answer answer = sendAny(method, url, headers, body);
        if (!answer.isSuccess()) {
            throw error(answer);
        }
        return answer;
    }

    /**
     * Sends a request, whatever the status of the answer.
     *
     * @param url escaped already, sent as it is
     */
    Answer sendAny(String method, String url, Map<String, String> headers, Body body) throws IOException {
        Body sent = body == null && !method.equals("GET") ? NOTHING : body;
        try (GcpAnswer answer = wire.send(method, url, headers, sent)) {
            return new Answer(answer, document(answer));
        }
    }

    /**
     * Begins a download; an error status is an {@link HttpResponseException}. The caller reads the answer, and closes it. Packed content is handed on
     * as it is stored, neither the service nor the client unpacks it.
     *
     * @param url escaped already, sent as it is
     */
    GcpAnswer open(String url, Map<String, String> headers) throws IOException {
        GcpAnswer answer = wire.send("GET", url, headers, null);
        if (answer.isSuccess()) {
            return answer;
        }
        try (answer) {
            throw error(new Answer(answer, document(answer)));
        }
    }

    /** Reads a document to its end, and unpacks it. */
    private static byte[] document(GcpAnswer answer) throws IOException {
        byte[] bytes = Answers.read(answer.body(), answer.isSuccess());
        if (bytes.length == 0 || !"gzip".equalsIgnoreCase(answer.header("Content-Encoding"))) {
            return bytes;
        }
        try (InputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return Answers.read(unpacked, answer.isSuccess());
        } catch (IOException e) {
            throw GcpErrors.wrongAnswer("it cannot be unpacked (" + e.getMessage() + ")");
        }
    }

    /** Through the shared transport. */
    static Wire own(HttpTransport transport, Credentials credentials, String authorization) {
        return (method, url, headers, body) -> {
            URI uri = URI.create(url);
            GcpAnswer answer = send(transport, credentials, authorization, method, uri, headers, body);
            if (credentials == null || !isOfToken(answer)) {
                return answer;
            }
            // a token that was called back before it expired
            answer.close();
            credentials.refresh();
            return send(transport, credentials, authorization, method, uri, headers, body);
        };
    }

    private static GcpAnswer send(
            HttpTransport transport,
            Credentials credentials,
            String authorization,
            String method,
            URI uri,
            Map<String, String> headers,
            Body body)
            throws IOException {
        HttpCall call = HttpCall.of(method, uri)
                .header("Accept-Encoding", "gzip")
                .header("User-Agent", USER_AGENT)
                .header("Authorization", authorization);
        if (credentials != null) {
            Map<String, List<String>> login = credentials.getRequestMetadata(uri);
            if (login != null) {
                login.forEach((name, values) -> values.forEach(value -> call.header(name, value)));
            }
        }
        headers.forEach(call::header);
        if (body != null) {
            call.header("Content-Type", body.type()).content(body.content());
        }
        return GcpAnswer.of(transport.send(call));
    }

    /** Whether another token might do, as Google's {@code HttpCredentialsAdapter} sees it. */
    private static boolean isOfToken(GcpAnswer answer) {
        if (answer.isSuccess()) {
            return false;
        }
        AtomicBoolean bearer = new AtomicBoolean();
        AtomicBoolean invalid = new AtomicBoolean();
        answer.headers().accept((name, value) -> {
            if (name.equalsIgnoreCase("WWW-Authenticate") && value.startsWith("Bearer ")) {
                invalid.compareAndSet(
                        false, !bearer.get() && INVALID_TOKEN.matcher(value).find());
                bearer.set(true);
            }
        });
        return bearer.get() ? invalid.get() : answer.status() == 401;
    }

    /** Through the transport of a client that the user gave, with all that its initializer does. */
    static Wire given(HttpRequestFactory requests) {
        return (method, url, headers, body) -> {
            HttpRequest request = requests.buildRequest(
                    method,
                    new GenericUrl(url, true),
                    body == null ? null : new MediaBody(body.content(), body.type()));
            headers.forEach((name, value) -> request.getHeaders().set(name, value));
            if (request.getHeaders().getUserAgent() == null) {
                request.getHeaders().setUserAgent(APPLICATION);
            }
            request.setFollowRedirects(false)
                    .setResponseReturnRawInputStream(true)
                    .setThrowExceptionOnExecuteError(false);
            return GcpAnswer.of(request.execute());
        };
    }

    /** As Google's client throws it. */
    static HttpResponseException error(Answer answer) {
        HttpHeaders headers = new HttpHeaders();
        headers.setRetryAfter(answer.header("Retry-After"));
        headers.setContentType(answer.header("Content-Type"));
        headers.set("x-guploader-uploadid", answer.header("x-guploader-uploadid"));
        return new HttpResponseException.Builder(answer.status(), answer.head().reasonPhrase(), headers)
                .setContent(answer.body())
                .build();
    }

    // ---- addresses

    /** An address with parameters, escaped. */
    static final class Url {
        private final StringBuilder text;
        private char next = '?';

        Url(String address) {
            text = new StringBuilder(address);
        }

        /** @param value null adds nothing */
        Url with(String name, Object value) {
            if (value != null) {
                text.append(next).append(name).append('=').append(PercentEncoding.segment(value.toString()));
                next = '&';
            }
            return this;
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }

    /** An object's address in the XML API, path style. */
    String objectUrl(ObjectRef ref) {
        return bucketUrl(ref.bucket()) + "/" + PercentEncoding.path(ref.key());
    }

    /** Whether a key can be a path: no segments that a proxy would resolve. */
    static boolean isPath(String key) {
        return key.indexOf('.') < 0
                || Arrays.stream(key.split("/", -1)).noneMatch(segment -> segment.equals(".") || segment.equals(".."));
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
        return endpoint + "/" + PercentEncoding.segment(bucket);
    }

    /** The path of a bucket's objects in the JSON API. */
    static String objectsPath(String bucket) {
        return "/storage/v1/b/" + PercentEncoding.segment(bucket) + "/o";
    }

    /** The path of an object in the JSON API. */
    static String objectPath(ObjectRef ref) {
        return objectsPath(ref.bucket()) + "/" + PercentEncoding.segment(ref.key());
    }

    /** With a path in front of it, the address of a request. */
    URI endpoint() {
        return endpoint;
    }

    /** Where uploads of the JSON API begin. */
    String uploadUrl(String bucket) {
        return endpoint + "/upload" + objectsPath(bucket);
    }
}
