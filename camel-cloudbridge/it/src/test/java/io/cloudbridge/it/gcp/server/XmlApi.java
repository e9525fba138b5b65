/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.gcp.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Objects through the XML API, for bearer tokens and V4 signed URLs. */
final class XmlApi {
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC);
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Type", "contentType",
            "Content-Encoding", "contentEncoding",
            "Content-Disposition", "contentDisposition",
            "Content-Language", "contentLanguage",
            "Cache-Control", "cacheControl",
            "x-goog-storage-class", "storageClass",
            "x-goog-encryption-kms-key-name", "kmsKeyName",
            "x-goog-custom-time", "customTime");

    private final State state;
    private final Access access;
    private final Signatures signatures;
    private final XmlUploads uploads;

    XmlApi(State state, Access access) {
        this.state = state;
        this.access = access;
        this.signatures = new Signatures(access.account);
        this.uploads = new XmlUploads(state, this);
    }

    XmlUploads uploads() {
        return uploads;
    }

    Answer answer(Call call) throws IOException {
        String bucket = call.path.get(0);
        String key = call.path.size() < 2 ? "" : Call.decode(call.rawPath.substring(call.rawPath.indexOf('/', 1) + 1));
        if (key.isEmpty()) {
            if (call.method.equals("GET") && call.query("uploads") != null) {
                return uploads.list(call, bucket);
            }
            throw ApiError.notImplemented(call.method + " of a bucket in the XML API");
        }
        if (call.query("uploads") != null || call.query("uploadId") != null) {
            return uploads.answer(call, bucket, key);
        }
        return switch (call.method) {
            case "GET", "HEAD" -> read(call, bucket, key);
            case "PUT" -> put(call, bucket, key);
            case "DELETE" -> {
                authorize(call, "storage.objects.delete", bucket, key);
                state.bucket(bucket).delete(key, call.number("generation"), Conditions.ofXml(call));
                yield Answer.empty(204);
            }
            default -> throw ApiError.methodNotAllowed();
        };
    }

    /** A signed URL acts for the account; anything else needs a token, or a public bucket. */
    void authorize(Call call, String permission, String bucket, String key) {
        if (Signatures.signs(call)) {
            signatures.verify(call);
        } else {
            access.require(call, permission, bucket, key, true);
        }
    }

    private Answer read(Call call, String bucket, String key) throws IOException {
        authorize(call, "storage.objects.get", bucket, key);
        Bucket place = state.bucket(bucket);
        synchronized (place) {
            return read(call, place, key);
        }
    }

    private static Answer read(Call call, Bucket bucket, String key) throws IOException {
        StoredObject object = bucket.find(key, call.number("generation"));
        if (object == null) {
            throw ApiError.of(404, "notFound", "NoSuchKey", "The specified key does not exist.")
                    .withDetails("No such object: " + bucket.name + "/" + key);
        }
        Conditions conditions = Conditions.ofXml(call);
        conditions.check(object, false);
        conditions.checkEtag(object.xmlEtag());
        Answer answer = Media.answer(call, object)
                .with("ETag", '"' + object.xmlEtag() + '"')
                .with("Last-Modified", HTTP_DATE.format(object.updated()));
        object.metadata().forEach((name, value) -> answer.with("x-goog-meta-" + name, bytesOf(value)));
        if (object.property("cacheControl") == null) {
            answer.with("Cache-Control", "private, max-age=0");
        }
        if (Signatures.signs(call)) {
            answer.with("Content-Type", call.query("response-content-type"));
            answer.with("Content-Disposition", call.query("response-content-disposition"));
        }
        return answer;
    }

    /** The bytes of UTF-8, each as the character that a header has for it. */
    private static String bytesOf(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private Answer put(Call call, String bucket, String key) throws IOException {
        authorize(call, "storage.objects.create", bucket, key);
        Bucket target = state.bucket(bucket);
        if (call.header("Content-Length") == null && call.header("Transfer-Encoding") == null) {
            throw ApiError.of(
                    411, "required", "MissingContentLength", "You must provide the Content-Length HTTP header.");
        }
        Hashes hashes = new Hashes();
        Payload payload = Payload.receive(call.body, state.directory, hashes);
        StoredObject stored;
        try {
            hashes.verify(null, call.header("x-goog-hash"), call.header("Content-MD5"));
            stored = target.insert(
                    state.newObject(bucket, key, payload, hashes, 0, properties(call), metadata(call)),
                    Conditions.ofXml(call));
        } catch (ApiError e) {
            payload.drop();
            throw e;
        }
        return stored(stored, Answer.empty(200));
    }

    static Answer stored(StoredObject object, Answer answer) {
        String hash = "crc32c=" + object.crc32c() + (object.md5() == null ? "" : ",md5=" + object.md5());
        return answer.with("ETag", '"' + object.xmlEtag() + '"')
                .with("x-goog-generation", Long.toString(object.generation()))
                .with("x-goog-metageneration", Long.toString(object.metageneration()))
                .with("x-goog-hash", hash)
                .with("x-goog-stored-content-encoding", "identity")
                .with("x-goog-stored-content-length", Long.toString(object.size()));
    }

    static Map<String, String> properties(Call call) {
        Map<String, String> properties = new HashMap<>();
        HEADERS.forEach((header, property) -> {
            if (call.header(header) != null) {
                properties.put(property, call.header(header));
            }
        });
        return StoredObject.check(properties);
    }

    static Map<String, String> metadata(Call call) {
        Map<String, String> metadata = new HashMap<>();
        call.headers.forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.startsWith("x-goog-meta-")) {
                metadata.put(lower.substring("x-goog-meta-".length()), value);
            }
        });
        return metadata;
    }

    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    static Answer error(ApiError e) {
        String details = e.details == null ? "" : "<Details>" + escape(e.details) + "</Details>";
        return Answer.xml(
                e.status,
                "<Error><Code>" + e.code + "</Code><Message>" + escape(e.getMessage()) + "</Message>" + details
                        + "</Error>");
    }
}
