/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cloudbridge.camel.CloudBridgeConstants;
import io.cloudbridge.conformance.wire.FaultRule;
import io.cloudbridge.store.CloudBridgeException.AccessDenied;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.ObjectInfo;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.ReadOptions;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a producer sends to S3, request by request: each a trap that a producer for S3 can fall into. Those that other tests hold:
 *
 * <table>
 *   <caption>Held elsewhere</caption>
 *   <tr><td>a copy above 5 GiB goes in parts</td><td>AwsCopiesTest</td></tr>
 *   <tr><td>more than 1000 keys are deleted in several calls</td><td>StoreConformance.moreThanOneBulkCallOfKeysIsDeleted</td></tr>
 *   <tr><td>signed URLs keep session token, path style and the credentials of a profile</td><td>AwsPresignTest</td></tr>
 *   <tr><td>a signed URL costs no request and no client of its own</td><td>RouteConformance.aSignedUrlIsOneCallAndNoOther</td></tr>
 *   <tr><td>downloads that are not read leave no connection open</td><td>RouteConformance.bodiesThatAreNeverReadExhaustNothing</td></tr>
 *   <tr><td>a listing does not end at 1000 objects</td><td>StoreConformance.aBucketOf2500ObjectsIsListedInOrderAndDeletedInBulk</td></tr>
 *   <tr><td>a stream of unknown length needs no heap</td><td>SmallHeapTest</td></tr>
 * </table>
 */
class AwsProducerTest {

    private static final byte[] LARGE = new byte[17 << 20];

    private AwsRoutes routes;

    @BeforeEach
    void open() {
        routes = new AwsRoutes("s3mock");
    }

    @AfterEach
    void close() throws Exception {
        routes.close();
    }

    private Exchange send(String options, Object body, Map<String, Object> headers) {
        return routes.template().send(routes.uri(options), exchange -> {
            exchange.getMessage().setBody(body);
            exchange.getMessage().setHeaders(new java.util.HashMap<>(headers));
        });
    }

    private ObjectInfo head(String key) {
        return routes.s3.direct().head(routes.s3.ref(key), ReadOptions.NONE);
    }

    @Test
    void anUploadInPartsGoesToTheBucketOfTheHeaderWithItsMetadata() throws Exception {
        routes.start();
        ObjectRef there = new ObjectRef(routes.s3.bucket + "-2", "large");
        routes.s3.direct().createBucket(there.bucket());
        try {
            Exchange sent = send(
                    "key=large",
                    new ByteArrayInputStream(LARGE),
                    Map.of(
                            CloudBridgeConstants.OVERRIDE_BUCKET,
                            there.bucket(),
                            CloudBridgeConstants.METADATA,
                            Map.of("project", "x1")));

            assertThat(sent.getException()).isNull();
            assertThat(sent.getMessage().getHeader(CloudBridgeConstants.PRODUCED_BUCKET))
                    .isEqualTo(there.bucket());
            ObjectInfo stored = routes.s3.direct().head(there, ReadOptions.NONE);
            assertThat(stored.size()).isEqualTo(LARGE.length);
            assertThat(stored.etag()).endsWith("-3");
            assertThat(stored.metadata()).containsExactly(Map.entry("project", "x1"));
            assertThat(routes.keys()).isEmpty();
        } finally {
            routes.s3.direct().delete(new DeleteRequest(there));
            routes.s3.direct().deleteBucket(there.bucket());
        }
    }

    @Test
    void theRequestThatMakesAnObjectSaysHowItIsEncrypted() throws Exception {
        routes.start();
        String encrypted = "&encryption=managed";
        assertThat(send("key=small" + encrypted, "x", Map.of()).getException()).isNull();
        assertThat(send("key=large" + encrypted, LARGE, Map.of()).getException())
                .isNull();
        assertThat(send(
                                "operation=copy&key=small" + encrypted,
                                null,
                                Map.of(CloudBridgeConstants.DESTINATION_KEY, "copy"))
                        .getException())
                .isNull();

        for (String request : new String[] {"PUT /small$", "POST /large\\?uploads", "PUT /copy$"}) {
            String[] methodAndTarget = request.split(" ");
            assertThat(routes.proxy.requests(methodAndTarget[0], methodAndTarget[1]))
                    .as(request)
                    .hasSize(1)
                    .allSatisfy(seen -> assertThat(seen.header("x-amz-server-side-encryption"))
                            .hasValue("AES256"));
        }
    }

    @Test
    void aStreamOfKnownLengthIsSentAgainAfterARefusal() throws Exception {
        routes.start();
        routes.camel().setStreamCaching(false);
        FaultRule refusal = routes.proxy.when("PUT", "/once$").answer(503);

        Exchange sent = send(
                "key=once",
                new ByteArrayInputStream(new byte[1000]),
                Map.of(CloudBridgeConstants.CONTENT_LENGTH, 1000L));

        assertThat(sent.getException()).isNull();
        assertThat(refusal.applied()).isEqualTo(1);
        assertThat(head("once").size()).isEqualTo(1000);
    }

    @Test
    void aFileIsDoneOnlyWhenItsObjectIsStored(@TempDir Path drop) throws Exception {
        Path file = Files.writeString(drop.resolve("a.txt"), "content");
        FaultRule refusal = routes.proxy.when("PUT", "/a.txt$").times(2).answer(403);
        routes.start(new RouteBuilder() {
            @Override
            public void configure() {
                onException(AccessDenied.class)
                        .process(exchange -> assertThat(file).exists());
                from("file:" + drop + "?delete=true&initialDelay=0&delay=100").to(routes.uri("contentType=text/plain"));
            }
        });

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(file).doesNotExist());

        assertThat(refusal.applied()).isEqualTo(2);
        assertThat(head("a.txt").size()).isEqualTo(7);
    }

    @Test
    void partsTravelSideBySide() throws Exception {
        routes.start();
        routes.proxy.when("PUT", "partNumber=").always().delay(Duration.ofMillis(300));

        Future<Exchange> sent = routes.template()
                .asyncSend(
                        routes.uri("key=large&multipartThreshold=5242880&partSize=5242880&uploadConcurrency=3"),
                        exchange -> exchange.getMessage().setBody(new byte[21 << 20]));

        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> routes.proxy.openConnections() == 3);
        assertThat(sent.get().getException()).isNull();
        assertThat(head("large").etag()).endsWith("-5");
    }

    /** The bucket is not what stands behind the last colon. A slash would end it in a URI, so the ARN has its colon there. */
    @Test
    void anAccessPointIsAddressedByItsWholeArn() throws Exception {
        routes.without("endpoint").option("region", "eu-west-1").start();

        String url = routes.template()
                .requestBody(
                        "cloudbridge:arn:aws:s3:eu-west-1:123456789012:accesspoint:reports?operation=presign&key=k",
                        null,
                        String.class);

        assertThat(URI.create(url).getHost()).isEqualTo("reports-123456789012.s3-accesspoint.eu-west-1.amazonaws.com");
    }
}
