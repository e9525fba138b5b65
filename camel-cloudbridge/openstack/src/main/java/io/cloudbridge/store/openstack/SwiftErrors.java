/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ErrorMapping;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.driver.Answers;
import io.cloudbridge.store.driver.RetryAfter;
import io.cloudbridge.store.http.HttpAnswer;
import io.cloudbridge.store.http.HttpTransport;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Errors of Swift. It has no codes of its own: the status decides, with what was asked. */
final class SwiftErrors {

    private static final int MOST_OF_A_TEXT = 300;

    private SwiftErrors() {}

    /** The error that an answer means; reads the answer's body. */
    static CloudBridgeException of(SwiftCall call, HttpAnswer answer) {
        String text = text(answer);
        if (answer.status() == 404 && requestId(answer) == null && Answers.isForPeople(answer.header("Content-Type"))) {
            // a proxy's that has no way to the store: Swift names each transaction. Nothing is gone by its word
            return wrong(call, "status 404 without X-Trans-Id" + (text.isEmpty() ? "" : ": " + text));
        }
        Failure failure = call.failure(message(call, answer.status(), text))
                .withHttp(answer.status(), null, requestId(answer))
                .withRetryAfter(RetryAfter.parse(answer.header("Retry-After")));
        return of(call, failure, text);
    }

    /** The error of one object in the answer to a bulk delete, whose status is text such as {@code 403 Forbidden}. */
    static CloudBridgeException ofBulk(ObjectRef ref, String status) {
        SwiftCall call = SwiftCall.of("DELETE", ref);
        int code = code(status, 400);
        return of(call, call.failure(message(call, code, status)).withHttp(code, null, null), status);
    }

    /** @param otherwise where the text has no status */
    static int code(String text, int otherwise) {
        return text.matches("[0-9]{3}\\b.*") ? Integer.parseInt(text.substring(0, 3)) : otherwise;
    }

    /** What this server, or Swift as such, does not have. */
    static CloudBridgeException unsupported(String problem) {
        return new CloudBridgeException.Unsupported(Failure.of(problem), null);
    }

    /** What went wrong with a login. */
    static Failure ofLogin(URI at, String problem, HttpAnswer answer) {
        return Failure.of(HttpTransport.host(at) + " " + problem)
                .in(OpenstackProvider.NAME, "login", null, null)
                .withHttp(answer.status(), null, requestId(answer));
    }

    /** A success that is not what was asked for. Whether anything was done is not known, so it may be tried again. */
    static CloudBridgeException wrong(SwiftCall call, String found) {
        return new CloudBridgeException.Unavailable(
                call.failure("Swift's answer to " + call.method + " is not what was asked for: " + found), null);
    }

    private static String requestId(HttpAnswer answer) {
        String transaction = answer.header("X-Trans-Id");
        return transaction == null ? answer.header("X-Openstack-Request-Id") : transaction;
    }

    private static CloudBridgeException of(SwiftCall call, Failure failure, String text) {
        boolean quota = text.toLowerCase(Locale.ROOT).contains("quota");
        return switch (failure.httpStatus()) {
            case 404 ->
                isContainer(call, text)
                        ? new CloudBridgeException.BucketNotFound(failure, null)
                        : new CloudBridgeException.ObjectNotFound(failure, null);
            case 405 ->
                "COPY".equals(call.method)
                        ? new CloudBridgeException.Unsupported(failure, null)
                        : new CloudBridgeException.InvalidRequest(failure, null);
            case 412 ->
                call.isConditional()
                        ? new CloudBridgeException.PreconditionFailed(failure, null)
                        : new CloudBridgeException.InvalidRequest(failure, null);
            case 413 ->
                quota
                        ? new CloudBridgeException.InvalidState(failure, null)
                        : new CloudBridgeException.InvalidRequest(failure, null);
            case 499 -> new CloudBridgeException.Unavailable(failure, null);
            default -> ErrorMapping.byStatus(failure, null);
        };
    }

    /** Whether it is the container that is missing: where an object is stored, and where Ceph's gateway says so. */
    private static boolean isContainer(SwiftCall call, String text) {
        return call.key == null
                || call.stores()
                || text.equals("NoSuchBucket")
                || text.startsWith("{\"Code\":\"NoSuchBucket\"");
    }

    private static String message(SwiftCall call, int status, String text) {
        String problem =
                switch (status) {
                    case 400 -> "Swift cannot do what was asked";
                    case 401 -> "the token was refused, a new one too; check the user's rights and the clocks";
                    case 403 -> "the user may not do this; check roles and the container's access list";
                    case 404 -> isContainer(call, text) ? "there is no such container" : "there is no such object";
                    case 304 -> "the object is still the version that was named";
                    case 409 ->
                        call.key == null ? "the container is not empty" : "another request changes the same object";
                    case 412 ->
                        call.isConditional()
                                ? "the condition does not hold"
                                : "Swift does not accept a name or a limit";
                    case 413 -> "it is too large or over quota";
                    case 416 -> "the range starts beyond the end of the object";
                    case 422 -> "what arrived is not what was sent; nothing was stored";
                    case 429, 498 -> "Swift asks to slow down";
                    case 507 -> "the store is full";
                    default -> "Swift answered " + status;
                };
        return text.isEmpty() ? problem : problem + ": " + text;
    }

    /** The text of an error page without its markup; empty if it cannot be read, since the status says enough. */
    private static String text(HttpAnswer answer) {
        try {
            String plain = new String(answer.document(), StandardCharsets.UTF_8)
                    .replaceAll("<[^>]*>", " ")
                    .replaceAll("\\s+", " ")
                    .strip();
            return plain.length() > MOST_OF_A_TEXT ? plain.substring(0, MOST_OF_A_TEXT) + "…" : plain;
        } catch (IOException e) {
            return "";
        }
    }
}
