/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.store.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.store.Capabilities.Feature;
import io.cloudbridge.store.CloudBridgeException.InvalidRequest;
import io.cloudbridge.store.ObjectStore;
import io.cloudbridge.store.StoreConfig;
import io.cloudbridge.store.StoreProvider;
import java.net.URI;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

class AwsProviderTest {

    private static final Map<String, String> KEYS =
            Map.of("accessKey", "AKIAEXAMPLE", "secretKey", "do-not-print", "region", "eu-west-1");

    @Test
    void isFoundByItsName() {
        assertThat(ServiceLoader.load(StoreProvider.class))
                .extracting(StoreProvider::name)
                .contains("aws");
    }

    static Stream<Arguments> wrongSettings() {
        return Stream.of(
                Arguments.of(Map.of("accessKey", "a", "region", "r"), "option secretKey of provider aws is missing"),
                Arguments.of(
                        Map.of("secretKey", "do-not-print", "region", "r"),
                        "option accessKey of provider aws is missing"),
                Arguments.of(
                        Map.of("sessionToken", "do-not-print", "region", "r"),
                        "sessionToken of provider aws is set alone"),
                Arguments.of(with("profile", "p"), "keep one of accessKey, profile and anonymous"),
                Arguments.of(with("anonymous", "true"), "keep one of accessKey, profile and anonymous"),
                Arguments.of(Map.of("profile", "no-such-profile", "region", "r"), "AWS_CONFIG_FILE"),
                Arguments.of(with("region", "eu west"), "give a region's name"),
                Arguments.of(with("endpoint", "minio:9000"), "give a URL such as https://"),
                Arguments.of(with("endpoint", "not a url"), "give a URL such as https://"),
                Arguments.of(with("endpoint", "ftp://host/"), "give a URL such as https://"),
                Arguments.of(with("checksums", "always"), "use whenSupported or whenRequired"),
                Arguments.of(with("pathStyle", "yes"), "use true or false"),
                Arguments.of(with("chunkedEncoding", "1"), "use true or false"),
                Arguments.of(with("maxConnections", "0"), "use a positive number"),
                Arguments.of(with("proxyHost", "http://proxy"), "give a host's name or address"),
                Arguments.of(with("proxyHost", "my proxy"), "give a host's name or address"),
                Arguments.of(with("connectTimeout", "soon"), "use a duration such as 10s"),
                Arguments.of(Map.of("client", "text"), "give a software.amazon.awssdk.services.s3.S3Client"));
    }

    @ParameterizedTest
    @MethodSource("wrongSettings")
    void refusesWrongSettingsAtTheStartAndSaysWhatToDo(Map<String, Object> settings, String remedy) {
        StoreConfig config = new StoreConfig("aws", settings);

        assertThatThrownBy(() -> new AwsProvider().open(config))
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("provider aws")
                .hasMessageContaining(remedy)
                .hasMessageNotContaining("do-not-print");
    }

    @Test
    void makesAClientThatDoesNotRetry() {
        try (ObjectStore store = open(KEYS)) {
            S3Client s3 = store.unwrap(S3Client.class).orElseThrow();

            assertThat(s3.serviceClientConfiguration()
                            .overrideConfiguration()
                            .retryStrategy()
                            .orElseThrow()
                            .maxAttempts())
                    .isEqualTo(1);
            assertThat(s3.serviceClientConfiguration().region()).isEqualTo(Region.EU_WEST_1);
            assertThat(store.unwrap(S3Presigner.class)).isPresent();
            assertThat(store.unwrap(RetryMode.class)).isEmpty();
        }
    }

    @Test
    void needsNoRegionWithAnEndpoint() {
        Map<String, Object> settings = new HashMap<>(KEYS);
        settings.remove("region");
        settings.put("endpoint", "http://127.0.0.1:1");

        try (ObjectStore store = open(settings)) {
            assertThat(store.unwrap(S3Client.class)).isPresent();
        }
    }

    @Test
    void claimsOnlyWhatEveryStoreHonoursWhenTheStoreIsNotAmazons() {
        try (ObjectStore amazon = open(KEYS);
                ObjectStore fips = open(with("endpoint", "https://s3-fips.eu-west-1.amazonaws.com"));
                ObjectStore other = open(with("endpoint", "https://s3.example.org"))) {
            EnumSet<Feature> all = EnumSet.complementOf(EnumSet.of(Feature.LIST_PROPERTIES, Feature.LOOK_FIRST));
            assertThat(amazon.capabilities().features()).containsExactlyInAnyOrderElementsOf(all);
            assertThat(fips.capabilities().features()).containsExactlyInAnyOrderElementsOf(all);
            assertThat(other.capabilities().features())
                    .doesNotContain(Feature.DELETE_IF_MATCH, Feature.COPY_CONDITIONS)
                    .contains(Feature.CREATE_ONLY, Feature.REPLACE_IF_MATCH, Feature.PRESIGN, Feature.LOOK_FIRST);
            assertThat(amazon.capabilities().keyRule().problem("x/../y")).isNull();
            assertThat(other.capabilities().keyRule().problem("x/../y")).contains("segment");
            assertThat(other.capabilities().keyRule().problem("x/..y/.z/a.")).isNull();
        }
    }

    @Test
    void cannotSignWithoutCredentials() {
        try (ObjectStore store = open(Map.of("anonymous", "true", "region", "eu-west-1"))) {
            assertThat(store.capabilities().features())
                    .doesNotContain(Feature.PRESIGN)
                    .contains(Feature.TAGS);
        }
    }

    @Test
    void usesTheClientItIsGivenAndLeavesItOpen() {
        S3Client mine = S3Client.builder()
                .region(Region.EU_NORTH_1)
                .endpointOverride(URI.create("http://127.0.0.1:1"))
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .build();
        try (mine) {
            ObjectStore store = open(Map.of("client", mine));
            assertThat(store.unwrap(S3Client.class)).containsSame(mine);
            assertThat(store.capabilities().has(Feature.PRESIGN)).isFalse();
            store.close();
            store.close();
            assertThatThrownBy(() -> open(Map.of("client", mine, "accessKey", "a", "secretKey", "b")))
                    .hasMessageContaining("accessKey of provider aws is set together with client");
        }
    }

    private static ObjectStore open(Map<String, ?> settings) {
        return new AwsProvider().open(new StoreConfig("aws", settings));
    }

    private static Map<String, Object> with(String name, String value) {
        Map<String, Object> settings = new HashMap<>(KEYS);
        settings.put(name, value);
        return settings;
    }
}
