/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.PresignRequest;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutResult;
import io.cloudbridge.store.ReadOptions;
import java.io.IOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** HTTP requests for objects, as far as a signed URL can ask for. What a request may do has been checked before. */
final class ObjectExchange {

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    private final Buckets buckets;
    private final LocalUploads uploads;

    ObjectExchange(Buckets buckets, LocalUploads uploads) {
        this.buckets = buckets;
        this.uploads = uploads;
    }

    /** A request that makes no sense. */
    static final class BadRequest extends RuntimeException {
        private static final long serialVersionUID = 1;

        BadRequest(String message) {
            super(message);
        }
    }

    void answer(HttpExchange exchange, Grant grant) {
        buckets.work(grant.ref().bucket(), grant.ref().key(), bucket -> {
            switch (grant.method()) {
                case GET, HEAD -> get(exchange, bucket, grant);
                case PUT -> put(exchange, bucket, grant);
                case DELETE -> {
                    bucket.mustExist();
                    LocalDeletes.delete(bucket, new DeleteRequest(grant.ref()));
                    exchange.sendResponseHeaders(204, -1);
                }
            }
            return null;
        });
    }

    private void get(HttpExchange exchange, BucketDirectory bucket, Grant grant) throws IOException {
        Headers request = exchange.getRequestHeaders();
        ReadOptions options =
                new ReadOptions(unquote(request.getFirst("If-Match")), unquote(request.getFirst("If-None-Match")));
        ObjectInfo info;
        try {
            info = LocalReads.head(bucket, grant.ref(), options);
        } catch (CloudBridgeException.PreconditionFailed e) {
            if (e.getHttpStatus() == 304) {
                exchange.getResponseHeaders().set("ETag", '"' + options.ifNoneMatch() + '"');
            }
            throw e;
        }
        ByteRange range = range(request, info);
        try (LocalContent content = LocalReads.read(bucket, grant.ref(), range, ReadOptions.ifMatch(info.etag()))) {
            Headers response = exchange.getResponseHeaders();
            describe(response, info, grant);
            long length = range.length() == ByteRange.TO_END ? info.size() : range.length();
            if (!range.isAll()) {
                response.set(
                        "Content-Range",
                        "bytes " + range.offset() + "-" + (range.offset() + length - 1) + "/" + info.size());
            }
            int status = range.isAll() ? 200 : 206;
            if (grant.method() == PresignRequest.Method.HEAD) {
                response.set("Content-Length", Long.toString(length));
                exchange.sendResponseHeaders(status, -1);
                return;
            }
            exchange.sendResponseHeaders(status, length == 0 ? -1 : length);
            if (length > 0) {
                content.stream().transferTo(exchange.getResponseBody());
            }
        }
    }

    /** The one range that is asked for, resolved; everything if there is none, several, or one of an older version. */
    private static ByteRange range(Headers request, ObjectInfo info) {
        String given = request.getFirst("Range");
        Matcher matcher = RANGE.matcher(given == null ? "" : given.replace(" ", ""));
        String ifRange = unquote(request.getFirst("If-Range"));
        if (!matcher.matches() || ifRange != null && !ifRange.equals(info.etag())) {
            return ByteRange.ALL;
        }
        String first = matcher.group(1);
        String last = matcher.group(2);
        if (first.isEmpty() && last.isEmpty()) {
            return ByteRange.ALL;
        }
        long size = info.size();
        long start = first.isEmpty() ? Math.max(0, size - Long.parseLong(last)) : Long.parseLong(first);
        long end = first.isEmpty() || last.isEmpty() ? size - 1 : Math.min(size - 1, Long.parseLong(last));
        if (!first.isEmpty() && !last.isEmpty() && Long.parseLong(last) < start) {
            return ByteRange.ALL;
        }
        // behind the end: whatever the length, the read says so
        return new ByteRange(start, Math.max(1, end - start + 1));
    }

    private static void describe(Headers response, ObjectInfo info, Grant grant) {
        ObjectProperties properties = info.properties();
        response.set("ETag", '"' + info.etag() + '"');
        response.set(
                "Last-Modified",
                DateTimeFormatter.RFC_1123_DATE_TIME.format(info.lastModified().atOffset(ZoneOffset.UTC)));
        response.set("Accept-Ranges", "bytes");
        set(response, "Content-Type", "application/octet-stream");
        set(response, "Content-Type", properties.contentType());
        set(response, "Content-Type", grant.responseContentType());
        set(response, "Content-Encoding", properties.contentEncoding());
        set(response, "Content-Language", properties.contentLanguage());
        set(response, "Cache-Control", properties.cacheControl());
        set(response, "Content-Disposition", properties.contentDisposition());
        set(response, "Content-Disposition", grant.responseContentDisposition());
    }

    /** Leaves out what no header can carry. */
    private static void set(Headers response, String name, String value) {
        if (value != null && value.chars().noneMatch(c -> c < ' ' || c > 0xff || c == 0x7f)) {
            response.set(name, value);
        }
    }

    private void put(HttpExchange exchange, BucketDirectory bucket, Grant grant) throws IOException {
        Headers request = exchange.getRequestHeaders();
        String type = request.getFirst("Content-Type");
        if (grant.contentType() != null && !grant.contentType().equals(type)) {
            throw LocalErrors.accessDenied(
                    "the URL is signed for Content-Type " + grant.contentType() + " and the request has " + type,
                    bucket.name(),
                    grant.ref().key());
        }
        ObjectProperties properties = new ObjectProperties(
                type,
                request.getFirst("Content-Encoding"),
                request.getFirst("Content-Disposition"),
                request.getFirst("Content-Language"),
                request.getFirst("Cache-Control"),
                null,
                Map.of());
        long length = length(request);
        PutResult result = uploads.put(
                bucket,
                grant.ref().key(),
                (file, path) -> Spool.write(exchange.getRequestBody(), length, file),
                PutOptions.of(properties));
        exchange.getResponseHeaders().set("ETag", '"' + result.etag() + '"');
        exchange.sendResponseHeaders(200, -1);
    }

    private static long length(Headers request) {
        String length = request.getFirst("Content-Length");
        if (length == null) {
            return Spool.UNKNOWN;
        }
        try {
            return Long.parseLong(length);
        } catch (NumberFormatException e) {
            throw new BadRequest("Content-Length is '" + length + "'");
        }
    }

    private static String unquote(String etag) {
        return etag != null && etag.length() > 1 && etag.startsWith("\"") && etag.endsWith("\"")
                ? etag.substring(1, etag.length() - 1)
                : etag;
    }
}
