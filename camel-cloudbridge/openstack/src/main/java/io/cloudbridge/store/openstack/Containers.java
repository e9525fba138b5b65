/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.openstack;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Keys;
import io.cloudbridge.store.http.HttpAnswer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Containers as such, and what is listed in them. */
final class Containers {

    /** The most entries of one answer that every server gives. */
    private static final int PAGE = 1000;

    private final SwiftClient client;

    Containers(SwiftClient client) {
        this.client = client;
    }

    /** @return false if there was one already */
    boolean create(String bucket, String policy) {
        SwiftCall call = SwiftCall.of("PUT", bucket).with("X-Storage-Policy", policy);
        int status = client.run(call).status();
        if (status != 201 && status != 202) {
            throw SwiftErrors.wrong(call, "status " + status + " instead of 201 or 202");
        }
        return status == 201;
    }

    /** Deletes an empty container; one that holds objects is {@link CloudBridgeException.InvalidState}. */
    void delete(String bucket) {
        client.run(SwiftCall.of("DELETE", bucket), 204);
    }

    boolean exists(String bucket) {
        try {
            head(bucket);
            return true;
        } catch (CloudBridgeException.BucketNotFound e) {
            return false;
        }
    }

    /** Whether the container keeps what is replaced or deleted in it: in itself, or in another container. */
    boolean keepsVersions(String bucket) {
        HttpAnswer answer = head(bucket);
        return Boolean.parseBoolean(answer.header("X-Versions-Enabled"))
                || answer.header("X-Versions-Location") != null
                || answer.header("X-History-Location") != null;
    }

    HttpAnswer head(String bucket) {
        SwiftCall call = SwiftCall.of("HEAD", bucket);
        HttpAnswer answer = client.run(call);
        if (!describes(answer)) {
            throw SwiftErrors.wrong(call, "it does not describe a container");
        }
        return answer;
    }

    private static boolean describes(HttpAnswer answer) {
        return answer.header("X-Container-Object-Count") != null || answer.header("X-Account-Container-Count") != null;
    }

    /** Entries of a container or of the account, in the order of their names; the call says of which, and from where on. */
    List<JsonNode> entries(SwiftCall call) {
        JsonNode array;
        try (HttpAnswer answer = client.send(call.query("format", "json").with("Accept", "application/json"))) {
            if (answer.status() == 204 && describes(answer)) {
                return List.of(); // as older servers say it
            }
            array = client.parse(call, answer);
        }
        if (!array.isArray()) {
            throw SwiftErrors.wrong(call, "no list of entries");
        }
        List<JsonNode> entries = new ArrayList<>();
        for (JsonNode entry : array) {
            if (name(entry).isEmpty()) {
                throw SwiftErrors.wrong(call, "an entry has no name");
            }
            entries.add(entry);
        }
        return entries;
    }

    /** All of them, page by page. */
    List<JsonNode> allEntries(String bucket, String prefix) {
        List<JsonNode> all = new ArrayList<>();
        String marker = "";
        while (true) {
            SwiftCall call = SwiftCall.of("GET", bucket)
                    .query("prefix", prefix)
                    .query("marker", marker)
                    .query("limit", String.valueOf(PAGE));
            List<JsonNode> page = entries(call);
            if (page.isEmpty()) {
                return all;
            }
            all.addAll(page);
            String last = name(page.get(page.size() - 1));
            if (Keys.ORDER.compare(last, marker) <= 0) {
                throw SwiftErrors.wrong(call, "a page ends before it begins");
            }
            marker = last;
        }
    }

    /** The same; none where there is no such container. */
    List<JsonNode> entriesIfAny(String bucket, String prefix) {
        try {
            return allEntries(bucket, prefix);
        } catch (CloudBridgeException.BucketNotFound e) {
            return List.of();
        }
    }

    /** The name of an object or container, or the common prefix. */
    static String name(JsonNode entry) {
        return entry.path(entry.has("subdir") ? "subdir" : "name").asText("");
    }

    /** When an entry was last written, or null. */
    static Instant lastModified(JsonNode entry) {
        String text = entry.path("last_modified").asText("");
        try {
            return text.isEmpty()
                    ? null
                    : LocalDateTime.parse(text.replaceAll("(Z|\\+00:00)$", "")).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw SwiftErrors.wrong(
                    SwiftCall.of("GET", (String) null), "'" + text + "' as the time of entry " + name(entry));
        }
    }
}
