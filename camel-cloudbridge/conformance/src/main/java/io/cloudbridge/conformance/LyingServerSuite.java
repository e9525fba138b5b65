/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cloudbridge.conformance.wire.FaultProxy;
import io.cloudbridge.conformance.wire.FaultRule;
import io.cloudbridge.conformance.wire.WireAnswer;
import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.CopyOptions;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.DeleteResult;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectReader;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.StoreConfig;
import io.cloudbridge.store.TransferSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A proxy that lies stands before the real server: it flips bits, changes answers, answers itself and sends clients elsewhere. What reports success is
 * right; what fails leaves the old object as it was. A provider's test extends this class and says where its server is:
 *
 * <pre>{@code
 * class AcmeLyingServerTest extends LyingServerSuite {
 *     @Override
 *     protected URI server() {
 *         return URI.create("http://127.0.0.1:9000");
 *     }
 *
 *     @Override
 *     protected Map<String, ?> settings(URI endpoint) {
 *         return Map.of("endpoint", endpoint.toString(), "accessKey", "it", "secretKey", "it-secret");
 *     }
 * }
 * }</pre>
 *
 * Where a store has nothing to compare, the provider's test overrides that promise and asserts what is not detected, as its page of guarantees says.
 */
public abstract class LyingServerSuite extends StoreSuite {

    private static final String HTML = "<html><body><h1>It works!</h1></body></html>";
    private static final int SMALL = 4000;

    private FaultProxy proxy;
    private FaultProxy elsewhere;
    private StoreClient behindProxy;

    /** Where the server of the objects is; its host and port matter. */
    protected abstract URI server();

    /** The settings that lead to the objects at this address, which is the server's own or the proxy's. */
    protected abstract Map<String, ?> settings(URI endpoint);

    @Override
    protected final Map<String, ?> settings() {
        return settings(server());
    }

    /** The store through the proxy, which tries each request once. */
    protected final StoreClient lied() {
        return behindProxy;
    }

    protected final FaultProxy proxy() {
        return proxy;
    }

    /** A regular expression that finds the key in a request target. */
    protected String inTarget(String key) {
        return Pattern.quote(key.replace("/", "%2F")) + "|" + Pattern.quote(key);
    }

    @BeforeAll
    void openBehindProxy() {
        proxy = FaultProxy.to(server());
        elsewhere = FaultProxy.to(server());
        Map<String, Object> settings = new HashMap<>(settings(proxy.endpoint()));
        settings.put("maxRetries", 0);
        behindProxy = StoreClient.open(find(provider()), new StoreConfig(provider(), settings), engine());
    }

    @AfterEach
    void tellTheTruth() {
        proxy.clearRules();
        elsewhere.clearRequests();
    }

    @AfterAll
    void closeProxy() throws IOException {
        behindProxy.close();
        proxy.close();
        elsewhere.close();
    }

    private int large() {
        return 2 * partSize() + 1234;
    }

    private ObjectRef stored(String key, byte[] content) {
        ObjectRef ref = at(key);
        store().upload(ref, Source.of(content), PutOptions.NONE, smallParts());
        return ref;
    }

    private byte[] read(ObjectRef ref, ByteRange range) throws IOException {
        try (ObjectReader reader = lied().open(ref, range, ReadOptions.NONE)) {
            return reader.readAllBytes();
        }
    }

    private static void assertRightOrRefused(byte[] right, Callable<byte[]> call) {
        byte[] result;
        try {
            result = call.call();
        } catch (CloudBridgeException e) {
            return;
        } catch (Exception e) {
            throw new AssertionError("an error that is not ours", e);
        }
        assertThat(Arrays.equals(result, right)).as("right bytes").isTrue();
    }

    private void everyReadIsRightOrRefused(String key, byte[] content, Path directory) {
        ObjectRef ref = at(key);
        assertRightOrRefused(content, () -> read(ref, ByteRange.ALL));
        assertRightOrRefused(Arrays.copyOfRange(content, 1000, 1500), () -> read(ref, new ByteRange(1000, 500)));
        assertRightOrRefused(
                Arrays.copyOfRange(content, 1000, content.length),
                () -> read(ref, new ByteRange(1000, ByteRange.TO_END)));
        Path file = directory.resolve("file");
        assertRightOrRefused(content, () -> {
            lied().download(ref, file, ReadOptions.NONE, new TransferSettings(1000, 1000, 4, 3));
            return Files.readAllBytes(file);
        });
    }

