/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.conformance.wire.WireAnswer;
import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.CloudBridgeException.ChecksumMismatch;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.TransferSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ETags that are the MD5 of the content, and others that only look so. */
class AwsETagsTest {

    private static final String MD5_OF_NOTHING = "d41d8cd98f00b204e9800998ecf8427e";

    @TempDir
    private Path directory;

    private S3 s3;
    private StoreClient client;

    @BeforeEach
    void open() {
        s3 = new S3("s3proxy");
        client = s3.open(Map.of("maxRetries", "0"));
    }

    @AfterEach
    void close() throws IOException {
        s3.close();
    }

    @Test
    void anETagThatIsAnMd5IsThatOfWhatWasSent() {
        String other = '"' + "0123456789abcdef".repeat(2) + '"';
        s3.proxy.when("PUT", "/first").answer(200, Map.of("ETag", other), "");
        upload("first", 10); // nobody knows yet what this store makes of ETags
        put("shown");
        s3.proxy.when("PUT", "/k").answer(200, Map.of("ETag", other), "");
        assertThatThrownBy(() -> upload("k", 10)).isInstanceOf(ChecksumMismatch.class);
        s3.proxy.clearRules();
        s3.proxy.when("PUT", "/k").answer(200, Map.of("ETag", '"' + MD5_OF_NOTHING + '"'), "");
        assertThatThrownBy(() -> upload("k", 10)).isInstanceOf(ChecksumMismatch.class);

        // S3Proxy keeps no content of such an object, and says so
        assertThatThrownBy(() -> put("folder/")).isInstanceOf(ChecksumMismatch.class);
    }

    @Test
    void anETagThatIsAnMd5GuardsADownload() {
        put("k");
        s3.proxy.when("GET", "/k").answer(200, Map.of("ETag", '"' + MD5_OF_NOTHING + '"'), "text");
        s3.proxy
                .when("GET", "/k")
                .answer(
                        200,
                        Map.of(
                                "ETag",
                                '"' + MD5_OF_NOTHING + '"',
                                "x-amz-server-side-encryption",
                                "aws:kms",
                                "x-amz-server-side-encryption-aws-kms-key-id",
                                "key"),
                        "text");

        assertThatThrownBy(() -> client.read(s3.ref("k"), ByteRange.ALL, ReadOptions.NONE)
                        .readAllBytes())
                .isInstanceOf(ChecksumMismatch.class);
        assertThat(client.read(s3.ref("k"), ByteRange.ALL, ReadOptions.NONE))
                .hasContent("text"); // under KMS an ETag is no MD5
    }

    /** As stores make them that encrypt what they store, and do not say so. */
    @Test
    void anETagThatOnlyLooksLikeAnMd5IsNoMismatch() throws IOException {
        UnaryOperator<WireAnswer> other = answer -> answer.headers().containsKey("etag")
                ? answer.with("ETag", '"' + "0123456789abcdef".repeat(2) + '"').without("x-amz-checksum-crc32")
                : answer;
        byte[] content = new byte[100_000];
        Path file = directory.resolve("file");
        try (S3 mock = new S3("s3mock")) {
            // the server itself knows another ETag
            mock.proxy
                    .when("*", "/k$")
                    .always()
                    .changeRequest(head -> head.replaceFirst("(?i)\r\nif-match:", "\r\nignored:"))
                    .changeAnswer(other);
            StoreClient store = mock.open(Map.of("maxRetries", "0"));
            ObjectRef ref = mock.ref("k");

            store.upload(ref, Source.of(content), PutOptions.NONE, TransferSettings.DEFAULTS);

            assertThat(store.head(ref, ReadOptions.NONE).checksum()).isNull();
            for (int i = 0; i < 6; i++) {
                assertThat(store.read(ref, ByteRange.ALL, ReadOptions.NONE).readAllBytes())
                        .isEqualTo(content);
            }
            store.download(ref, ByteRange.ALL, file, ReadOptions.NONE, TransferSettings.DEFAULTS);
            assertThat(file).hasBinaryContent(content);
            // each of the first three was read twice, the second time in two ranges
            assertThat(mock.proxy.count("GET", "/k$")).isEqualTo(3 * 3 + 3 + 1);
        }
    }

    /** As when the encryption of a bucket is switched on. */
    @Test
    void aStoreThatBeginsToMakeOtherETagsIsReadBack() throws IOException {
        UnaryOperator<WireAnswer> plain = answer -> answer.without("x-amz-checksum-crc32");
        UnaryOperator<WireAnswer> other = answer -> answer.headers().containsKey("etag")
                ? plain.apply(answer).with("ETag", '"' + "0123456789abcdef".repeat(2) + '"')
                : answer;
        TransferSettings inParts = new TransferSettings(5 << 20, 5 << 20, 1, 1);
        byte[] content = new byte[100_000];
        byte[] large = new byte[6 << 20];
        try (S3 mock = new S3("s3mock")) {
            StoreClient store = mock.open(Map.of("maxRetries", "0"));
            mock.proxy.when("*", "/shown").always().changeAnswer(plain);
            mock.proxy
                    .when("*", "/k")
                    .always()
                    .changeRequest(head -> head.replaceFirst("(?i)\r\nif-match:", "\r\nignored:"))
                    .changeAnswer(other);
            store.upload(mock.ref("shown"), Source.of(content), PutOptions.NONE, TransferSettings.DEFAULTS);

            assertThatThrownBy(() -> store.upload(mock.ref("k-parts"), Source.of(large), PutOptions.NONE, inParts))
                    .isInstanceOf(ChecksumMismatch.class);
            // the server knows its own ETags only, so this one comes to its end
            assertThatThrownBy(() -> store.upload(mock.ref("k-parts"), Source.of(large), PutOptions.NONE, inParts))
                    .hasMessageContaining("code=InvalidPart");

            store.upload(mock.ref("shown"), Source.of(content), PutOptions.NONE, TransferSettings.DEFAULTS);
            mock.direct().upload(mock.ref("k2"), Source.of(content), PutOptions.NONE, TransferSettings.DEFAULTS);
            assertThat(store.read(mock.ref("k2"), ByteRange.ALL, ReadOptions.NONE)
                            .readAllBytes())
                    .isEqualTo(content);
            store.upload(mock.ref("k"), Source.of(content), PutOptions.NONE, TransferSettings.DEFAULTS);
            assertThat(mock.direct()
                            .read(mock.ref("k"), ByteRange.ALL, ReadOptions.NONE)
                            .readAllBytes())
                    .isEqualTo(content);
        }
    }

    private void put(String key) {
        client.upload(
                s3.ref(key),
                Source.of("text".getBytes(StandardCharsets.UTF_8)),
                PutOptions.NONE,
                TransferSettings.DEFAULTS);
    }

    private void upload(String key, int size) {
        client.upload(s3.ref(key), Source.of(new byte[size]), PutOptions.NONE, TransferSettings.DEFAULTS);
    }
}
