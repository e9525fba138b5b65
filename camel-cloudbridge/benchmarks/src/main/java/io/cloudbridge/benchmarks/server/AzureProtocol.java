/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks.server;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Azure Blob Storage below {@code /devstoreaccount1}, without conditions: block blobs in one piece, ranges, listings, batches of deletes. */
final class AzureProtocol implements Protocol {

    private static final String ACCOUNT = "/devstoreaccount1";
    private static final String IDS =
            "x-ms-request-id: 00000000-0000-0000-0000-000000000000\r\nx-ms-version: 2025-11-05\r\n";
    private static final String NOT_FOUND = "<Error><Code>BlobNotFound</Code><Message>none</Message></Error>";
    private static final Pattern DELETE =
            Pattern.compile("Content-ID: (\\d+)(.*?)DELETE (\\S+) HTTP/1.1", Pattern.DOTALL);

    private final Buckets buckets;

    AzureProtocol(Buckets buckets) {
        this.buckets = buckets;
    }

    @Override
    public Answer answer(Request whole) {
        Request request = whole.below(ACCOUNT);
        Answer answer;
        if (request.parameter("comp", "").equals("batch")) {
            answer = batch(request);
        } else if (request.key().isEmpty()) {
            answer = container(request);
        } else {
            answer = switch (request.method()) {
                case "GET", "HEAD" -> read(request);
                case "PUT" -> put(request);
                case "DELETE" -> delete(request);
                default -> Answer.empty("other", 405, "");
            };
        }
        return answer.withHeaders(IDS);
    }

    private NavigableMap<String, StoredObject> bucket(Request request) {
        return buckets.bucket(request.bucket());
    }

    private Answer container(Request request) {
        return switch (request.method()) {
            case "GET", "HEAD" ->
                request.parameter("comp", "").equals("list")
                        ? list(request)
                        : Answer.empty(
                                "container",
                                200,
                                "ETag: \"0x1\"\r\nLast-Modified: " + Dates.http(StoredObject.now()) + "\r\n");
            default -> Answer.empty("container", 201, "");
        };
    }

    private static Answer missing(String kind) {
        return Answer.xml(kind, 404, NOT_FOUND).withHeaders("x-ms-error-code: BlobNotFound\r\n");
    }

    private static String version(StoredObject object) {
        return "ETag: \"" + etag(object) + "\"\r\nLast-Modified: " + Dates.http(object.modified()) + "\r\n";
    }

    private static String etag(StoredObject object) {
        return "0x8D" + object.etag().substring(0, 13).toUpperCase(Locale.ROOT);
    }

