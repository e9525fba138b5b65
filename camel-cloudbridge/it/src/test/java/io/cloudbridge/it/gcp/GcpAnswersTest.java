/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.gcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.conformance.wire.FaultProxy;
import io.cloudbridge.it.gcp.server.GcsServer;
import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.CopyOptions;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.DeleteResult;
import io.cloudbridge.store.Engine;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.MultipartUpload;
import io.cloudbridge.store.ObjectContent;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.ObjectStore;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.TransferSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the driver makes of answers that are not what was asked for, and how few requests it needs. */
class GcpAnswersTest {

    private static final byte[] BYTES = "twenty bytes of text".getBytes(StandardCharsets.US_ASCII);

    private GcsServer server;
    private FaultProxy proxy;
    private ObjectStore store;
    private ObjectRef ref;

    @BeforeEach
    void start() {
        server = GcsServer.start();
        proxy = FaultProxy.to(URI.create(server.endpoint()));
        store = GcpStores.open(GcpStores.settings(server, proxy.endpoint().toString(), server.token()));
        store.createBucket("answers");
        ref = new ObjectRef("answers", "a/object");
        store.put(ref, Content.of(BYTES), PutOptions.NONE);
        proxy.clearRequests();
    }

    @AfterEach
    void stop() throws IOException {
        store.close();
        proxy.close();
        server.close();
    }

    /** Every call that changes or tells something, by name. */
    private Map<String, ThrowingCallable> calls() {
        ObjectRef other = new ObjectRef("answers", "other");
        List<DeleteRequest> two = List.of(new DeleteRequest(ref), new DeleteRequest(other));
        Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
        calls.put("head", () -> store.head(ref, ReadOptions.NONE));
        calls.put("put", () -> store.put(ref, Content.of(BYTES), PutOptions.NONE));
        calls.put("resumable upload", () -> store.startMultipart(ref, PutOptions.NONE.createOnly()));
        calls.put("copy", () -> store.copy(ref, other, CopyOptions.NONE));
        calls.put("list", () -> store.list(ListRequest.of("answers", "")));
        calls.put("listVersions", () -> store.listVersions(ListRequest.of("answers", "")));
        calls.put("setProperties", () -> store.setProperties(ref, ObjectProperties.NONE, null));
        calls.put("delete", () -> failed(store.delete("answers", two.subList(0, 1))));
        calls.put("delete of many", () -> failed(store.delete("answers", two)));
        calls.put("createBucket", () -> store.createBucket("another"));
        calls.put("bucketExists", () -> store.bucketExists("answers"));
        calls.put("listBuckets", () -> store.listBuckets());
        calls.put("deleteBucket", () -> store.deleteBucket("answers"));
        calls.put("unfinishedUploads", () -> store.unfinishedUploads("answers", ""));
        return calls;
    }

    private static void failed(List<DeleteResult> results) {
        assertThat(results).noneMatch(DeleteResult::deleted);
        throw results.get(0).failure();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{\"a\":1}",
                "[]",
                "null",
                "{\"name\":",
                "<html><body>Please log in</body></html>",
                "{\"generation\":\"x\",\"items\":{}}"
            })
    void successWithoutSubstanceIsAnError(String body) {
        String type = body.startsWith("<") ? "text/html" : "application/json";
        proxy.when("*", "").always().answer(200, Map.of("Content-Type", type), body);
        List<String> accepted = new ArrayList<>();
        calls().forEach((name, call) -> {
            boolean saysNothing = body.isEmpty() && (name.equals("delete") || name.equals("deleteBucket"));
            if (saysNothing) {
                return; // emulators answer so; Google itself with 204
            }
            try {
                call.call();
                accepted.add(name);
            } catch (CloudBridgeException e) {
                assertThat(e.getMessage()).as(name).contains("endpoint");
            } catch (Throwable e) {
                throw new AssertionError(name + " ended in " + e, e);
            }
        });
        assertThat(accepted).isEmpty();
        proxy.clearRules();
        assertThat(store.head(ref, ReadOptions.NONE).size()).isEqualTo(BYTES.length);
    }

