/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cloudbridge.conformance.wire.FaultProxy;
import io.cloudbridge.conformance.wire.FaultRule;
import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.CopyOptions;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.DeleteResult;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.TransferSettings;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens on a bad line: everything arrives whole, or fails and leaves nothing behind. */
class AzureFaultsTest {

    private static final String BLOCK = "comp=block($|&)";
    private static final String LIST = "comp=blocklist";
    private static final int MIB = 1 << 20;
    private static final TransferSettings SMALL = new TransferSettings(MIB, MIB, 4, 4);

    private FaultProxy proxy;
    private StoreClient store;
    private StoreClient direct;
    private String bucket;

    @BeforeEach
    void open() {
        proxy = FaultProxy.to(Azurite.endpoint());
        store = Azurite.open(Azurite.with(Azurite.byKey(proxy.endpoint()), "requestTimeout", "3000"));
        direct = Azurite.open(Azurite.byKey());
        bucket = Azurite.newBucket(direct);
    }

    @AfterEach
    void close() throws Exception {
        Azurite.drop(direct, bucket);
        direct.close();
        store.close();
        proxy.close();
    }

    private ObjectRef at(String key) {
        return new ObjectRef(bucket, key);
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private byte[] content(String key) throws Exception {
        try (InputStream in = direct.read(at(key), ByteRange.ALL, ReadOptions.NONE)) {
            return in.readAllBytes();
        }
    }

    @Test
    void twoHundredMegabytesArriveOnABadLine() throws Exception {
        byte[] piece = random(MIB);
        InputStream body = new SequenceInputStream(Collections.enumeration(IntStream.range(0, 200)
                .mapToObj(i -> (InputStream) new ByteArrayInputStream(piece))
                .toList()));
        MessageDigest sent = MessageDigest.getInstance("SHA-256");
        List<FaultRule> faults = List.of(
                proxy.when("PUT", BLOCK).every(6).times(2).dropRequestAfter(2 * MIB),
                proxy.when("PUT", BLOCK).every(6).times(2).answer(503, Map.of("Retry-After", "0"), ""),
                proxy.when("PUT", BLOCK).every(5).times(2).answer(500),
                proxy.when("PUT", BLOCK).every(4).times(1).answer(429),
                proxy.when("PUT", BLOCK).every(3).times(1).dropAnswer(),
                proxy.when("PUT", BLOCK).every(2).times(1).delay(Duration.ofSeconds(1)),
                proxy.when("PUT", LIST).dropAnswer());
        store.upload(
                at("big"),
                Source.of(new DigestInputStream(body, sent), Source.UNKNOWN),
                PutOptions.NONE.createOnly(),
                TransferSettings.DEFAULTS);
        assertThat(faults).allMatch(rule -> rule.applied() > 0);

        proxy.clearRules();
        List<FaultRule> readFaults = List.of(
                proxy.when("GET", "/big").cutAnswerAfter(30 * MIB),
                proxy.when("GET", "/big").answer(503),
                proxy.when("GET", "/big").cutAnswerInHalf(),
                proxy.when("GET", "/big").stallAnswerAfter(5 * MIB));
        MessageDigest read = MessageDigest.getInstance("SHA-256");
        try (InputStream in = new DigestInputStream(store.read(at("big"), ByteRange.ALL, ReadOptions.NONE), read)) {
            assertThat(in.transferTo(java.io.OutputStream.nullOutputStream())).isEqualTo(200L * MIB);
        }
        assertThat(readFaults).allMatch(rule -> rule.applied() == 1);
        assertThat(HexFormat.of().formatHex(read.digest()))
                .isEqualTo(HexFormat.of().formatHex(sent.digest()));
    }

    @Test
    void anUploadThatFailsForGoodLeavesTheOldObjectAndNothingVisible() throws Exception {
        direct.upload(at("old"), Source.of(random(10)), PutOptions.NONE, SMALL);
        proxy.when("PUT", BLOCK).skip(2).always().answer(500);

        for (String key : List.of("old", "new")) {
            assertThatExceptionOfType(CloudBridgeException.Unavailable.class)
                    .isThrownBy(() -> store.upload(
                            at(key),
                            Source.of(new ByteArrayInputStream(random(4 * MIB)), Source.UNKNOWN),
                            PutOptions.NONE,
                            SMALL));
        }

        assertThat(content("old")).isEqualTo(random(10));
        assertThat(direct.exists(at("new"))).isFalse();
        assertThat(direct.page(ListRequest.of(bucket, "")).objects()).hasSize(1);
        // The blocks wait for the service to forget them, or to be told.
        assertThat(direct.abortUploads(bucket, "", Duration.ofDays(1))).isZero();
        assertThat(direct.abortUploads(bucket, "", Duration.ZERO)).isLessThanOrEqualTo(1);
        assertThat(direct.abortUploads(bucket, "", Duration.ZERO)).isZero();
        assertThat(direct.page(ListRequest.of(bucket, "")).objects()).hasSize(1);
    }

    @Test
    void aLostAnswerIsNotTakenForSomebodyElsesObject() throws Exception {
        proxy.when("PUT", "/create-only").dropAnswer();
        store.upload(at("create-only"), Source.of(random(1000)), PutOptions.NONE.createOnly(), SMALL);
        assertThat(content("create-only")).isEqualTo(random(1000));

        proxy.when("PUT", "/in-parts.*" + LIST).dropAnswer();
        store.upload(at("in-parts"), Source.of(random(3 * MIB)), PutOptions.NONE.createOnly(), SMALL);
        assertThat(content("in-parts")).isEqualTo(random(3 * MIB));

        assertThatExceptionOfType(CloudBridgeException.PreconditionFailed.class)
                .isThrownBy(() ->
                        store.upload(at("in-parts"), Source.of(random(2 * MIB)), PutOptions.NONE.createOnly(), SMALL));
    }

    @Test
    void everyBodyCarriesItsMd5WhichTheServiceCompares() {
        store.upload(at("checked"), Source.of(random(1000)), PutOptions.NONE, SMALL);
        store.upload(at("checked"), Source.of(random(2 * MIB)), PutOptions.NONE, SMALL);

        assertThat(proxy.requests("PUT", "/checked.*" + BLOCK)).hasSize(2);
        assertThat(proxy.requests("PUT", "/checked").stream()
                        .filter(request -> !request.target().contains(LIST)))
                .allMatch(request -> request.header("Content-MD5").isPresent());
    }

    @Test
    void anAnswerThatNeverComesIsTriedAgain() throws Exception {
        proxy.when("HEAD", "/slow").delay(Duration.ofSeconds(5));
        direct.upload(at("slow"), Source.of(random(10)), PutOptions.NONE, SMALL);

        assertThat(store.head(at("slow"), ReadOptions.NONE).size()).isEqualTo(10);
        assertThat(proxy.count("HEAD", "/slow")).isEqualTo(2);
    }

    @Test
    void anEndpointWithoutBatchesDeletesOneByOne() {
        List<DeleteRequest> requests = IntStream.range(0, 20)
                .mapToObj(i -> new DeleteRequest(at("many/" + i)))
                .toList();
        requests.forEach(request -> direct.upload(request.ref(), Source.of(random(10)), PutOptions.NONE, SMALL));
        proxy.when("POST", "comp=batch").always().answer(501, Map.of("x-ms-error-code", "APINotImplemented"), "");

        assertThat(store.deleteAll(requests)).allMatch(DeleteResult::deleted);
        assertThat(direct.page(ListRequest.of(bucket, "many/")).objects()).isEmpty();
    }

    /** Azurite breaks so on a batch by account SAS. */
    @Test
    void aServiceThatBreaksOnBatchesDeletesOneByOne() {
        List<DeleteRequest> requests = IntStream.range(0, 20)
                .mapToObj(i -> new DeleteRequest(at("many/" + i)))
                .toList();
        requests.forEach(request -> direct.upload(request.ref(), Source.of(random(10)), PutOptions.NONE, SMALL));
        proxy.when("POST", "comp=batch").always().answer(500);

        assertThat(store.deleteAll(requests)).allMatch(DeleteResult::deleted);
        assertThat(direct.page(ListRequest.of(bucket, "many/")).objects()).isEmpty();
        assertThat(proxy.count("POST", "comp=batch"))
                .as("batches, not tried again")
                .isOne();
    }

    @Test
    void aServiceInTroubleGetsTheBatchAgain() {
        List<DeleteRequest> requests = IntStream.range(0, 20)
                .mapToObj(i -> new DeleteRequest(at("many/" + i)))
                .toList();
        requests.forEach(request -> direct.upload(request.ref(), Source.of(random(10)), PutOptions.NONE, SMALL));
        proxy.when("POST", "comp=batch").answer(500);
        proxy.when("DELETE", "many%2F").answer(503);

        assertThat(store.deleteAll(requests)).allMatch(DeleteResult::deleted);
        assertThat(proxy.count("POST", "comp=batch")).isEqualTo(2);
        assertThat(proxy.count("DELETE", "many%2F")).as("singles, to find out").isOne();
    }

    /** What an object is said to be counts from the moment when its list of blocks makes it visible, and not before. */
    @Test
    void theListOfBlocksCarriesConditionsHeadersMetadataTagsAndTier() {
        ObjectProperties properties =
                new ObjectProperties("text/csv", "br", "attachment", "de", "no-cache", "Cool", Map.of("owner", "me"));
        PutOptions options =
                PutOptions.of(properties).withTags(Map.of("stage", "raw")).createOnly();

        store.upload(at("described"), Source.of(random(3 * MIB)), options, SMALL);

        assertThat(proxy.requests("PUT", "/described.*" + LIST)).singleElement().satisfies(list -> {
            assertThat(list.header("If-None-Match")).hasValue("*");
            assertThat(list.header("x-ms-blob-content-type")).hasValue("text/csv");
            assertThat(list.header("x-ms-blob-content-encoding")).hasValue("br");
            assertThat(list.header("x-ms-blob-content-disposition")).hasValue("attachment");
            assertThat(list.header("x-ms-blob-content-language")).hasValue("de");
            assertThat(list.header("x-ms-blob-cache-control")).hasValue("no-cache");
            assertThat(list.header("x-ms-meta-owner")).hasValue("me");
            assertThat(list.header("x-ms-tags")).hasValue("stage=raw");
            assertThat(list.header("x-ms-access-tier")).hasValue("Cool");
        });
        assertThat(direct.head(at("described"), ReadOptions.NONE).properties()).isEqualTo(properties);
        assertThat(direct.tags(at("described"))).isEqualTo(Map.of("stage", "raw"));
    }

    @Test
    void manyAreDeletedInOneRequestWithoutAliases() {
        List<String> keys = List.of("a b", "a%20b", "a+b", "ü?#&=", "a/b/c", "ü%2Fx");
        keys.forEach(key -> direct.upload(at(key), Source.of(random(10)), PutOptions.NONE, SMALL));

        assertThat(store.deleteAll(List.of(
                        new DeleteRequest(at("a%20b")), new DeleteRequest(at("ü?#&=")), new DeleteRequest(at("gone")))))
                .allMatch(DeleteResult::deleted);

        assertThat(proxy.count("POST", "comp=batch")).isEqualTo(1);
        assertThat(proxy.count("DELETE", "")).isZero();
        assertThat(direct.page(ListRequest.of(bucket, "")).objects())
                .extracting(info -> info.key())
                .containsExactly("a b", "a+b", "a/b/c", "ü%2Fx");
    }

    @Test
    void aPageIsOneRequest() {
        IntStream.range(0, 5)
                .forEach(i -> direct.upload(at("page/" + i), Source.of(random(10)), PutOptions.NONE, SMALL));

        store.page(ListRequest.of(bucket, "page/").withPageSize(2));

        assertThat(proxy.requests()).hasSize(1);
    }

    /** No copy in one request, which the service limits to 256 MiB and to sources it can read without being told how. */
    @Test
    void copiesAreMadeOfBlocksFromASourceThatIsSigned() throws Exception {
        byte[] content = random(70 * MIB);
        direct.upload(at("from"), Source.of(content), PutOptions.NONE, TransferSettings.DEFAULTS);

        try (StoreClient patient = Azurite.open(Azurite.byKey(proxy.endpoint()))) {
            patient.copy(at("from"), patient, at("to"), CopyOptions.NONE, TransferSettings.DEFAULTS);
        }

        assertThat(content("to")).isEqualTo(content);
        assertThat(proxy.requests("PUT", "/to.*" + BLOCK))
                .hasSize(3)
                .allMatch(
                        request -> request.header("x-ms-copy-source").orElse("").contains("sig="))
                .allMatch(request -> request.header("x-ms-source-if-match").isPresent());
    }

    /** As proxies change it: what the service's code says holds whatever the type of its document. */
    @Test
    void anErrorOfTheServiceIsKnownByItsCode() {
        String nowhere = bucket + "-nowhere";
        for (String type :
                new String[] {null, "text/html; charset=utf-8", "text/plain", "application/json", "application/xml"}) {
            proxy.clearRules();
            proxy.when("*", nowhere)
                    .always()
                    .changeAnswer(answer ->
                            type == null ? answer.without("content-type") : answer.with("content-type", type));
            ObjectRef ref = new ObjectRef(nowhere, "k");
            assertThat(store.bucketExists(nowhere)).as(type).isFalse();
            assertThatExceptionOfType(CloudBridgeException.BucketNotFound.class)
                    .as(type)
                    .isThrownBy(() -> store.page(ListRequest.of(nowhere, "")));
            assertThatExceptionOfType(CloudBridgeException.BucketNotFound.class)
                    .as(type)
                    .isThrownBy(() -> store.upload(ref, Source.of(new byte[3]), PutOptions.NONE, SMALL));
        }
    }
}
