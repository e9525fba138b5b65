/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.conformance.wire.SeenRequest;
import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.Checksum;
import io.cloudbridge.store.Checksum.Algorithm;
import io.cloudbridge.store.Content;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.ObjectReader;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.PutResult;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.TransferSettings;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The options for stores that speak older dialects of S3, by what goes over the wire. */
class AwsCompatibilityTest {

    private static final byte[] SMALL = bytes(1000);
    private static final byte[] LARGE = bytes(20 << 20);

    @ParameterizedTest
    @CsvSource({
        "s3proxy, whenSupported, true", "s3proxy, whenSupported, false",
        "s3proxy, whenRequired, true", "s3proxy, whenRequired, false",
        "s3mock, whenSupported, true", "s3mock, whenSupported, false",
        "s3mock, whenRequired, true", "s3mock, whenRequired, false"
    })
    void contentArrivesInEveryDialect(String server, String checksums, String chunked) throws IOException {
        try (S3 s3 = new S3(server)) {
            StoreClient client = s3.open(Map.of("checksums", checksums, "chunkedEncoding", chunked, "region", ""));

            assertThat(roundTrip(s3, client, "small", SMALL)).isEqualTo(SMALL);
            assertThat(roundTrip(s3, client, "large", LARGE)).isEqualTo(LARGE);
            client.deleteAll(List.of(new DeleteRequest(s3.ref("small")), new DeleteRequest(s3.ref("large"))));
            assertThat(client.exists(s3.ref("small"))).isFalse();

            boolean framed = s3.proxy.requests("PUT", "/(small|large)").stream()
                    .anyMatch(put -> put.header("content-encoding").orElse("").contains("aws-chunked"));
            // without a trailing checksum there is nothing to frame, and the SDK may leave it
            assertThat(framed).isIn(Boolean.parseBoolean(chunked), "whenSupported".equals(checksums) && framed);
        }
    }

    @Test
    void withoutChecksumHeadersMd5GuardsEveryBody() throws IOException {
        try (S3 s3 = new S3("s3proxy")) {
            StoreClient client = s3.open(Map.of("checksums", "whenRequired"));

            roundTrip(s3, client, "small", SMALL);
            roundTrip(s3, client, "large", LARGE);
            client.deleteAll(List.of(new DeleteRequest(s3.ref("small")), new DeleteRequest(s3.ref("large"))));

            // the SDK cannot leave its checksum off the bulk delete, but old stores look at MD5 and ignore the other
            assertThat(s3.proxy.requests("*", "/(small|large)")).allSatisfy(request -> assertThat(
                            request.headers().keySet())
                    .noneMatch(name -> name.startsWith("x-amz-checksum") || name.startsWith("x-amz-sdk-checksum"))
                    .doesNotContain("x-amz-trailer"));
            assertThat(s3.proxy.requests("PUT", "/small")).isNotEmpty().allMatch(this::hasMd5);
            assertThat(s3.proxy.requests("PUT", "partNumber=")).hasSize(3).allMatch(this::hasMd5);
            assertThat(s3.proxy.requests("POST", "\\?delete")).hasSize(1).allMatch(this::hasMd5);
        }
    }

    @Test
    void byDefaultTheStoreVerifiesEveryBodyAndTellsTheChecksumOfTheWhole() throws IOException {
        try (S3 s3 = new S3("s3mock")) {
            StoreClient client = s3.open(Map.of());
            PutResult stored =
                    client.upload(s3.ref("large"), Source.of(LARGE), PutOptions.NONE, TransferSettings.DEFAULTS);
            Checksum whole = Content.of(LARGE).checksum(Algorithm.CRC32);

            assertThat(stored.checksum()).isEqualTo(whole);
            assertThat(client.head(s3.ref("large"), ReadOptions.NONE).checksum())
                    .isEqualTo(whole);
            assertThat(s3.proxy.requests("PUT", "partNumber="))
                    .hasSize(3)
                    .allMatch(part -> part.header("x-amz-checksum-crc32").isPresent());
        }
    }

    @Test
    void pathStyleIsOnWithAnEndpointAndNoRegionIsNeeded() throws IOException {
        try (S3 s3 = new S3("s3proxy")) {
            s3.open(Map.of("region", "")).bucketExists(s3.bucket);

            SeenRequest request = s3.proxy.requests().get(0);
            assertThat(request.target()).isEqualTo("/" + s3.bucket);
            assertThat(request.header("host").orElseThrow()).startsWith("127.0.0.1:");
        }
    }

    private boolean hasMd5(SeenRequest request) {
        return request.header("content-md5").isPresent();
    }

    private static byte[] roundTrip(S3 s3, StoreClient client, String key, byte[] content) throws IOException {
        client.upload(s3.ref(key), Source.of(content), PutOptions.NONE, TransferSettings.DEFAULTS);
        try (ObjectReader in = client.read(s3.ref(key), ByteRange.ALL, ReadOptions.NONE)) {
            return in.readAllBytes();
        }
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        SplittableRandom random = new SplittableRandom(length);
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) random.nextInt();
        }
        return bytes;
    }
}
