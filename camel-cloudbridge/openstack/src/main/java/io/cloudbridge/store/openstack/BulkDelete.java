/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ErrorMapping;
import io.cloudbridge.store.Failure;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Many objects of one container in one request, where the server has the bulk middleware. The answer's status says nothing; its text does. */
final class BulkDelete {

    private final SwiftClient client;

    BulkDelete(SwiftClient client) {
        this.client = client;
    }

    /**
     * What became of the objects.
     *
     * @param failures by key; a key that is not there is gone
     * @param missing how many were not there in the first place
     */
    record Outcome(Map<String, CloudBridgeException> failures, int missing) {}

    /** @throws CloudBridgeException.Unsupported if the server has no bulk delete; nothing was deleted */
    Outcome delete(String bucket, Collection<String> keys) {
        StringBuilder lines = new StringBuilder();
        keys.forEach(key -> lines.append(Names.path(bucket, key)).append('\n'));
        JsonNode answer = client.json(SwiftCall.of("POST", "delete", null, null)
                .withQuery(Map.of("bulk-delete", ""))
                .with("Content-Type", "text/plain")
                .withText(lines.toString()));
        if (answer == null || !answer.has("Response Status")) {
            // without the middleware this is a change of the account's metadata, with none to change
            throw new CloudBridgeException.Unsupported(
                    Failure.of("this server has no bulk delete; objects are deleted one by one")
                            .in(OpenstackProvider.NAME, "delete", bucket, null),
                    null);
        }
        Map<String, CloudBridgeException> failures = new HashMap<>();
        for (JsonNode error : answer.path("Errors")) {
            String key = key(bucket, error.path(0).asText());
            failures.put(
                    key, SwiftErrors.ofBulk("delete", bucket, key, error.path(1).asText()));
        }
        String status = answer.path("Response Status").asText();
        if (failures.isEmpty() && !status.startsWith("2") && !status.startsWith("404")) {
            throw refused(bucket, status, answer.path("Response Body").asText());
        }
        return new Outcome(failures, answer.path("Number Not Found").asInt());
    }

    private static CloudBridgeException refused(String bucket, String status, String text) {
        int code = status.matches("[0-9]{3}.*") ? Integer.parseInt(status.substring(0, 3)) : 500;
        return ErrorMapping.byStatus(
                Failure.of("bulk delete ended with " + status + " " + text)
                        .in(OpenstackProvider.NAME, "delete", bucket, null)
                        .withHttp(code, null, null),
                null);
    }

    /** From the escaped path of the answer, with or without a slash in front. */
    private static String key(String bucket, String path) {
        String plain = URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
        String start = plain.startsWith("/") ? "/" + bucket + "/" : bucket + "/";
        return plain.startsWith(start) ? plain.substring(start.length()) : plain;
    }
}
