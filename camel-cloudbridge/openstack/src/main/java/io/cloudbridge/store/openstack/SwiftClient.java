/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cloudbridge.store.ErrorMapping;
import io.cloudbridge.store.http.HttpAnswer;
import io.cloudbridge.store.http.HttpCall;
import io.cloudbridge.store.http.HttpTransport;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/** Sends calls to the account that was logged in to. A token that is refused is renewed once, and the call sent again. Thread-safe. */
final class SwiftClient implements AutoCloseable {

    static final JsonMapper JSON = new JsonMapper();

    private final HttpTransport transport;
    private final SwiftSessions sessions;

    SwiftClient(HttpTransport transport, SwiftSessions sessions) {
        this.transport = transport;
        this.sessions = sessions;
    }

    SwiftSession session() {
        return sessions.current();
    }

    /** Sends a call; an answer that is no success is thrown. The caller closes the answer. */
    HttpAnswer send(SwiftCall call) {
        SwiftSession session = sessions.current();
        HttpAnswer answer = send(call, session);
        if (answer.status() == 401) {
            answer.finish();
            answer = send(call, sessions.renew(session));
        }
        if (answer.isSuccess()) {
            return answer;
        }
        try (HttpAnswer refusal = answer) {
            throw SwiftErrors.of(call, refusal);
        }
    }

    /** Sends a call whose answer is in its headers. */
    HttpAnswer run(SwiftCall call) {
        return send(call).finish();
    }

    /** Sends a call that Swift answers with one status and without content; another success is none of Swift's. */
    HttpAnswer run(SwiftCall call, int status) {
        HttpAnswer answer = run(call);
        if (answer.status() != status) {
            throw SwiftErrors.wrong(call, "status " + answer.status() + " instead of " + status);
        }
        return answer;
    }

    /** The JSON of an answer; anything else is an error. */
    JsonNode parse(SwiftCall call, HttpAnswer answer) {
        return tryToParse(answer)
                .orElseThrow(() -> SwiftErrors.wrong(call, "status " + answer.status() + " without a JSON document"));
    }

    /** The JSON of an answer, if it is that. */
    Optional<JsonNode> tryToParse(HttpAnswer answer) {
        try {
            JsonNode document = JSON.readTree(answer.document());
            return Optional.ofNullable(document).filter(JsonNode::isContainerNode);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw ErrorMapping.connection(HttpTransport.host(session().storageUrl()), e);
        }
    }

    /** Asks something of the server itself, beside the account; no token is sent. */
    HttpAnswer outside(String path) {
        URI uri = sessions.current().storageUrl().resolve(path);
        return send(transport, uri, HttpCall.of("GET", uri));
    }

    private HttpAnswer send(SwiftCall call, SwiftSession session) {
        URI account = session.storageUrl();
        HttpCall request = HttpCall.of(call.method, account, account.getRawPath() + call.path())
                .content(call.content)
                .extraPatience(call.patience)
                .expectContinue();
        call.headers.forEach(request::header);
        return send(transport, account, request.header("X-Auth-Token", session.token()));
    }

    /** Sends a request; a connection that fails is {@link CloudBridgeException.Unavailable}. */
    static HttpAnswer send(HttpTransport transport, URI uri, HttpCall request) {
        try {
            return transport.send(request);
        } catch (IOException e) {
            throw ErrorMapping.connection(HttpTransport.host(uri), e);
        }
    }

    @Override
    public void close() {
        transport.close();
    }
}
