/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import com.google.api.client.http.HttpHeaders;
import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.MultipartUpload;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutResult;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.driver.ETags;
import io.cloudbridge.store.driver.PercentEncoding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An upload in parallel parts through the XML API. It knows no preconditions, so uploads that have some go another way, see {@link ResumableUpload}.
 *
 * <p>Each part is sent with its CRC32C, which the service verifies; the whole is checked against the sum of the parts.
 */
final class XmlUpload implements MultipartUpload {

    private final GcpStore store;
    private final GcpHttp http;
    private final ObjectRef ref;
    private final String id;
    private final Map<Integer, Checksum> checksums = new ConcurrentHashMap<>();
    private volatile boolean completing;

    private XmlUpload(GcpStore store, GcpHttp http, ObjectRef ref, String id) {
        this.store = store;
        this.http = http;
        this.ref = ref;
        this.id = id;
    }

    /** Begins an upload; empty where the server at the endpoint has no XML uploads, as some emulators. */
    static Optional<MultipartUpload> start(GcpStore store, GcpHttp http, ObjectRef ref, PutOptions options)
            throws IOException {
        GcpHttp.Answer answer = http.sendAny("POST", http.objectUrl(ref) + "?uploads", headers(options), null);
        if (answer.isSuccess()) {
            return Optional.ofNullable(Xml.text(answer.body(), "UploadId"))
                    .map(id -> new XmlUpload(store, http, ref, id));
        }
        if (answer.status() == 405 || answer.status() == 501) {
            return Optional.empty();
        }
        throw GcpHttp.error(answer);
    }

    private static Map<String, String> headers(PutOptions options) {
        ObjectProperties properties = options.properties();
        Map<String, String> headers = new LinkedHashMap<>();
        put(headers, "Content-Type", properties.contentType());
        put(headers, "Content-Encoding", properties.contentEncoding());
        put(headers, "Content-Disposition", properties.contentDisposition());
        put(headers, "Content-Language", properties.contentLanguage());
        put(headers, "Cache-Control", properties.cacheControl());
        put(headers, "x-goog-storage-class", properties.storageClass());
        put(headers, "x-goog-encryption-kms-key-name", options.encryptionKeyId());
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

    private static void put(Map<String, String> headers, String name, String value) {
        if (value != null) {
            headers.put(name, value);
        }
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Part uploadPart(int number, Content content) {
        return store.call("uploadPart", ref, () -> {
            Checksum checksum = content.checksum(Checksum.Algorithm.CRC32C);
            GcpHttp.Answer answer = http.send(
                    "PUT",
                    http.objectUrl(ref) + "?partNumber=" + number + "&uploadId=" + PercentEncoding.segment(id),
                    Map.of("x-goog-hash", "crc32c=" + GcpObjects.base64(checksum)),
                    new GcpHttp.Body(null, content));
            String etag = ETags.unquoted(answer.header("ETag"));
            if (etag.isEmpty()) {
                throw GcpErrors.wrongAnswer("it has no ETag for the part");
            }
            Checksum found = GcpObjects.crc32cOf(answer.head());
            if (found != null && !found.equals(checksum)) {
                throw GcpErrors.otherContent(
                        "a part with CRC32C " + found, content.length() + " bytes with " + checksum);
            }
            checksums.put(number, checksum);
            return new Part(number, etag, content.length());
        });
    }

    @Override
    public PutResult complete(List<Part> parts) {
        boolean again = completing;
        completing = true;
        GcpHttp.Answer answer;
        try {
            answer = http.send(
                    "POST",
                    http.objectUrl(ref) + "?uploadId=" + PercentEncoding.segment(id),
                    Map.of(),
                    GcpHttp.Body.of("application/xml", document(parts).getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            CloudBridgeException failure = store.errors().map(e, "complete", ref.bucket(), ref.key());
            if (again && failure instanceof CloudBridgeException.ObjectNotFound) {
                return madeBefore(parts, failure);
            }
            throw failure;
        }
        checkBody(answer);
        String generation = answer.header("x-goog-generation");
        Checksum found = GcpObjects.crc32cOf(answer.head());
        ObjectInfo info = look(generation);
        PutResult result = info != null
                ? new PutResult(info.etag(), info.versionId(), info.checksum())
                : new PutResult("", generation, found);
        // without the generation a look may find what somebody else has stored meanwhile
        check(parts, found != null || generation == null ? found : result.checksum());
        return result;
    }

    /** The service may begin its answer before it is done: an error then comes with status 200. */
    private void checkBody(GcpHttp.Answer answer) {
        String code = Xml.text(answer.body(), "Code");
        if (code != null) {
            IOException error = new com.google.api.client.http.HttpResponseException.Builder(
                            code.equals("InternalError") ? 500 : 400, null, new HttpHeaders())
                    .setContent(answer.body())
                    .build();
            throw store.errors().map(error, "complete", ref.bucket(), ref.key());
        }
        if (!"CompleteMultipartUploadResult".equals(Xml.root(answer.body()))
                || Xml.text(answer.body(), "ETag") == null) {
            throw GcpErrors.wrongAnswer("it does not say that the parts were put together")
                    .in(GcpProvider.NAME, "complete", ref.bucket(), ref.key());
        }
    }

    private ObjectInfo look(String generation) {
        try {
            return store.head(ref.withVersion(generation), ReadOptions.NONE);
        } catch (CloudBridgeException e) {
            // the object is stored: that its attributes cannot be had is no failure of the upload
            return null;
        }
    }

    /** The answer to an earlier try got lost; the object is ours if it is, byte for byte, what was sent. */
    private PutResult madeBefore(List<Part> parts, CloudBridgeException failure) {
        ObjectInfo info = look(null);
        boolean ours = info != null
                && info.size() == parts.stream().mapToLong(Part::size).sum()
                && sum(parts).equals(info.checksum());
        if (!ours) {
            throw failure;
        }
        return new PutResult(info.etag(), info.versionId(), info.checksum());
    }

    private void check(List<Part> parts, Checksum found) {
        Checksum sum = sum(parts);
        if (found != null && !found.equals(sum)) {
            throw new CloudBridgeException.ChecksumMismatch(
                    Failure.of("the stored object has CRC32C " + found.hex() + ", but " + sum.hex()
                                    + " was sent; delete it and upload again")
                            .in(GcpProvider.NAME, "complete", ref.bucket(), ref.key())
                            .withRetryable(false),
                    null);
        }
    }

    private Checksum sum(List<Part> parts) {
        Checksum sum = null;
        for (Part part : parts) {
            Checksum checksum = checksums.get(part.number());
            sum = sum == null ? checksum : sum.append(checksum, part.size());
        }
        return sum;
    }

    private static String document(List<Part> parts) {
        StringBuilder xml = new StringBuilder("<CompleteMultipartUpload>");
        for (Part part : parts) {
            xml.append("<Part><PartNumber>")
                    .append(part.number())
                    .append("</PartNumber><ETag>\"")
                    .append(Xml.escape(part.etag()))
                    .append("\"</ETag></Part>");
        }
        return xml.append("</CompleteMultipartUpload>").toString();
    }

    @Override
    public void abort() {
        store.abortUpload(new io.cloudbridge.store.UnfinishedUpload(ref, id, null));
    }
}
