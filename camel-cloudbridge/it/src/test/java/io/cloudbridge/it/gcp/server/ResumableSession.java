/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.gcp.server;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One resumable upload. Whole units of 256 KiB are kept even if the connection breaks in the middle of a chunk; the
 * client asks how many and goes on behind them.
 */
final class ResumableSession {
    private static final int UNIT = 256 * 1024;
    private static final Pattern RANGE = Pattern.compile("bytes (\\*|(\\d+)-(\\d+))/(\\*|\\d+)");

    private final UploadsApi uploads;
    private final Call start;
    private final String bucket;
    private final JsonObject resource;
    private final Long declared;
    private final Path file;
    private long persisted;
    private Answer finished;
    private boolean cancelled;

    ResumableSession(UploadsApi uploads, Call start, String bucket, JsonObject resource, Long declared, Path directory)
            throws IOException {
        this.uploads = uploads;
        this.start = start;
        this.bucket = bucket;
        this.resource = resource;
        this.declared = declared;
        this.file = Files.createTempFile(directory, "resumable", ".bin");
    }

    synchronized boolean isOpen() {
        return finished == null && !cancelled;
    }

    synchronized void cancel() throws IOException {
        if (finished != null) {
            throw ApiError.invalid("The upload is finished and cannot be cancelled.");
        }
        cancelled = true;
        Files.deleteIfExists(file);
    }

    synchronized Answer put(Call call) throws IOException {
        if (cancelled) {
            throw ApiError.of(410, "uploadCancelled", "NoSuchUpload", "The upload was cancelled.");
        }
        if (finished != null) {
            return finished;
        }
        String header = call.header("Content-Range");
        if (header == null) {
            receive(call.body, 0, Long.MAX_VALUE, true);
            return finish(call);
        }
        Matcher range = RANGE.matcher(header);
        if (!range.matches()) {
            throw ApiError.invalid("Failed to parse Content-Range header.");
        }
        Long total = range.group(4).equals("*") ? declared : Long.valueOf(range.group(4));
        if (declared != null && total != null && !declared.equals(total)) {
            throw ApiError.invalid("The total of Content-Range differs from X-Upload-Content-Length.");
        }
        if (range.group(1).equals("*")) {
            return total != null && total == persisted && !range.group(4).equals("*") ? finish(call) : incomplete();
        }
        long first = Long.parseLong(range.group(2));
        long last = Long.parseLong(range.group(3));
        boolean complete = total != null && last + 1 == total;
        if (last < first || (total != null && last >= total)) {
            throw ApiError.invalid("Invalid request. The Content-Range header is out of order: " + header);
        }
        if (!complete && (last - first + 1) % UNIT != 0) {
            throw ApiError.invalid(
                    "Invalid request. The number of bytes uploaded is required to be equal or greater than"
                            + " 262144, except for the final request (it's recommended to be the exact multiple of 262144)."
                            + " The received request contained " + (last - first + 1)
                            + " bytes, which does not meet this"
                            + " requirement.");
        }
        if (first > persisted) {
            throw ApiError.of(
                    503,
                    "backendError",
                    "ServiceUnavailable",
                    "Invalid request. According to the Content-Range header, the upload offset is " + first
                            + " byte(s), which exceeds already uploaded size of " + persisted + " byte(s).");
        }
        receive(call.body, first, last - first + 1, complete);
        return complete ? finish(call) : incomplete();
    }

    /** Bytes that are here already are read over. */
    private void receive(InputStream in, long first, long length, boolean last) throws IOException {
        in.skipNBytes(Math.min(persisted - first, length));
        long missing = length == Long.MAX_VALUE ? length : first + length - persisted;
        byte[] buffer = new byte[UNIT];
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.seek(persisted);
            while (missing > 0) {
                int n = in.readNBytes(buffer, 0, (int) Math.min(buffer.length, missing));
                boolean wholeUnit = n == UNIT || (last && (n == missing || length == Long.MAX_VALUE));
                if (n > 0 && wholeUnit) {
                    out.write(buffer, 0, n);
                    persisted += n;
                }
                missing -= n;
                if (n < buffer.length) {
                    break;
                }
            }
        }
        if (length != Long.MAX_VALUE && missing > 0) {
            throw ApiError.invalid("The body is shorter than its Content-Range.");
        }
    }

    private Answer finish(Call call) throws IOException {
        Payload payload = persisted == 0 ? Payload.EMPTY : Payload.of(file);
        Hashes hashes = payload.hash(new Hashes());
        try {
            finished = uploads.insert(start, bucket, resource, payload, hashes, call.header("X-Goog-Hash"));
        } catch (ApiError e) {
            cancelled = true;
            Files.deleteIfExists(file);
            throw e;
        }
        return finished;
    }

    private Answer incomplete() {
        Answer answer = Answer.empty(308);
        return persisted == 0 ? answer : answer.with("Range", "bytes=0-" + (persisted - 1));
    }
}
