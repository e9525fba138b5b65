/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.CloudBridgeException.AccessDenied;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectRef;
import io.cloudbridge.store.PresignRequest;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.SignedRequest;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.TransferSettings;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Credentials of STS on Ceph's gateway, which checks the session token. */
class AwsSessionTokenTest {

    private S3 s3;

    @BeforeEach
    void open() {
        s3 = new S3("rgw.s3");
    }

    @AfterEach
    void close() throws IOException {
        s3.close();
    }

    @Test
    void aBucketIsUsableByATokenThatMayNotListBuckets() throws IOException {
        StoreClient narrow = s3.open(S3.role("narrow"));

        assertThatThrownBy(narrow::listBuckets).isInstanceOf(AccessDenied.class);
        assertThatThrownBy(() -> narrow.createBucket(s3.bucket + "-2")).isInstanceOf(AccessDenied.class);
        for (int size : new int[] {10, 20 << 20}) {
            narrow.upload(s3.ref("k"), Source.of(new byte[size]), PutOptions.NONE, TransferSettings.DEFAULTS);
            assertThat(narrow.head(s3.ref("k"), ReadOptions.NONE).size()).isEqualTo(size);
            assertThat(narrow.read(s3.ref("k"), ByteRange.ALL, ReadOptions.NONE).readAllBytes())
                    .hasSize(size);
        }
        assertThat(narrow.list(ListRequest.of(s3.bucket, "")).next().key()).isEqualTo("k");
        narrow.delete(new DeleteRequest(s3.ref("k")));
        assertThat(s3.direct().exists(s3.ref("k"))).isFalse();
    }

    @Test
    void aTokenIsPartOfTheLogin() {
        Map<String, String> without = S3.role("session");
        without.put("sessionToken", "");
        Map<String, String> altered = S3.role("session");
        altered.compute("sessionToken", (name, token) -> token.substring(0, 20) + "AAAA" + token.substring(24));

        s3.open(S3.role("session")).listBuckets();
        assertThatThrownBy(() -> s3.open(without).listBuckets()).isInstanceOf(AccessDenied.class);
        assertThatThrownBy(() -> s3.open(altered).listBuckets()).isInstanceOf(CloudBridgeException.class);
    }

    @Test
    void aSignedUrlCarriesTheToken() throws IOException {
        put("k", "text");
        SignedRequest signed = s3.open(S3.role("narrow"))
                .presign(new PresignRequest(PresignRequest.Method.GET, s3.ref("k"), Duration.ofMinutes(5)));

        assertThat(status(signed.url())).isEqualTo(200);
        assertThat(status(URI.create(signed.url().toString().replaceAll("X-Amz-Security-Token=[^&]*&", ""))))
                .isEqualTo(403);
    }

    /** The gateway answers before it has the body, and takes what still comes for the next request on that connection. */
    @Test
    void aRefusedUploadLeavesNoBodyInTheWayOfTheNextRequest() {
        StoreClient client = s3.open(Map.of("maxRetries", "0", "maxConnections", "1"));
        put("small", "text");
        put("other", "something else");
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> client.upload(
                            new ObjectRef("no-such-bucket-0815", "small"),
                            Source.of(new byte[3 << 20]),
                            PutOptions.NONE,
                            TransferSettings.DEFAULTS))
                    .isInstanceOf(CloudBridgeException.class);
            assertThat(client.head(s3.ref("small"), ReadOptions.NONE).size()).isEqualTo(4);
            assertThat(client.head(s3.ref("other"), ReadOptions.NONE).size()).isEqualTo(14);
        }
    }

    private void put(String key, String text) {
        s3.direct()
                .upload(
                        s3.ref(key),
                        Source.of(text.getBytes(StandardCharsets.UTF_8)),
                        PutOptions.NONE,
                        TransferSettings.DEFAULTS);
    }

    private static int status(URI url) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
        try {
            return connection.getResponseCode();
        } finally {
            connection.disconnect();
        }
    }
}