    private FaultRule gets(String key) {
        return proxy.when("GET", inTarget(key)).always();
    }

    // ---- bits

    @Test
    public void aBitFlippedInASmallDownloadIsFound() {
        ObjectRef ref = stored("lie/down-small", Samples.bytes(70, SMALL));
        gets(ref.key()).flipAnswerBit(SMALL / 2);
        assertRefused(CloudBridgeException.ChecksumMismatch.class, () -> read(ref, ByteRange.ALL));
    }

    @Test
    public void aBitFlippedInALargeDownloadIsFound() {
        ObjectRef ref = stored("lie/down-large", Samples.bytes(71, large()));
        gets(ref.key()).flipAnswerBit(large() / 2);
        assertRefused(CloudBridgeException.ChecksumMismatch.class, () -> read(ref, ByteRange.ALL));
    }

    @Test
    public void aBitFlippedInADownloadOfRangesIsFound(@TempDir Path directory) {
        ObjectRef ref = stored("lie/down-ranges", Samples.bytes(72, large()));
        gets(ref.key()).flipAnswerBit(500);
        Path file = directory.resolve("file");
        assertRefused(CloudBridgeException.ChecksumMismatch.class, () -> lied().download(
                        ref, file, ReadOptions.NONE, smallParts()));
        assertThat(file).doesNotExist();
    }

    @Test
    public void aBitFlippedInASmallUploadIsFoundAndTheOldObjectStays() {
        ObjectRef ref = stored("lie/up-small", Samples.text("old"));
        proxy.when("PUT", inTarget(ref.key())).always().flipRequestBit(SMALL / 2);
        proxy.when("POST", "upload").always().flipRequestBit(SMALL / 2);
        assertRefused(CloudBridgeException.class, () -> lied().upload(
                        ref, Source.of(Samples.bytes(73, SMALL)), PutOptions.NONE, TransferSettings.DEFAULTS));
        proxy.clearRules();
        assertContent(ref, Samples.text("old"));
    }

    @Test
    public void aBitFlippedInALargeUploadIsFoundAndTheOldObjectStays() {
        ObjectRef ref = stored("lie/up-large", Samples.text("old"));
        proxy.when("PUT", ".").always().flipRequestBit(partSize() / 2);
        assertRefused(CloudBridgeException.class, () -> lied().upload(
                        ref, Source.of(Samples.bytes(74, large())), PutOptions.NONE, smallParts()));
        proxy.clearRules();
        assertContent(ref, Samples.text("old"));
    }

    // ---- ranges and lengths

    @Test
    public void everythingInsteadOfARangeGivesNoWrongBytes(@TempDir Path directory) {
        byte[] content = Samples.bytes(75, SMALL);
        ObjectRef ref = stored("lie/whole", content);
        gets(ref.key())
                .changeAnswer(answer -> answer.status() != 206
                        ? answer
                        : answer.withStatus(200).without("content-range").withBody(content));
        everyReadIsRightOrRefused(ref.key(), content, directory);
    }

    @Test
    public void aRangeThatIsCalledEverythingGivesNoWrongBytes(@TempDir Path directory) {
        byte[] content = Samples.bytes(76, SMALL);
        ObjectRef ref = stored("lie/called-whole", content);
        gets(ref.key())
                .changeAnswer(answer ->
                        answer.status() != 206 ? answer : answer.withStatus(200).without("content-range"));
        everyReadIsRightOrRefused(ref.key(), content, directory);
    }

    @Test
    public void anotherContentRangeGivesNoWrongBytes(@TempDir Path directory) {
        for (String range : new String[] {
            "bytes 7-506/4000", "bytes 1000-1499/99", "bytes 1000-1200/4000", "pages 1-2/3", "bytes */4000", ""
        }) {
            proxy.clearRules();
            byte[] content = Samples.bytes(77, SMALL);
            ObjectRef ref = stored("lie/content-range", content);
            gets(ref.key())
                    .changeAnswer(answer -> answer.status() != 206 ? answer : answer.with("content-range", range));
            everyReadIsRightOrRefused(ref.key(), content, directory);
        }
    }

