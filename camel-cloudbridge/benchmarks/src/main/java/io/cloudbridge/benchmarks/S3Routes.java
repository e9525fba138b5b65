/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks;

import static io.cloudbridge.benchmarks.Contestant.CLOUDBRIDGE;
import static io.cloudbridge.benchmarks.Contestant.PEER;

import io.cloudbridge.camel.CloudBridgeConstants;
import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.aws2.s3.AWS2S3Constants;
import org.apache.camel.impl.DefaultCamelContext;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The same routes with both components. The peer works with the client that it is compared to; CloudBridge with the one that it makes from its
 * options, as its users have it. Both clients use the same HTTP client and the SDK's default settings.
 */
final class S3Routes implements AutoCloseable {

    static final String PEER_NAME = "camel-aws2-s3 of the same Camel";

    private final CamelContext camel = new DefaultCamelContext();
    private final S3Client sdk;
    private final ProducerTemplate template;
    private final String ours;
    private final String theirs;

    S3Routes(URI endpoint, String bucket) throws Exception {
        String accessKey = System.getProperty("accessKey");
        String secretKey = System.getProperty("secretKey");
        sdk = S3Client.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)))
                .build();
        camel.getRegistry().bind("sdk", sdk);
        ours = "cloudbridge:" + bucket + "?provider=aws&region=us-east-1&endpoint=" + endpoint + "&accessKey=RAW("
                + accessKey + ")&secretKey=RAW(" + secretKey + ")";
        theirs = "aws2-s3:" + bucket + "?amazonS3Client=#sdk&autoCreateBucket=false";
        camel.addRoutes(routes());
        camel.start();
        template = camel.createProducerTemplate();
    }

    private RouteBuilder routes() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:CLOUDBRIDGE-upload").to(ours);
                from("direct:PEER-upload").to(theirs);
                from("direct:CLOUDBRIDGE-download")
                        .to(ours + "&operation=download")
                        .convertBodyTo(byte[].class);
                from("direct:PEER-download").to(theirs + "&operation=getObject").convertBodyTo(byte[].class);

                from("direct:CLOUDBRIDGE-uploadFile").to(ours);
                // its own way for large objects
                from("direct:PEER-uploadFile").to(theirs + "&multiPartUpload=true&partSize=8388608");
                from("direct:CLOUDBRIDGE-downloadToFile")
                        .toD(ours + "&operation=download&toFile=RAW(${header.directory}/${header.name})");
                // with stream caching it would hold the object in memory
                from("direct:PEER-downloadToFile")
                        .streamCache("false")
                        .to(theirs + "&operation=getObject")
                        .toD("file:${header.directory}?fileName=${header.name}");

                from("direct:CLOUDBRIDGE-deleteAll").to(ours + "&operation=deleteAll");
                from("direct:PEER-deleteAll").to(theirs + "&operation=deleteObjects");
                from("direct:list").to(ours + "&operation=list&listOutput=iterator");
                from("direct:deletePrefix").to(ours + "&operation=deletePrefix&allowEmptyPrefix=true");
            }
        };
    }

    S3Client sdk() {
        return sdk;
    }

    private static String keyHeader(Contestant who) {
        return who == PEER ? AWS2S3Constants.KEY : CloudBridgeConstants.KEY;
    }

    void upload(Contestant who, byte[] body, String key) {
        template.sendBodyAndHeader("direct:" + who + "-upload", body, keyHeader(who), key);
    }

    byte[] download(Contestant who, String key) {
        return template.requestBodyAndHeader("direct:" + who + "-download", null, keyHeader(who), key, byte[].class);
    }

    void uploadFile(Contestant who, File file, String key) {
        template.sendBodyAndHeader("direct:" + who + "-uploadFile", file, keyHeader(who), key);
    }

    void downloadToFile(Contestant who, String key, Path directory, String name) {
        template.sendBodyAndHeaders(
                "direct:" + who + "-downloadToFile",
                null,
                Map.of(keyHeader(who), key, "directory", directory.toString(), "name", name));
    }

    void deleteAll(Contestant who, List<String> keys) {
        template.sendBodyAndHeader(
                "direct:" + who + "-deleteAll",
                null,
                who == PEER ? AWS2S3Constants.KEYS_TO_DELETE : CloudBridgeConstants.KEYS,
                keys);
    }

    void deleteEverything() {
        template.sendBody("direct:deletePrefix", null);
    }

    long list() {
        Iterator<?> all = template.requestBody("direct:list", null, Iterator.class);
        long count = 0;
        for (; all.hasNext(); count++) {
            all.next();
        }
        return count;
    }

    /** Starts a route that reads and deletes all below a prefix, and ends it when it has. */
    void consume(Contestant who, String prefix, int count, String options) throws Exception {
        // the peer opens all objects of a poll before it routes the first, and its client has fifty connections
        String from = who == CLOUDBRIDGE
                ? ours + "&delete=true&greedy=true&initialDelay=0&delay=10&prefix=" + prefix + options
                : theirs + "&deleteAfterRead=true&greedy=true&initialDelay=0&delay=10&maxMessagesPerPoll=40&prefix="
                        + prefix + options;
        CountDownLatch left = new CountDownLatch(count);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(from).routeId("consumer").convertBodyTo(byte[].class).process(exchange -> left.countDown());
            }
        });
        boolean all = left.await(10, TimeUnit.MINUTES);
        camel.getRouteController().stopRoute("consumer");
        camel.removeRoute("consumer");
        S3Benchmarks.require(all, left.getCount() + " were not consumed");
    }

    @Override
    public void close() {
        camel.stop();
        sdk.close();
    }
}
