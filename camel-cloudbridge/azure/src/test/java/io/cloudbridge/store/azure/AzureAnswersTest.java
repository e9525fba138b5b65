/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.ContentRange;
import io.cloudbridge.store.CopyOptions;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.DeleteResult;
import io.cloudbridge.store.Engine;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.MultipartUpload;
import io.cloudbridge.store.MultipartUpload.Part;
import io.cloudbridge.store.ObjectContent;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectPage;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.ObjectStore;
import io.cloudbridge.store.PresignRequest;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.RestoreOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.StoreConfig;
import io.cloudbridge.store.TransferSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that answers what the service never would. */
class AzureAnswersTest {

    private static final ObjectRef REF = new ObjectRef("bucket", "a/key");
    private static final String HTML = "<html><body>Please log in</body></html>";

    private interface Handler {
        void handle(HttpExchange exchange, byte[] body) throws IOException;
    }

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private ObjectStore store;
    private volatile Handler handler;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", exchange -> {
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            byte[] body = exchange.getRequestBody().readAllBytes();
            handler.handle(exchange, body);
            exchange.close();
        });
        server.start();
        store = open();
    }

    private ObjectStore open() {
        return new AzureProvider()
                .open(new StoreConfig(
                        "azure",
                        Map.of(
                                "endpoint",
                                        "http://127.0.0.1:"
                                                + server.getAddress().getPort() + "/account",
                                "accountName", "account",
                                "accountKey", "a2V5")));
    }

    @AfterEach
    void stop() {
        store.close();
        server.stop(0);
    }

    private static void answer(HttpExchange exchange, int status, String body, String... headers) throws IOException {
        for (int i = 0; i < headers.length; i += 2) {
            exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
        }
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private void refused(Runnable call) {
        assertThatThrownBy(call::run).isInstanceOf(CloudBridgeException.class);
    }

    @ParameterizedTest
    @CsvSource({"2097152,true,100-continue", "2097152,false,", "1000,true,"})
    void aLargeUploadThatAConditionMayRefuseAsksFirst(int size, boolean conditional, String expect) {
        List<String> expected = new CopyOnWriteArrayList<>();
        handler = (exchange, body) -> {
            expected.add(String.valueOf(exchange.getRequestHeaders().getFirst("Expect")));
            answer(exchange, 412, "");
        };
        PutOptions options = conditional ? PutOptions.NONE.createOnly() : PutOptions.NONE;

        refused(() -> store.put(REF, Content.of(new byte[size]), options));

        assertThat(expected).containsExactly(String.valueOf(expect));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                HTML,
                "<EnumerationResults",
                "<Other><Blobs/></Other>",
                "{\"a\":1}",
                "<?xml version=\"1.0\"?><EnumerationResults/>"
            })
    void aListingThatIsNoneIsAnErrorNeverAnEmptyBucket(String document) {
        handler = (exchange, body) -> answer(exchange, 200, document, "Content-Type", "application/xml");
        refused(() -> store.list(ListRequest.of("bucket", "")));
        refused(() -> store.list(ListRequest.of("bucket", "").withDelimiter("/")));
        refused(() -> store.listVersions(ListRequest.of("bucket", "")));
        refused(store::listBuckets);
    }

    @Test
    void aDocumentThatIsNestedWithoutEndIsAnError() {
        String deep = "<EnumerationResults><Blobs>" + "<a>".repeat(200_000);
        handler = (exchange, body) -> answer(exchange, 200, deep, "Content-Type", "application/xml");
        refused(() -> store.list(ListRequest.of("bucket", "")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", HTML})
    void aWriteThatSucceedsWithoutAnEtagIsAnError(String document) {
        handler = (exchange, body) -> answer(exchange, 201, document);
        refused(() -> store.put(REF, Content.of(new byte[10]), PutOptions.NONE));
        MultipartUpload upload = store.startMultipart(REF, PutOptions.NONE);
        Part part = upload.uploadPart(1, Content.of(new byte[10]));
        refused(() -> upload.complete(List.of(part)));
    }

    @Test
    void aStatusThatIsNotThatOfTheRequestIsAnError() {
        handler = (exchange, body) -> answer(exchange, 200, HTML, "ETag", "\"1\"");
        refused(() -> store.put(REF, Content.of(new byte[10]), PutOptions.NONE));
        refused(() -> store.startMultipart(REF, PutOptions.NONE).uploadPart(1, Content.of(new byte[10])));
        refused(() -> store.startMultipart(REF, PutOptions.NONE).complete(List.of(new Part(1, "QQ==", 10))));
        refused(() -> store.copy(REF, new ObjectRef("bucket", "other"), CopyOptions.NONE));
        refused(() -> store.createBucket("bucket"));
    }

    @Test
    void aRedirectIsAnErrorAndNotFollowed() {
        handler = (exchange, body) -> answer(
                exchange,
                307,
                "",
                "Location",
                "http://127.0.0.1:" + server.getAddress().getPort() + "/elsewhere");
        refused(() -> store.put(REF, Content.of(new byte[10]), PutOptions.NONE));
        refused(() -> store.read(REF, ByteRange.ALL, ReadOptions.NONE));
        refused(() -> store.list(ListRequest.of("bucket", "")));
        DeleteResult deleted =
                store.delete("bucket", List.of(new DeleteRequest(REF))).get(0);
        assertThat(deleted.deleted()).isFalse();
        assertThat(requests).noneMatch(request -> request.contains("elsewhere"));
    }

    @Test
    void aBatchThatNamesFewerObjectsIsAnErrorThatIsTriedAgain() {
        handler = (exchange, body) -> answer(
                exchange,
                202,
                "--b\r\nContent-Type: application/http\r\nContent-ID: 0\r\n\r\nHTTP/1.1 202 Accepted\r\n\r\n--b--",
                "Content-Type",
                "multipart/mixed; boundary=b");
        List<DeleteRequest> wanted = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            wanted.add(new DeleteRequest(new ObjectRef("bucket", "k" + i)));
        }
        assertThatExceptionOfType(CloudBridgeException.Unavailable.class)
                .isThrownBy(() -> store.delete("bucket", wanted))
                .satisfies(e -> assertThat(e.isRetryable()).isTrue());
    }

    @Test
    void anAnswerThatIsNoBatchIsAnError() {
        handler = (exchange, body) -> answer(exchange, 202, HTML, "Content-Type", "text/html");
        refused(() -> {
            List<DeleteResult> results = store.delete(
                    "bucket", List.of(new DeleteRequest(REF), new DeleteRequest(new ObjectRef("bucket", "b"))));
            if (results.stream().noneMatch(DeleteResult::deleted)) {
                throw results.get(0).failure();
            }
        });
    }

    @Test
    void whatAHeaderDoesNotSayIsUnknown() {
        handler = (exchange, body) -> {
            exchange.getResponseHeaders().add("ETag", "\"1\"");
            exchange.getResponseHeaders().add("Last-Modified", "yesterday");
            exchange.getResponseHeaders().add("Content-MD5", "%%%");
            exchange.getResponseHeaders().add("x-ms-meta-a", "=?UTF-8?B?w7w=?=");
            // no Content-Length
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(new byte[10]);
        };
        try (ObjectContent content = store.read(REF, ByteRange.ALL, ReadOptions.NONE)) {
            ObjectInfo info = content.info();
            assertThat(info.size()).isEqualTo(ContentRange.UNKNOWN);
            assertThat(info.lastModified()).isNull();
            assertThat(info.checksum()).isNull();
            assertThat(info.metadata()).containsEntry("a", "\u00fc");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "%zz", "2026%", "\u00e4", "^", "a/b", "a?b", "\n"})
    void whatCannotBeTheIdOfAVersionIsRefusedBeforeAnyRequest(String junk) {
        ObjectRef ref = REF.withVersion(junk);
        ObjectRef target = new ObjectRef("bucket", "o");
        for (Runnable call : List.<Runnable>of(
                () -> store.head(ref, ReadOptions.NONE),
                () -> store.read(ref, ByteRange.ALL, ReadOptions.NONE),
                () -> store.copy(ref, target, CopyOptions.NONE),
                () -> store.tags(ref),
                () -> store.setTags(ref, Map.of()),
                () -> store.setProperties(ref, ObjectProperties.NONE, null),
                () -> store.restore(ref, RestoreOptions.NONE),
                () -> store.presign(new PresignRequest(PresignRequest.Method.GET, ref, Duration.ofMinutes(1))))) {
            assertThatExceptionOfType(CloudBridgeException.InvalidRequest.class)
                    .isThrownBy(call::run)
                    .withMessageContaining("VersionId");
        }
        assertThat(store.delete("bucket", List.of(new DeleteRequest(ref)))
                        .get(0)
                        .failure())
                .isInstanceOf(CloudBridgeException.InvalidRequest.class);
        assertThat(requests).isEmpty();
    }

    @Test
    void anAnswerTellsWhichRangeItCarries() {
        handler = (exchange, body) ->
                answer(exchange, 206, "0123456789", "ETag", "\"1\"", "Content-Range", "bytes 5-14/100");
        try (ObjectContent content = store.read(REF, new ByteRange(0, 10), ReadOptions.NONE)) {
            assertThat(content.range()).isEqualTo(new ContentRange(5, 15, 100));
            assertThat(content.info().size()).isEqualTo(100);
        }
    }

    @Test
    void metadataWithoutValueIsListedAsEmpty() {
        handler = (exchange, body) -> answer(exchange, 200, """
                <?xml version="1.0" encoding="utf-8"?><EnumerationResults ContainerName="bucket"><Blobs><Blob>\
                <Name>cold</Name><Properties><Etag>0x1</Etag><Content-Length>1</Content-Length>\
                <BlobType>BlockBlob</BlobType><AccessTier>Archive</AccessTier></Properties>\
                <Metadata><empty /><text>=?UTF-8?B?w7w=?=</text></Metadata></Blob><Blob><Name>folder</Name><Properties>\
                <Etag>0x1</Etag><Content-Length>0</Content-Length><BlobType>BlockBlob</BlobType></Properties>\
                <Metadata><hdi_isfolder>true</hdi_isfolder></Metadata></Blob></Blobs><NextMarker /></EnumerationResults>""", "Content-Type", "application/xml");
        ObjectPage page = store.list(ListRequest.of("bucket", ""));
        ObjectInfo cold = page.objects().get(0);
        assertThat(cold.metadata()).isEqualTo(Map.of("empty", "", "text", "\u00fc"));
        assertThat(cold.archived()).isTrue();
        assertThat(page.objects().get(1).isFolderMarker()).isTrue();
    }

    @Test
    void whatIsNotFoundByAnUploadIsTheContainer() {
        handler = (exchange, body) -> answer(exchange, 404, "", "x-ms-error-code", "BlobNotFound");
        assertThatExceptionOfType(CloudBridgeException.BucketNotFound.class)
                .isThrownBy(() -> store.put(REF, Content.of(new byte[1]), PutOptions.NONE))
                .withMessageContaining("autoCreateBucket");
        assertThatExceptionOfType(CloudBridgeException.BucketNotFound.class)
                .isThrownBy(() -> store.startMultipart(REF, PutOptions.NONE).uploadPart(1, Content.of(new byte[1])));
    }

    @Test
    void aCopyOfAMissingSourceNamesTheSource() {
        handler = (exchange, body) -> answer(exchange, 404, "", "x-ms-error-code", "BlobNotFound");
        assertThatExceptionOfType(CloudBridgeException.ObjectNotFound.class)
                .isThrownBy(() -> store.copy(
                        new ObjectRef("bucket", "missing"), new ObjectRef("other", "target"), CopyOptions.NONE))
                .satisfies(e -> assertThat(e.getKey()).isEqualTo("missing"))
                .satisfies(e -> assertThat(e.getBucket()).isEqualTo("bucket"));
    }

    @ParameterizedTest
    @CsvSource({
        "500,APINotImplemented,true",
        "501,NotImplemented,true",
        "501,,true",
        "405,UnsupportedHttpVerb,true",
        "400,UnsupportedHeader,true",
        "400,,true",
        "400,Md5Mismatch,false",
        "500,InternalError,false",
        "503,ServerBusy,false",
        "403,CannotVerifyCopySource,false"
    })
    void whatTheServiceCannotCopyIsLeftToTheEngine(int status, String code, boolean left) {
        handler = (exchange, body) -> {
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.getResponseHeaders().add("Content-Length", "5");
                exchange.getResponseHeaders().add("ETag", "\"1\"");
                exchange.getResponseHeaders().add("x-ms-blob-type", "BlockBlob");
                exchange.sendResponseHeaders(200, -1);
            } else if (code == null) {
                answer(exchange, status, "");
            } else {
                answer(exchange, status, "", "x-ms-error-code", code);
            }
        };
        ObjectRef target = new ObjectRef("bucket", "target");
        if (left) {
            assertThat(store.copy(REF, target, CopyOptions.NONE)).isEmpty();
        } else {
            refused(() -> store.copy(REF, target, CopyOptions.NONE));
        }
        assertThat(requests).noneMatch(request -> request.contains("comp=blocklist"));
    }

    @Test
    void aCopyComparesTheEtagThatTheAnswerShows() {
        handler = (exchange, body) -> answer(exchange, 200, "", "ETag", "\"new\"", "Content-Length", "5");
        assertThatExceptionOfType(CloudBridgeException.PreconditionFailed.class)
                .isThrownBy(
                        () -> store.copy(REF, new ObjectRef("bucket", "o"), CopyOptions.NONE.withSourceIfMatch("old")));
    }

    @Test
    void theRequestsThatSetPropertiesAreTiedToOneVersion() {
        List<String> conditions = new CopyOnWriteArrayList<>();
        handler = (exchange, body) -> {
            conditions.add(String.valueOf(exchange.getRequestHeaders().getFirst("If-Match")));
            answer(exchange, 200, "", "ETag", "\"" + (requests.size() - 1) + "\"", "Content-Length", "5");
        };
        store.setProperties(REF, ObjectProperties.NONE.withMetadata(Map.of("a", "b")), "0");
        assertThat(conditions).containsExactly("\"0\"", "\"0\"", "\"1\"");
    }

    @Test
    void aBlobOfBlocksGetsTheMd5OfItsWholeContent() throws Exception {
        byte[] content = "first second third".getBytes(StandardCharsets.US_ASCII);
        List<String> md5 = new CopyOnWriteArrayList<>();
        handler = (exchange, body) -> {
            if (exchange.getRequestURI().toString().contains("blocklist")) {
                md5.add(String.valueOf(exchange.getRequestHeaders().getFirst("x-ms-blob-content-md5")));
            }
            answer(exchange, 201, "", "ETag", "\"1\"");
        };
        MultipartUpload upload = store.startMultipart(REF, PutOptions.NONE);
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            byte[] part = java.util.Arrays.copyOfRange(content, i * 6, i * 6 + 6);
            upload.uploadPart(i + 1, Content.of(part));
            // the answer was lost: sent again
            parts.add(upload.uploadPart(i + 1, Content.of(part)));
        }
        Checksum whole = Content.of(content).checksum(Checksum.Algorithm.MD5);
        assertThat(upload.complete(parts).checksum()).isEqualTo(whole);
        assertThat(upload.complete(parts).checksum()).isEqualTo(whole);

        MultipartUpload replaced = store.startMultipart(REF, PutOptions.NONE);
        replaced.uploadPart(1, Content.of(new byte[1]));
        assertThat(replaced.complete(List.of(replaced.uploadPart(1, Content.of(new byte[2]))))
                        .checksum())
                .isNull();

        MultipartUpload shuffled = store.startMultipart(REF, PutOptions.NONE);
        Part second = shuffled.uploadPart(2, Content.of(new byte[1]));
        Part first = shuffled.uploadPart(1, Content.of(new byte[1]));
        assertThat(shuffled.complete(List.of(first, second)).checksum()).isNull();

        String base64 = java.util.Base64.getEncoder().encodeToString(whole.bytes());
        assertThat(md5).containsExactly(base64, base64, "null", "null");
    }

    @Test
    void aStoreThatTellsAnotherMd5ThanThatOfWhatWasSentIsNotBelieved() {
        handler = (exchange, body) ->
                answer(exchange, 201, "", "ETag", "\"1\"", "Content-MD5", "1B2M2Y8AsgTpgAmY7PhCfg==");
        StoreClient client = StoreClient.of("azure", store, 0, new Engine(Executors.newCachedThreadPool()));
        assertThatExceptionOfType(CloudBridgeException.ChecksumMismatch.class)
                .isThrownBy(
                        () -> client.upload(REF, Source.of(new byte[5]), PutOptions.NONE, TransferSettings.DEFAULTS));
    }

    @Test
    void partsDoNotReplaceAnAppendBlobAndTheErrorSaysWhatDoes() {
        handler = (exchange, body) -> answer(exchange, 409, "", "x-ms-error-code", "InvalidBlobType");
        assertThatExceptionOfType(CloudBridgeException.InvalidRequest.class)
                .isThrownBy(() -> store.startMultipart(REF, PutOptions.NONE).uploadPart(1, Content.of(new byte[1])))
                .withMessageContaining("append")
                .withMessageContaining("multipartThreshold");
    }

    @Test
    void restoreMovesAnArchivedObjectToHotOnce() {
        List<String> sent = new CopyOnWriteArrayList<>();
        Map<String, String> archived =
                new java.util.concurrent.ConcurrentHashMap<>(Map.of("x-ms-access-tier", "Archive"));
        handler = (exchange, body) -> {
            archived.forEach(exchange.getResponseHeaders()::add);
            sent.add(
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getQuery() + " "
                            + exchange.getRequestHeaders().getFirst("x-ms-access-tier") + " "
                            + exchange.getRequestHeaders().getFirst("x-ms-rehydrate-priority"));
            answer(exchange, exchange.getRequestMethod().equals("HEAD") ? 200 : 202, "", "ETag", "\"1\"");
        };
        store.restore(REF, new RestoreOptions(0, "high"));
        assertThat(sent).containsExactly("HEAD null null null", "PUT comp=tier Hot High");

        archived.put("x-ms-archive-status", "rehydrate-pending-to-hot");
        store.restore(REF, RestoreOptions.NONE);
        assertThat(sent).hasSize(3);

        archived.clear();
        assertThatExceptionOfType(CloudBridgeException.InvalidState.class)
                .isThrownBy(() -> store.restore(REF, RestoreOptions.NONE));
        assertThatExceptionOfType(CloudBridgeException.InvalidRequest.class)
                .isThrownBy(() -> store.restore(REF, new RestoreOptions(3, null)))
                .withMessageContaining("restoreDays");
    }

    @Test
    void hundredsOfAccountsCostNoThreadEach() throws Exception {
        handler = (exchange, body) -> answer(exchange, 200, "", "ETag", "\"1\"", "Content-Length", "5");
        int before = clientThreads();
        List<ObjectStore> stores = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            ObjectStore one = open();
            one.head(REF, ReadOptions.NONE);
            stores.add(one);
        }
        assertThat(clientThreads() - before).isLessThanOrEqualTo(2);
        stores.forEach(ObjectStore::close);
    }

    private static int clientThreads() {
        return (int) Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.getName().startsWith("pool-")
                        && !thread.getName().startsWith("HTTP-Dispatcher"))
                .count();
    }
}
