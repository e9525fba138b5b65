/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.exception.ClientAuthenticationException;
import com.azure.core.http.HttpPipelineBuilder;
import com.azure.core.http.policy.BearerTokenAuthenticationPolicy;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.batch.BlobBatch;
import com.azure.storage.blob.batch.BlobBatchClient;
import com.azure.storage.blob.batch.BlobBatchClientBuilder;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.common.StorageSharedKeyCredential;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.DeleteResult;
import io.cloudbridge.store.MultipartUpload;
import io.cloudbridge.store.ObjectContent;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.StoreConfig;
import io.cloudbridge.store.driver.ETags;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** What goes over the wire, and what is made of the answer, is what the SDK would send and make of it. */
class AzureDirectTest {

    private static final String ACCOUNT = "account";
    private static final String KEY = "c2VjcmV0";
    private static final ObjectRef REF = new ObjectRef("bucket", "k");

    /** Those that differ from one request to the next. */
    private static final List<String> OWN = List.of("authorization", "x-ms-client-request-id", "date");

    private record Sent(String method, String uri, Map<String, String> headers, byte[] body) {

        Map<String, String> portable() {
            Map<String, String> portable = new TreeMap<>(headers);
            portable.keySet().removeAll(OWN);
            return portable;
        }

        String path() {
            return uri.replaceFirst("\\?.*", "");
        }

        List<String> query() {
            return uri.contains("?")
                    ? Stream.of(uri.replaceFirst(".*?\\?", "").split("&"))
                            .map(parameter -> URLDecoder.decode(parameter, StandardCharsets.UTF_8))
                            .sorted()
                            .toList()
                    : List.of();
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    private HttpServer server;
    private AzureAccount account;
    private AzureStore ours;
    private AzureStore sdks;
    private volatile Sent last;
    private volatile int status = 200;
    private volatile Map<String, String> headers = Map.of("ETag", "\"e\"");
    private volatile Function<Sent, String> answer = sent -> "";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        open(Map.of("accountName", ACCOUNT, "accountKey", KEY));
    }

    private String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + ACCOUNT;
    }

    private void open(Map<String, String> login) {
        Map<String, Object> settings = new HashMap<>(login);
        settings.put("endpoint", endpoint());
        open(new AzureLogin(new StoreConfig("azure", settings), name -> null).open());
        assertThat(account.direct()).isNotNull();
    }

    private void open(AzureAccount opened) {
        if (account != null && account.http() != opened.http()) {
            account.close();
        }
        account = opened;
        ours = new AzureStore(account);
        sdks = new AzureStore(new AzureAccount(
                account.client(), account.authorization(), account.credential(), account.http(), null));
    }

