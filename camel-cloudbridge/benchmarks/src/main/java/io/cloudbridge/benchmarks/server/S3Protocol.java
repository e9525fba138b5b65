/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks.server;

import java.io.ByteArrayOutputStream;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * S3 in path style, without access rights, versions and tags: objects with ranges and conditions, listings of both versions, deletes (in bulk and on
 * condition, as Amazon has them), multipart uploads, copies.
 */
final class S3Protocol implements Protocol {

    private static final Pattern DELETED = Pattern.compile("<Object>(.*?)</Object>", Pattern.DOTALL);
    private static final Pattern KEY = Pattern.compile("<Key>(.*?)</Key>", Pattern.DOTALL);
    private static final Pattern ETAG = Pattern.compile("<ETag>(.*?)</ETag>", Pattern.DOTALL);
    private static final Pattern PART = Pattern.compile("<PartNumber>(\\d+)</PartNumber>");

    private record Upload(SortedMap<Integer, byte[]> parts, Map<String, String> headers) {}

    private final Buckets buckets;
    private final Map<String, Upload> uploads = new ConcurrentHashMap<>();

    S3Protocol(Buckets buckets) {
        this.buckets = buckets;
    }

    @Override
    public Answer answer(Request request) {
        String method = request.method();
        if (request.key().isEmpty()) {
            return bucket(request);
        }
        return switch (method) {
            case "GET", "HEAD" -> read(request);
            case "PUT" ->
                request.has("partNumber")
                        ? part(request)
                        : request.header("x-amz-copy-source") == null ? put(request) : copy(request);
            case "DELETE" -> delete(request);
            case "POST" -> request.has("uploads") ? start(request) : complete(request);
            default -> error("other", 405, "MethodNotAllowed");
        };
    }

    private Answer bucket(Request request) {
        return switch (request.method()) {
            case "GET" ->
                request.bucket().isEmpty()
                        ? listBuckets()
                        : request.has("location")
                                ? Answer.xml("location", 200, "<LocationConstraint/>")
                                : request.has("uploads")
                                        ? Answer.xml("uploads", 200, "<ListMultipartUploadsResult/>")
                                        : list(request);
            case "POST" -> deletes(request);
            case "PUT" -> {
                buckets.bucket(request.bucket());
                yield Answer.empty("bucket", 200, "");
            }
            case "DELETE" -> {
                buckets.drop(request.bucket());
                yield Answer.empty("bucket", 204, "");
            }
            default -> Answer.empty("bucket", 200, "");
        };
    }

    private Answer listBuckets() {
        StringBuilder xml = new StringBuilder("<ListAllMyBucketsResult><Buckets>");
        buckets.names().forEach(name -> xml.append("<Bucket><Name>")
                .append(name)
                .append("</Name><CreationDate>2026-01-01T00:00:00.000Z</CreationDate></Bucket>"));
        return Answer.xml(
                "buckets",
                200,
                xml.append("</Buckets></ListAllMyBucketsResult>").toString());
    }

    private static Answer error(String kind, int status, String code) {
        return Answer.xml(kind, status, "<Error><Code>" + code + "</Code><Message>" + code + "</Message></Error>");
    }

    private Answer read(Request request) {
        String kind = request.method().equals("GET") ? "get" : "head";
        StoredObject object = buckets.bucket(request.bucket()).get(request.key());
        if (object == null) {
            return error(kind, 404, "NoSuchKey");
        }
        String expected = request.header("if-match");
        if (expected != null
                && !expected.equals("*")
                && !expected.replace("\"", "").equals(object.etag())) {
            return error(kind, 412, "PreconditionFailed");
        }
        StringBuilder headers = new StringBuilder(320);
        headers.append("ETag: \"").append(object.etag()).append("\"\r\nLast-Modified: ");
        headers.append(Dates.http(object.modified())).append("\r\nAccept-Ranges: bytes\r\n");
        long[] range = request.range(object.content().length);
        object.headers().forEach((name, value) -> {
            boolean checksum = name.startsWith("x-amz-checksum-");
            if (!checksum || range == null && request.headers().containsKey("x-amz-checksum-mode")) {
                headers.append(name).append(": ").append(value).append("\r\n");
            }
        });
        return Answer.part(kind, request, object.content(), headers);
    }

