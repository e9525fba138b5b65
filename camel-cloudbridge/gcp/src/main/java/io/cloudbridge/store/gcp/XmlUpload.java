/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import com.google.api.client.http.HttpHeaders;
import com.google.api.client.http.HttpResponseException;
import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.MultipartUpload;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutResult;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.driver.ETags;
import io.cloudbridge.store.driver.PercentEncoding;
import io.cloudbridge.store.driver.XmlDocument;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * An upload in parallel parts through the XML API. It knows no preconditions, so uploads that have some go another way, see {@link ResumableUpload}.
 *
 * <p>Each part is sent with its CRC32C, which the service verifies. The engine compares the CRC32C of the whole with that of the parts.
 */
final class XmlUpload implements MultipartUpload {

    /** How a server answers a path it knows nothing of; the XML API says in its own words what is wrong. */
    private static final Set<Integer> NOTHING_THERE = Set.of(400, 404);

    private final GcpUploads uploads;
    private final GcpErrors errors;
    private final GcpHttp http;
    private final ObjectRef ref;
    private final String id;

    private XmlUpload(GcpUploads uploads, ObjectRef ref, String id) {
        this.uploads = uploads;
        this.errors = uploads.errors;
        this.http = uploads.http;
        this.ref = ref;
        this.id = id;
    }

    /** Begins an upload; empty where the server at the endpoint has no XML uploads, as some emulators. */
    static Optional<MultipartUpload> start(GcpUploads uploads, ObjectRef ref, PutOptions options) throws IOException {
        GcpHttp http = uploads.http;
        GcpHttp.Answer answer = http.sendAny("POST", http.objectUrl(ref) + "?uploads", headers(options), null);
        if (answer.isSuccess()) {
            return Optional.ofNullable(XmlDocument.readable(answer.document()).text("UploadId"))
                    .map(id -> new XmlUpload(uploads, ref, id));
        }
        boolean known = XmlDocument.readable(answer.document()).text("Code") != null;
        if (answer.status() == 405 || answer.status() == 501 || !known && NOTHING_THERE.contains(answer.status())) {
            return Optional.empty();
        }
        throw GcpHttp.error(answer);
    }

    private static Map<String, String> headers(PutOptions options) {
        ObjectProperties properties = options.properties();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", properties.contentType());
        headers.put("Content-Encoding", properties.contentEncoding());
        headers.put("Content-Disposition", properties.contentDisposition());
        headers.put("Content-Language", properties.contentLanguage());
        headers.put("Cache-Control", properties.cacheControl());
        headers.put("x-goog-storage-class", properties.storageClass());
        headers.put("x-goog-encryption-kms-key-name", options.encryptionKeyId());
        headers.values().removeIf(Objects::isNull);
        properties.metadata().forEach((name, value) -> headers.put("x-goog-meta-" + name, value));
        return headers;
    }

    /**
     * Whether this can travel in a path and in headers: no segments that a proxy would resolve, and nothing but ASCII without line ends and
     * without blanks at the ends.
     */
    static boolean canCarry(ObjectRef ref, PutOptions options) {
        return GcpHttp.isPath(ref.key())
                && headers(options).entrySet().stream()
                        .allMatch(e -> e.getKey().matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")
                                && e.getValue().matches("[!-~]([ -~]*[!-~])?"));
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Part uploadPart(int number, Content content) {
        return errors.call(ref, () -> {
            Checksum checksum = content.checksum(Checksum.Algorithm.CRC32C);
            GcpHttp.Answer answer = http.send(
                    "PUT",
                    http.objectUrl(ref) + "?partNumber=" + number + "&uploadId=" + PercentEncoding.segment(id),
                    Map.of("x-goog-hash", "crc32c=" + GcpValues.base64(checksum)),
                    new GcpHttp.Body(null, content));
            String etag = ETags.unquoted(answer.header("ETag"));
            if (etag.isEmpty()) {
                throw GcpErrors.wrongAnswer("it has no ETag for the part");
            }
            Checksum found = GcpValues.crc32cOf(answer.head());
            return new Part(number, etag, content.length(), found == null ? checksum : found);
        });
    }

    @Override
    public PutResult complete(List<Part> parts) {
        GcpHttp.Answer answer = errors.call(ref, () -> {
            GcpHttp.Answer got = http.send(
                    "POST",
                    http.objectUrl(ref) + "?uploadId=" + PercentEncoding.segment(id),
                    Map.of(),
                    GcpHttp.Body.of("application/xml", document(parts).getBytes(StandardCharsets.UTF_8)));
            checkBody(got);
            return got;
        });
        String generation = answer.header("x-goog-generation");
        Checksum found = GcpValues.crc32cOf(answer.head());
        ObjectInfo info = look(generation);
        if (info == null) {
            return new PutResult("", generation, found);
        }
        // without the generation the look may have found what somebody else has stored meanwhile
        return new PutResult(
                info.etag(), info.versionId(), found == null && generation != null ? info.checksum() : found);
    }

    /** The service may begin its answer before it is done: an error then comes with status 200. */
    private static void checkBody(GcpHttp.Answer answer) throws IOException {
        XmlDocument document = answer.xml();
        if (document.text("Code") != null) {
            throw new HttpResponseException.Builder(
                            "InternalError".equals(document.text("Code")) ? 500 : 400, null, new HttpHeaders())
                    .setContent(answer.body())
                    .build();
        }
        if (!"CompleteMultipartUploadResult".equals(document.root()) || document.text("ETag") == null) {
            throw GcpErrors.wrongAnswer("it does not say that the parts were put together");
        }
    }

    private ObjectInfo look(String generation) {
        try {
            return uploads.reads.head(ref.withVersion(generation), ReadOptions.NONE);
        } catch (CloudBridgeException e) {
            // the object is stored: that its attributes cannot be had is no failure of the upload
            return null;
        }
    }

    private static String document(List<Part> parts) {
        StringBuilder xml = new StringBuilder("<CompleteMultipartUpload>");
        for (Part part : parts) {
            xml.append("<Part><PartNumber>")
                    .append(part.number())
                    .append("</PartNumber><ETag>\"")
                    .append(XmlDocument.escaped(part.etag()))
                    .append("\"</ETag></Part>");
        }
        return xml.append("</CompleteMultipartUpload>").toString();
    }

    @Override
    public void abort() {
        uploads.abort(ref, id);
    }
}
