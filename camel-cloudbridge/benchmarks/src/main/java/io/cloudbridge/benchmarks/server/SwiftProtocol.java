/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks.server;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;

/** OpenStack Swift below {@code /v1/AUTH_bench}, any token: objects with ranges, listings in JSON, bulk deletes; no large objects. */
final class SwiftProtocol implements Protocol {

    private static final String ACCOUNT = "/v1/AUTH_bench";
    private static final String SEGMENTS = "_segments";

    private final Buckets buckets;

    SwiftProtocol(Buckets buckets) {
        this.buckets = buckets;
    }

    @Override
    public Answer answer(Request request) {
        if (request.path().equals("/info")) {
            return json("info", "{\"swift\":{\"version\":\"2.35.0\",\"account_autocreate\":true},\"bulk_delete\":{}}");
        }
        Request inside = request.below(ACCOUNT);
        if (inside.bucket().isEmpty()) {
            return inside.has("bulk-delete") ? deletes(inside) : Answer.empty("account", 204, "");
        }
        if (inside.key().isEmpty()) {
            return container(inside);
        }
        return switch (inside.method()) {
            case "GET", "HEAD" -> read(inside);
            case "PUT" -> put(inside);
            case "DELETE" -> Answer.empty("delete", bucket(inside).remove(inside.key()) == null ? 404 : 204, "");
            default -> Answer.empty("other", 405, "");
        };
    }

    private NavigableMap<String, StoredObject> bucket(Request request) {
        return buckets.bucket(request.bucket());
    }

    private Answer container(Request request) {
        boolean missing = request.bucket().endsWith(SEGMENTS) && bucket(request).isEmpty();
        return switch (request.method()) {
            case "GET" -> missing ? Answer.empty("list", 404, "") : list(request);
            case "HEAD" -> Answer.empty("container", missing ? 404 : 204, "");
            default -> Answer.empty("container", 202, "");
        };
    }

    private static Answer json(String kind, String body) {
        return Answer.text(kind, 200, "application/json; charset=utf-8", body);
    }

    private Answer read(Request request) {
        String kind = request.method().equals("GET") ? "get" : "head";
        StoredObject object = bucket(request).get(request.key());
        if (object == null) {
            return Answer.text(kind, 404, "text/html", "<html><h1>Not Found</h1></html>");
        }
        StringBuilder headers = new StringBuilder(320);
        headers.append("Etag: ").append(object.etag()).append("\r\nLast-Modified: ");
        headers.append(Dates.http(object.modified())).append("\r\nX-Timestamp: ");
        headers.append(object.modified().getEpochSecond()).append(".00000\r\nAccept-Ranges: bytes\r\n");
        headers.append("X-Trans-Id: tx0123456789\r\nX-Openstack-Request-Id: tx0123456789\r\n");
        object.headers()
                .forEach((name, value) ->
                        headers.append(name).append(": ").append(value).append("\r\n"));
        return Answer.part(kind, request, object.content(), headers);
    }

    private Answer put(Request request) {
        Map<String, String> kept = new HashMap<>();
        request.headers().forEach((name, value) -> {
            if (name.startsWith("x-object-meta-")
                    || name.matches("content-(type|disposition|encoding|language)|cache-control")) {
                kept.put(name, value);
            }
        });
        StoredObject object = StoredObject.of(request.body(), kept);
        String announced = request.header("etag");
        if (announced != null && !announced.replace("\"", "").equals(object.etag())) {
            return Answer.empty("put", 422, "");
        }
        bucket(request).put(request.key(), object);
        return Answer.empty(
                "put",
                201,
                "Etag: " + object.etag() + "\r\nLast-Modified: " + Dates.http(object.modified())
                        + "\r\nX-Trans-Id: tx0123456789\r\n");
    }

    private Answer deletes(Request request) {
        int deleted = 0;
        int missing = 0;
        for (String line : new String(request.body(), StandardCharsets.UTF_8).split("\n")) {
            String path = URLDecoder.decode(line.replace("+", "%2B"), StandardCharsets.UTF_8);
            int slash = path.indexOf('/', 1);
            if (buckets.bucket(path.substring(1, slash)).remove(path.substring(slash + 1)) == null) {
                missing++;
            } else {
                deleted++;
            }
        }
        return json(
                "deletes",
                "{\"Response Status\":\"200 OK\",\"Response Body\":\"\",\"Number Deleted\":" + deleted
                        + ",\"Number Not Found\":" + missing + ",\"Errors\":[]}");
    }

    private Answer list(Request request) {
        String delimiter = request.parameter("delimiter", "");
        Buckets.Page page = buckets.page(
                request.bucket(),
                request.parameter("prefix", ""),
                request.parameter("marker", ""),
                delimiter.isEmpty() ? null : delimiter,
                Math.min(10_000, Integer.parseInt(request.parameter("limit", "10000"))));
        StringBuilder json = new StringBuilder(200 * page.objects().size() + 100).append('[');
        page.objects().forEach(entry -> {
            StoredObject object = entry.getValue();
            json.append(json.length() > 1 ? "," : "").append("{\"name\":\"").append(Answer.jsonText(entry.getKey()));
            json.append("\",\"hash\":\"").append(object.etag()).append("\",\"bytes\":");
            json.append(object.content().length).append(",\"content_type\":\"");
            json.append(object.headers().getOrDefault("content-type", "application/octet-stream"));
            json.append("\",\"last_modified\":\"");
            json.append(LocalDateTime.ofInstant(object.modified(), ZoneOffset.UTC))
                    .append("\"}");
        });
        page.prefixes().forEach(folder -> json.append(json.length() > 1 ? "," : "")
                .append("{\"subdir\":\"")
                .append(Answer.jsonText(folder))
                .append("\"}"));
        return json("list", json.append(']').toString());
    }
}