    @Test
    void deepJsonIsAnError() {
        String deep = "{\"a\":".repeat(200_000);
        proxy.when("GET", "").always().answer(200, Map.of("Content-Type", "application/json"), deep);
        assertThatThrownBy(() -> store.list(ListRequest.of("answers", ""))).isInstanceOf(CloudBridgeException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void redirectsAreNotFollowed(int status) throws IOException {
        try (GcsServer elsewhere = GcsServer.start();
                FaultProxy there = FaultProxy.to(URI.create(elsewhere.endpoint()))) {
            proxy.when("*", "")
                    .always()
                    .answer(status, Map.of("Location", there.endpoint() + "/storage/v1/b/answers/o"), "");
            Map<String, ThrowingCallable> calls = calls();
            calls.put("read", () -> store.read(ref, ByteRange.ALL, ReadOptions.NONE));
            calls.forEach((name, call) -> assertThatThrownBy(call).as(name).isInstanceOf(CloudBridgeException.class));
            assertThat(there.requests()).isEmpty();
        }
    }

    @Test
    void aSessionOnAnotherHostIsNotFollowedThere() throws IOException {
        try (FaultProxy there = FaultProxy.to(URI.create(server.endpoint()))) {
            proxy.when("POST", "uploadType=resumable")
                    .answer(
                            200,
                            Map.of("Location", there.endpoint() + "/upload/storage/v1/b/answers/o?upload_id=x"),
                            "");
            MultipartUpload upload = store.startMultipart(ref, PutOptions.NONE.createOnly());
            assertThatThrownBy(() -> upload.uploadPart(1, Content.of(new byte[1 << 20])))
                    .isInstanceOf(CloudBridgeException.class);
            assertThat(there.requests()).isEmpty();
        }
    }

    @Test
    void anUploadThatIsStoredOtherwiseIsAnError() {
        String other = "{\"kind\":\"storage#object\",\"bucket\":\"answers\",\"name\":\"a/object\",\"generation\":\"5\","
                + "\"metageneration\":\"1\",\"size\":\"20\",\"crc32c\":\"AAAAAA==\",\"etag\":\"x\"}";
        proxy.when("POST", "/upload/").answer(200, Map.of("Content-Type", "application/json"), other);
        assertThatThrownBy(() -> store.put(ref, Content.of(BYTES), PutOptions.NONE))
                .isInstanceOf(CloudBridgeException.ChecksumMismatch.class);
    }

    @Test
    void aDownloadIsOneRequestThatTellsAllAttributes() throws IOException {
        ObjectProperties properties = ObjectProperties.NONE
                .withContentType("text/plain; charset=utf-8")
                .withMetadata(Map.of("origin", "branch 7", "empty", ""));
        store.put(ref, Content.of(BYTES), PutOptions.NONE.withProperties(properties));
        ObjectInfo head = store.head(ref, ReadOptions.NONE);
        proxy.clearRequests();
        try (ObjectContent content = store.read(ref, ByteRange.ALL, ReadOptions.ifMatch(head.etag()))) {
            assertThat(content.stream().readAllBytes()).isEqualTo(BYTES);
            assertThat(content.info().properties()).isEqualTo(head.properties());
            assertThat(content.info().etag()).isEqualTo(head.etag());
            assertThat(content.info().versionId()).isEqualTo(head.versionId());
            assertThat(content.info().checksum()).isEqualTo(head.checksum());
            assertThat(content.info().size()).isEqualTo(BYTES.length);
            assertThat(content.info().lastModified()).isNotNull();
        }
        assertThat(proxy.requests()).hasSize(1);
    }

    @Test
    void missingObjectsAreFoundMissingWithOneRequest() {
        assertThatThrownBy(() -> store.read(new ObjectRef("answers", "none"), ByteRange.ALL, ReadOptions.NONE))
                .isInstanceOf(CloudBridgeException.ObjectNotFound.class);
        assertThat(proxy.requests()).hasSize(1);
    }

    @Test
    void metadataBeyondAsciiAndKeysThatAreNoPathsAreReadAllTheSame() throws IOException {
        ObjectProperties properties =
                ObjectProperties.NONE.withContentType("text/plain").withMetadata(Map.of("city", "Łódź 日本"));
        for (String key : List.of("unicode", "a/../b", "./x", "a//b/", "/x", "plus+blank %41?#")) {
            ObjectRef odd = new ObjectRef("answers", key);
            store.put(odd, Content.of(BYTES), PutOptions.NONE.withProperties(properties));
            try (ObjectContent content = store.read(odd, ByteRange.ALL, ReadOptions.NONE)) {
                assertThat(content.info().metadata()).as(key).containsEntry("city", "Łódź 日本");
                assertThat(content.stream().readAllBytes()).isEqualTo(BYTES);
            }
        }
    }

    @Test
    void aServerWithoutTheXmlApiIsReadThroughTheOther() throws IOException {
        proxy.when("GET", "^/answers/").always().answer(404, Map.of("Content-Type", "text/plain"), "no such route");
        try (ObjectContent content = store.read(ref, ByteRange.ALL, ReadOptions.NONE)) {
            assertThat(content.stream().readAllBytes()).isEqualTo(BYTES);
        }
    }

    @Test
    void conditionsOnEtagsNeedNoLookAtTheObject() {
        ObjectInfo info = store.head(ref, ReadOptions.NONE);
        proxy.clearRequests();
        String etag = store.put(ref, Content.of(BYTES), PutOptions.NONE.withIfMatch(info.etag()))
                .etag();
        assertThat(store.delete("answers", List.of(new DeleteRequest(ref, etag))))
                .allMatch(DeleteResult::deleted);
        assertThat(proxy.requests()).hasSize(2);
    }

    @Test
    void anyEtagMeansThatTheObjectMustExist() {
        ObjectRef none = new ObjectRef("answers", "none");
        store.put(ref, Content.of(BYTES), PutOptions.NONE.withIfMatch("*"));
        store.head(ref, ReadOptions.ifMatch("*"));
        store.read(ref, ByteRange.ALL, ReadOptions.ifMatch("*")).close();
        MultipartUpload upload = store.startMultipart(ref, PutOptions.NONE.withIfMatch("*"));
        MultipartUpload.Part part = upload.uploadPart(1, Content.of(BYTES));
        upload.complete(List.of(part));
        assertThatThrownBy(() -> store.put(none, Content.of(BYTES), PutOptions.NONE.withIfMatch("*")))
                .isInstanceOf(CloudBridgeException.PreconditionFailed.class);
        store.copy(ref, ref, CopyOptions.NONE.withSourceIfMatch("*"));
        assertThat(store.delete("answers", List.of(new DeleteRequest(ref, "*"))))
                .allMatch(DeleteResult::deleted);
    }

    @Test
    void deletesOnConditionTellMissingObjectsFromReplacedOnes() {
        ObjectRef gone = new ObjectRef("answers", "gone");
        String old = store.put(gone, Content.of(BYTES), PutOptions.NONE).etag();
        store.delete("answers", List.of(new DeleteRequest(gone)));
        String stale = store.head(ref, ReadOptions.NONE).etag();
        store.put(ref, Content.of(BYTES), PutOptions.NONE);
        List<DeleteResult> results =
                store.delete("answers", List.of(new DeleteRequest(gone, old), new DeleteRequest(ref, stale)));
        assertThat(results.get(0).deleted()).isTrue();
        assertThat(results.get(1).failure()).isInstanceOf(CloudBridgeException.PreconditionFailed.class);
        assertThat(store.head(ref, ReadOptions.NONE).size()).isEqualTo(BYTES.length);
    }

    @Test
    void aMissingSourceAndAMissingBucketAreNamed() {
        StoreClient client = StoreClient.of("gcp", store, 0, new Engine(Executors.newCachedThreadPool()));
        ObjectRef none = new ObjectRef("answers", "none");
        assertThatThrownBy(() -> client.copy(none, client, ref, CopyOptions.NONE, TransferSettings.DEFAULTS))
                .isInstanceOfSatisfying(CloudBridgeException.ObjectNotFound.class, e -> assertThat(e.getKey())
                        .isEqualTo("none"));
        ObjectRef nowhere = new ObjectRef("nowhere", "x");
        assertThatThrownBy(() -> store.put(nowhere, Content.of(BYTES), PutOptions.NONE))
                .isInstanceOf(CloudBridgeException.BucketNotFound.class);
        assertThatThrownBy(() -> client.copy(nowhere, client, ref, CopyOptions.NONE, TransferSettings.DEFAULTS))
                .isInstanceOfSatisfying(CloudBridgeException.BucketNotFound.class, e -> assertThat(e.getBucket())
                        .isEqualTo("nowhere"));
    }
}