    /** What is kept of the headers of an upload. */
    private static Map<String, String> kept(Request request) {
        Map<String, String> kept = new HashMap<>();
        request.headers().forEach((name, value) -> {
            if (name.startsWith("x-amz-meta-")
                    || name.startsWith("x-amz-checksum-") && !name.endsWith("-algorithm")
                    || name.matches("content-(type|disposition|language)|cache-control|expires")) {
                kept.put(name, value);
            }
        });
        String encoding = request.headers().getOrDefault("content-encoding", "").replaceAll("aws-chunked,? *", "");
        if (!encoding.isEmpty()) {
            kept.put("content-encoding", encoding);
        }
        return kept;
    }

    private Answer put(Request request) {
        NavigableMap<String, StoredObject> bucket = buckets.bucket(request.bucket());
        StoredObject old = bucket.get(request.key());
        String expected = request.header("if-match");
        if ("*".equals(request.header("if-none-match")) && old != null
                || expected != null
                        && (old == null || !expected.replace("\"", "").equals(old.etag()))) {
            return error("put", 412, "PreconditionFailed");
        }
        StoredObject object = StoredObject.of(request.body(), kept(request));
        bucket.put(request.key(), object);
        StringBuilder headers =
                new StringBuilder("ETag: \"").append(object.etag()).append("\"\r\n");
        object.headers().forEach((name, value) -> {
            if (name.startsWith("x-amz-checksum-")) {
                headers.append(name).append(": ").append(value).append("\r\n");
            }
        });
        return Answer.empty("put", 200, headers.toString());
    }

    private Answer copy(Request request) {
        String source = URLDecoder.decode(request.header("x-amz-copy-source"), StandardCharsets.UTF_8);
        String[] from = (source.startsWith("/") ? source.substring(1) : source).split("/", 2);
        StoredObject object = buckets.bucket(from[0]).get(from[1]);
        if (object == null) {
            return error("copy", 404, "NoSuchKey");
        }
        boolean replace = "REPLACE".equals(request.header("x-amz-metadata-directive"));
        StoredObject copy = new StoredObject(
                object.content(), object.etag(), StoredObject.now(), replace ? kept(request) : object.headers());
        buckets.bucket(request.bucket()).put(request.key(), copy);
        return Answer.xml(
                "copy",
                200,
                "<CopyObjectResult><LastModified>" + copy.modified() + "</LastModified><ETag>&quot;" + copy.etag()
                        + "&quot;</ETag></CopyObjectResult>");
    }

    private Answer delete(Request request) {
        if (request.has("uploadId")) {
            uploads.remove(request.parameter("uploadId", ""));
            return Answer.empty("abort", 204, "");
        }
        NavigableMap<String, StoredObject> bucket = buckets.bucket(request.bucket());
        StoredObject old = bucket.get(request.key());
        String expected = request.header("if-match");
        if (expected != null && old != null && !expected.replace("\"", "").equals(old.etag())) {
            return error("delete", 412, "PreconditionFailed");
        }
        bucket.remove(request.key());
        return Answer.empty("delete", 204, "");
    }

    private Answer deletes(Request request) {
        String document = new String(request.body(), StandardCharsets.UTF_8);
        boolean quiet = document.contains("<Quiet>true</Quiet>");
        NavigableMap<String, StoredObject> bucket = buckets.bucket(request.bucket());
        StringBuilder xml = new StringBuilder("<DeleteResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">");
        for (Matcher object = DELETED.matcher(document); object.find(); ) {
            String name = first(KEY, object.group(1));
            String key = unescape(name);
            String expected = first(ETAG, object.group(1));
            StoredObject old = bucket.get(key);
            if (expected != null
                    && old != null
                    && !unescape(expected).replace("\"", "").equals(old.etag())) {
                xml.append("<Error><Key>").append(name);
                xml.append("</Key><Code>PreconditionFailed</Code><Message>rewritten</Message></Error>");
                continue;
            }
            bucket.remove(key);
            if (!quiet) {
                xml.append("<Deleted><Key>").append(name).append("</Key></Deleted>");
            }
        }
        return Answer.xml("deletes", 200, xml.append("</DeleteResult>").toString());
    }

    private static String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : null;
    }

    private static String unescape(String text) {
        return text.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&apos;", "'")
                .replace("&#34;", "\"")
                .replace("&amp;", "&");
    }

