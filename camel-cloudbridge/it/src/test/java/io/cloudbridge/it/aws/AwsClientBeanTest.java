/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudbridge.it.Servers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3BaseClientBuilder;
import software.amazon.awssdk.services.s3.S3Client;

/** Clients that the application has made for itself. */
class AwsClientBeanTest {

    private AwsRoutes routes;

    @BeforeEach
    void open() {
        routes = new AwsRoutes("s3proxy").without("endpoint", "region", "accessKey", "secretKey");
    }

    @AfterEach
    void close() throws Exception {
        routes.close();
    }

    private <B extends AwsClientBuilder<B, ?> & S3BaseClientBuilder<B, ?>> B configured(B builder) {
        return builder.endpointOverride(routes.proxy.endpoint())
                .region(Region.EU_NORTH_1)
                .forcePathStyle(true)
                .overrideConfiguration(override -> override.putHeader("x-mine", "yes"))
                .credentialsProvider(StaticCredentialsProvider.create(AwsSessionCredentials.create(
                        Servers.setting("s3proxy.accessKey"), Servers.setting("s3proxy.secretKey"), S3.SESSION_TOKEN)));
    }

    private void useIt(String option) throws Exception {
        routes.start();
        String uri = routes.uri("key=k" + option);
        routes.template().sendBody(uri, "content");
        assertThat(routes.template().requestBody(uri + "&operation=download", null, String.class))
                .isEqualTo("content");
        assertThat(routes.template().requestBody(uri + "&operation=presign", null, String.class))
                .startsWith(routes.proxy.endpoint() + "/" + routes.s3.bucket + "/k?")
                .contains("eu-north-1")
                .contains("X-Amz-Security-Token=");
        assertThat(routes.proxy.requests()).isNotEmpty().allSatisfy(request -> {
            assertThat(request.header("authorization").orElseThrow()).contains("/eu-north-1/s3/");
            assertThat(request.header("x-amz-security-token")).hasValue(S3.SESSION_TOKEN);
        });
    }

    @ParameterizedTest
    @CsvSource({"''", "&client=#mine"})
    void anS3ClientIsUsedAsItIsFoundOrNamed(String option) throws Exception {
        try (S3Client mine = configured(S3Client.builder()).build()) {
            routes.bind("mine", mine);

            useIt(option);

            assertThat(routes.proxy.requests())
                    .allSatisfy(request -> assertThat(request.header("x-mine")).hasValue("yes"));
        }
    }

    @ParameterizedTest
    @CsvSource({"''", "&client=#mine"})
    void anS3AsyncClientLendsRegionEndpointAndCredentialsButNotItsConnections(String option) throws Exception {
        try (S3AsyncClient mine =
                configured(S3AsyncClient.builder()).httpClient(new Untouched()).build()) {
            routes.bind("mine", mine);

            useIt(option);
        }
    }

    @Test
    void aClientThatWasGivenIsLeftOpen() throws Exception {
        try (S3Client mine = configured(S3Client.builder()).build()) {
            routes.bind("mine", mine).start();
            routes.template().sendBody(routes.uri("key=k"), "content");
            routes.camel().stop();

            assertThat(mine.headObject(head -> head.bucket(routes.s3.bucket).key("k"))
                            .contentLength())
                    .isEqualTo(7);
        }
    }

    /** The account is the store's, whoever logs in to it: a bean, or the keys of another connection. */
    @Test
    void anObjectIsInOneExchangeAtATimeWhicheverClientTookIt() throws Exception {
        try (S3Client mine = configured(S3Client.builder()).build()) {
            String keys = "endpoint=" + routes.proxy.endpoint() + "&region=us-east-1&accessKey=RAW("
                    + Servers.setting("s3proxy.accessKey") + ")&secretKey=RAW(" + Servers.setting("s3proxy.secretKey")
                    + ")";
            routes.put("one", "content");
            AtomicInteger atOnce = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            AtomicInteger exchanges = new AtomicInteger();
            Processor slow = exchange -> {
                exchanges.incrementAndGet();
                most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                int listings = routes.proxy.count("GET", "list-type=2");
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> atOnce.get() > 1 || routes.proxy.count("GET", "list-type=2") > listings + 4);
                atOnce.decrementAndGet();
            };
            routes.bind("mine", mine).start(new RouteBuilder() {
                @Override
                public void configure() {
                    from(routes.poll("delete=true&client=#mine")).process(slow);
                    from(routes.poll("delete=true&" + keys)).process(slow);
                }
            });

            await().atMost(Duration.ofSeconds(60)).until(() -> routes.keys().isEmpty());
            assertThat(most).hasValue(1);
            assertThat(exchanges).hasValue(1);
        }
    }

    /** Connections that must not be used. */
    private static final class Untouched implements SdkAsyncHttpClient {
        @Override
        public CompletableFuture<Void> execute(AsyncExecuteRequest request) {
            return CompletableFuture.failedFuture(new AssertionError("an asynchronous request was made"));
        }

        @Override
        public void close() {
            // there is nothing to close
        }
    }
}
