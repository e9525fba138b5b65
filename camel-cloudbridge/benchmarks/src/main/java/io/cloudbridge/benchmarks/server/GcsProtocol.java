/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks.server;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.NavigableMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * Google Cloud Storage, without conditions: the JSON API with uploads in one piece, media, listings, and batches of deletes; reads of the XML API. The
 * generation of an object is made of its digest.
 */
final class GcsProtocol implements Protocol {

    private static final String API = "/storage/v1/b";
    private static final String NOT_FOUND =
            "{\"error\":{\"code\":404,\"message\":\"No such object\",\"errors\":[{\"message\":\"No such object\","
                    + "\"domain\":\"global\",\"reason\":\"notFound\"}]}}";
    private static final Pattern OBJECT =
            Pattern.compile("(?:/upload|/download)?/storage/v1/b/([^/]+)/o(?:/(.*))?", Pattern.DOTALL);
    private static final Pattern NAME = Pattern.compile("\"name\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern TYPE = Pattern.compile("\"contentType\"\\s*:\\s*\"([^\"]*)\"");
    private static final Pattern CALL = Pattern.compile(
            "Content-ID: (\\S+)\\s.*?DELETE (\\S+) HTTP/1.1", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

    /** An upload that has begun: what is to be known of the object. */
    private record Upload(String key, String type) {}

    private final Buckets buckets;
    private final Map<String, Upload> uploads = new ConcurrentHashMap<>();

    GcsProtocol(Buckets buckets) {
        this.buckets = buckets;
    }

    @Override
    public StoredObject filled(byte[] content) {
        return stored("application/octet-stream", content);
    }

    @Override
    public Answer answer(Request request) {
        if (request.path().startsWith("/batch")) {
            return batch(request);
        }
        Matcher object = OBJECT.matcher(request.path());
        if (object.matches()) {
            return object(request, object.group(1), object.group(2));
        }
        if (request.path().startsWith(API)) {
            return json(
                    "bucket",
                    200,
                    "{\"kind\":\"storage#bucket\",\"id\":\"bench\",\"name\":\"bench\",\"location\":\"US\"}");
        }
        return request.method().equals("GET") || request.method().equals("HEAD")
                ? readXml(request)
                : Answer.empty("other", 405, "");
    }

    private Answer object(Request request, String bucket, String key) {
        boolean one = key != null && !key.isEmpty();
        return switch (request.method()) {
            case "GET" -> one ? readJson(request, bucket, key) : list(request, bucket);
            case "POST" ->
                request.parameter("uploadType", "").equals("resumable") ? start(request) : insert(request, bucket);
            case "PUT" -> finish(request, bucket);
            case "DELETE" -> delete(bucket, key);
            default -> Answer.empty("other", 405, "");
        };
    }

    private static Answer json(String kind, int status, String body) {
        return Answer.text(kind, status, "application/json; charset=UTF-8", body);
    }

    private static Answer missing(String kind) {
        return json(kind, 404, NOT_FOUND);
    }

    private static long generation(StoredObject object) {
        return Long.parseLong(object.etag().substring(0, 12), 16);
    }

    private static String crc32c(StoredObject object) {
        CRC32C crc = new CRC32C();
        crc.update(object.content());
        byte[] sum = ByteBuffer.allocate(4).putInt((int) crc.getValue()).array();
        return Base64.getEncoder().encodeToString(sum);
    }

    private static String resource(String bucket, String key, StoredObject object) {
        String name = Answer.jsonText(key);
        return "{\"kind\":\"storage#object\",\"id\":\"" + bucket + "/" + name + "/" + generation(object)
                + "\",\"name\":\""
                + name + "\",\"bucket\":\"" + bucket + "\",\"generation\":\"" + generation(object)
                + "\",\"metageneration\":\"1\",\"contentType\":\""
                + object.headers().get("content-type") + "\",\"storageClass\":\"STANDARD\",\"size\":\""
                + object.content().length + "\",\"crc32c\":\""
                + object.headers().get("crc32c") + "\",\"etag\":\"CAE=\",\"timeCreated\":\""
                + object.modified() + "\",\"updated\":\"" + object.modified() + "\"}";
    }

    private Answer readXml(Request request) {
        String kind = request.method().equals("GET") ? "get" : "head";
        StoredObject object = buckets.bucket(request.bucket()).get(request.key());
        if (object == null) {
            return Answer.xml(kind, 404, "<Error><Code>NoSuchKey</Code><Message>none</Message></Error>");
        }
        return Answer.part(kind, request, object.content(), media(object));
    }

    private static StringBuilder media(StoredObject object) {
        StringBuilder headers = new StringBuilder(640);
        headers.append("ETag: \"").append(object.etag()).append("\"\r\nLast-Modified: ");
        headers.append(Dates.http(object.modified()))
                .append("\r\nx-goog-generation: ")
                .append(generation(object));
        headers.append("\r\nx-goog-metageneration: 1\r\nx-goog-stored-content-encoding: identity\r\n");
        headers.append("x-goog-stored-content-length: ").append(object.content().length);
        headers.append("\r\nx-goog-hash: crc32c=").append(object.headers().get("crc32c"));
        headers.append("\r\nx-goog-storage-class: STANDARD\r\nAccept-Ranges: bytes\r\nContent-Type: ");
        return headers.append(object.headers().get("content-type")).append("\r\n");
    }

    private Answer readJson(Request request, String bucket, String key) {
        StoredObject object = buckets.bucket(bucket).get(key);
        boolean media = request.parameter("alt", "").equals("media");
        if (object == null) {
            return missing(media ? "get" : "head");
        }
        return media
                ? Answer.part("get", request, object.content(), media(object))
                : json("head", 200, resource(bucket, key, object));
    }

    /** An upload of one request: a resource, and content of the type that its part names. */
    private Answer insert(Request request, String bucket) {
        String type = request.header("content-type");
        byte[] body = request.body();
        String boundary = "\r\n--" + type.replaceAll(".*boundary=\"?([^\";]+).*", "$1");
        String text = new String(body, StandardCharsets.ISO_8859_1);
        int second = text.indexOf(boundary, 4);
        int content = text.indexOf("\r\n\r\n", second + boundary.length()) + 4;
        byte[] stored = Arrays.copyOfRange(body, content, text.lastIndexOf(boundary));
        return store(bucket, named(request, new String(body, 0, second, StandardCharsets.UTF_8)), stored);
    }

    private static Upload named(Request request, String resource) {
        Matcher name = NAME.matcher(resource);
        Matcher type = TYPE.matcher(resource);
        return new Upload(
                name.find() ? name.group(1).replace("\\\"", "\"").replace("\\\\", "\\") : request.parameter("name", ""),
                type.find() ? type.group(1) : "application/octet-stream");
    }

    private Answer store(String bucket, Upload upload, byte[] content) {
        StoredObject object = stored(upload.type, content);
        buckets.bucket(bucket).put(upload.key, object);
        return json("put", 200, resource(bucket, upload.key, object));
    }

    private Answer start(Request request) {
        String id = UUID.randomUUID().toString();
        uploads.put(id, named(request, new String(request.body(), StandardCharsets.UTF_8)));
        return Answer.empty(
                "start",
                200,
                "Location: http://" + request.header("host") + request.path() + "?uploadType=resumable&upload_id=" + id
                        + "\r\n");
    }

    /** The only piece of a resumable upload. */
    private Answer finish(Request request, String bucket) {
        Upload upload = uploads.remove(request.parameter("upload_id", ""));
        return upload == null ? missing("put") : store(bucket, upload, request.body());
    }

    private static StoredObject stored(String type, byte[] content) {
        StoredObject plain = StoredObject.of(content, Map.of());
        return new StoredObject(
                content, plain.etag(), plain.modified(), Map.of("content-type", type, "crc32c", crc32c(plain)));
    }

    private Answer delete(String bucket, String key) {
        return buckets.bucket(bucket).remove(key) == null ? missing("delete") : Answer.empty("delete", 204, "");
    }

    private Answer batch(Request request) {
        StringBuilder parts = new StringBuilder();
        Matcher call = CALL.matcher(new String(request.body(), StandardCharsets.UTF_8));
        while (call.find()) {
            String target = call.group(2).replaceFirst("^https?://[^/]+", "");
            Matcher object = OBJECT.matcher(
                    Request.parse("DELETE " + target + " HTTP/1.1\r\n").path());
            NavigableMap<String, StoredObject> bucket = object.matches() ? buckets.bucket(object.group(1)) : null;
            boolean there = bucket != null && bucket.remove(object.group(2)) != null;
            parts.append("--batch\r\nContent-Type: application/http\r\nContent-ID: <response-");
            parts.append(call.group(1).replaceFirst("^<", "")).append("\r\n\r\nHTTP/1.1 ");
            parts.append(there ? "204 No Content" : "404 Not Found\r\nContent-Type: application/json; charset=UTF-8");
            parts.append("\r\nContent-Length: ").append(there ? 0 : NOT_FOUND.length());
            parts.append("\r\n\r\n").append(there ? "" : NOT_FOUND).append("\r\n");
        }
        parts.append("--batch--\r\n");
        return Answer.text("deletes", 200, "multipart/mixed; boundary=batch", parts.toString());
    }

    private Answer list(Request request, String bucket) {
        String delimiter = request.parameter("delimiter", "");
        String prefix = request.parameter("prefix", "");
        int limit = Math.min(1000, Integer.parseInt(request.parameter("maxResults", "1000")));
        Buckets.Page page = buckets.page(
                bucket, prefix, request.parameter("pageToken", ""), delimiter.isEmpty() ? null : delimiter, limit);
        StringBuilder json =
                new StringBuilder(450 * page.objects().size() + 200).append("{\"kind\":\"storage#objects\"");
        if (page.next() != null) {
            json.append(",\"nextPageToken\":\"")
                    .append(Answer.jsonText(page.next()))
                    .append('"');
        }
        json.append(",\"prefixes\":[");
        for (int i = 0; i < page.prefixes().size(); i++) {
            json.append(i > 0 ? "," : "")
                    .append('"')
                    .append(Answer.jsonText(page.prefixes().get(i)))
                    .append('"');
        }
        json.append("],\"items\":[");
        for (int i = 0; i < page.objects().size(); i++) {
            Map.Entry<String, StoredObject> entry = page.objects().get(i);
            json.append(i > 0 ? "," : "").append(resource(bucket, entry.getKey(), entry.getValue()));
        }
        return json("list", 200, json.append("]}").toString());
    }
}