    private Answer list(Request request) {
        boolean second = request.has("list-type");
        boolean encoded = "url".equals(request.parameter("encoding-type", ""));
        String after = second
                ? request.parameter("continuation-token", request.parameter("start-after", ""))
                : request.parameter("marker", "");
        String prefix = request.parameter("prefix", "");
        String delimiter = request.parameter("delimiter", "");
        int limit = Math.min(1000, Integer.parseInt(request.parameter("max-keys", "1000")));
        Buckets.Page page =
                buckets.page(request.bucket(), prefix, after, delimiter.isEmpty() ? null : delimiter, limit);
        StringBuilder xml = new StringBuilder(200 * page.objects().size() + 500);
        xml.append("<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>");
        xml.append(request.bucket()).append("</Name><Prefix>").append(name(prefix, encoded));
        xml.append("</Prefix><MaxKeys>").append(limit).append("</MaxKeys>");
        if (!delimiter.isEmpty()) {
            xml.append("<Delimiter>").append(name(delimiter, encoded)).append("</Delimiter>");
        }
        if (encoded) {
            xml.append("<EncodingType>url</EncodingType>");
        }
        if (second) {
            xml.append("<KeyCount>")
                    .append(page.objects().size() + page.prefixes().size())
                    .append("</KeyCount>");
        }
        xml.append("<IsTruncated>").append(page.next() != null).append("</IsTruncated>");
        if (page.next() != null) {
            String tag = second ? "NextContinuationToken" : "NextMarker";
            // a token is opaque, a marker is a key
            xml.append('<').append(tag).append('>').append(name(page.next(), encoded && !second));
            xml.append("</").append(tag).append('>');
        }
        page.objects().forEach(entry -> {
            StoredObject object = entry.getValue();
            xml.append("<Contents><Key>").append(name(entry.getKey(), encoded)).append("</Key><LastModified>");
            xml.append(object.modified()).append("</LastModified><ETag>&quot;").append(object.etag());
            xml.append("&quot;</ETag><Size>").append(object.content().length);
            xml.append("</Size><StorageClass>STANDARD</StorageClass></Contents>");
        });
        page.prefixes().forEach(folder -> xml.append("<CommonPrefixes><Prefix>")
                .append(name(folder, encoded))
                .append("</Prefix></CommonPrefixes>"));
        return Answer.xml("list", 200, xml.append("</ListBucketResult>").toString());
    }

    private static String name(String key, boolean encoded) {
        return encoded ? URLEncoder.encode(key, StandardCharsets.UTF_8) : Answer.xmlText(key);
    }

    private Answer start(Request request) {
        String id = UUID.randomUUID().toString();
        uploads.put(id, new Upload(new ConcurrentSkipListMap<>(), kept(request)));
        return Answer.xml(
                "start",
                200,
                "<InitiateMultipartUploadResult><Bucket>" + request.bucket() + "</Bucket><Key>"
                        + name(request.key(), false) + "</Key><UploadId>" + id
                        + "</UploadId></InitiateMultipartUploadResult>");
    }

    private Answer part(Request request) {
        Upload upload = uploads.get(request.parameter("uploadId", ""));
        if (upload == null) {
            return error("part", 404, "NoSuchUpload");
        }
        upload.parts.put(Integer.valueOf(request.parameter("partNumber", "")), request.body());
        String etag = HexFormat.of().formatHex(StoredObject.md5(request.body()));
        return Answer.empty("part", 200, "ETag: \"" + etag + "\"\r\n");
    }

    private Answer complete(Request request) {
        Upload upload = uploads.remove(request.parameter("uploadId", ""));
        if (upload == null) {
            return error("complete", 404, "NoSuchUpload");
        }
        // twice the object is what fits into the heap, so nothing grows
        ByteBuffer whole = ByteBuffer.allocate(
                upload.parts.values().stream().mapToInt(part -> part.length).sum());
        ByteArrayOutputStream sums = new ByteArrayOutputStream();
        int count = 0;
        for (Matcher part = PART.matcher(new String(request.body(), StandardCharsets.UTF_8)); part.find(); count++) {
            byte[] content = upload.parts.get(Integer.valueOf(part.group(1)));
            whole.put(content);
            sums.writeBytes(StoredObject.md5(content));
        }
        String etag = HexFormat.of().formatHex(StoredObject.md5(sums.toByteArray())) + "-" + count;
        buckets.bucket(request.bucket())
                .put(request.key(), new StoredObject(whole.array(), etag, StoredObject.now(), upload.headers));
        return Answer.xml(
                "complete",
                200,
                "<CompleteMultipartUploadResult><Bucket>" + request.bucket() + "</Bucket><Key>"
                        + name(request.key(), false) + "</Key><ETag>&quot;" + etag
                        + "&quot;</ETag></CompleteMultipartUploadResult>");
    }
}
