/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.gcp.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Multipart uploads of the XML API: parts in any order, five MiB at least but for the last, no preconditions. */
final class XmlUploads {
    private static final long MIN_PART = 5L * 1024 * 1024;
    private static final int MOST_PARTS = 10_000;
    private static final String NAMESPACE = " xmlns='http://s3.amazonaws.com/doc/2006-03-01/'";
    private static final Pattern PART = Pattern.compile("<Part>(.*?)</Part>", Pattern.DOTALL);

    private record Part(Payload payload, String etag, String crc32c) {}

    private record Upload(
            String id,
            String bucket,
            String key,
            Instant started,
            Map<String, String> properties,
            Map<String, String> metadata,
            TreeMap<Integer, Part> parts) {}

    private final State state;
    private final XmlApi api;
    private final Map<String, Upload> uploads = new ConcurrentHashMap<>();

    XmlUploads(State state, XmlApi api) {
        this.state = state;
        this.api = api;
    }

    /** How many uploads were begun and are neither completed nor aborted. */
    int open() {
        return uploads.size();
    }

    Answer answer(Call call, String bucket, String key) throws IOException {
        if (!Conditions.ofXml(call).isNone()) {
            throw ApiError.of(400, "notImplemented", "NotImplemented", "A requested feature is not implemented.")
                    .withDetails("Preconditions cannot be used in XML API multipart uploads.");
        }
        if (call.query("uploads") != null) {
            if (!call.method.equals("POST")) {
                throw ApiError.methodNotAllowed();
            }
            return start(call, bucket, key);
        }
        return switch (call.method) {
            case "PUT" -> put(call, bucket, key);
            case "POST" -> complete(call, bucket, key);
            case "DELETE" -> abort(call, bucket, key);
            case "GET" -> parts(call, bucket, key);
            default -> throw ApiError.methodNotAllowed();
        };
    }

    private Answer start(Call call, String bucket, String key) {
        api.authorize(call, "storage.multipartUploads.create", bucket, key);
        state.bucket(bucket);
        State.checkKey(key);
        String id = UUID.randomUUID().toString().replace("-", "");
        uploads.put(
                id,
                new Upload(
                        id,
                        bucket,
                        key,
                        Instant.now(),
                        XmlApi.properties(call),
                        XmlApi.metadata(call),
                        new TreeMap<>()));
        return Answer.xml(
                200,
                "<InitiateMultipartUploadResult" + NAMESPACE + "><Bucket>" + bucket + "</Bucket><Key>"
                        + XmlApi.escape(key) + "</Key><UploadId>" + id + "</UploadId></InitiateMultipartUploadResult>");
    }

    private Answer put(Call call, String bucket, String key) throws IOException {
        api.authorize(call, "storage.multipartUploads.create", bucket, key);
        Upload upload = upload(call, bucket, key);
        Long number = call.number("partNumber");
        if (number == null || number < 1 || number > MOST_PARTS) {
            throw ApiError.invalid("Part number must be an integer between 1 and 10000, inclusive.");
        }
        Hashes hashes = call.header("Content-MD5") != null
                        || String.valueOf(call.header("x-goog-hash")).contains("md5=")
                ? new Hashes()
                : Hashes.crc32cOnly();
        Payload payload = Payload.receive(call.body, state.directory, hashes);
        try {
            hashes.verify(null, call.header("x-goog-hash"), call.header("Content-MD5"));
        } catch (ApiError e) {
            payload.drop();
            throw e;
        }
        Part part = new Part(payload, UUID.randomUUID().toString().replace("-", ""), hashes.crc32c());
        synchronized (upload) {
            Part old = upload.parts().put(number.intValue(), part);
            if (old != null) {
                old.payload().drop();
            }
        }
        return Answer.empty(200).with("ETag", '"' + part.etag() + '"').with("x-goog-hash", "crc32c=" + part.crc32c());
    }

    private Answer complete(Call call, String bucket, String key) throws IOException {
        api.authorize(call, "storage.multipartUploads.create", bucket, key);
        Upload upload = upload(call, bucket, key);
        String body = new String(call.body.readAllBytes(), StandardCharsets.UTF_8);
        List<Payload> chosen = new ArrayList<>();
        synchronized (upload) {
            int before = 0;
            Matcher matcher = PART.matcher(body);
            while (matcher.find()) {
                int number = Integer.parseInt(element(matcher.group(1), "PartNumber"));
                String etag =
                        element(matcher.group(1), "ETag").replace("&quot;", "").replace("\"", "");
                Part part = upload.parts().get(number);
                if (number <= before) {
                    throw ApiError.of(
                            400, "invalid", "InvalidPartOrder", "The list of parts was not in ascending order.");
                }
                if (part == null || !part.etag().equals(etag)) {
                    throw ApiError.of(
                            400, "invalid", "InvalidPart", "One or more of the specified parts could not be found.");
                }
                if (!chosen.isEmpty() && chosen.get(chosen.size() - 1).size() < MIN_PART) {
                    throw ApiError.of(
                            400,
                            "invalid",
                            "EntityTooSmall",
                            "Your proposed upload is smaller than the minimum object size.");
                }
                before = number;
                chosen.add(part.payload());
            }
            if (chosen.isEmpty()) {
                throw ApiError.of(
                        400,
                        "invalid",
                        "MalformedCompleteMultipartUploadRequest",
                        "The CompleteMultipartUpload request was malformed.");
            }
            if (uploads.remove(upload.id()) == null) {
                throw ApiError.noUpload();
            }
            upload.parts().values().stream()
                    .map(Part::payload)
                    .filter(p -> !chosen.contains(p))
                    .forEach(Payload::drop);
        }
        Payload payload = Payload.concat(chosen);
        StoredObject stored = state.bucket(bucket)
                .insert(
                        state.newObject(
                                bucket,
                                key,
                                payload,
                                payload.hash(Hashes.crc32cOnly()),
                                chosen.size(),
                                upload.properties(),
                                upload.metadata()),
                        Conditions.NONE);
        Answer answer = Answer.xml(
                200,
                "<CompleteMultipartUploadResult" + NAMESPACE + "><Location>/" + bucket + "/" + XmlApi.escape(key)
                        + "</Location><Bucket>" + bucket + "</Bucket><Key>" + XmlApi.escape(key) + "</Key><ETag>\""
                        + stored.xmlEtag() + "\"</ETag></CompleteMultipartUploadResult>");
        return XmlApi.stored(stored, answer);
    }

