/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.CloudBridgeException.AccessDenied;
import io.cloudbridge.store.CloudBridgeException.InvalidRequest;
import io.cloudbridge.store.CloudBridgeException.Unavailable;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.TransferSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is said when S3, or a place on the way to it, turns a request away. */
class AwsRefusalsTest {

    private S3 s3;

    @BeforeEach
    void open() {
        s3 = new S3("s3proxy");
    }

    @AfterEach
    void close() throws IOException {
        s3.close();
    }

    @Test
    void aWrongSecretIsAccessDeniedWhateverIsAskedAndIsNotPrinted() {
        StoreClient wrong = s3.open(Map.of("secretKey", "wrong-secret-0815"));
        List<ThrowingCallable> requests = List.of(
                wrong::listBuckets,
                () -> wrong.list(ListRequest.of(s3.bucket, "")).hasNext(),
                () -> wrong.head(s3.ref("k"), ReadOptions.NONE),
                () -> wrong.exists(s3.ref("k")),
                () -> wrong.bucketExists(s3.bucket),
                () -> wrong.read(s3.ref("k"), ByteRange.ALL, ReadOptions.NONE).read(),
                () -> upload(wrong, "small", 10),
                () -> upload(wrong, "one-request", 10 << 20),
                () -> upload(wrong, "parts", 20 << 20),
                () -> wrong.delete(new DeleteRequest(s3.ref("k"))));

        assertThat(requests).allSatisfy(request -> {
            CloudBridgeException denied = catchThrowableOfType(AccessDenied.class, request);
            assertThat(denied).hasMessageContaining("status=403");
            assertThat(denied.isRetryable()).isFalse();
            assertThat(stackTrace(denied)).doesNotContain("wrong-secret-0815");
        });
    }

    @Test
    void anUnknownAccessKeyIsAccessDenied() {
        StoreClient unknown = s3.open(Map.of("accessKey", "nobody"));

        assertThatThrownBy(unknown::listBuckets)
                .isInstanceOf(AccessDenied.class)
                .hasMessageContaining("code=InvalidAccessKeyId")
                .hasMessageContaining("check accessKey and endpoint");
    }

    /** No server at hand looks at tokens, so the proxy answers as Amazon does; a HEAD gets no reason from it. */
    @Test
    void aTokenThatTheStoreRefusesIsAccessDeniedWhateverIsAsked() {
        for (String code : List.of("ExpiredToken", "InvalidToken")) {
            s3.proxy.clearRules();
            s3.proxy.when("HEAD", "").always().answer(400);
            s3.proxy.when("*", "").always().answer(400, Map.of(), "<Error><Code>" + code + "</Code></Error>");
            StoreClient client = s3.open(Map.of("sessionToken", "stale"));
            List<ThrowingCallable> requests = List.of(
                    client::listBuckets,
                    () -> client.list(ListRequest.of(s3.bucket, "")).hasNext(),
                    () -> client.head(s3.ref("k"), ReadOptions.NONE),
                    () -> client.bucketExists(s3.bucket),
                    () -> client.exists(s3.ref("k")),
                    () -> client.read(s3.ref("k"), ByteRange.ALL, ReadOptions.NONE)
                            .read(),
                    () -> upload(client, "small", 10),
                    () -> upload(client, "parts", 20 << 20),
                    () -> client.delete(new DeleteRequest(s3.ref("k"))));

            assertThat(requests).allSatisfy(request -> assertThatThrownBy(request)
                    .isInstanceOf(AccessDenied.class)
                    .hasMessageContaining("get a new sessionToken"));
        }
    }

    @Test
    void aBucketInAnotherRegionIsNamedWithItsRegion() {
        s3.proxy
                .when("*", "")
                .always()
                .answer(
                        301,
                        Map.of("x-amz-bucket-region", "eu-central-1"),
                        "<Error><Code>PermanentRedirect</Code></Error>");
        StoreClient client = s3.open(Map.of("region", "us-west-2"));
        List<ThrowingCallable> requests = List.of(
                () -> client.list(ListRequest.of(s3.bucket, "")).hasNext(),
                () -> client.head(s3.ref("k"), ReadOptions.NONE),
                () -> client.read(s3.ref("k"), ByteRange.ALL, ReadOptions.NONE).read(),
                () -> upload(client, "small", 10),
                () -> upload(client, "parts", 20 << 20));

        assertThat(requests).allSatisfy(request -> assertThatThrownBy(request)
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("the bucket is in region eu-central-1 but option region is us-west-2")
                .hasMessageContaining("set region=eu-central-1"));
        assertThat(client.bucketExists(s3.bucket)).isTrue();
    }

    @Test
    void aClockThatIsWrongIsReportedWithTheTimeOfTheStore() {
        s3.proxy
                .when("*", "")
                .always()
                .answer(
                        403,
                        Map.of("Date", "Sun, 22 Nov 2026 10:00:00 GMT"),
                        "<Error><Code>RequestTimeTooSkewed</Code></Error>");

        assertThatThrownBy(() -> upload(s3.open(Map.of()), "small", 10))
                .isInstanceOf(AccessDenied.class)
                .hasMessageContaining("the clock of this machine and the store's differ by more than 15 minutes"
                        + " (the store says Sun, 22 Nov 2026 10:00:00 GMT)");
    }

    @Test
    void aHostThatDoesNotAnswerFailsWithinConnectTimeoutAndIsNamed() throws IOException {
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            List<Socket> waiting = fillBacklog(deaf);
            String host = "127.0.0.1:" + deaf.getLocalPort();
            StoreClient client =
                    s3.open(Map.of("endpoint", "http://" + host, "connectTimeout", "500", "maxRetries", "0"));
            Instant start = Instant.now();

            CloudBridgeException failed = catchThrowableOfType(Unavailable.class, client::listBuckets);

            assertThat(failed).hasMessageContaining(host);
            assertThat(failed.isRetryable()).isTrue();
            assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(8));
            for (Socket socket : waiting) {
                socket.close();
            }
        }
    }

    @Test
    void aHostThatRefusesOrDoesNotExistIsNamed() {
        assertThatThrownBy(() -> s3.open(Map.of("endpoint", "http://127.0.0.1:1", "maxRetries", "1"))
                        .listBuckets())
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("127.0.0.1:1")
                .hasMessageContaining("refused");
        assertThatThrownBy(() -> s3.open(Map.of("endpoint", "http://no-such-host.invalid", "maxRetries", "0"))
                        .listBuckets())
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("no-such-host.invalid");
    }

    private void upload(StoreClient client, String key, int size) {
        client.upload(s3.ref(key), Source.of(new byte[size]), PutOptions.NONE, TransferSettings.DEFAULTS);
    }

    /** Until connections hang: the kernel takes a few more than the backlog says. */
    private static List<Socket> fillBacklog(ServerSocket deaf) throws IOException {
        List<Socket> waiting = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Socket socket = new Socket();
            waiting.add(socket);
            try {
                socket.connect(deaf.getLocalSocketAddress(), 200);
            } catch (SocketTimeoutException full) {
                return waiting;
            }
        }
        throw new AssertionError("the backlog never filled");
    }

    private static String stackTrace(Throwable e) {
        StringWriter text = new StringWriter();
        e.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
