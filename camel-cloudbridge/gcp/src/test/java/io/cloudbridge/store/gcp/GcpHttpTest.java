/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.gcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.api.client.googleapis.batch.BatchRequest;
import com.google.api.client.googleapis.batch.json.JsonBatchCallback;
import com.google.api.client.googleapis.json.GoogleJsonError;
import com.google.api.client.http.ByteArrayContent;
import com.google.api.client.http.HttpHeaders;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.storage.Storage;
import com.google.api.services.storage.model.Objects;
import com.google.api.services.storage.model.StorageObject;
import com.google.auth.Credentials;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.CopyOptions;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.DeleteResult;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.StoreConfig;
import io.cloudbridge.store.http.HttpTransport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the wire, and what is made of the answer, is what Google's client would send and make of it. */
class GcpHttpTest {

    private static final GsonFactory GSON = GsonFactory.getDefaultInstance();

    /** Of the connection, and what Google counts its users with. */
    private static final List<String> OWN =
            List.of("connection", "host", "x-goog-api-client", "content-length", "content-type");

    static {
        // else the JDK's server waits 40 ms between the head and the body of an answer
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private record Sent(String method, String uri, Map<String, String> headers, byte[] body) {
        String path() {
            return decoded(uri.replaceFirst("\\?.*", ""));
        }

        List<String> query() {
            return uri.contains("?")
                    ? Arrays.stream(uri.replaceFirst(".*?\\?", "").split("&"))
                            .map(GcpHttpTest::decoded)
                            .sorted()
                            .toList()
                    : List.of();
        }

        Map<String, String> portable() {
            Map<String, String> portable = new TreeMap<>(headers);
            portable.keySet().removeAll(OWN);
            return portable;
        }
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private HttpServer server;
    private GcpClient client;
    private GcpStore store;
    private Storage google;
    private volatile Sent last;
    private final List<String> seen = new ArrayList<>();
    private volatile int status = 200;
    private volatile Map<String, String> headers = Map.of();
    private volatile byte[] answer = new byte[0];

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        client = GcpClient.open(
                new StoreConfig("gcp", Map.of("accessToken", "token", "projectId", "p", "endpoint", endpoint())));
        store = new GcpStore(client);
        google = client.api();
    }

    private String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        store.close();
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        Map<String, String> sent = new TreeMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> sent.put(name.toLowerCase(Locale.ROOT), String.join("|", values)));
        last = new Sent(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                sent,
                exchange.getRequestBody().readAllBytes());
        seen.add(last.method() + " " + sent.get("authorization"));
        headers.forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
        boolean none = status == 204 || status == 304 || answer.length == 0;
        exchange.sendResponseHeaders(status, none ? -1 : answer.length);
        if (!none) {
            exchange.getResponseBody().write(answer);
        }
        exchange.close();
    }

    private void answers(int code, String document) {
        status = code;
        answer = document.getBytes(StandardCharsets.UTF_8);
    }

    private static String key(Random random) {
        String characters = "abcXYZ019-_.~/ !$&'()*+,;=:@?#[]%\"<>^`{|}\\äß€😀";
        int[] points = characters.codePoints().toArray();
        String key = IntStream.rangeClosed(0, random.nextInt(20))
                .mapToObj(i -> Character.toString(points[random.nextInt(points.length)]))
                .collect(Collectors.joining());
        return switch (random.nextInt(8)) {
            case 0 -> key + "/";
            case 1 -> "../" + key;
            case 2 -> key + "%2F%41/..";
            default -> key;
        };
    }

    private static String etag(Random random) {
        return new GcpVersion(random.nextLong(1L << 50), 1 + random.nextInt(9)).etag();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "501;;true",
                "405;Method Not Allowed;true",
                "404;;true",
                "400;unknown operation;true",
                "500;{\"error\":{\"code\":500,\"message\":\"Not implemented yet\"}};true",
                "404;{\"error\":{\"code\":404,\"message\":\"No such object\",\"errors\":[{\"reason\":\"notFound\"}]}};false",
                "400;{\"error\":{\"code\":400,\"message\":\"Bad\",\"errors\":[{\"reason\":\"invalid\"}]}};false",
                "403;;false",
                "500;;false"
            })
    void aServerThatKnowsNoRewriteLeavesTheCopyToTheEngine(int code, String document, boolean left) {
        answers(code, document == null ? "" : document);
        if (document != null) {
            headers = Map.of("Content-Type", document.startsWith("{") ? "application/json" : "text/plain");
        }
        ObjectRef from = new ObjectRef("bucket", "from");
        ObjectRef to = new ObjectRef("bucket", "to");
        if (left) {
            assertThat(store.copy(from, to, CopyOptions.NONE)).isEmpty();
        } else {
            assertThatThrownBy(() -> store.copy(from, to, CopyOptions.NONE)).isInstanceOf(CloudBridgeException.class);
        }
    }

    private void assertSame(Sent theirs) {
        assertThat(last.method()).isEqualTo(theirs.method());
        assertThat(last.path()).isEqualTo(theirs.path());
        assertThat(last.query()).isEqualTo(theirs.query());
        assertThat(last.portable()).isEqualTo(theirs.portable());
    }

    private StorageObject resource(ObjectRef ref) {
        return new StorageObject()
                .setBucket(ref.bucket())
                .setName(ref.key())
                .setGeneration(7L)
                .setMetageneration(1L)
                .setEtag("e")
                .setSize(BigInteger.ONE);
    }

    // ---- requests

    @Test
    void aLookAndADeleteAskWhatGooglesClientAsks() throws IOException {
        Random random = new Random(1);
        for (int i = 0; i < 400; i++) {
            boolean versioned = random.nextBoolean();
            ObjectRef ref = new ObjectRef("bucket", key(random)).withVersion(versioned ? "7" : null);
            String etag = etag(random);
            GcpVersion version = GcpVersion.of(etag).orElseThrow();
            answers(
                    200,
                    GSON.toString(resource(ref)
                            .setGeneration(version.generation())
                            .setMetageneration(version.metageneration())));
            Storage.Objects.Get get = google.objects().get("bucket", ref.key());
            get.setFields(GcpValues.FIELDS).setGeneration(versioned ? 7L : null);
            get.setIfGenerationMatch(version.generation()).setIfMetagenerationMatch(version.metageneration());
            get.execute();
            Sent theirs = last;
            store.head(ref, ReadOptions.ifMatch(etag));
            assertSame(theirs);

            answers(204, "");
            Storage.Objects.Delete delete = google.objects().delete("bucket", ref.key());
            delete.setGeneration(versioned ? 7L : null);
            delete.setIfGenerationMatch(version.generation()).setIfMetagenerationMatch(version.metageneration());
            delete.executeUnparsed().disconnect();
            theirs = last;
            assertThat(store.delete("bucket", List.of(new DeleteRequest(ref, etag))))
                    .allMatch(DeleteResult::deleted);
            assertSame(theirs);
        }
    }

    @Test
    void aListingAsksWhatGooglesClientAsks() throws IOException {
        Random random = new Random(2);
        answers(200, "{\"kind\":\"storage#objects\"}");
        for (int i = 0; i < 400; i++) {
            String prefix = random.nextBoolean() ? key(random) : "";
            String token = random.nextBoolean() ? "t/+=" + i : null;
            String delimiter = random.nextBoolean() ? "/" : "";
            Storage.Objects.List list = google.objects().list("bucket");
            list.setPrefix(prefix.isEmpty() ? null : prefix).setDelimiter(delimiter.isEmpty() ? null : delimiter);
            list.setPageToken(token).setMaxResults(9L).setFields(GcpListings.FIELDS);
            list.execute();
            Sent theirs = last;
            store.list(new ListRequest("bucket", prefix, delimiter, "", 9, token));
            assertSame(theirs);
        }
    }

    @Test
    void anUploadSaysAllThatGooglesClientSays() throws IOException {
        Random random = new Random(3);
        for (int i = 0; i < 400; i++) {
            byte[] content = new byte[random.nextInt(300)];
            random.nextBytes(content);
            ObjectRef ref = new ObjectRef("bucket", key(random));
            ObjectProperties properties = new ObjectProperties(
                    random.nextBoolean() ? "text/csv; charset=utf-8" : null,
                    random.nextBoolean() ? "gzip" : null,
                    random.nextBoolean() ? "attachment; filename=\"a  b.txt\"" : null,
                    random.nextBoolean() ? "de" : null,
                    random.nextBoolean() ? "no-cache" : null,
                    random.nextBoolean() ? "NEARLINE" : null,
                    random.nextBoolean() ? Map.of("owner", "Zoë <\"\\\u2028", "two-words", " a   b ") : Map.of());
            PutOptions options = PutOptions.of(properties);
            options = random.nextBoolean() ? options.createOnly() : options.withIfMatch(etag(random));
            StorageObject written = GcpValues.resource(properties)
                    .setName(ref.key())
                    .setCrc32c(GcpValues.base64(
                            Content.of(content).checksum(io.cloudbridge.store.Checksum.Algorithm.CRC32C)));
            answers(200, GSON.toString(resource(ref).setSize(BigInteger.valueOf(content.length))));
            Storage.Objects.Insert insert =
                    google.objects().insert("bucket", written, new ByteArrayContent(properties.contentType(), content));
            insert.getMediaHttpUploader().setDirectUploadEnabled(true).setDisableGZipContent(true);
            insert.setDisableGZipContent(true);
            insert.setFields(GcpValues.FIELDS).setIfGenerationMatch(0L);
            GcpVersion.of(options.ifMatch() == null ? "" : options.ifMatch())
                    .ifPresent(version -> insert.setIfGenerationMatch(version.generation())
                            .setIfMetagenerationMatch(version.metageneration()));
            insert.execute();
            Sent theirs = last;
            store.put(ref, Content.of(content), options);

            assertSame(theirs);
            List<Part> ours = parts(last);
            List<Part> googles = parts(theirs);
            assertThat(ours).hasSize(2);
            assertThat(GSON.fromString(ours.get(0).text(), StorageObject.class))
                    .isEqualTo(GSON.fromString(googles.get(0).text(), StorageObject.class));
            assertThat(ours.get(0).type()).isEqualTo(googles.get(0).type());
            assertThat(ours.get(1).type()).isEqualTo(googles.get(1).type());
            assertThat(ours.get(1).bytes()).isEqualTo(googles.get(1).bytes()).isEqualTo(content);
        }
    }

    /** A part of a body, one character for each byte. */
    private record Part(String head, String body) {
        String type() {
            Matcher type = Pattern.compile("(?im)^content-type:\\s*(.*?)\\s*$").matcher(head);
            return type.find() ? type.group(1) : null;
        }

        byte[] bytes() {
            return body.getBytes(StandardCharsets.ISO_8859_1);
        }

        String text() {
            return new String(bytes(), StandardCharsets.UTF_8);
        }
    }

    private static List<Part> parts(Sent sent) {
        String type = sent.headers().get("content-type");
        assertThat(type).matches("multipart/(related|mixed); boundary=.*");
        String boundary = "\r\n--" + type.replaceFirst(".*boundary=", "").replace("\"", "");
        String body = "\r\n" + new String(sent.body(), StandardCharsets.ISO_8859_1);
        assertThat(body).endsWith(boundary + "--\r\n");
        List<Part> parts = new ArrayList<>();
        int at = body.indexOf(boundary) + boundary.length();
        for (int end = body.indexOf(boundary, at); end >= 0; end = body.indexOf(boundary, at)) {
            String part = body.substring(at + 2, end);
            // of an empty head no line is left
            int blank = ("\r\n" + part).indexOf("\r\n\r\n");
            parts.add(new Part(part.substring(0, blank), part.substring(blank + 2)));
            at = end + boundary.length();
        }
        return parts;
    }

    @Test
    void aDownloadAsksForTheObjectAsItIsStored() {
        headers = Map.of("x-goog-generation", "7", "x-goog-metageneration", "1");
        answers(200, "content");
        Random random = new Random(4);
        for (int i = 0; i < 400; i++) {
            ObjectRef ref = new ObjectRef("bucket", key(random)).withVersion(random.nextBoolean() ? "7" : null);
            ByteRange range = random.nextBoolean() ? ByteRange.ALL : new ByteRange(2, 3);
            if (!range.isAll()) {
                headers =
                        Map.of("x-goog-generation", "7", "x-goog-metageneration", "1", "Content-Range", "bytes 2-4/9");
            }
            status = range.isAll() ? 200 : 206;
            answers(status, range.isAll() ? "content" : "nte");
            if (!GcpHttp.isPath(ref.key())) {
                continue; // such a key is looked at first, see GcpAnswersTest
            }
            store.read(ref, range, ReadOptions.NONE).close();
            assertThat(last.method()).isEqualTo("GET");
            assertThat(last.path()).isEqualTo("/bucket/" + ref.key());
            assertThat(last.query()).isEqualTo(ref.versionId() == null ? List.of() : List.of("generation=7"));
            Map<String, String> expected = new TreeMap<>(Map.of(
                    "accept-encoding",
                    "gzip",
                    "authorization",
                    "Bearer token",
                    "user-agent",
                    last.headers().get("user-agent")));
            if (!range.isAll()) {
                expected.put("range", "bytes=2-4");
            }
            assertThat(last.portable()).isEqualTo(expected);
        }
    }

    @Test
    void aBatchHasTheCallsOfGooglesBatch() throws IOException {
        Random random = new Random(5);
        for (int i = 0; i < 100; i++) {
            answers(200, "");
            List<DeleteRequest> requests = IntStream.rangeClosed(0, 1 + random.nextInt(5))
                    .mapToObj(n -> new DeleteRequest(
                            new ObjectRef("bucket", key(random)).withVersion(random.nextBoolean() ? "7" : null),
                            random.nextBoolean() ? etag(random) : null))
                    .toList();
            BatchRequest batch = google.batch(google.getRequestFactory().getInitializer());
            for (DeleteRequest request : requests) {
                Storage.Objects.Delete delete =
                        google.objects().delete("bucket", request.ref().key());
                delete.setGeneration(request.ref().versionId() == null ? null : 7L);
                GcpVersion.of(request.ifMatch() == null ? "" : request.ifMatch())
                        .ifPresent(version -> delete.setIfGenerationMatch(version.generation())
                                .setIfMetagenerationMatch(version.metageneration()));
                delete.queue(batch, new Ignored());
            }
            headers = Map.of("Content-Type", "multipart/mixed; boundary=b");
            answers(200, "--b--\r\n");
            // Google's client does not like an answer without parts, but it has asked
            var unused = catchThrowable(batch::execute);
            Sent theirs = last;
            answers(200, batchOf(requests.size()));

            assertThat(store.delete("bucket", requests)).allMatch(DeleteResult::deleted);

            assertThat(last.method()).isEqualTo("POST");
            assertThat(last.path()).isEqualTo(theirs.path()).isEqualTo("/batch/storage/v1");
            assertThat(last.headers().get("authorization")).isEqualTo("Bearer token");
            assertThat(calls(last)).isEqualTo(calls(theirs)).hasSize(requests.size());
        }
    }

    private static final class Ignored extends JsonBatchCallback<Void> {
        @Override
        public void onSuccess(Void nothing, HttpHeaders headers) {}

        @Override
        public void onFailure(GoogleJsonError error, HttpHeaders headers) {}
    }

    private static String batchOf(int count) {
        return IntStream.range(0, count)
                        .mapToObj(i -> batched(i, "HTTP/1.1 204 No Content\r\n\r\n"))
                        .collect(Collectors.joining())
                + "--b--\r\n";
    }

    private static String batched(int id, String answer) {
        return "--b\r\nContent-Type: application/http\r\nContent-ID: <response-" + id + ">\r\n\r\n" + answer + "\r\n";
    }

    private static List<String> calls(Sent sent) {
        return parts(sent).stream()
                .map(part -> {
                    String[] words =
                            part.text().lines().findFirst().orElseThrow().split(" ");
                    assertThat(part.type()).isEqualTo("application/http");
                    URI uri = URI.create(words[1]);
                    Sent call = new Sent(
                            words[0],
                            uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()),
                            Map.of(),
                            null);
                    return call.method() + " " + call.path() + " " + call.query() + " " + words[2];
                })
                .toList();
    }

    // ---- answers

    @Test
    void documentsTellWhatGooglesParserReadsInThem() throws IOException {
        Random random = new Random(6);
        for (int i = 0; i < 400; i++) {
            StorageObject object = resource(new ObjectRef("bucket", key(random)))
                    .setSize(BigInteger.valueOf(random.nextLong(1L << 45)))
                    .setTimeCreated(new com.google.api.client.util.DateTime(random.nextLong(1L << 40)))
                    .setCrc32c(random.nextBoolean() ? "AAAAAA==" : null)
                    .setContentType(random.nextBoolean() ? "text/x" : null)
                    .setContentEncoding(random.nextBoolean() ? "gzip" : null)
                    .setContentDisposition(random.nextBoolean() ? "inline; filename=\"ü\"" : null)
                    .setContentLanguage(random.nextBoolean() ? "de" : null)
                    .setCacheControl(random.nextBoolean() ? "no-store" : null)
                    .setStorageClass("STANDARD")
                    .setKmsKeyName(random.nextBoolean() ? "k/1" : null)
                    .setMetadata(random.nextBoolean() ? Map.of("a", key(random), "b", "") : null);
            byte[] document = GSON.toByteArray(object);
            assertThat(GcpJson.object(document))
                    .isEqualTo(GSON.fromString(new String(document, StandardCharsets.UTF_8), StorageObject.class));
        }
        String page = "{\"kind\":\"storage#objects\",\"nextPageToken\":\"t\",\"prefixes\":[\"a/\",\"ü/\"],"
                + "\"other\":{\"deep\":[1,{\"er\":null}]},\"items\":[{\"name\":\"x\",\"generation\":\"5\",\"size\":\"3\","
                + "\"acl\":[{\"a\":1}],\"contentType\":null,\"metadata\":{\"n\":null,\"m\":\"v\"}},{\"name\":\"y\"}]}";
        Objects theirs = GSON.fromString(page, Objects.class);
        GcpJson.Listing ours = GcpJson.listing(page.getBytes(StandardCharsets.UTF_8));
        assertThat(ours.kind()).isEqualTo(theirs.getKind());
        assertThat(ours.nextPageToken()).isEqualTo(theirs.getNextPageToken());
        assertThat(ours.prefixes()).isEqualTo(theirs.getPrefixes());
        assertThat(ours.items()).extracting(StorageObject::getName).containsExactly("x", "y");
        assertThat(ours.items().get(0).getGeneration()).isEqualTo(5);
        assertThat(ours.items().get(0).getMetadata()).containsEntry("m", "v").containsEntry("n", null);
    }

    @Test
    void packedDocumentsAreUnpacked() throws IOException {
        ObjectRef ref = new ObjectRef("bucket", "k");
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(GSON.toByteArray(resource(ref)));
        }
        headers = Map.of("Content-Encoding", "gzip");
        answer = packed.toByteArray();
        assertThat(store.head(ref, ReadOptions.NONE).size()).isEqualTo(1);

        answer = Arrays.copyOf(answer, answer.length / 2);
        assertThatThrownBy(() -> store.head(ref, ReadOptions.NONE))
                .isInstanceOf(CloudBridgeException.Unavailable.class)
                .hasMessageContaining("unpacked");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            404 | {"error":{"code":404,"message":"No such object: b/k","errors":[{"reason":"notFound"}]}}
            404 | {"error":{"code":404,"message":"The specified bucket does not exist.","errors":[{"reason":"notFound"}]}}
            403 | {"error":{"code":403,"message":"x does not have access","errors":[{"reason":"forbidden"}]}}
            403 | {"error":{"code":403,"message":"slower","errors":[{"reason":"rateLimitExceeded"}]}}
            401 | {"error":{"code":401,"message":"Invalid Credentials","errors":[{"reason":"authError"}]}}
            412 | {"error":{"code":412,"message":"did not hold","errors":[{"reason":"conditionNotMet"}]}}
            400 | {"error":"invalid_grant"}
            403 | <html><body>A proxy</body></html>
            403 | not JSON
            403 | {"error":
            403 | ''
            304 | ''
            301 | ''
            500 | {"error":{"code":500,"message":"Backend Error","errors":[]}}
            503 | {"error":{"code":503,"message":"Service Unavailable"}}
            429 | {"error":{"code":429,"message":"slower","errors":[{"reason":"rateLimitExceeded"}]}}
            """)
    void aRefusalIsWhatGooglesClientSaysItIs(int refused, String document) {
        answers(refused, document);
        headers = Map.of("x-guploader-uploadid", "id", "Retry-After", "3", "Content-Type", "application/json");
        ObjectRef ref = new ObjectRef("bucket", "k");
        GcpErrors errors = new GcpErrors(client.endpoint().getAuthority(), false);
        CloudBridgeException theirs = catchThrowableOfType(
                CloudBridgeException.class,
                () -> errors.call(ref, () -> google.objects().get("bucket", "k").execute()));
        CloudBridgeException mine =
                catchThrowableOfType(CloudBridgeException.class, () -> store.head(ref, ReadOptions.NONE));

        assertThat(mine).hasSameClassAs(theirs);
        if (!document.equals("{\"error\":")) {
            assertThat(mine).hasMessage(theirs.getMessage());
        }
        assertThat(mine.getHttpStatus()).isEqualTo(theirs.getHttpStatus());
        assertThat(mine.getCode()).isEqualTo(theirs.getCode());
        assertThat(mine.getRequestId()).isEqualTo(theirs.getRequestId());
        assertThat(mine.isRetryable()).isEqualTo(theirs.isRetryable());
        assertThat(mine.failure().retryAfter()).isEqualTo(theirs.failure().retryAfter());
    }

    @Test
    void aBucketThatExistsIsToldFromOneThatIsNotEmpty() {
        answers(
                409,
                "{\"error\":{\"code\":409,\"message\":\"you already own it\",\"errors\":[{\"reason\":\"conflict\"}]}}");
        assertThatThrownBy(() -> store.createBucket("bucket")).isInstanceOf(CloudBridgeException.AlreadyExists.class);
        assertThatThrownBy(() -> store.deleteBucket("bucket")).isInstanceOf(CloudBridgeException.InvalidState.class);
    }

    @Test
    void onlyTheBucketOfAnUploadCanBeMissing() {
        ObjectRef ref = new ObjectRef("bucket", "k");
        for (PutOptions options : List.of(PutOptions.NONE, PutOptions.NONE.withIfMatch(etag(new Random(1))))) {
            answers(404, "{broken");
            assertThatThrownBy(() -> store.put(ref, Content.of(new byte[1]), options))
                    .isInstanceOf(CloudBridgeException.BucketNotFound.class);
            assertThatThrownBy(() -> store.startMultipart(ref, options))
                    .isInstanceOf(CloudBridgeException.BucketNotFound.class);
        }
    }

    // ---- batches

    private List<DeleteResult> deleteTwo(String document) {
        headers = Map.of("Content-Type", "multipart/mixed; boundary=\"b\"");
        answers(200, document);
        return store.delete(
                "bucket",
                List.of(
                        new DeleteRequest(new ObjectRef("bucket", "first")),
                        new DeleteRequest(new ObjectRef("bucket", "second"))));
    }

    @Test
    void answersOfABatchBelongToTheirCallsInAnyOrder() {
        String refused = "{\"error\":{\"code\":403,\"message\":\"nö\",\"errors\":[{\"reason\":\"forbidden\"}]}}";
        List<DeleteResult> results = deleteTwo("preamble\r\n"
                + batched(1, "HTTP/1.1 403 Forbidden\r\nContent-Type: application/json\r\n\r\n" + refused)
                + batched(0, "HTTP/1.1 204 No Content\r\n\r\n") + "--b--\r\nepilogue");
        assertThat(results.get(0).deleted()).isTrue();
        assertThat(results.get(1).failure())
                .isInstanceOf(CloudBridgeException.AccessDenied.class)
                .hasMessageContaining("nö")
                .satisfies(e -> assertThat(e.getKey()).isEqualTo("second"));

        results = deleteTwo(batched(0, "HTTP/1.1 404 Not Found\r\n\r\n").replace("\r\n", "\n")
                + batched(1, "HTTP/1.1 200 OK\r\n\r\n<html>").replace("\r\n", "\n") + "--b--");
        assertThat(results.get(0).deleted())
                .as("what is missing is as good as deleted")
                .isTrue();
        assertThat(results.get(1).failure())
                .isInstanceOf(CloudBridgeException.Unavailable.class)
                .hasMessageContaining("answered with a document");

        results = deleteTwo(batched(0, "HTTP/1.1 302 Found\r\nLocation: x\r\n\r\n")
                + batched(1, "HTTP/1.1 503 Busy\r\nRetry-After: 4\r\n\r\n") + "--b--");
        assertThat(results).noneMatch(DeleteResult::deleted);
        assertThat(results.get(1).failure().getRetryAfter()).hasSeconds(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--b--",
                "lost: 0",
                "doubled: 0 0 1",
                "doubled: 0 1 1",
                "strange: 0 1 2",
                "strange: 0 7",
                "cut: 0 1",
                "no number",
                "no status",
                "no head",
                "no multipart"
            })
    void aBatchThatDoesNotAnswerEachCallOnceIsAnError(String what) {
        StringBuilder document = new StringBuilder();
        for (String id : what.replaceAll("[^0-9 ]", "").strip().split(" ")) {
            if (!id.isEmpty()) {
                document.append(batched(Integer.parseInt(id), "HTTP/1.1 204 No Content\r\n\r\n"));
            }
        }
        if (!what.startsWith("cut") && !what.isEmpty()) {
            document.append("--b--\r\n");
        }
        String sent =
                switch (what) {
                    case "no number" -> batchOf(2).replace("response-1", "response-");
                    case "no status" -> batchOf(2).replaceFirst("HTTP/1.1 204 No Content", "204");
                    case "no head" -> "--b\r\n--b\r\n--b--";
                    case "no multipart" -> batchOf(2).replace("--b", "--c");
                    default -> document.toString();
                };
        assertThatThrownBy(() -> deleteTwo(sent))
                .isInstanceOf(CloudBridgeException.Unavailable.class)
                .hasMessageContaining("endpoint");
    }

    // ---- log-in

    @Test
    void headersOfCredentialsGoAlong() throws IOException {
        send(new Counted());
        assertThat(last.headers())
                .containsEntry("authorization", "Bearer 0")
                .containsEntry("x-goog-user-project", "quota");
    }

    private int send(Credentials credentials) throws IOException {
        try (HttpTransport transport = new HttpTransport(new StoreConfig("gcp", Map.of()));
                GcpAnswer got =
                        GcpHttp.own(transport, credentials, null).send("GET", endpoint() + "/x", Map.of(), null)) {
            got.body().readAllBytes();
            return got.status();
        }
    }

    /** Each refresh makes another token. */
    private static final class Counted extends Credentials {
        private static final long serialVersionUID = 1;
        private int refreshed;

        @Override
        public String getAuthenticationType() {
            return "test";
        }

        @Override
        public Map<String, List<String>> getRequestMetadata(URI uri) {
            Map<String, List<String>> metadata = new LinkedHashMap<>();
            metadata.put("Authorization", List.of("Bearer " + refreshed));
            metadata.put("x-goog-user-project", List.of("quota"));
            return metadata;
        }

        @Override
        public boolean hasRequestMetadata() {
            return true;
        }

        @Override
        public boolean hasRequestMetadataOnly() {
            return true;
        }

        @Override
        public void refresh() {
            refreshed++;
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            401 |                                                | 2
            401 | Bearer realm="x", error="invalid_token"        | 2
            401 | Bearer realm="x"                               | 1
            403 | Bearer error=invalid_token                     | 2
            403 |                                                | 1
            200 | Bearer error=invalid_token                     | 1
            """)
    void aTokenThatWasCalledBackIsRenewedOnce(int code, String authenticate, int requests) throws IOException {
        answers(code, "");
        headers = authenticate == null ? Map.of() : Map.of("WWW-Authenticate", authenticate);
        Counted credentials = new Counted();
        assertThat(send(credentials)).isEqualTo(code);
        assertThat(seen)
                .containsExactlyElementsOf(
                        List.of("GET Bearer 0", "GET Bearer 1").subList(0, requests));
    }
}