    @AfterEach
    void stop() {
        account.close();
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        Map<String, String> got = new TreeMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> got.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
        last = new Sent(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                got,
                exchange.getRequestBody().readAllBytes());
        Headers out = exchange.getResponseHeaders();
        headers.forEach(out::set);
        byte[] body = answer.apply(last).getBytes(StandardCharsets.UTF_8);
        boolean head = exchange.getRequestMethod().equals("HEAD");
        String scope = exchange.getRequestHeaders().getFirst("x-ms-encryption-scope");
        if (scope != null) {
            exchange.getResponseHeaders().set("x-ms-encryption-scope", scope);
        }
        exchange.sendResponseHeaders(status, head || body.length == 0 ? -1 : body.length);
        if (!head && body.length > 0) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    // ---- requests

    private interface Call {
        void on(AzureStore store) throws Exception;
    }

    private void assertSame(Call call) throws Exception {
        call.on(sdks);
        Sent theirs = last;
        call.on(ours);
        Sent mine = last;
        assertThat(mine.method()).isEqualTo(theirs.method());
        assertThat(mine.path()).isEqualTo(theirs.path());
        assertThat(mine.query()).isEqualTo(theirs.query());
        assertThat(mine.portable()).isEqualTo(theirs.portable());
        assertThat(mine.headers().keySet()).isEqualTo(theirs.headers().keySet());
        assertThat(mine.body()).isEqualTo(theirs.body());
        assertSigned(mine.method(), mine.uri(), mine.headers());
    }

    private void assertSigned(String method, String uri, Map<String, String> sent) throws IOException {
        Map<String, String> signed = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        signed.putAll(sent);
        signed.putIfAbsent("Content-Length", "0");
        String wanted = new StorageSharedKeyCredential(ACCOUNT, KEY)
                .generateAuthorizationHeader(URI.create(endpoint()).resolve(uri).toURL(), method, signed);
        assertThat(sent.get("authorization")).isEqualTo(wanted);
    }

    @Test
    void aReadIsWhatTheSdkWouldSend() throws Exception {
        Random random = new Random(7);
        for (int i = 0; i < 500; i++) {
            ObjectRef ref = ref(random);
            ReadOptions options =
                    new ReadOptions(random.nextBoolean() ? "e" : null, random.nextBoolean() ? "0x9" : null);
            ByteRange range = random.nextBoolean() ? ByteRange.ALL : new ByteRange(5, 1 + random.nextInt(9));
            assertSame(store -> {
                try (ObjectContent content = store.read(ref, range, options)) {
                    assertThat(content.info().etag()).isEqualTo("e");
                }
            });
            assertSame(store -> store.head(ref, options));
        }
    }

    @Test
    void aWriteIsWhatTheSdkWouldSend() throws Exception {
        status = 201;
        Random random = new Random(8);
        for (int i = 0; i < 300; i++) {
            ObjectRef ref = new ObjectRef("bucket", key(random));
            byte[] body = new byte[random.nextInt(3000)];
            random.nextBytes(body);
            PutOptions options = options(random);
            // elsewhere than at Azure a write by scope goes in blocks
            PutOptions inOne = options.withEncryption(PutOptions.Encryption.NONE, null);
            assertSame(store -> store.put(ref, Content.of(body), inOne));

            // the ids of blocks are random: one upload with the one way to send, then with the other
            MultipartUpload upload = AzureUploads.inBlocks(account, new AzureErrors("host"), ref, options);
            MultipartUpload same = new AzureUploads(
                    new AzureAccount(account.client(), account.authorization(), null, account.http(), null),
                    new AzureErrors("host"),
                    ref,
                    options,
                    upload.id());
            List<MultipartUpload.Part> parts = new ArrayList<>();
            assertSame(store -> parts.add((store == ours ? upload : same).uploadPart(1, Content.of(body))));
            assertSame(store -> (store == ours ? upload : same).complete(List.of(parts.get(0))));
        }
    }

    @Test
    void newPropertiesAreWhatTheSdkWouldSend() throws Exception {
        Random random = new Random(9);
        for (int i = 0; i < 50; i++) {
            ObjectRef ref = new ObjectRef("bucket", key(random));
            ObjectProperties properties = options(random).properties().withStorageClass(null);
            assertSame(store -> store.setProperties(ref, properties, null));
        }
    }

    @Test
    void aDeleteIsWhatTheSdkWouldSend() throws Exception {
        status = 202;
        Random random = new Random(10);
        for (int i = 0; i < 300; i++) {
            DeleteRequest request = new DeleteRequest(ref(random), random.nextBoolean() ? "0x8D" : null);
            assertSame(store ->
                    assertThat(store.delete("bucket", List.of(request))).allMatch(DeleteResult::deleted));
        }
    }

    private static ObjectRef ref(Random random) {
        ObjectRef ref = new ObjectRef("bucket", key(random));
        return random.nextBoolean() ? ref : ref.withVersion("2026-11-26T14:00:00.1234567Z");
    }

    private static PutOptions options(Random random) {
        PutOptions options = PutOptions.of(new ObjectProperties(
                random.nextBoolean() ? "text/csv;  charset=utf-8" : null,
                random.nextBoolean() ? "gzip" : null,
                random.nextBoolean() ? "attachment; filename=\"a  b.txt\"" : null,
                random.nextBoolean() ? "de" : null,
                random.nextBoolean() ? "no-cache" : null,
                random.nextBoolean() ? "Cool" : null,
                random.nextBoolean() ? Map.of("owner", "Zoë", "a_b", " a   b ", "ab", "1", "e", "") : Map.of()));
        if (random.nextBoolean()) {
            options = options.withTags(Map.of("a b", "c&d=", "ü", "+"));
        }
        if (random.nextBoolean()) {
            options = options.withEncryption(PutOptions.Encryption.KMS, "scope");
        }
        return random.nextBoolean() ? options.createOnly() : options.withIfMatch("0x8D");
    }

    private static String key(Random random) {
        String characters = "abcXYZ019-_.~/ !$&'()*+,;=:@?#[]%\"<>^`{|}äß€😀";
        int[] points = characters.codePoints().toArray();
        String key = IntStream.rangeClosed(0, random.nextInt(20))
                .mapToObj(i -> Character.toString(points[random.nextInt(points.length)]))
                .collect(Collectors.joining());
        return AzureKeys.problem(key) == null ? key : key(random);
    }

    @Test
    void aSasGoesAlongAsItIs() throws Exception {
        String sas = "sv=2026-02-06&se=2030-01-01T00%3A00%3A00Z&sr=c&sp=rwdl&sig=a%2Bb%2F%3D";
        open(Map.of("sasToken", "?" + sas));
        for (Call call : List.<Call>of(
                store -> store.head(REF, ReadOptions.NONE),
                store -> store.head(REF.withVersion("2026"), ReadOptions.NONE))) {
            call.on(sdks);
            Sent theirs = last;
            call.on(ours);
            assertThat(last.uri()).isEqualTo(theirs.uri()).endsWith(sas);
            assertThat(last.portable()).isEqualTo(theirs.portable());
            assertThat(last.headers()).doesNotContainKey("authorization");
        }
    }

    // ---- tokens

    /** The client signs with a key, so that one sees who has sent a request. */
    private void openWithToken(TokenCredential credential) {
        AzureAuthorization token = AzureAuthorization.of(
                new HttpPipelineBuilder()
                        .policies(new BearerTokenAuthenticationPolicy(credential, "scope"))
                        .httpClient(account.http())
                        .build(),
                null);
        AzureDirect direct = new AzureDirect(account.http().transport(), token, account.client());
        open(new AzureAccount(account.client(), account.authorization(), credential, account.http(), direct));
    }

    @Test
    void aTokenIsAskedForOnceAlsoForTheRequestsOfABatch() {
        AtomicInteger asked = new AtomicInteger();
        openWithToken(wanted -> Mono.just(new AccessToken(
                "token" + asked.incrementAndGet(), OffsetDateTime.now().plusHours(1))));
        for (int i = 0; i < 5; i++) {
            ours.head(REF, ReadOptions.NONE);
            assertThat(last.headers()).containsEntry("authorization", "Bearer token1");
        }
        status = 202;
        headers = Map.of("Content-Type", "multipart/mixed; boundary=batch_answer");
        answer = sent -> batch(Collections.nCopies(2, "202 Accepted"), new Random(1));
        assertThat(ours.delete(
                        "bucket", List.of(new DeleteRequest(REF), new DeleteRequest(new ObjectRef("bucket", "l")))))
                .allMatch(DeleteResult::deleted);
        assertThat(parts(last)).hasSize(2).allMatch(part -> part.get("authorization")
                .equals("Bearer token1"));
        assertThat(asked).hasValue(1);
    }

    @Test
    void aLoginThatFailedIsTriedAgainAtOnce() {
        AtomicInteger asked = new AtomicInteger();
        openWithToken(wanted -> Mono.fromSupplier(() -> {
            if (asked.incrementAndGet() < 3) {
                throw new ClientAuthenticationException("not today", null);
            }
            return new AccessToken("token", OffsetDateTime.now().plusHours(1));
        }));
        long begin = System.nanoTime();
        for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(CloudBridgeException.AccessDenied.class)
                    .isThrownBy(() -> ours.head(REF, ReadOptions.NONE))
                    .withMessageContaining("not today");
        }
        ours.head(REF, ReadOptions.NONE);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void aServiceThatWantsAnotherTokenIsLeftToTheSdk() {
        openWithToken(
                wanted -> Mono.just(new AccessToken("t", OffsetDateTime.now().plusHours(1))));
        status = 401;
        headers = Map.of("WWW-Authenticate", "Bearer authorization_uri=https://login.example/tenant/oauth2");
        assertThatExceptionOfType(CloudBridgeException.AccessDenied.class)
                .isThrownBy(() -> ours.head(REF, ReadOptions.NONE));
        assertThat(last.headers().get("authorization")).startsWith("SharedKey");

        status = 200;
        headers = Map.of("ETag", "\"e\"");
        ours.head(REF, ReadOptions.NONE);
        assertThat(last.headers().get("authorization")).startsWith("SharedKey");
    }

    // ---- who else wants to see the requests

    @Test
    void aPolicyOfSomebodyElseSeesAllRequests() {
        HttpPipelinePolicy policy = (context, next) -> next.process();
        BlobServiceClient watched = new BlobServiceClientBuilder()
                .endpoint(endpoint())
                .credential(new StorageSharedKeyCredential(ACCOUNT, KEY))
                .httpClient(account.http())
                .addPolicy(policy)
                .buildClient();
        assertThat(AzureAccount.of(watched, null, null, account.http()).direct())
                .isNull();
    }

    // ---- batches

    @Test
    void aBatchIsWhatTheSdkWouldSend() throws Exception {
        status = 202;
        headers = Map.of("Content-Type", "multipart/mixed; boundary=batch_answer");
        answer = sent -> batch(Collections.nCopies(parts(sent).size(), "202 Accepted"), new Random(1));
        Random random = new Random(11);
        for (int i = 0; i < 60; i++) {
            List<DeleteRequest> requests = IntStream.rangeClosed(0, 1 + random.nextInt(20))
                    .mapToObj(n -> new DeleteRequest(
                            new ObjectRef("bucket", key(random)), random.nextBoolean() ? "0x8D" : null))
                    .toList();

            deleteBySdk(requests);
            Sent theirs = last;
            for (AzureStore store : List.of(ours, sdks)) {
                assertThat(store.delete("bucket", requests)).allMatch(DeleteResult::deleted);
                Sent mine = last;

                assertThat(mine.path()).isEqualTo(theirs.path());
                assertThat(mine.query()).isEqualTo(theirs.query());
                assertSigned("POST", mine.uri(), mine.headers());
                List<Map<String, String>> myParts = parts(mine);
                List<Map<String, String>> theirParts = parts(theirs);
                assertThat(myParts).hasSameSizeAs(requests);
                for (int n = 0; n < myParts.size(); n++) {
                    assertSigned("DELETE", myParts.get(n).get("").split(" ")[1], myParts.get(n));
                    for (Map<String, String> part : List.of(myParts.get(n), theirParts.get(n))) {
                        part.keySet().removeAll(OWN);
                        // the SDK names its module for batches, too
                        part.remove("user-agent");
                        // it also escapes what needs no escaping
                        part.compute("", (name, line) -> decoded(line));
                    }
                }
                assertThat(myParts).isEqualTo(theirParts);
            }
        }
    }

    private static String decoded(String url) {
        return URLDecoder.decode(url.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private void deleteBySdk(List<DeleteRequest> requests) {
        BlobContainerClient container = account.container("bucket");
        BlobBatchClient client = new BlobBatchClientBuilder(container).buildClient();
        BlobBatch batch = client.getBlobBatch();
        requests.forEach(request -> batch.deleteBlob(
                container.getBlobClient(request.ref().key()).getBlobUrl(),
                null,
                new BlobRequestConditions().setIfMatch(ETags.quoted(request.ifMatch()))));
        client.submitBatch(batch);
    }

    /** The policies of a client that somebody else made sign each request of a batch. */
    @Test
    void aBatchByTheSdkHasTheSasOfTheClientInEachRequest() {
        String sas = "sv=2026-02-06&se=2030-01-01T00%3A00%3A00Z&sr=c&sp=rwdl&sig=a%2Bb%2F%3D";
        BlobServiceClient client = new BlobServiceClientBuilder()
                .endpoint(endpoint())
                .sasToken(sas)
                .httpClient(account.http())
                .buildClient();
        status = 202;
        headers = Map.of("Content-Type", "multipart/mixed; boundary=batch_answer");
        answer = sent -> batch(Collections.nCopies(2, "202 Accepted"), new Random(1));
        assertThat(new AzureStore(AzureAccount.of(client))
                        .delete(
                                "bucket",
                                List.of(new DeleteRequest(REF), new DeleteRequest(new ObjectRef("bucket", "l m")))))
                .allMatch(DeleteResult::deleted);
        assertThat(parts(last))
                .hasSize(2)
                .allMatch(part -> part.get("").endsWith("?" + sas + " HTTP/1.1"))
                .noneMatch(part -> part.containsKey("authorization"));
        assertThat(parts(last).get(1).get("")).startsWith("DELETE /" + ACCOUNT + "/bucket/l%20m?");
    }

    /** The headers of each request in a batch, and those of the part around it; its first line by an empty name. */
    private static List<Map<String, String>> parts(Sent sent) {
        Matcher boundary = Pattern.compile("multipart/mixed; boundary=(.*)")
                .matcher(sent.headers().get("content-type"));
        assertThat(boundary.matches()).isTrue();
        String[] parts = sent.text().split("--" + Pattern.quote(boundary.group(1)), -1);
        assertThat(parts[parts.length - 1]).isEqualTo("--\r\n");
        List<Map<String, String>> all = new ArrayList<>();
        for (int i = 1; i < parts.length - 1; i++) {
            assertThat(parts[i]).startsWith("\r\n").endsWith("\r\n\r\n");
            Map<String, String> part = new TreeMap<>();
            for (String line : parts[i].strip().split("(\r\n)+")) {
                if (line.startsWith("DELETE ")) {
                    part.put("", line);
                } else {
                    String[] header = line.split(": ", 2);
                    String name = header[0].toLowerCase(Locale.ROOT);
                    part.put(part.containsKey("") ? name : "part's " + name, header[1]);
                }
            }
            all.add(part);
        }
        return all;
    }

    /** An answer to a batch, whose parts come in any order. */
    private static String batch(List<String> statuses, Random order) {
        List<Integer> ids =
                IntStream.range(0, statuses.size()).boxed().collect(Collectors.toCollection(ArrayList::new));
        Collections.shuffle(ids, order);
        StringBuilder document = new StringBuilder();
        for (int id : ids) {
            document.append("--batch_answer\r\nContent-Type: application/http\r\nContent-ID: ")
                    .append(id);
            document.append("\r\n\r\nHTTP/1.1 ").append(statuses.get(id)).append("\r\n");
            String[] words = statuses.get(id).split(" ");
            if (!words[0].equals("202")) {
                document.append("x-ms-error-code: ").append(words[1]);
                document.append("\r\nx-ms-request-id: r").append(id);
                document.append("\r\n\r\n<Error><Code>").append(words[1]);
                document.append("</Code><Message>No.\nWhy: €</Message></Error>");
            } else {
                document.append("x-ms-delete-type-permanent: true\r\n");
            }
            document.append("\r\n");
        }
        return document.append("--batch_answer--\r\n").toString();
    }

    @Test
    void theAnswersOfABatchMeanWhatTheSdkSaysTheyMean() {
        status = 202;
        headers = Map.of("Content-Type", "multipart/mixed; boundary=batch_answer");
        List<String> kinds = List.of(
                "202 Accepted",
                "404 BlobNotFound",
                "404 ContainerNotFound",
                "412 ConditionNotMet",
                "409 SnapshotsPresent",
                "412 LeaseIdMissing",
                "403 AuthorizationPermissionMismatch",
                "403 AuthenticationFailed",
                "503 ServerBusy",
                "500 InternalError");
        Random random = new Random(12);
        for (int i = 0; i < 20; i++) {
            List<DeleteRequest> requests = IntStream.rangeClosed(0, 1 + random.nextInt(100))
                    .mapToObj(n -> new DeleteRequest(new ObjectRef("bucket", "k" + n)))
                    .toList();
            List<String> statuses = requests.stream()
                    .map(request -> kinds.get(random.nextInt(kinds.size())))
                    .toList();
            answer = sent -> batch(statuses, random);

            List<DeleteResult> told = sdks.delete("bucket", requests);
            List<DeleteResult> read = ours.delete("bucket", requests);

            assertThat(read).hasSameSizeAs(told);
            for (int n = 0; n < read.size(); n++) {
                assertThat(read.get(n).ref()).isEqualTo(told.get(n).ref());
                assertThat(read.get(n).deleted()).isEqualTo(told.get(n).deleted());
                if (!read.get(n).deleted()) {
                    assertSame(read.get(n).failure(), told.get(n).failure());
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ''                        | ''
                    <html>log in</html>       | ''
                    [0 202][1 202]            | ''
                    [0 202]END                | it does not name each object
                    [0 202][0 202]END         | one twice
                    [0 202][1 202][1 404]END  | one twice
                    [0 202][2 202]END         | was not made
                    [0 202][-1 202]END        | was not made
                    [0 202][x 202]END         | was not made
                    [ 202][1 202]END          | was not made
                    [0 202][1 ]END            | has no status
                    [0 202][1 abc]END         | has no status
                    END                       | it does not name each object
                    """)
    void aBatchWhoseAnswerIsStrangeIsAnErrorThatIsTriedAgain(String document, String says) {
        status = 202;
        headers = Map.of("Content-Type", "multipart/mixed; boundary=b");
        answer = sent -> document.replaceAll(
                        "\\[(\\S*) (\\S*)]",
                        "--b\r\nContent-Type: application/http\r\nContent-ID: $1\r\n\r\nHTTP/1.1 $2 Any\r\n\r\n")
                .replace("END", "--b--\r\n");

        assertThatExceptionOfType(CloudBridgeException.Unavailable.class)
                .isThrownBy(() -> ours.delete(
                        "bucket", List.of(new DeleteRequest(REF), new DeleteRequest(new ObjectRef("bucket", "l")))))
                .withMessageContaining(says)
                .satisfies(e -> assertThat(e.isRetryable()).isTrue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "multipart/mixed", "application/http; boundary=b", ""})
    void anAnswerToABatchThatIsOfAnotherTypeIsAnError(String type) {
        status = 202;
        headers = type.isEmpty() ? Map.of() : Map.of("Content-Type", type);
        answer = sent ->
                batch(List.of("202 Accepted", "202 Accepted"), new Random(1)).replace("batch_answer", "b");

        assertThatExceptionOfType(CloudBridgeException.Unavailable.class)
                .isThrownBy(() -> ours.delete(
                        "bucket", List.of(new DeleteRequest(REF), new DeleteRequest(new ObjectRef("bucket", "l")))));
    }

    /** The service answers so where it cannot tell the requests apart. */
    @Test
    void aRefusalOfTheWholeInsideTheAnswerIsOneOfTheWhole() {
        status = 202;
        headers = Map.of("Content-Type", "multipart/mixed; boundary=\"=_(b+\"; charset=utf-8");
        answer = sent -> "--=_(b+\r\nContent-Type: application/http\r\n\r\nHTTP/1.1 403 No\r\nx-ms-error-code: "
                + "AuthorizationPermissionMismatch\r\n\r\n<Error><Message>no</Message></Error>\r\n--=_(b+--\r\n";

        assertThatExceptionOfType(CloudBridgeException.AccessDenied.class)
                .isThrownBy(() -> ours.delete(
                        "bucket", List.of(new DeleteRequest(REF), new DeleteRequest(new ObjectRef("bucket", "l")))));
    }

    // ---- answers

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    404 | BlobNotFound       | <Error><Code>BlobNotFound</Code><Message>The blob. x</Message></Error>
                    404 | ContainerNotFound  | <Error><Code>ContainerNotFound</Code><Message>none</Message></Error>
                    404 | ''                 | <html><body>A proxy</body></html>
                    403 | AuthenticationFailed | <Error><Message>Server failed to authenticate</Message></Error>
                    403 | ''                 | not XML
                    403 | ''                 | ''
                    304 | ''                 | ''
                    412 | ConditionNotMet    | <Error><Message>The condition</Message></Error>
                    416 | InvalidRange       | <Error><Message>beyond</Message></Error>
                    409 | BlobArchived       | <Error><Message>archived</Message></Error>
                    503 | ServerBusy         | <Error><Message>slower</Message></Error>
                    500 | InternalError      | <Error><Message>oh</Message></Error>
                    200 | ''                 | <html><body>A proxy without ETag</body></html>
                    307 | ''                 | ''
                    """)
    void aRefusalIsWhatTheSdkSaysItIs(int refused, String code, String document) {
        status = refused;
        answer = sent -> document;
        headers = code.isEmpty()
                ? Map.of("Retry-After", "3")
                : Map.of("x-ms-error-code", code, "x-ms-request-id", "r", "Retry-After", "3");
        for (Call call : List.<Call>of(
                store -> store.read(REF, ByteRange.ALL, ReadOptions.NONE),
                store -> store.head(REF, ReadOptions.NONE),
                store -> store.put(REF, Content.of(new byte[3]), PutOptions.NONE.createOnly()))) {
            assertSame(
                    catchThrowableOfType(CloudBridgeException.class, () -> call.on(ours)),
                    catchThrowableOfType(CloudBridgeException.class, () -> call.on(sdks)));
        }
        DeleteResult mine =
                ours.delete("bucket", List.of(new DeleteRequest(REF))).get(0);
        DeleteResult theirs =
                sdks.delete("bucket", List.of(new DeleteRequest(REF))).get(0);
        assertThat(mine.deleted()).isEqualTo(theirs.deleted());
        if (!mine.deleted()) {
            assertSame(mine.failure(), theirs.failure());
        }
    }

    private static void assertSame(CloudBridgeException mine, CloudBridgeException theirs) {
        assertThat(mine).hasSameClassAs(theirs).hasMessage(theirs.getMessage());
        assertThat(mine.getHttpStatus()).isEqualTo(theirs.getHttpStatus());
        assertThat(mine.getCode()).isEqualTo(theirs.getCode());
        assertThat(mine.isRetryable()).isEqualTo(theirs.isRetryable());
        assertThat(mine.failure().retryAfter()).isEqualTo(theirs.failure().retryAfter());
    }

    @Test
    void theAnswerToAnotherRequestIsAnErrorThatIsTriedAgain() {
        headers = Map.of("ETag", "\"e\"", "x-ms-client-request-id", "of-another");
        for (AzureStore store : List.of(ours, sdks)) {
            assertThatExceptionOfType(CloudBridgeException.Unavailable.class)
                    .isThrownBy(() -> store.head(REF, ReadOptions.NONE))
                    .withMessageContaining("of-another")
                    .satisfies(e -> assertThat(e.isRetryable()).isTrue());
        }
    }
}
