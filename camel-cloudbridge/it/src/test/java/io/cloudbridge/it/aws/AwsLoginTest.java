/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.it.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.conformance.wire.SeenRequest;
import io.cloudbridge.it.Servers;
import io.cloudbridge.store.ByteRange;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.CloudBridgeException.AccessDenied;
import io.cloudbridge.store.CopyOptions;
import io.cloudbridge.store.DeleteRequest;
import io.cloudbridge.store.ListRequest;
import io.cloudbridge.store.ObjectProperties;
import io.cloudbridge.store.PutOptions;
import io.cloudbridge.store.ReadOptions;
import io.cloudbridge.store.Source;
import io.cloudbridge.store.StoreClient;
import io.cloudbridge.store.TransferSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** Every way to log in, on a server that checks signatures. */
class AwsLoginTest {

    private static final Map<String, String> NO_KEYS = Map.of("accessKey", "", "secretKey", "");

    private final Properties before = (Properties) System.getProperties().clone();
    private S3 s3;

    @BeforeEach
    void open() {
        s3 = new S3("s3proxy");
    }

    @AfterEach
    void close() throws IOException {
        System.setProperties(before);
        s3.close();
    }

    @Test
    void aSessionTokenIsSentAndSignedWithEveryRequest() {
        StoreClient client = s3.open(Map.of("sessionToken", S3.SESSION_TOKEN));

        useEverything(client);

        assertThat(s3.proxy.requests()).hasSizeGreaterThan(20).allSatisfy(request -> {
            assertThat(request.header("x-amz-security-token")).hasValue(S3.SESSION_TOKEN);
            assertThat(request.header("authorization").orElseThrow()).contains("x-amz-security-token");
        });
    }

    @Test
    void aTokenThatMayNotLookAtTheBucketIsEnoughForItsObjects() {
        String bucketOnly = "^/" + s3.bucket + "/?(\\?(?!delete).*)?$";
        s3.proxy.when("*", bucketOnly).always().answer(403);
        StoreClient client = s3.open(Map.of("sessionToken", S3.SESSION_TOKEN));

        upload(client, "small", 10);
        upload(client, "parts", 20 << 20);
        client.head(s3.ref("small"), ReadOptions.NONE);
        client.copy(s3.ref("small"), client, s3.ref("copy"), CopyOptions.NONE, TransferSettings.DEFAULTS);
        client.move(s3.ref("copy"), client, s3.ref("moved"), CopyOptions.NONE, TransferSettings.DEFAULTS);
        client.deleteAll(List.of(new DeleteRequest(s3.ref("small")), new DeleteRequest(s3.ref("moved"))));

        assertThat(s3.proxy.requests().stream().filter(request -> isBucketOnly(request, bucketOnly)))
                .isEmpty();
    }

    @Test
    void anonymousRequestsAreNotSigned() {
        Map<String, String> anonymous = Map.of("accessKey", "", "secretKey", "", "anonymous", "true");

        assertThatThrownBy(() ->
                        s3.open(anonymous).list(ListRequest.of(s3.bucket, "")).hasNext())
                .isInstanceOf(AccessDenied.class);

        assertThat(s3.proxy.requests().get(0).header("authorization")).isEmpty();
    }

    @Test
    void theDefaultChainReadsSystemProperties() {
        System.setProperty("aws.accessKeyId", Servers.setting("s3proxy.accessKey"));
        System.setProperty("aws.secretAccessKey", Servers.setting("s3proxy.secretKey"));

        assertThat(s3.open(NO_KEYS).bucketExists(s3.bucket)).isTrue();
    }

    @Test
    void aProfileIsReadFromTheFilesOfTheAwsTools(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(
                directory.resolve("credentials"),
                "[warehouse]\naws_access_key_id = " + Servers.setting("s3proxy.accessKey")
                        + "\naws_secret_access_key = " + Servers.setting("s3proxy.secretKey")
                        + "\nregion = eu-west-1\n");
        System.setProperty("aws.sharedCredentialsFile", file.toString());
        System.setProperty("aws.configFile", directory.resolve("none").toString());

        StoreClient client = s3.open(Map.of("accessKey", "", "secretKey", "", "region", "", "profile", "warehouse"));

        assertThat(client.bucketExists(s3.bucket)).isTrue();
        assertThat(s3.proxy.requests().get(0).header("authorization").orElseThrow())
                .contains("/eu-west-1/s3/");
    }

    @Test
    void noCredentialsAtAllSayHowToLogIn() {
        System.setProperty("aws.sharedCredentialsFile", "/nonexistent");
        System.setProperty("aws.configFile", "/nonexistent");
        System.setProperty("aws.disableEc2Metadata", "true");

        assertThatThrownBy(() -> s3.open(NO_KEYS).listBuckets())
                .isInstanceOf(AccessDenied.class)
                .hasMessageContaining("no credentials were found; set accessKey and secretKey, profile, or anonymous");
        assertThat(s3.proxy.requests()).isEmpty();
    }

    @Test
    void theUsersOwnClientIsUsed() {
        try (S3Client mine = S3Client.builder()
                .endpointOverride(s3.proxy.endpoint())
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .overrideConfiguration(override -> override.putHeader("x-mine", "yes"))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(
                        Servers.setting("s3proxy.accessKey"), Servers.setting("s3proxy.secretKey"))))
                .build()) {
            Map<String, Object> settings =
                    Map.of("client", mine, "accessKey", "", "secretKey", "", "endpoint", "", "region", "");

            assertThat(s3.open(settings).bucketExists(s3.bucket)).isTrue();
        }
        assertThat(s3.proxy.requests().get(0).header("x-mine")).hasValue("yes");
    }

    private void useEverything(StoreClient client) {
        upload(client, "small", 10);
        upload(client, "parts", 20 << 20);
        client.head(s3.ref("small"), ReadOptions.NONE);
        client.read(s3.ref("small"), new ByteRange(1, 2), ReadOptions.NONE).read();
        assertThat(client.list(ListRequest.of(s3.bucket, "")).hasNext()).isTrue();
        client.setProperties(s3.ref("small"), ObjectProperties.NONE, null);
        client.copy(s3.ref("small"), client, s3.ref("copy"), CopyOptions.NONE, TransferSettings.DEFAULTS);
        client.move(s3.ref("copy"), client, s3.ref("moved"), CopyOptions.NONE, TransferSettings.DEFAULTS);
        client.deleteAll(List.of(new DeleteRequest(s3.ref("small")), new DeleteRequest(s3.ref("moved"))));
        client.abortUploads(s3.bucket, "", Duration.ZERO);
        client.bucketExists(s3.bucket);
        client.listBuckets();
        client.createBucket(s3.bucket + "-2");
        client.deleteBucket(s3.bucket + "-2");
        // this server has neither, but the requests are sent
        assertThatThrownBy(() -> client.tags(s3.ref("parts"))).isInstanceOf(CloudBridgeException.Unsupported.class);
        assertThatThrownBy(() -> client.setTags(s3.ref("parts"), Map.of("a", "b")))
                .isInstanceOf(CloudBridgeException.Unsupported.class);
        assertThatThrownBy(
                        () -> client.listVersions(ListRequest.of(s3.bucket, "")).hasNext())
                .isInstanceOf(CloudBridgeException.Unsupported.class);
    }

    private void upload(StoreClient client, String key, int size) {
        client.upload(s3.ref(key), Source.of(new byte[size]), PutOptions.NONE, TransferSettings.DEFAULTS);
    }

    private static boolean isBucketOnly(SeenRequest request, String pattern) {
        return request.target().matches(pattern);
    }
}