    @Test
    public void anAnswerWithoutALengthIsNotAnEmptyObject(@TempDir Path directory) {
        byte[] content = Samples.bytes(78, SMALL);
        ObjectRef ref = stored("lie/length", content);
        gets(ref.key()).changeAnswer(answer -> answer.without("content-length"));
        everyReadIsRightOrRefused(ref.key(), content, directory);
    }

    @Test
    public void fewerBytesThanTheRangeAreNotAll(@TempDir Path directory) {
        byte[] content = Samples.bytes(79, SMALL);
        ObjectRef ref = stored("lie/fewer", content);
        gets(ref.key())
                .changeAnswer(
                        answer -> answer.withBody(Arrays.copyOf(answer.body(), Math.max(0, answer.body().length - 1))));
        everyReadIsRightOrRefused(ref.key(), content, directory);
    }

    // ---- success without substance

    @Test
    public void aListingThatIsNoneIsAnErrorAndNotAnEmptyBucket() {
        for (String body : new String[] {"", HTML, "{}", "{\"a\":1}", "null", "<Error/>"}) {
            proxy.clearRules();
            stored("lie/listed", Samples.text("x"));
            for (String method : List.of("GET", "POST")) {
                proxy.when(method, ".").always().answer(200, Map.of("Content-Type", "text/html"), body);
            }
            assertRefused(CloudBridgeException.class, () -> lied().page(ListRequest.of(bucket(), "lie/listed")));
        }
    }

    @Test
    public void anUploadThatIsAnsweredWithAPageIsNoSuccess() {
        for (String body : new String[] {"", HTML}) {
            proxy.clearRules();
            ObjectRef ref = at("lie/uploaded");
            for (String method : List.of("PUT", "POST")) {
                proxy.when(method, ".").always().answer(200, Map.of("Content-Type", "text/html"), body);
            }
            for (int size : new int[] {SMALL, large()}) {
                assertRefused(CloudBridgeException.class, () -> lied().upload(
                                ref, Source.of(Samples.bytes(80, size)), PutOptions.NONE, smallParts()));
            }
        }
    }

    @Test
    public void aCopyThatIsAnsweredWithAPageIsNoSuccess() {
        for (String body : new String[] {"", HTML}) {
            proxy.clearRules();
            ObjectRef ref = stored("lie/copied", Samples.text("x"));
            for (String method : List.of("PUT", "POST", "COPY")) {
                proxy.when(method, ".").always().answer(200, Map.of("Content-Type", "text/html"), body);
            }
            assertRefused(CloudBridgeException.class, () -> lied().copy(
                            ref, lied(), at("lie/copy"), CopyOptions.NONE, TransferSettings.DEFAULTS));
        }
    }

    private static Map<String, String> typed(String body) {
        return Map.of("Content-Type", body.startsWith("<") ? "application/xml" : "application/json");
    }

    /** Answers everything with this, and asks for everything there is: each request fails with an error of ours. */
    private void nothingSucceeds(String what) {
        ObjectRef ref = at("lie/asked");
        assertEachRefused(
                what,
                Map.ofEntries(
                        Map.entry("head", () -> lied().head(ref, ReadOptions.NONE)),
                        Map.entry("read", () -> read(ref, ByteRange.ALL)),
                        Map.entry("put", () -> lied().upload(
                                        ref,
                                        Source.of(Samples.text("new")),
                                        PutOptions.NONE,
                                        TransferSettings.DEFAULTS)),
                        Map.entry("parts", () -> lied().upload(
                                        ref, Source.of(Samples.bytes(81, large())), PutOptions.NONE, smallParts())),
                        Map.entry("copy", () -> lied().copy(
                                        ref,
                                        lied(),
                                        at("lie/asked-copy"),
                                        CopyOptions.NONE,
                                        TransferSettings.DEFAULTS)),
                        Map.entry("setProperties", () -> lied().setProperties(ref, PutOptions.NONE.properties(), null)),
                        Map.entry("delete", () -> lied().delete(new DeleteRequest(ref))),
                        Map.entry("deleteAll", () -> lied().deleteAll(
                                        List.of(new DeleteRequest(ref), new DeleteRequest(at("lie/asked-too"))))
                                .forEach(LyingServerSuite::throwFailure)),
                        Map.entry("list", () -> lied().page(ListRequest.of(bucket(), "lie/asked"))),
                        Map.entry("createBucket", () -> lied().createBucket(unusedBucketName())),
                        Map.entry("listBuckets", () -> lied().listBuckets())));
    }

