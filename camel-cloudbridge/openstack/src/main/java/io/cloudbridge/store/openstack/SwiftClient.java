/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ErrorMapping;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutorService;

/** Sends calls to the account that was logged in to. A token that is refused is renewed once, and the call sent again. Thread-safe. */
final class SwiftClient implements AutoCloseable {

    static final JsonMapper JSON = new JsonMapper();

    private final Transport transport;
    private final Sessions sessions;

    SwiftClient(Transport transport, Sessions sessions) {
        this.transport = transport;
        this.sessions = sessions;
    }

    Session session() {
        return sessions.current();
    }

    Transport transport() {
        return transport;
    }

    ExecutorService threads() {
        return transport.threads();
    }

    /** Sends a call; an answer that is no success is thrown. The caller closes the answer. */
    Answer send(SwiftCall call) {
        Answer answer = tryToSend(call);
        if (answer.isSuccess()) {
            return answer;
        }
        try (answer) {
            throw SwiftErrors.of(call, answer);
        }
    }

    /** Sends a call whose answer is in its headers. */
    Answer run(SwiftCall call) {
        Answer answer = send(call);
        answer.finish();
        return answer;
    }

    /** Sends a call whose answer is JSON; an answer of another kind is null. */
    JsonNode json(SwiftCall call) {
        try (Answer answer = send(call.with("Accept", "application/json"))) {
            String type = answer.header("Content-Type");
            if (type == null || !type.startsWith("application/json")) {
                answer.finish();
                return null;
            }
            return JSON.readTree(answer.body().readAllBytes());
        } catch (IOException e) {
            throw ErrorMapping.connection(Transport.host(session().storageUrl()), e)
                    .in(OpenstackProvider.NAME, call.operation(), call.bucket(), call.key());
        }
    }

    /** Sends a call and gives any answer back, but for a refused token. The caller closes the answer. */
    Answer tryToSend(SwiftCall call) {
        try {
            Session session = sessions.current();
            Answer answer = send(call, session);
            if (answer.status() != 401) {
                return answer;
            }
            answer.finish();
            return send(call, sessions.renew(session));
        } catch (CloudBridgeException e) {
            throw e.in(OpenstackProvider.NAME, call.operation(), call.bucket(), call.key());
        }
    }

    /** Asks something of the server itself, beside the account; no token is sent. */
    Answer outside(String path) {
        URI storageUrl = sessions.current().storageUrl();
        return transport.send("GET", storageUrl.resolve(path), new Headers(), RequestBody.none(), Duration.ZERO);
    }

    private Answer send(SwiftCall call, Session session) {
        Headers headers = new Headers();
        call.headers().forEach(headers::with);
        headers.with("X-Auth-Token", session.token());
        URI uri = URI.create(session.storageUrl() + call.path());
        return transport.send(call.method(), uri, headers, RequestBody.of(call.content()), call.patience());
    }

    @Override
    public void close() {
        transport.close();
    }
}
