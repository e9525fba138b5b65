/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.MultipartUpload;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutResult;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An upload in one resumable session of the JSON API: parts follow one another, and preconditions hold when the object becomes visible.
 *
 * <p>The service takes chunks in units of 256 KiB but for the last, and which is the last is known only at the end. So the rest of a
 * part that does not fill a unit waits in memory for the next part or {@link #complete}. A part that broke off is continued where the service says it got to. The
 * CRC32C of the whole goes with the last chunk and is verified before the object is visible.
 */
final class ResumableUpload implements MultipartUpload {

    private static final int UNIT = 256 * 1024;

    private final GcpUploads uploads;
    private final GcpErrors errors;
    private final GcpHttp http;
    private final ObjectRef ref;
    private final String session;
    private long sent;
    private byte[] tail = new byte[0];
    private int next = 1;
    private boolean unsure;
    private Checksum checksum = Checksum.Algorithm.CRC32C.digest().checksum();

    private ResumableUpload(GcpUploads uploads, ObjectRef ref, String session) {
        this.uploads = uploads;
        this.errors = uploads.errors;
        this.http = uploads.http;
        this.ref = ref;
        this.session = session;
    }

    /** @param target what must be there when the upload ends */
    static MultipartUpload start(GcpUploads uploads, ObjectRef ref, PutOptions options, GcpUploads.Target target)
            throws IOException {
        GcpHttp http = uploads.http;
        String url = target.on(new GcpHttp.Url(http.uploadUrl(ref.bucket()))
                        .with("uploadType", "resumable")
                        .with("name", ref.key())
                        .with("fields", GcpValues.FIELDS))
                .with("kmsKeyName", options.encryptionKeyId())
                .toString();
        byte[] resource = GcpJson.write(GcpValues.resource(options.properties()));
        GcpHttp.Answer answer = http.send("POST", url, Map.of(), GcpHttp.Body.of(GcpJson.TYPE, resource));
        String session = answer.header("Location");
        if (session == null) {
            throw GcpErrors.wrongAnswer("it began a resumable upload without saying where");
        }
        return new ResumableUpload(uploads, ref, http.atEndpoint(session));
    }

    @Override
    public String id() {
        return session;
    }

    @Override
    public boolean inOrder() {
        return true;
    }

    @Override
    public synchronized Part uploadPart(int number, Content content) {
        if (number != next) {
            throw new IllegalStateException("part " + number + " came where part " + next + " was due");
        }
        return errors.call(ref, () -> {
            long available = tail.length + content.length();
            long target = sent + available / UNIT * UNIT;
            Content whole = tail.length == 0 ? content : JoinedContent.of(Content.of(tail), content);
            long done = unsure ? progress(ask()) : sent;
            unsure = true;
            while (done < target) {
                long before = done;
                done = sendChunk(whole, before - sent, target - before, before);
                if (done <= before) {
                    throw lost("kept nothing of a chunk that it accepted");
                }
            }
            if (done > target) {
                throw lost("claims to have " + done + " bytes where " + target + " were sent");
            }
            Checksum part = content.checksum(Checksum.Algorithm.CRC32C);
            checksum = checksum.append(part, content.length());
            tail = rest(whole, target - sent);
            sent = target;
            next++;
            unsure = false;
            return new Part(number, "", content.length(), part);
        });
    }

    /** @return how many bytes of the upload the service has */
    private long sendChunk(Content whole, long skip, long length, long offset) throws IOException {
        GcpHttp.Answer answer = http.sendAny(
                "PUT",
                session,
                Map.of("Content-Range", "bytes " + offset + "-" + (offset + length - 1) + "/*"),
                new GcpHttp.Body(null, new Piece(whole, skip, length)));
        return progress(answer);
    }

    private GcpHttp.Answer ask() throws IOException {
        return http.sendAny("PUT", session, Map.of("Content-Range", "bytes */*"), null);
    }

    private long progress(GcpHttp.Answer answer) throws IOException {
        if (answer.status() != 308) {
            throw GcpHttp.error(answer);
        }
        String range = answer.header("Range");
        long has = range == null ? 0 : Long.parseLong(range.substring(range.lastIndexOf('-') + 1)) + 1;
        if (has < sent) {
            throw lost("has only " + has + " of the " + sent + " bytes that it had confirmed");
        }
        return has;
    }

    @Override
    public synchronized PutResult complete(List<Part> parts) {
        return errors.call(ref, () -> {
            long total = sent + tail.length;
            if (unsure) {
                GcpHttp.Answer state = ask();
                if (state.isSuccess()) {
                    return result(state, total);
                }
            }
            unsure = true;
            Map<String, String> headers = new LinkedHashMap<>();
            headers.put(
                    "Content-Range",
                    tail.length == 0 ? "bytes */" + total : "bytes " + sent + "-" + (total - 1) + "/" + total);
            headers.put("x-goog-hash", "crc32c=" + GcpValues.base64(checksum));
            GcpHttp.Answer answer = http.sendAny("PUT", session, headers, GcpHttp.Body.of(null, tail));
            if (!answer.isSuccess()) {
                throw GcpHttp.error(answer);
            }
            return result(answer, total);
        });
    }

    private PutResult result(GcpHttp.Answer answer, long total) {
        return GcpValues.stored(GcpJson.object(answer.document()), ref, total, checksum);
    }

    /** Dropping a session twice, or one that is gone, is no error. */
    @Override
    public void abort() {
        uploads.abort(ref, session);
    }

    private CloudBridgeException lost(String what) {
        return new CloudBridgeException.Unavailable(
                Failure.of("the resumable upload cannot go on: the service " + what + "; upload again")
                        .withRetryable(false),
                null);
    }

    private static byte[] rest(Content whole, long skip) throws IOException {
        if (skip == whole.length()) {
            return new byte[0];
        }
        try (InputStream in = whole.open()) {
            in.skipNBytes(skip);
            return in.readNBytes((int) (whole.length() - skip));
        }
    }

    /** {@code length} bytes behind the first {@code skip}. */
    private record Piece(Content whole, long skip, long length) implements Content {
        @Override
        public InputStream open() throws IOException {
            InputStream in = whole.open();
            try {
                in.skipNBytes(skip);
                return in;
            } catch (IOException | RuntimeException e) {
                in.close();
                throw e;
            }
        }
    }
}
