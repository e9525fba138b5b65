/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.conformance.wire.FaultProxy;
import io.cloudbridge.conformance.wire.FaultRule;
import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectReader;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.StoreConfig;
import io.cloudbridge.store.TransferSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
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

    /** The store through the proxy, which tries each request twice at most. */
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
        settings.put("maxRetries", 1);
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
        assertRefused(CloudBridgeException.class, () -> read(ref, ByteRange.ALL));
    }

    @Test
    public void aBitFlippedInALargeDownloadIsFound() {
        ObjectRef ref = stored("lie/down-large", Samples.bytes(71, large()));
        gets(ref.key()).flipAnswerBit(large() / 2);
        assertRefused(CloudBridgeException.class, () -> read(ref, ByteRange.ALL));
    }

    @Test
    public void aBitFlippedInADownloadOfRangesIsFound(@TempDir Path directory) {
        ObjectRef ref = stored("lie/down-ranges", Samples.bytes(72, large()));
        gets(ref.key()).flipAnswerBit(500);
        Path file = directory.resolve("file");
        assertRefused(CloudBridgeException.class, () -> lied().download(ref, file, ReadOptions.NONE, smallParts()));
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
                            ref,
                            lied(),
                            at("lie/copy"),
                            io.cloudbridge.store.CopyOptions.NONE,
                            TransferSettings.DEFAULTS));
        }
    }

    // ---- redirects

    @Test
    public void noRedirectLeadsToAnotherHost() {
        for (int status : new int[] {301, 302, 303, 307, 308}) {
            proxy.clearRules();
            ObjectRef ref = stored("lie/redirected", Samples.text("old"));
            String away = elsewhere.endpoint().resolve("/away").toString();
            proxy.when("*", ".").always().answer(status, Map.of("Location", away), "");

            assertRefused(CloudBridgeException.class, () -> read(ref, ByteRange.ALL));
            assertRefused(CloudBridgeException.class, () -> lied().head(ref, ReadOptions.NONE));
            assertRefused(CloudBridgeException.class, () -> lied().upload(
                            ref, Source.of(Samples.text("new")), PutOptions.NONE, TransferSettings.DEFAULTS));
            assertRefused(CloudBridgeException.class, () -> lied().delete(new io.cloudbridge.store.DeleteRequest(ref)));
            assertThat(elsewhere.requests()).isEmpty();
            proxy.clearRules();
            assertContent(ref, Samples.text("old"));
        }
    }
}
