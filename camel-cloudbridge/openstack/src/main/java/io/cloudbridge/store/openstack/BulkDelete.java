/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ErrorMapping;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.http.HttpAnswer;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Many objects in one request, where the server has the bulk middleware. The status of the answer says nothing; its document does, and it must account
 * for every object: else the caller deletes one by one, which does no harm to what is gone already.
 */
final class BulkDelete {

    private final SwiftClient client;
    /** The most objects of one request; each server has a limit of its own. */
    private volatile int most = 1000;

    BulkDelete(SwiftClient client) {
        this.client = client;
    }

    /**
     * What became of the objects.
     *
     * @param failures by key; a key that is not there is gone
     * @param missing how many were not there in the first place
     */
    record Outcome(Map<String, CloudBridgeException> failures, int missing) {

        private Outcome and(Outcome other) {
            failures.putAll(other.failures);
            return new Outcome(failures, missing + other.missing);
        }
    }

    /** @throws CloudBridgeException.Unsupported if the server has no bulk delete, or its answer does not tell what became of each object */
    Outcome delete(String bucket, List<String> keys) {
        Outcome all = new Outcome(new HashMap<>(), 0);
        int done = 0;
        while (done < keys.size()) {
            int count = Math.min(most, keys.size() - done);
            try {
                all = all.and(deleteAtOnce(bucket, keys.subList(done, done + count)));
                done += count;
            } catch (CloudBridgeException.InvalidRequest e) {
                // nothing is deleted by a request that has too many
                if (e.failure().httpStatus() != 413 || count == 1) {
                    throw e;
                }
                most = count / 2;
            }
        }
        return all;
    }

    private Outcome deleteAtOnce(String bucket, List<String> keys) {
        StringBuilder lines = new StringBuilder();
        keys.forEach(key -> lines.append(SwiftCall.path(bucket, key)).append('\n'));
        JsonNode answer = send(SwiftCall.of("POST", (String) null)
                .flag("bulk-delete")
                .with("Content-Type", "text/plain")
                .text(lines.toString()));
        Map<String, CloudBridgeException> failures = failures(bucket, answer);
        int missing = answer.path("Number Not Found").asInt();
        int told = answer.path("Number Deleted").asInt()
                + missing
                + answer.path("Errors").size();
        if (!keys.containsAll(failures.keySet()) || failures.isEmpty() && told != keys.size()) {
            throw unsupported("the answer tells what became of " + told + " of " + keys.size() + " objects");
        }
        return new Outcome(failures, missing);
    }

    /**
     * Deletes a static large object with its segments, where the server does not show its manifest.
     *
     * @return whether the server found all of them; Ceph's gateway takes {@code %20} in a segment's name for a space and leaves the segment
     */
    boolean deleteLarge(ObjectRef ref) {
        JsonNode answer = send(SwiftCall.of("DELETE", ref).query("multipart-manifest", "delete"));
        for (CloudBridgeException failure : failures(ref.bucket(), answer).values()) {
            throw failure;
        }
        return answer.path("Number Not Found").asInt() == 0;
    }

    private JsonNode send(SwiftCall call) {
        try (HttpAnswer answer = client.send(call.with("Accept", "application/json"))) {
            return client.tryToParse(answer)
                    .filter(document -> document.has("Response Status"))
                    // without the middleware this is a change of the account's metadata, with none to change
                    .orElseThrow(() -> unsupported("this server has no bulk delete"));
        }
    }

    private static Map<String, CloudBridgeException> failures(String bucket, JsonNode answer) {
        Map<String, CloudBridgeException> failures = new HashMap<>();
        for (JsonNode error : answer.path("Errors")) {
            String key = key(bucket, error.path(0).asText());
            failures.put(
                    key,
                    SwiftErrors.ofBulk(new ObjectRef(bucket, key), error.path(1).asText()));
        }
        String status = answer.path("Response Status").asText();
        if (failures.isEmpty() && !status.startsWith("2") && !status.startsWith("404")) {
            throw ErrorMapping.byStatus(
                    Failure.of("bulk delete ended with " + status + " "
                                    + answer.path("Response Body").asText())
                            .withHttp(SwiftErrors.code(status, 500), null, null),
                    null);
        }
        return failures;
    }

    private static CloudBridgeException unsupported(String problem) {
        return SwiftErrors.unsupported(problem + "; objects are deleted one by one");
    }

    /** From the escaped path of the answer, with or without a slash in front; what is not escaped rightly is nobody's key. */
    private static String key(String bucket, String path) {
        try {
            String plain = URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
            String start = plain.startsWith("/") ? "/" + bucket + "/" : bucket + "/";
            return plain.startsWith(start) ? plain.substring(start.length()) : plain;
        } catch (IllegalArgumentException e) {
            return path;
        }
    }
}
