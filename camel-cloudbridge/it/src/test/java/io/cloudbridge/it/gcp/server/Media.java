/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.gcp.server;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** The content of an object as a response: ranges, stored headers, and unpacking for clients that do not say gzip. */
final class Media {
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d*)-(\\d*)");

    private Media() {}

    static Answer answer(Call call, StoredObject object) throws IOException {
        boolean packed = "gzip".equals(object.property("contentEncoding"));
        boolean keepPacked = String.valueOf(call.header("Accept-Encoding")).contains("gzip")
                || String.valueOf(object.property("cacheControl")).contains("no-transform");
        if (packed && !keepPacked) {
            return unpacked(object);
        }
        Payload payload = object.payload();
        long size = payload.size();
        long[] range = range(call.header("Range"), size);
        if (range == null) {
            Answer all = Answer.stream(200, size, payload.open(0));
            return headers(all, object).with("Content-Encoding", object.property("contentEncoding"));
        }
        Answer part = Answer.stream(206, range[1] - range[0] + 1, payload.open(range[0]))
                .with("Content-Range", "bytes " + range[0] + "-" + range[1] + "/" + size);
        return headers(part, object).with("Content-Encoding", object.property("contentEncoding"));
    }

    /** Decompressive transcoding: whole, without the stored encoding; ranges are ignored. */
    private static Answer unpacked(StoredObject object) throws IOException {
        byte[] plain =
                new GZIPInputStream(new ByteArrayInputStream(object.payload().bytes())).readAllBytes();
        return headers(Answer.bytes(200, plain), object)
                .with("Warning", "214 UploadServer gunzipped")
                .with("Vary", "Accept-Encoding");
    }

    private static Answer headers(Answer answer, StoredObject object) {
        String hash = "crc32c=" + object.crc32c() + (object.md5() == null ? "" : ",md5=" + object.md5());
        String type = object.property("contentType");
        return answer.with("Content-Type", type == null ? "application/octet-stream" : type)
                .with("Content-Disposition", object.property("contentDisposition"))
                .with("Content-Language", object.property("contentLanguage"))
                .with("Cache-Control", object.property("cacheControl"))
                .with("Accept-Ranges", "bytes")
                .with("x-goog-generation", Long.toString(object.generation()))
                .with("x-goog-metageneration", Long.toString(object.metageneration()))
                .with("x-goog-storage-class", object.property("storageClass"))
                .with("x-goog-stored-content-length", Long.toString(object.size()))
                .with(
                        "x-goog-stored-content-encoding",
                        object.property("contentEncoding") == null ? "identity" : object.property("contentEncoding"))
                .with("x-goog-hash", hash);
    }

    /** First and last byte, or null for everything; several ranges and other units count as everything. */
    private static long[] range(String header, long size) {
        Matcher matcher = header == null ? null : RANGE.matcher(header);
        if (matcher == null || !matcher.matches() || header.equals("bytes=-")) {
            return null;
        }
        String from = matcher.group(1);
        String to = matcher.group(2);
        long first = from.isEmpty() ? Math.max(0, size - Long.parseLong(to)) : Long.parseLong(from);
        long last = from.isEmpty() || to.isEmpty() ? size - 1 : Math.min(Long.parseLong(to), size - 1);
        if (first >= size || last < first) {
            throw ApiError.of(
                    416, "requestedRangeNotSatisfiable", "InvalidRange", "The requested range cannot be satisfied.");
        }
        return new long[] {first, last};
    }
}
