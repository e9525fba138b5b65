/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.http;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.message.BasicHeader;

/** One request. Can be sent more than once if its content can be opened more than once. Not thread-safe. */
public final class HttpCall {

    private static final long WORTH_ASKING = 1 << 20;

    final String method;
    /** Whose scheme and authority name the server. */
    final URI uri;

    final String path;
    final List<Header> headers = new ArrayList<>();
    Content content;
    long writtenLength;
    BodyWriter writer;
    Duration extraPatience = Duration.ZERO;
    private boolean expectContinue;

    private HttpCall(String method, URI uri, String path) {
        this.method = method;
        this.uri = uri;
        this.path = path;
    }

    /**
     * A request without headers and body.
     *
     * @param uri absolute; its path and query are sent as they are, never decoded or normalised
     */
    public static HttpCall of(String method, URI uri) {
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return new HttpCall(method, uri, uri.getRawQuery() == null ? path : path + '?' + uri.getRawQuery());
    }

    /**
     * A request without headers and body to a server that is asked often, whose URI need not be taken apart again each time.
     *
     * @param server scheme, host and port of it count
     * @param path with its query, from the first slash on; sent as it is
     * @throws CloudBridgeException.InvalidRequest if the path has characters that must be escaped
     */
    public static HttpCall of(String method, URI server, String path) {
        for (int i = 0; i < path.length(); i++) {
            if (path.charAt(i) <= ' ' || path.charAt(i) > '~') {
                throw CloudBridgeException.invalid(
                        "a path of a URL has only visible ASCII characters; escape the others");
            }
        }
        return new HttpCall(method, server, path);
    }

    /**
     * Adds a header. {@code Content-Length}, {@code Transfer-Encoding} and {@code Connection} are the transport's own.
     *
     * @param value null adds nothing
     * @throws CloudBridgeException.InvalidRequest if HTTP cannot carry the value; the message does not quote it, since it may be a secret
     */
    public HttpCall header(String name, String value) {
        if (value != null) {
            if (!isPrintable(value) || !isPrintable(name)) {
                throw CloudBridgeException.invalid(
                        "header " + name
                                + " cannot be sent: its value has line breaks, control characters or others that are not ASCII");
            }
            headers.add(new BasicHeader(name, value));
        }
        return this;
    }

    /** The body; null for none. It is opened once for each time the request is sent. */
    public HttpCall content(Content value) {
        content = value;
        return this;
    }

    /** Writes a body; called once for each time the request is sent. */
    @FunctionalInterface
    public interface BodyWriter {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * The body, where another library writes it.
     *
     * @param length in bytes; negative if it is unknown, then the body is sent in chunks
     */
    public HttpCall content(long length, BodyWriter value) {
        writtenLength = length;
        writer = value;
        return this;
    }

    boolean hasBody() {
        return content != null || writer != null;
    }

    /** What the server may take, on top of {@code requestTimeout}, before it begins to answer. */
    public HttpCall extraPatience(Duration value) {
        extraPatience = value;
        return this;
    }

    /**
     * Asks the server for its consent before a body of 1 MiB or more is sent ({@code Expect: 100-continue}), so that a refusal costs no upload. That
     * costs a round trip, or a second where the server does not know the header, which is more than a smaller body does.
     */
    public HttpCall expectContinue() {
        expectContinue = true;
        return this;
    }

    /** For a server that does not like to be asked (RFC 9110 section 10.1.1). */
    void askNothing() {
        expectContinue = false;
    }

    boolean asksFirst() {
        return expectContinue && content != null && content.length() >= WORTH_ASKING;
    }

    private static boolean isPrintable(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c > '~') {
                return false;
            }
        }
        return true;
    }
}
