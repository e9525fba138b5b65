/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.google.cloud.NoCredentials;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageOptions;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.console.DevConsole;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.util.json.JsonObject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** The clients that Spring Cloud AWS, Azure and GCP make are beans of these types. No request is sent. */
class ClientsTest {

    private static final String NOWHERE = "http://127.0.0.1:9";

    @Configuration(proxyBeanMethods = false)
    static class Clients {
        @Bean
        S3Client s3Client() {
            return S3Client.builder()
                    .region(Region.EU_CENTRAL_1)
                    .credentialsProvider(AnonymousCredentialsProvider.create())
                    .endpointOverride(URI.create(NOWHERE))
                    .build();
        }

        @Bean
        BlobServiceClient blobServiceClient() {
            return new BlobServiceClientBuilder()
                    .endpoint(NOWHERE + "/account")
                    .httpClient(request -> Mono.error(new IllegalStateException("no request is to be sent")))
                    .buildClient();
        }

        @Bean
        Storage storage() {
            return StorageOptions.newBuilder()
                    .setProjectId("project")
                    .setHost(NOWHERE)
                    .setCredentials(NoCredentials.getInstance())
                    .build()
                    .getService();
        }
    }

    @ParameterizedTest
    @CsvSource({"aws", "azure", "gcp"})
    void ofOtherStartersAreFound(String provider) throws Exception {
        try (ConfigurableApplicationContext application =
                Applications.start(List.of(Clients.class), ".provider=" + provider)) {
            assertThat(settings(application, "cloudbridge:box")).contains("client");
        }
    }

    @ParameterizedTest
    @CsvSource({"aws, s3Client", "azure, blobServiceClient", "gcp, storage"})
    void areNamedAsBeans(String provider, String bean) throws Exception {
        try (ConfigurableApplicationContext application = Applications.start(
                List.of(Clients.class),
                ".autowired-enabled=false",
                ".connections.named.provider=" + provider,
                ".connections.named.client=#" + bean)) {
            assertThat(settings(application, "cloudbridge:box?connection=named"))
                    .contains("client");
        }
    }

    /** The settings of the only client that is open, as the developer console shows them. */
    private static List<String> settings(ConfigurableApplicationContext application, String uri) throws Exception {
        CamelContext context = application.getBean(CamelContext.class);
        context.getEndpoint(uri).start();
        DevConsole console = PluginHelper.getDevConsoleResolver(context).resolveDevConsole("cloudbridge");
        JsonObject shown = (JsonObject) console.call(DevConsole.MediaType.JSON, Map.of());
        Collection<?> clients = (Collection<?>) shown.get("clients");
        assertThat(clients).hasSize(1);
        Collection<?> settings =
                (Collection<?>) ((JsonObject) clients.iterator().next()).get("settings");
        return settings.stream().map(String::valueOf).toList();
    }
}