    private static String md5(StoredObject object) {
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(object.etag()));
    }

    private Answer read(Request request) {
        String kind = request.method().equals("GET") ? "get" : "head";
        StoredObject object = bucket(request).get(request.key());
        if (object == null) {
            return missing(kind);
        }
        StringBuilder headers = new StringBuilder(640).append(version(object));
        headers.append("Accept-Ranges: bytes\r\nx-ms-creation-time: ").append(Dates.http(object.modified()));
        headers.append(
                "\r\nx-ms-lease-status: unlocked\r\nx-ms-lease-state: available\r\nx-ms-blob-type: BlockBlob\r\n");
        headers.append("x-ms-server-encrypted: true\r\n");
        if (request.header("x-ms-range") == null && request.header("range") == null) {
            headers.append("Content-MD5: ").append(md5(object)).append("\r\n");
        } else {
            headers.append("x-ms-blob-content-md5: ").append(md5(object)).append("\r\n");
        }
        object.headers()
                .forEach((name, value) ->
                        headers.append(name).append(": ").append(value).append("\r\n"));
        return Answer.part(kind, request, object.content(), headers);
    }

    private Answer put(Request request) {
        Map<String, String> kept = new HashMap<>();
        request.headers().forEach((name, value) -> {
            if (name.startsWith("x-ms-meta-")) {
                kept.put(name, value);
            } else if (name.matches("x-ms-blob-(content-(type|disposition|encoding|language)|cache-control)")) {
                kept.put(name.substring("x-ms-blob-".length()), value);
            }
        });
        kept.putIfAbsent("content-type", "application/octet-stream");
        StoredObject object = StoredObject.of(request.body(), kept);
        bucket(request).put(request.key(), object);
        return Answer.empty(
                "put",
                201,
                version(object) + "Content-MD5: " + md5(object) + "\r\nx-ms-request-server-encrypted: true\r\n");
    }

    private Answer delete(Request request) {
        return bucket(request).remove(request.key()) == null ? missing("delete") : Answer.empty("delete", 202, "");
    }

    private Answer batch(Request request) {
        StringBuilder parts = new StringBuilder();
        Matcher delete = DELETE.matcher(new String(request.body(), StandardCharsets.UTF_8));
        while (delete.find()) {
            Request one =
                    Request.parse("DELETE " + delete.group(3) + " HTTP/1.1\r\n").below(ACCOUNT);
            boolean there = bucket(one).remove(one.key()) != null;
            parts.append("--batch\r\nContent-Type: application/http\r\nContent-ID: ")
                    .append(delete.group(1));
            parts.append("\r\n\r\nHTTP/1.1 ")
                    .append(there ? "202 Accepted" : "404 Not Found")
                    .append("\r\n")
                    .append(IDS);
            parts.append(there ? "\r\n" : "x-ms-error-code: BlobNotFound\r\n\r\n" + NOT_FOUND + "\r\n");
        }
        parts.append("--batch--\r\n");
        return Answer.text("deletes", 202, "multipart/mixed; boundary=batch", parts.toString());
    }

    private Answer list(Request request) {
        String prefix = request.parameter("prefix", "");
        String delimiter = request.parameter("delimiter", "");
        int limit = Math.min(5000, Integer.parseInt(request.parameter("maxresults", "5000")));
        Buckets.Page page = buckets.page(
                request.bucket(),
                prefix,
                request.parameter("marker", ""),
                delimiter.isEmpty() ? null : delimiter,
                limit);
        StringBuilder xml = new StringBuilder(600 * page.objects().size() + 500);
        xml.append("<EnumerationResults ServiceEndpoint=\"http://127.0.0.1").append(ACCOUNT);
        xml.append("\" ContainerName=\"")
                .append(request.bucket())
                .append("\"><Prefix>")
                .append(Answer.xmlText(prefix));
        xml.append("</Prefix><MaxResults>").append(limit).append("</MaxResults><Blobs>");
        page.objects().forEach(entry -> {
            StoredObject object = entry.getValue();
            String modified = Dates.http(object.modified());
            xml.append("<Blob><Name>")
                    .append(Answer.xmlText(entry.getKey()))
                    .append("</Name><Properties><Creation-Time>");
            xml.append(modified).append("</Creation-Time><Last-Modified>").append(modified);
            xml.append("</Last-Modified><Etag>").append(etag(object)).append("</Etag><Content-Length>");
            xml.append(object.content().length).append("</Content-Length><Content-Type>");
            xml.append(object.headers().get("content-type")).append("</Content-Type><Content-Encoding /><Content-MD5>");
            xml.append(md5(object))
                    .append("</Content-MD5><BlobType>BlockBlob</BlobType><LeaseStatus>unlocked</LeaseStatus>");
            xml.append("<LeaseState>available</LeaseState><ServerEncrypted>true</ServerEncrypted>");
            xml.append("<AccessTier>Hot</AccessTier><AccessTierInferred>true</AccessTierInferred></Properties></Blob>");
        });
        page.prefixes().forEach(folder -> xml.append("<BlobPrefix><Name>")
                .append(Answer.xmlText(folder))
                .append("</Name></BlobPrefix>"));
        xml.append("</Blobs><NextMarker>").append(page.next() == null ? "" : Answer.xmlText(page.next()));
        return Answer.xml(
                "list", 200, xml.append("</NextMarker></EnumerationResults>").toString());
    }
}