    private static void throwFailure(DeleteResult result) {
        if (!result.deleted()) {
            throw result.failure();
        }
    }

    private static void assertEachRefused(String what, Map<String, ThrowingCallable> requests) {
        assertThat(requests).as(what).allSatisfy((name, request) -> assertThatExceptionOfType(
                        CloudBridgeException.class)
                .as(name)
                .isThrownBy(request));
    }

    // ---- redirects

    @Test
    public void noRedirectLeadsToAnotherHost() {
        byte[] old = Samples.text("old");
        ObjectRef ref = stored("lie/asked", old);
        for (int status : new int[] {301, 302, 303, 307, 308}) {
            proxy.clearRules();
            String away = elsewhere.endpoint().resolve("/away").toString();
            proxy.when("*", ".").always().answer(status, Map.of("Location", away), "");

            nothingSucceeds("status " + status);
            assertThat(elsewhere.requests()).isEmpty();
        }
        proxy.clearRules();
        assertContent(ref, old);
    }

    // ---- documents and heads that nobody expects

    @Test
    public void aBrokenHeadEndsInNoOtherErrorThanOurs() {
        byte[] content = Samples.bytes(82, SMALL);
        ObjectRef ref = stored("lie/asked", content);
        Map<String, UnaryOperator<WireAnswer>> heads = Map.of(
                "length is no number", answer -> answer.with("content-length", "many"),
                "length is negative", answer -> answer.with("content-length", "-5"),
                "date is none", answer -> answer.with("last-modified", "yesterday"),
                "no date", answer -> answer.without("last-modified"),
                "type is none", answer -> answer.with("content-type", ";;="),
                "a megabyte", answer -> answer.with("x-long", "x".repeat(1 << 20)));
        heads.forEach((what, change) -> {
            proxy.clearRules();
            proxy.when("*", ".").always().changeAnswer(change);
            assertRightOrRefused(content, () -> read(ref, ByteRange.ALL));
            assertRightOrRefused(Arrays.copyOf(content, 10), () -> read(ref, new ByteRange(0, 10)));
            assertRightOrRefused(
                    new byte[SMALL],
                    () -> new byte[(int) lied().head(ref, ReadOptions.NONE).size()]);
            assertListedOrRefused(List.of(ref.key()), ref.key());
            assertRightOrRefused(content, () -> {
                lied().upload(ref, Source.of(content), PutOptions.NONE, TransferSettings.DEFAULTS);
                return content;
            });
        });
        proxy.clearRules();
        assertContent(ref, content);
    }

    private void assertListedOrRefused(List<String> right, String prefix) {
        List<String> keys = new ArrayList<>();
        try {
            lied().list(ListRequest.of(bucket(), prefix)).forEachRemaining(info -> keys.add(info.key()));
        } catch (CloudBridgeException e) {
            return;
        }
        assertThat(keys).isEqualTo(right);
    }

    @Test
    public void anAnswerWithoutContentIsNoResult() {
        stored("lie/asked", Samples.text("old"));
        for (int status : new int[] {200, 204}) {
            proxy.clearRules();
            proxy.when("*", ".").always().answer(status, Map.of(), "");
            ObjectRef ref = at("lie/asked");
            assertEachRefused(
                    "status " + status,
                    Map.of(
                            "head", () -> lied().head(ref, ReadOptions.NONE),
                            "read", () -> read(ref, ByteRange.ALL),
                            "put",
                                    () -> lied().upload(
                                                    ref,
                                                    Source.of(Samples.text("new")),
                                                    PutOptions.NONE,
                                                    TransferSettings.DEFAULTS),
                            "parts",
                                    () -> lied().upload(
                                                    ref,
                                                    Source.of(Samples.bytes(83, large())),
                                                    PutOptions.NONE,
                                                    smallParts()),
                            "copy",
                                    () -> lied().copy(
                                                    ref,
                                                    lied(),
                                                    at("lie/asked-copy"),
                                                    CopyOptions.NONE,
                                                    TransferSettings.DEFAULTS)));
        }
    }

