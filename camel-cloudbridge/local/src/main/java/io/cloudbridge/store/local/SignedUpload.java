/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.local;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutResult;
import io.cloudbridge.store.driver.ETags;
import io.cloudbridge.store.driver.HeaderText;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.util.Base64;
import java.util.Map;

/** Uploads by signed URLs. What is not right, or asks for more than is possible, is refused before the object changes. */
final class SignedUpload {

    private final long maxSize;

    /** @param maxSize in bytes */
    SignedUpload(long maxSize) {
        this.maxSize = maxSize;
    }

    void answer(HttpExchange exchange, BucketDirectory bucket, Grant grant) throws IOException {
        Headers request = exchange.getRequestHeaders();
        String type = request.getFirst("Content-Type");
        if (grant.contentType() != null && !grant.contentType().equals(type)) {
            throw LocalErrors.accessDenied(
                    "the URL is signed for Content-Type " + grant.contentType() + " and the request has " + type);
        }
        ObjectProperties properties = new ObjectProperties(
                        type,
                        request.getFirst("Content-Encoding"),
                        HeaderText.utf8(request.getFirst("Content-Disposition")),
                        request.getFirst("Content-Language"),
                        request.getFirst("Cache-Control"),
                        null,
                        Map.of())
                .checked();
        long length = length(request);
        if (length > maxSize) {
            throw tooLarge();
        }
        ObjectExchange.refuseOtherConditions(request, "If-Unmodified-Since", "Content-Range");
        PutOptions options = PutOptions.of(properties);
        String noneMatch = ObjectExchange.all(request, "If-None-Match");
        if (noneMatch != null) {
            if (!"*".equals(noneMatch.strip())) {
                throw CloudBridgeException.invalid("If-None-Match of an upload can only be *");
            }
            options = options.createOnly();
        }
        if (request.containsKey("If-Match")) {
            options = options.withIfMatch(ObjectExchange.etag(exchange, "If-Match"));
        }
        PutResult result =
                LocalUploads.put(bucket, grant.ref().key(), (file, path) -> write(exchange, length, file), options);
        exchange.getResponseHeaders().set("ETag", ETags.quoted(result.etag()));
        exchange.sendResponseHeaders(200, -1);
    }

    /** Writes the body, and compares it with the MD5 that the client may have given. */
    private Checksum write(HttpExchange exchange, long length, FileChannel file) throws IOException {
        String given = exchange.getRequestHeaders().getFirst("Content-MD5");
        Checksum.Digest md5 = given == null ? null : Checksum.Algorithm.MD5.digest();
        Checksum checksum = Spool.write(limited(exchange.getRequestBody(), md5), length, file);
        if (md5 != null) {
            String found = Base64.getEncoder().encodeToString(md5.checksum().bytes());
            if (!found.equals(given.strip())) {
                throw CloudBridgeException.invalid(
                        "Content-MD5 is '" + given + "' and the body has " + found + "; nothing was stored");
            }
        }
        return checksum;
    }

    private static long length(Headers request) {
        String length = request.getFirst("Content-Length");
        if (length == null) {
            if (!request.containsKey("Transfer-Encoding")) {
                // a body may well follow that nobody would read
                throw refused(
                        411, "MissingContentLength", "an upload needs Content-Length or Transfer-Encoding: chunked");
            }
            return Spool.UNKNOWN;
        }
        try {
            return Long.parseLong(length);
        } catch (NumberFormatException e) {
            throw CloudBridgeException.invalid("Content-Length is '" + length + "'");
        }
    }

    private CloudBridgeException tooLarge() {
        return refused(
                413, "EntityTooLarge", "an upload may have at most " + maxSize + " bytes (option presignMaxSize)");
    }

    private static CloudBridgeException refused(int status, String code, String message) {
        return new CloudBridgeException.InvalidRequest(Failure.of(message).withHttp(status, code, null), null);
    }

    /**
     * Breaks off an upload of unknown length that is too large.
     *
     * @param digest of all that is read, or null
     */
    private InputStream limited(InputStream in, Checksum.Digest digest) {
        return new FilterInputStream(in) {
            private long left = maxSize;

            @Override
            public int read(byte[] target, int from, int count) throws IOException {
                int n = in.read(target, from, count);
                left -= Math.max(0, n);
                if (left < 0) {
                    throw tooLarge();
                }
                if (digest != null && n > 0) {
                    digest.update(target, from, n);
                }
                return n;
            }
        };
    }
}
