/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Object;

/** What the server answers, as Amazon's own client reads it. */
class S3ServerTest {

    private MemoryServer server;
    private S3Client client;

    @BeforeEach
    void start() throws IOException {
        server = new MemoryServer("s3", 0);
        client = S3Client.builder()
                .endpointOverride(server.endpoint())
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
                .build();
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
    }

    @Test
    void storesWhatIsUploadedWithACheckedTrailer() {
        client.putObject(
                r -> r.bucket("b").key("a/ü +.txt").contentType("text/plain"), RequestBody.fromString("hello"));
        var read = client.getObjectAsBytes(r -> r.bucket("b").key("a/ü +.txt"));
        assertThat(read.asUtf8String()).isEqualTo("hello");
        assertThat(read.response().contentType()).isEqualTo("text/plain");
        assertThat(read.response().eTag()).isEqualTo("\"5d41402abc4b2a76b9719d911017c592\"");
        assertThat(client.getObjectAsBytes(r -> r.bucket("b").key("a/ü +.txt").range("bytes=1-3"))
                        .asUtf8String())
                .isEqualTo("ell");
    }

    @Test
    void assemblesParts() {
        byte[] part = new byte[5 << 20];
        String id =
                client.createMultipartUpload(r -> r.bucket("b").key("large")).uploadId();
        List<CompletedPart> parts = IntStream.rangeClosed(1, 3)
                .mapToObj(number -> CompletedPart.builder()
                        .partNumber(number)
                        .eTag(client.uploadPart(
                                        r -> r.bucket("b")
                                                .key("large")
                                                .uploadId(id)
                                                .partNumber(number),
                                        RequestBody.fromBytes(part))
                                .eTag())
                        .build())
                .toList();
        client.completeMultipartUpload(
                r -> r.bucket("b").key("large").uploadId(id).multipartUpload(m -> m.parts(parts)));
        var head = client.headObject(r -> r.bucket("b").key("large"));
        assertThat(head.contentLength()).isEqualTo(3L * part.length);
        assertThat(head.eTag()).endsWith("-3\"");
    }

    @Test
    void listsInPagesAndFolders() throws IOException {
        Control.ask(server, "fill?bucket=b&prefix=in/&count=2500&size=10");
        Control.ask(server, "fill?bucket=b&prefix=in/x/&count=2&size=10");
        List<S3Object> all = client.listObjectsV2Paginator(r -> r.bucket("b").prefix("in/")).contents().stream()
                .toList();
        assertThat(all).hasSize(2502).isSortedAccordingTo((a, b) -> a.key().compareTo(b.key()));
        ListObjectsV2Response folder = client.listObjectsV2(
                r -> r.bucket("b").prefix("in/").delimiter("/").startAfter("in/000002498"));
        assertThat(folder.contents()).extracting(S3Object::key).containsExactly("in/000002499");
        assertThat(folder.commonPrefixes()).extracting(p -> p.prefix()).containsExactly("in/x/");
        ListObjectsV2Response one =
                client.listObjectsV2(r -> r.bucket("b").delimiter("/").maxKeys(1));
        assertThat(one.commonPrefixes()).extracting(p -> p.prefix()).containsExactly("in/");
        assertThat(one.isTruncated()).isFalse();
    }

    @Test
    void deletesInBulkAndOnCondition() throws IOException {
        Control.ask(server, "fill?bucket=b&prefix=in/&count=3&size=10");
        String etag = client.headObject(r -> r.bucket("b").key("in/000000000")).eTag();
        var result = client.deleteObjects(r -> r.bucket("b")
                .delete(d -> d.objects(
                        ObjectIdentifier.builder()
                                .key("in/000000000")
                                .eTag(etag)
                                .build(),
                        ObjectIdentifier.builder()
                                .key("in/000000001")
                                .eTag("\"old\"")
                                .build(),
                        ObjectIdentifier.builder().key("in/000000002").build())));
        assertThat(result.deleted()).extracting(d -> d.key()).containsExactly("in/000000000", "in/000000002");
        assertThat(result.errors()).extracting(e -> e.code()).containsExactly("PreconditionFailed");
        assertThatThrownBy(() -> client.headObject(r -> r.bucket("b").key("in/000000002")))
                .isInstanceOf(NoSuchKeyException.class);
    }

    @Test
    void countsAndDelays() throws IOException {
        Control.ask(server, "fill?bucket=b&prefix=in/&count=1&size=10");
        Control.ask(server, "reset?delay=50");
        long started = System.nanoTime();
        client.headObject(r -> r.bucket("b").key("in/000000000"));
        client.getObjectAsBytes(r -> r.bucket("b").key("in/000000000"));
        assertThat(System.nanoTime() - started).isGreaterThan(100_000_000);
        assertThat(Control.ask(server, "counts")).isEqualTo("get=1\nhead=1\n");
    }
}