    @Test
    public void aListingThatIsCutIsNotAll() {
        stored("lie/cut/a", Samples.text("a"));
        stored("lie/cut/b", Samples.text("b"));
        for (int percent : new int[] {10, 50, 80, 99}) {
            proxy.clearRules();
            proxy.when("*", ".")
                    .always()
                    .changeAnswer(answer ->
                            answer.withBody(Arrays.copyOf(answer.body(), answer.body().length * percent / 100)));
            assertListedOrRefused(List.of("lie/cut/a", "lie/cut/b"), "lie/cut/");
        }
    }

    @Test
    public void documentsMadeToHurtEndInNoOtherErrorThanOurs() {
        StringBuilder laughs = new StringBuilder("<?xml version=\"1.0\"?><!DOCTYPE r [<!ENTITY a0 \"ha\">");
        for (int i = 1; i < 30; i++) {
            String before = "&a" + (i - 1) + ";";
            laughs.append("<!ENTITY a")
                    .append(i)
                    .append(" \"")
                    .append(before.repeat(10))
                    .append("\">");
        }
        List<String> documents = List.of(
                laughs + "]><ListBucketResult><Name>&a29;</Name></ListBucketResult>",
                "<!DOCTYPE r [<!ENTITY f SYSTEM \"file:///etc/passwd\">]><r>&f;</r>",
                "<a>".repeat(100_000),
                "<a>".repeat(100_000) + "</a>".repeat(100_000),
                "[".repeat(100_000),
                "{\"a\":".repeat(100_000),
                "[null]",
                "[[]]",
                "{\"items\":[null]}",
                "{\"kind\":\"storage#objects\",\"items\":[null]}",
                "{\"kind\":\"storage#objects\",\"items\":[{}]}",
                "\u0000\u0001");
        for (String document : documents) {
            proxy.clearRules();
            proxy.when("*", ".").always().answer(200, typed(document), document);
            nothingSucceeds(document.substring(0, Math.min(40, document.length())));
        }
    }

    @Test
    public void otherRangesThanTheOneThatWasAskedForAreRefused() {
        byte[] content = Samples.bytes(84, SMALL);
        ObjectRef ref = stored("lie/ranges", content);
        ByteRange asked = new ByteRange(1000, 500);
        List<UnaryOperator<WireAnswer>> lies = List.of(
                answer -> answer.without("content-range").with("content-type", "multipart/byteranges; boundary=x"),
                answer -> answer.with("content-range", "bytes 1000-1500/4000")
                        .withBody(Arrays.copyOfRange(content, 1000, 1501)),
                answer -> answer.with("content-range", "bytes 999-1498/4000"),
                answer -> answer.with("content-range", "bytes 1000-1499/1200"),
                answer -> answer.withBody(Arrays.copyOfRange(content, 1000, 1501)),
                answer -> answer.without("content-length").withBody(new byte[0]).without("content-length"));
        for (UnaryOperator<WireAnswer> lie : lies) {
            proxy.clearRules();
            gets(ref.key()).changeAnswer(answer -> answer.status() == 206 ? lie.apply(answer) : answer);
            assertRightOrRefused(Arrays.copyOfRange(content, 1000, 1500), () -> read(ref, asked));
        }
    }

    @Test
    public void anAnswerThatIsPackedIsNotTakenForTheObject() {
        byte[] content = Samples.text("text ".repeat(SMALL));
        ObjectRef ref = stored("lie/packed", content);
        gets(ref.key())
                .changeAnswer(answer -> answer.withBody(gzip(answer.body())).with("content-encoding", "gzip"));
        assertRightOrRefused(content, () -> read(ref, ByteRange.ALL));
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}
