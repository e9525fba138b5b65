/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks.contestant;

import java.net.URI;
import org.apache.camel.component.aws2.s3.AWS2S3Constants;
import org.apache.camel.model.ProcessorDefinition;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** camel-aws2-s3. Its consumer opens all objects of a poll before the first exchange, so its client is given as many connections. */
// the client that camel-aws2-s3 brings; the SDK deprecates it for one on HttpClient 5
@SuppressWarnings("deprecation")
final class Aws2S3Contestant extends CamelContestant {

    private final String connection;

    private Aws2S3Contestant(URI endpoint) {
        super(endpoint);
        camel.getRegistry()
                .bind(
                        "many",
                        S3Client.builder()
                                .endpointOverride(endpoint)
                                .region(Region.US_EAST_1)
                                .forcePathStyle(true)
                                .credentialsProvider(StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY)))
                                .httpClientBuilder(ApacheHttpClient.builder().maxConnections(1100))
                                .build());
        connection = "aws2-s3:" + BUCKET + "?autoCreateBucket=false&region=us-east-1&overrideEndpoint=true"
                + "&uriEndpointOverride=" + endpoint + "&forcePathStyle=true&accessKey=RAW(" + ACCESS_KEY
                + ")&secretKey=RAW(" + SECRET_KEY + ")";
    }

    public static void main(String[] args) throws Exception {
        compete(args, Aws2S3Contestant::new);
    }

    @Override
    String consumer(Task task) {
        String client = task.text("client", "").equals("many")
                ? "aws2-s3:" + BUCKET + "?autoCreateBucket=false&amazonS3Client=#many"
                : connection;
        return client + "&initialDelay=0&prefix=" + task.prefix() + options(task);
    }

    @Override
    String producer(String operation) {
        return connection
                + switch (operation) {
                    case "upload" -> "";
                    // its own way for streams
                    case "stream-up" -> "&multiPartUpload=true&partSize=8388608";
                    case "file-down" -> "&operation=getObject";
                    case "download" -> "&operation=getObject";
                    case "presign" -> "&operation=createDownloadLink";
                    default -> throw new IllegalArgumentException(operation);
                };
    }

    @Override
    void finish(String operation, ProcessorDefinition<?> route) {
        if (operation.equals("file-down")) {
            route.toD("file:${header.directory}?fileName=${header.name}");
        }
    }

    @Override
    String keyHeader() {
        return AWS2S3Constants.KEY;
    }
}
