/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.store.StoreConfig;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AccountIdTest {

    private static AccountId of(String provider, Map<String, Object> settings) {
        return AccountId.of(new StoreConfig(provider, settings), Optional.empty());
    }

    private static AccountId azure(Map<String, Object> settings) {
        return of("azure", settings);
    }

    @Test
    void aDirectoryIsOneAccountHoweverItIsWritten() {
        AccountId plain = of("local", Map.of("rootDirectory", "data/store"));
        assertThat(of("local", Map.of("rootDirectory", "./data/x/../store/"))).isEqualTo(plain);
        assertThat(of("local", Map.of("rootDirectory", Path.of("data/store").toAbsolutePath())))
                .isEqualTo(plain);
        assertThat(of("local", Map.of("rootDirectory", "data/other"))).isNotEqualTo(plain);
    }

    @Test
    void whatIsNotTheAccountMakesNoOther() {
        AccountId amazon = of("aws", Map.of("accessKey", "a", "secretKey", "b", "region", "eu-west-1"));
        assertThat(of("aws", Map.of("maxRetries", "9", "proxyHost", "proxy"))).isEqualTo(amazon);
        AccountId other = of("aws", Map.of("endpoint", "https://S3.example.org:9000/"));
        assertThat(other).isNotEqualTo(amazon);
        assertThat(of("aws", Map.of("endpoint", "http://s3.example.org:9000"))).isEqualTo(other);
        assertThat(of("gcp", Map.of())).as("another provider").isNotEqualTo(amazon);
    }

    @Test
    void anAccountOfAzureIsTheSameByNameByUrlAndByConnectionString() {
        AccountId byName = azure(Map.of("accountName", "shop"));
        assertThat(azure(Map.of("endpoint", "https://shop.blob.core.windows.net")))
                .isEqualTo(byName);
        assertThat(azure(Map.of("connectionString", "DefaultEndpointsProtocol=https;AccountName=shop;AccountKey=a2V5")))
                .isEqualTo(byName);
        assertThat(azure(Map.of("accountName", "other"))).isNotEqualTo(byName);
    }

    @Test
    void anEmulatorOfAzureNamesTheAccountInThePath() {
        AccountId byName = azure(Map.of("accountName", "dev", "endpoint", "http://127.0.0.1:10000/dev"));
        assertThat(azure(Map.of("endpoint", "http://127.0.0.1:10000/dev"))).isEqualTo(byName);
        assertThat(azure(Map.of(
                        "connectionString", "AccountName=dev;AccountKey=a2V5;BlobEndpoint=http://127.0.0.1:10000/dev")))
                .isEqualTo(byName);
        assertThat(azure(Map.of("accountName", "dev")))
                .as("the one in the cloud")
                .isNotEqualTo(byName);
    }

    @Test
    void aProjectOfOpenStackIsAnAccount() {
        Map<String, Object> keystone =
                Map.of("authUrl", "https://keystone:5000/v3", "project", "shop", "username", "a");
        assertThat(of("openstack", Map.of("authUrl", "https://keystone:5000", "project", "shop", "username", "b")))
                .isEqualTo(of("openstack", keystone));
        assertThat(of("openstack", Map.of("authUrl", "https://keystone:5000/v3", "project", "other")))
                .isNotEqualTo(of("openstack", keystone));
    }

    @Test
    void anUrlThatIsNoneIsTheProvidersToComplainAbout() {
        assertThat(of("aws", Map.of("endpoint", "http://not a host"))).isNotNull();
        assertThat(azure(Map.of("endpoint", ":::"))).isNotNull();
        assertThat(of("aws", Map.of("endpoint", "  "))).isEqualTo(of("aws", Map.of()));
    }

    @Test
    void aClientOfTheApplicationIsTheAccountThatItsRequestsGoTo() {
        URI shop = URI.create("https://shop.blob.core.windows.net");
        assertThat(AccountId.of(new StoreConfig("azure", Map.of("client", new Object())), Optional.of(shop)))
                .isEqualTo(azure(Map.of("accountName", "shop")));
        URI own = URI.create("http://s3.example.org:9000");
        assertThat(AccountId.of(new StoreConfig("aws", Map.of("client", new Object())), Optional.of(own)))
                .isEqualTo(of("aws", Map.of("endpoint", "http://s3.example.org:9000")));
    }
}
