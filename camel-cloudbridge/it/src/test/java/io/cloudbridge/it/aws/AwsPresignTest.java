/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.it.Servers;
import io.cloudbridge.store.CloudBridgeException.InvalidRequest;
import io.cloudbridge.store.CloudBridgeException.Unsupported;
import io.cloudbridge.store.PresignRequest;
import io.cloudbridge.store.PresignRequest.Method;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.SignedRequest;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.TransferSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What of signed URLs is S3's own; the rest is in the conformance suite. */
class AwsPresignTest {

    private final HttpClient http = HttpClient.newHttpClient();
    private S3 s3;

    @BeforeEach
    void open() {
        s3 = new S3("s3proxy");
        s3.direct()
                .upload(
                        s3.ref("a b/ü"),
                        Source.of("content".getBytes(StandardCharsets.UTF_8)),
                        PutOptions.NONE,
                        TransferSettings.DEFAULTS);
    }

    @AfterEach
    void close() throws IOException {
        s3.close();
    }

    @Test
    void aSessionTokenIsPartOfTheUrlAndOfItsSignature() throws Exception {
        StoreClient client = s3.open(Map.of("sessionToken", S3.SESSION_TOKEN));

        SignedRequest signed = client.presign(new PresignRequest(Method.GET, s3.ref("a b/ü"), Duration.ofMinutes(5)));

        assertThat(s3.proxy.requests()).as("signing is local work").isEmpty();
        assertThat(signed.url().getRawQuery()).contains("X-Amz-Security-Token=session%2Ftoken%2B1%3D");
        assertThat(signed.url().getRawPath()).startsWith("/" + s3.bucket + "/");
        assertThat(get(signed.url()).body()).isEqualTo("content");
        assertThat(get(URI.create(signed.url().toString().replace("session%2F", "another%2F")))
                        .statusCode())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @EnumSource
    void theTokenIsInTheUrlOfEveryMethod(Method method) {
        StoreClient client = s3.open(Map.of("sessionToken", S3.SESSION_TOKEN));

        URI url = client.presign(new PresignRequest(method, s3.ref("k"), Duration.ofMinutes(5)))
                .url();

        assertThat(url.getRawQuery()).contains("X-Amz-Security-Token=session%2Ftoken%2B1%3D");
        assertThat(url.toString()).startsWith(s3.proxy.endpoint() + "/" + s3.bucket + "/k?");
    }

    @Test
    void theCredentialsOfAProfileSign(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(
                directory.resolve("credentials"),
                "[signer]\naws_access_key_id = " + Servers.setting("s3proxy.accessKey") + "\naws_secret_access_key = "
                        + Servers.setting("s3proxy.secretKey") + "\n");
        System.setProperty("aws.sharedCredentialsFile", file.toString());
        try {
            StoreClient client = s3.open(Map.of("accessKey", "", "secretKey", "", "profile", "signer"));

            SignedRequest signed =
                    client.presign(new PresignRequest(Method.GET, s3.ref("a b/ü"), Duration.ofMinutes(5)));

            assertThat(get(signed.url()).body()).isEqualTo("content");
        } finally {
            System.clearProperty("aws.sharedCredentialsFile");
        }
    }

    @Test
    void theResponseHasTheHeadersAskedFor() throws Exception {
        SignedRequest signed = s3.open(Map.of())
                .presign(new PresignRequest(
                        Method.GET,
                        s3.ref("a b/ü"),
                        Duration.ofMinutes(5),
                        null,
                        "text/csv",
                        "attachment; filename=\"x.csv\""));

        HttpResponse<String> response = get(signed.url());

        assertThat(response.headers().firstValue("content-type")).hasValue("text/csv");
        assertThat(response.headers().firstValue("content-disposition")).hasValue("attachment; filename=\"x.csv\"");
    }

    @Test
    void moreThanSevenDaysAreRefusedAndAnonymousCannotSign() {
        assertThatThrownBy(() -> s3.open(Map.of())
                        .presign(new PresignRequest(
                                Method.GET, s3.ref("k"), Duration.ofDays(7).plusSeconds(1))))
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("the longest for provider aws is");
        assertThatThrownBy(() -> s3.open(Map.of("accessKey", "", "secretKey", "", "anonymous", "true"))
                        .presign(new PresignRequest(Method.GET, s3.ref("k"), Duration.ofDays(1))))
                .isInstanceOf(Unsupported.class)
                .hasMessageContaining("presigned URLs");
    }

    private HttpResponse<String> get(URI url) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString());
    }
}