    private Answer abort(Call call, String bucket, String key) {
        api.authorize(call, "storage.multipartUploads.abort", bucket, key);
        Upload upload = upload(call, bucket, key);
        synchronized (upload) {
            uploads.remove(upload.id());
            upload.parts().values().forEach(p -> p.payload().drop());
        }
        return Answer.empty(204);
    }

    private Answer parts(Call call, String bucket, String key) {
        api.authorize(call, "storage.multipartUploads.list", bucket, key);
        Upload upload = upload(call, bucket, key);
        StringBuilder xml = new StringBuilder("<ListPartsResult" + NAMESPACE + "><Bucket>" + bucket + "</Bucket><Key>"
                + XmlApi.escape(key) + "</Key><UploadId>" + upload.id() + "</UploadId>");
        synchronized (upload) {
            upload.parts()
                    .forEach((number, part) -> xml.append("<Part><PartNumber>" + number + "</PartNumber><ETag>\""
                            + part.etag() + "\"</ETag><Size>" + part.payload().size() + "</Size></Part>"));
        }
        return Answer.xml(
                200,
                xml.append("<IsTruncated>false</IsTruncated></ListPartsResult>").toString());
    }

    Answer list(Call call, String bucket) {
        api.authorize(call, "storage.multipartUploads.list", bucket, null);
        state.bucket(bucket);
        String prefix = call.query.getOrDefault("prefix", "");
        String keyMarker = call.query.getOrDefault("key-marker", "");
        String idMarker = call.query.getOrDefault("upload-id-marker", "");
        Long asked = call.number("max-uploads");
        long max = asked == null ? 1000 : Math.min(asked, 1000);
        List<Upload> found = uploads.values().stream()
                .filter(u -> u.bucket().equals(bucket) && u.key().startsWith(prefix))
                .filter(u -> behind(u, keyMarker, idMarker))
                .sorted((a, b) -> a.key().equals(b.key())
                        ? a.id().compareTo(b.id())
                        : Bucket.BYTE_ORDER.compare(a.key(), b.key()))
                .toList();
        boolean truncated = found.size() > max;
        StringBuilder xml = new StringBuilder("<ListMultipartUploadsResult" + NAMESPACE + "><Bucket>" + bucket
                + "</Bucket><MaxUploads>" + max + "</MaxUploads><IsTruncated>" + truncated + "</IsTruncated>");
        List<Upload> page = found.subList(0, (int) Math.min(max, found.size()));
        if (truncated) {
            Upload last = page.get(page.size() - 1);
            xml.append("<NextKeyMarker>" + XmlApi.escape(last.key()) + "</NextKeyMarker><NextUploadIdMarker>"
                    + last.id() + "</NextUploadIdMarker>");
        }
        for (Upload upload : page) {
            xml.append("<Upload><Key>" + XmlApi.escape(upload.key()) + "</Key><UploadId>" + upload.id()
                    + "</UploadId><StorageClass>STANDARD</StorageClass><Initiated>" + upload.started()
                    + "</Initiated></Upload>");
        }
        return Answer.xml(200, xml.append("</ListMultipartUploadsResult>").toString());
    }

    private static boolean behind(Upload upload, String key, String id) {
        int order = Bucket.BYTE_ORDER.compare(upload.key(), key);
        return key.isEmpty()
                || order > 0
                || (order == 0 && !id.isEmpty() && upload.id().compareTo(id) > 0);
    }

    private Upload upload(Call call, String bucket, String key) {
        Upload upload = uploads.get(call.query("uploadId"));
        if (upload == null || !upload.bucket().equals(bucket) || !upload.key().equals(key)) {
            throw ApiError.noUpload();
        }
        return upload;
    }

    private static String element(String xml, String name) {
        int from = xml.indexOf("<" + name + ">");
        int to = xml.indexOf("</" + name + ">");
        if (from < 0 || to < from) {
            throw ApiError.of(
                    400, "invalid", "MalformedXML", "The XML you provided was not well-formed: no " + name + ".");
        }
        return xml.substring(from + name.length() + 2, to).trim();
    }
}
