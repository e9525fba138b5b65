/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.CloudBridgeException.AlreadyExists;
import io.cloudbridge.store.CloudBridgeException.BucketNotFound;
import io.cloudbridge.store.CloudBridgeException.ChecksumMismatch;
import io.cloudbridge.store.CloudBridgeException.ObjectNotFound;
import io.cloudbridge.store.CloudBridgeException.PreconditionFailed;
import io.cloudbridge.store.CloudBridgeException.Unavailable;
import io.cloudbridge.store.CopyOptions;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.ObjectStore;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.RestoreOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.StoreConfig;
import io.cloudbridge.store.TransferSettings;
import io.cloudbridge.store.aws.AwsProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that report success and are none, and others that are not what was asked for. */
class AwsAnswersTest {

    private S3 s3;
    private StoreClient client;

    @BeforeEach
    void open() {
        s3 = new S3("s3proxy");
        client = s3.open(Map.of("maxRetries", "0"));
    }

    @AfterEach
    void close() throws IOException {
        s3.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html><body><h1>Sign in to the network</h1></body></html>",
                "<Error><Code>InternalError</Code><Message>We failed</Message></Error>",
                "<Error><Code>Strange</Code></Error>",
                "<Other><Key>k</Key></Other>",
                "<ListBucketResult>",
                "{\"a\":1}"
            })
    void successWithoutSubstanceIsAnError(String document) {
        put("k");
        put("l");
        s3.proxy.when("*", "").always().answer(200, Map.of("Content-Type", "application/xml"), document);
        Map<String, ThrowingCallable> requests = new LinkedHashMap<>();
        requests.put("list", () -> client.list(ListRequest.of(s3.bucket, "")).hasNext());
        requests.put("versions", () -> client.listVersions(ListRequest.of(s3.bucket, ""))
                .hasNext());
        requests.put("put", () -> upload("k", 10));
        requests.put("parts", () -> upload("k", 20 << 20));
        requests.put("copy", () -> driver().copy(s3.ref("k"), s3.ref("c"), CopyOptions.NONE));
        requests.put("buckets", client::listBuckets);
        requests.put("uploads", () -> driver().unfinishedUploads(s3.bucket, ""));
        requests.put("delete", () -> driver().delete(s3.bucket, List.of(delete("k"), delete("l"))).stream()
                .filter(result -> result.failure() != null)
                .forEach(result -> {
                    throw result.failure();
                }));
        requests.put("head", () -> client.head(s3.ref("k"), ReadOptions.NONE));
        requests.put("read", () -> client.read(s3.ref("k"), ByteRange.ALL, ReadOptions.NONE)
                .read());

        assertThat(requests)
                .allSatisfy((name, request) ->
                        assertThatThrownBy(request).as(name).isInstanceOf(CloudBridgeException.class));
        s3.proxy.clearRules();
        assertThat(client.list(ListRequest.of(s3.bucket, "")))
                .toIterable()
                .extracting(object -> object.key())
                .containsExactly("k", "l");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html/>", "<Error><Code>InternalError</Code></Error>"})
    void anUploadInPartsIsNotReportedStoredByAnAnswerThatIsNone(String document) {
        put("large");
        s3.proxy.when("POST", "uploadId=").answer(200, Map.of(), document);

        assertThatThrownBy(() -> upload("large", 20 << 20)).isInstanceOf(Unavailable.class);

        assertThat(client.head(s3.ref("large"), ReadOptions.NONE).size()).isEqualTo(4);
        assertThat(driver().unfinishedUploads(s3.bucket, "")).isEmpty();
    }

    @Test
    void aListingThatGoesOnNowhereIsAnError() {
        s3.proxy
                .when("GET", "list-type=2")
                .always()
                .answer(
                        200,
                        Map.of(),
                        "<ListBucketResult><Name>" + s3.bucket + "</Name><IsTruncated>true</IsTruncated>"
                                + "</ListBucketResult>");

        assertThatThrownBy(() -> client.list(ListRequest.of(s3.bucket, "")).hasNext())
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("it goes on, but does not say where");
    }

    /** Other tools make names that no key here can have; what lies beside them is found all the same. */
    @Test
    void aNameThatCannotBeHeldIsLeftOut() {
        String entry = "<Key>%s</Key><ETag>e</ETag><Size>1</Size><LastModified>2026-01-01T00:00:00Z</LastModified>";
        String version = "<VersionId>v</VersionId>" + entry;
        String upload = "<Key>%s</Key><UploadId>u</UploadId><Initiated>2026-01-01T00:00:00Z</Initiated>";
        String url = "<EncodingType>url</EncodingType>";
        s3.proxy.when("GET", "list-type=2").answer(200, Map.of(), list(url + named("Contents", entry)));
        s3.proxy
                .when("GET", "versions")
                .answer(
                        200,
                        Map.of(),
                        list(url + named("Version", version) + named("DeleteMarker", version))
                                .replace("ListBucketResult", "ListVersionsResult"));
        s3.proxy
                .when("GET", "uploads")
                .answer(
                        200,
                        Map.of(),
                        list(url + named("Upload", upload))
                                .replace("ListBucketResult", "ListMultipartUploadsResult")
                                .replace("Name>", "Bucket>"));

        assertThat(client.list(ListRequest.of(s3.bucket, "")))
                .toIterable()
                .extracting(ObjectInfo::key)
                .containsExactly("a", "c");
        assertThat(client.listVersions(ListRequest.of(s3.bucket, "")))
                .toIterable()
                .extracting(ObjectInfo::key)
                .containsExactly("a", "a", "c", "c");
        assertThat(driver().unfinishedUploads(s3.bucket, ""))
                .extracting(unfinished -> unfinished.ref().key())
                .containsExactly("a", "c");
    }

    private static String named(String element, String member) {
        return Stream.of("a", "b%00", "%C3%BC".repeat(600), "c")
                .map(key -> "<" + element + ">" + member.formatted(key) + "</" + element + ">")
                .collect(Collectors.joining());
    }

    @Test
    void whatThrowsWhileAnAnswerIsReadIsNotTheUsersFault() {
        List<String> documents = List.of(
                list("<Contents><Key>k</Key><Size>many</Size></Contents>"),
                list("<Contents><Key>k</Key><Size>1</Size><LastModified>yesterday</LastModified></Contents>"),
                list("<Contents><Size>1</Size></Contents>"),
                list("<Contents><Key>k</Key></Contents>"),
                list("<a>".repeat(100_000) + "</a>".repeat(100_000)));

        assertThat(documents).allSatisfy(document -> {
            s3.proxy.clearRules();
            s3.proxy.when("GET", "list-type=2").answer(200, Map.of(), document);
            assertThatThrownBy(() -> client.list(ListRequest.of(s3.bucket, "")).hasNext())
                    .isInstanceOf(Unavailable.class)
                    .hasMessageContaining("is not one of an S3 store");
        });
    }

    private String list(String content) {
        return "<ListBucketResult><Name>" + s3.bucket + "</Name><IsTruncated>false</IsTruncated>" + content
                + "</ListBucketResult>";
    }

    @Test
    void aConditionThatTheStoreIgnoresIsSeenByTheETagOfTheAnswer() {
        s3.proxy.when("*", "/k").always().answer(200, Map.of("ETag", "\"new\""), "newer");
        ReadOptions old = ReadOptions.ifMatch("old");

        assertThatThrownBy(() -> client.head(s3.ref("k"), old)).isInstanceOf(PreconditionFailed.class);
        assertThatThrownBy(() -> client.read(s3.ref("k"), ByteRange.ALL, old).read())
                .isInstanceOf(PreconditionFailed.class);
        assertThatThrownBy(() -> client.head(s3.ref("k"), new ReadOptions(null, "new")))
                .isInstanceOf(PreconditionFailed.class);
        assertThatThrownBy(() -> driver().setProperties(s3.ref("k"), PutOptions.NONE.properties(), "old"))
                .isInstanceOf(PreconditionFailed.class);
    }

    /** The signature covers the body, so a store that hashes what arrived refuses the signature. */
    @Test
    void aBodyThatChangedOnTheWayIsNoFaultOfTheSecret() {
        s3.proxy
                .when("PUT", "")
                .always()
                .answer(403, Map.of(), "<Error><Code>SignatureDoesNotMatch</Code><Message>No</Message></Error>");

        assertThatThrownBy(() -> upload("k", 10))
                .isInstanceOf(ChecksumMismatch.class)
                .hasMessageContaining("it was changed on the way");
        assertThatThrownBy(() -> upload("k", 20 << 20)).isInstanceOf(ChecksumMismatch.class);
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThatThrownBy(() -> client.copy(
                        s3.ref("missing"), client, s3.ref("target"), CopyOptions.NONE, TransferSettings.DEFAULTS))
                .isInstanceOf(ObjectNotFound.class)
                .hasMessageContaining("key=missing");
        s3.proxy.when("PUT", "/k").answer(404, Map.of(), "<Error><Code>NoSuchKey</Code></Error>");
        s3.proxy.when("POST", "/k").answer(404, Map.of(), "Not found");
        assertThatThrownBy(() -> upload("k", 10))
                .isInstanceOf(BucketNotFound.class)
                .hasMessageContaining("autoCreateBucket=true");
        assertThatThrownBy(() -> upload("k", 20 << 20)).isInstanceOf(BucketNotFound.class);
        assertThatThrownBy(() ->
                        client.list(ListRequest.of("no-such-bucket-0815", "")).hasNext())
                .isInstanceOf(BucketNotFound.class)
                .hasMessageContaining("autoCreateBucket=true");
    }

    @Test
    void aMissingBucketOfACopyIsNamed() throws IOException {
        for (String server : new String[] {"s3proxy", "rgw.s3"}) {
            try (S3 store = new S3(server)) {
                StoreClient direct = store.direct();
                ObjectRef there = store.ref("there");
                ObjectRef nowhere = new ObjectRef("no-such-bucket-0815", "k");
                direct.upload(there, Source.of(new byte[10]), PutOptions.NONE, TransferSettings.DEFAULTS);

                assertThatThrownBy(
                                () -> direct.copy(nowhere, direct, there, CopyOptions.NONE, TransferSettings.DEFAULTS))
                        .isInstanceOf(BucketNotFound.class)
                        .hasMessageContaining("bucket=no-such-bucket-0815, key=k");
                assertThatThrownBy(
                                () -> direct.copy(there, direct, nowhere, CopyOptions.NONE, TransferSettings.DEFAULTS))
                        .isInstanceOf(BucketNotFound.class)
                        .hasMessageContaining("bucket=no-such-bucket-0815, key=k")
                        .hasMessageContaining("create the bucket");
            }
        }
    }

    /** Amazon keeps the connection of a long answer alive like that. */
    @Test
    void lineEndsBeforeADocumentAreNoneOfIt() {
        put("k");
        s3.proxy
                .when("*", "/(large|copy)")
                .always()
                .changeAnswer(answer -> answer.body().length == 0
                        ? answer
                        : answer.withBody(("\n \r\n" + new String(answer.body(), StandardCharsets.UTF_8))
                                .getBytes(StandardCharsets.UTF_8)));

        upload("large", 20 << 20);
        client.copy(s3.ref("k"), client, s3.ref("copy"), CopyOptions.NONE, TransferSettings.DEFAULTS);

        s3.proxy.clearRules();
        assertThat(client.head(s3.ref("copy"), ReadOptions.NONE).size()).isEqualTo(4);
    }

    /** RFC 9110 section 9.3.2: it is the length that the answer to a GET would have. */
    @Test
    void theLengthInAnAnswerToHeadIsNoContent() {
        s3.proxy.when("HEAD", "/" + s3.bucket + "$").always().changeAnswer(answer -> answer.without("x-amz-request-id")
                .with("Content-Length", "229"));

        assertThat(client.bucketExists(s3.bucket)).isTrue();
        assertThatThrownBy(() -> client.createBucket(s3.bucket)).isInstanceOf(AlreadyExists.class);

        s3.proxy.when("GET", "list-type=2").answer(200, Map.of("Content-Type", "text/html"), "<html>It works</html>");
        assertThatThrownBy(() -> client.bucketExists(s3.bucket)).isInstanceOf(Unavailable.class);
    }

    @Test
    void aCopyThatDoesNotFindItsSourceSaysNothingOfTheBucket() {
        put("k");
        s3.proxy.when("PUT", "/copy").answer(404, Map.of(), "<Error><Code>NoSuchKey</Code></Error>");

        assertThatThrownBy(() ->
                        client.copy(s3.ref("k"), client, s3.ref("copy"), CopyOptions.NONE, TransferSettings.DEFAULTS))
                .isInstanceOf(CloudBridgeException.InvalidState.class)
                .hasMessageContaining("does not find the source of the copy")
                .hasMessageNotContaining("create the bucket");
    }

    /** What a HEAD is answered has no content, whatever its type is. */
    @ParameterizedTest
    @ValueSource(strings = {"text/html", "text/plain; charset=utf-8"})
    void theTypeOfAnAnswerToHeadDoesNotTellWhoseItIs(String type) {
        s3.proxy.when("HEAD", "missing").always().answer(404, Map.of("Content-Type", type), "");

        assertThat(client.exists(s3.ref("missing"))).isFalse();
        assertThatThrownBy(() -> client.head(s3.ref("missing"), ReadOptions.NONE))
                .isInstanceOf(ObjectNotFound.class);
        assertThat(client.bucketExists("missing-" + s3.bucket)).isFalse();
        assertThatThrownBy(() -> client.copy(
                        s3.ref("missing"), client, s3.ref("target"), CopyOptions.NONE, TransferSettings.DEFAULTS))
                .isInstanceOf(ObjectNotFound.class);
        client.upload(
                s3.ref("missing"), Source.of(new byte[10]), PutOptions.NONE.createOnly(), TransferSettings.DEFAULTS);

        // it is there, and the answer to HEAD says no
        assertThatThrownBy(() -> client.exists(s3.ref("missing"))).isInstanceOf(Unavailable.class);
    }

    @Test
    void anArchivedObjectTellsSoAndIsRestored() {
        s3.proxy.when("HEAD", "/k").answer(200, Map.of("ETag", "e", "x-amz-storage-class", "DEEP_ARCHIVE"), "");
        s3.proxy
                .when("HEAD", "/k")
                .answer(
                        200,
                        Map.of(
                                "ETag",
                                "e",
                                "x-amz-storage-class",
                                "GLACIER",
                                "x-amz-restore",
                                "ongoing-request=\"false\", expiry-date=\"Fri, 27 Nov 2026 00:00:00 GMT\""),
                        "");
        s3.proxy
                .when("GET", "list-type=2")
                .answer(
                        200,
                        Map.of(),
                        list(
                                "<Contents><Key>k</Key><ETag>e</ETag><Size>1</Size><StorageClass>GLACIER</StorageClass></Contents>"
                                        + "<Contents><Key>l</Key><ETag>e</ETag><Size>1</Size><StorageClass>GLACIER_IR</StorageClass></Contents>"));
        s3.proxy.when("POST", "/k\\?restore").answer(202);
        s3.proxy
                .when("POST", "/k\\?restore")
                .answer(409, Map.of(), "<Error><Code>RestoreAlreadyInProgress</Code></Error>");
        s3.proxy.when("POST", "/k\\?restore").answer(403, Map.of(), "<Error><Code>InvalidObjectState</Code></Error>");
        RestoreOptions fast = new RestoreOptions(3, "Expedited");

        assertThat(client.head(s3.ref("k"), ReadOptions.NONE).archived()).isTrue();
        assertThat(client.head(s3.ref("k"), ReadOptions.NONE).archived()).isFalse();
        assertThat(client.list(ListRequest.of(s3.bucket, "")))
                .toIterable()
                .extracting(object -> object.archived())
                .containsExactly(true, false);
        client.restore(s3.ref("k"), fast);
        client.restore(s3.ref("k"), fast); // it goes on already
        assertThatThrownBy(() -> client.restore(s3.ref("k"), RestoreOptions.NONE))
                .isInstanceOf(CloudBridgeException.InvalidState.class);
    }

    @Test
    void chunkedIsNoEncodingOfTheContent() {
        s3.proxy.when("HEAD", "/k").answer(200, Map.of("ETag", "e", "Content-Encoding", "aws-chunked"), "");
        assertThat(client.head(s3.ref("k"), ReadOptions.NONE).properties().contentEncoding())
                .isNull();

        client.upload(
                s3.ref("k"),
                Source.of(new byte[10]),
                PutOptions.of(PutOptions.NONE.properties().withContentEncoding("aws-chunked,gzip")),
                TransferSettings.DEFAULTS);
        assertThat(client.head(s3.ref("k"), ReadOptions.NONE).properties().contentEncoding())
                .isEqualTo("gzip");
    }

    private ObjectStore driver() {
        return new AwsProvider().open(new StoreConfig("aws", s3.settings(Map.of())));
    }

    private DeleteRequest delete(String key) {
        return new DeleteRequest(new ObjectRef(s3.bucket, key));
    }

    private void put(String key) {
        client.upload(
                s3.ref(key),
                Source.of("text".getBytes(StandardCharsets.UTF_8)),
                PutOptions.NONE,
                TransferSettings.DEFAULTS);
    }

    private void upload(String key, int size) {
        client.upload(s3.ref(key), Source.of(new byte[size]), PutOptions.NONE, TransferSettings.DEFAULTS);
    }
}
