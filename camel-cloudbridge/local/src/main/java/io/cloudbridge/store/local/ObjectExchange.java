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
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.driver.ETags;
import java.io.IOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** HTTP requests for objects, as far as a signed URL can ask for. What a request may do has been checked before. */
final class ObjectExchange {

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    private final Buckets buckets;
    private final SignedUpload uploads;

    /** @param maxSize the largest upload, in bytes */
    ObjectExchange(Buckets buckets, long maxSize) {
        this.buckets = buckets;
        this.uploads = new SignedUpload(maxSize);
    }

    void answer(HttpExchange exchange, Grant grant) {
        buckets.work(grant.ref().bucket(), grant.ref().key(), bucket -> {
            switch (grant.method()) {
                case GET, HEAD -> get(exchange, bucket, grant);
                case PUT -> uploads.answer(exchange, bucket, grant);
                case DELETE -> {
                    bucket.mustExist();
                    refuseOtherConditions(exchange.getRequestHeaders(), "If-None-Match", "If-Unmodified-Since");
                    LocalDeletes deletes = new LocalDeletes(bucket);
                    deletes.delete(new DeleteRequest(grant.ref(), etag(exchange, "If-Match")));
                    deletes.removeEmptyDirectories();
                    exchange.sendResponseHeaders(204, -1);
                }
            }
            return null;
        });
    }

    private void get(HttpExchange exchange, BucketDirectory bucket, Grant grant) throws IOException {
        Headers request = exchange.getRequestHeaders();
        Headers response = exchange.getResponseHeaders();
        ObjectInfo info = LocalReads.head(bucket, grant.ref(), ReadOptions.NONE);
        ETagCondition match = ETagCondition.parse(all(request, "If-Match"));
        if (match != null && !match.matchesStrongly(info.etag())) {
            throw LocalErrors.preconditionFailed("the object has ETag " + info.etag());
        }
        ETagCondition noneMatch = ETagCondition.parse(all(request, "If-None-Match"));
        if (noneMatch != null && noneMatch.matchesWeakly(info.etag())) {
            response.set("ETag", ETags.quoted(info.etag()));
            exchange.sendResponseHeaders(304, -1);
            return;
        }
        ByteRange range = range(request, info);
        if (!range.isAll() && range.offset() >= info.size()) {
            // which the read below refuses
            response.set("Content-Range", "bytes */" + info.size());
        }
        try (LocalContent content = LocalReads.read(bucket, grant.ref(), range, ReadOptions.ifMatch(info.etag()))) {
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
        String ifRange = request.getFirst("If-Range");
        if (!matcher.matches() || ifRange != null && !ETags.unquoted(ifRange).equals(info.etag())) {
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
        response.set("ETag", ETags.quoted(info.etag()));
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
        String disposition = grant.responseContentDisposition();
        if (disposition == null) {
            disposition = Disposition.isActive(response.getFirst("Content-Type"))
                    ? Disposition.attachment(properties.contentDisposition())
                    : properties.contentDisposition();
        }
        set(response, "Content-Disposition", disposition);
    }

    /** Leaves out what no header can carry. */
    private static void set(Headers response, String name, String value) {
        if (value != null && value.chars().noneMatch(c -> c < ' ' || c > 0xff || c == 0x7f)) {
            response.set(name, value);
        }
    }

    /** What would change a write if it were honoured must not be passed over. */
    static void refuseOtherConditions(Headers request, String... names) {
        for (String name : names) {
            if (request.containsKey(name)) {
                throw CloudBridgeException.invalid(
                        name + " is not possible here; a write takes If-Match, an upload also If-None-Match: *");
            }
        }
    }

    /** All values of a header that is a list, or null: each may stand in a line of its own. */
    static String all(Headers request, String name) {
        List<String> lines = request.get(name);
        return lines == null ? null : String.join(", ", lines);
    }

    /** The one tag of a condition of a write, or null if there is none. */
    static String etag(HttpExchange exchange, String name) {
        ETagCondition condition = ETagCondition.parse(all(exchange.getRequestHeaders(), name));
        if (condition == null) {
            return null;
        }
        if (condition.strong().size() != 1 || !condition.weak().isEmpty()) {
            throw CloudBridgeException.invalid(name + " of a write takes one strong ETag, or *");
        }
        return condition.strong().get(0);
    }
}
