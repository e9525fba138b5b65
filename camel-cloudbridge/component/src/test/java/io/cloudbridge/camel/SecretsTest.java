/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cloudbridge.camel.connect.Secrets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.stream.Collectors;
import org.apache.camel.Endpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.CamelContextHelper;
import org.apache.camel.util.URISupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SecretsTest {

    private static final String VALUE = "open-sesame";

    @TempDir
    Path directory;

    private LocalContext context;

    @BeforeEach
    void start() throws Exception {
        context = new LocalContext(directory);
    }

    @AfterEach
    void stop() throws Exception {
        context.close();
    }

    static Collection<String> secrets() {
        return Secrets.NAMES;
    }

    @ParameterizedTest
    @MethodSource("secrets")
    void isMaskedInUris(String name) throws Exception {
        for (String uri : new String[] {
            "cloudbridge:box?" + name + "=" + VALUE,
            "cloudbridge:box?a=b&" + name + "=" + VALUE + "&z=y",
            "cloudbridge:box?provider=local&" + name + "=RAW(" + VALUE + "&x)"
        }) {
            assertThat(URISupport.sanitizeUri(uri)).doesNotContain(VALUE).contains(name + "=xxxxxx");
        }
    }

    @Test
    void allAreMaskedWhenAllStandInOneUri() throws Exception {
        String uri = "cloudbridge:box?"
                + Secrets.NAMES.stream().map(n -> n + "=" + VALUE).collect(Collectors.joining("&"));
        assertThat(URISupport.sanitizeUri(uri)).doesNotContain(VALUE);
    }

    @ParameterizedTest
    @MethodSource("secrets")
    void isMaskedWhereCamelPrintsOptions(String name) throws Exception {
        assertThat(CamelContextHelper.containsSensitive(context.camel, "camel.component.cloudbridge." + name))
                .isTrue();
        String kebab = name.replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT);
        assertThat(CamelContextHelper.containsSensitive(context.camel, "camel.component.cloudbridge." + kebab))
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("secrets")
    void isInNoErrorOfAnEndpoint(String name) throws Exception {
        String uri = "cloudbridge:box?provider=nowhere&" + name + "=" + VALUE;
        assertThatThrownBy(() -> context.camel.getEndpoint(uri))
                .satisfies(e -> assertThat(ConnectionsTest.chain(e)).doesNotContain(VALUE));
        String wrong = "cloudbridge:box?provider=local&maxRetries=often&" + name + "=" + VALUE;
        assertThatThrownBy(() -> context.camel.getEndpoint(wrong))
                .satisfies(e -> assertThat(ConnectionsTest.chain(e)).doesNotContain(VALUE));
    }

    @ParameterizedTest
    @MethodSource("secrets")
    void isNotInTheTextOfConfigurationEndpointOrLayer(String name) throws Exception {
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            CloudBridgeComponent component = new CloudBridgeComponent();
            camel.addComponent("cloudbridge", component);
            camel.start();
            CloudBridgeConfiguration configuration = new CloudBridgeConfiguration();
            new CloudBridgeConfigurationConfigurer().configure(camel, configuration, name, VALUE, false);
            assertThat(configuration.values(camel)).containsEntry(name, VALUE);
            assertThat(configuration.toString()).doesNotContain(VALUE);
            assertThat(component.uriLayer(configuration).toString()).doesNotContain(VALUE);
            Endpoint endpoint = component.createEndpoint("cloudbridge:box?" + name + "=" + VALUE);
            assertThat(endpoint.toString()).doesNotContain(VALUE);
            assertThat(((CloudBridgeEndpoint) endpoint).getServiceMetadata().toString())
                    .doesNotContain(VALUE);
        }
    }

    @Test
    void wordsThatTheApplicationAddedAreKept() throws Exception {
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.getCamelContextExtension().setAdditionalSensitiveKeywords("shoeSize");
            camel.addComponent("cloudbridge", new CloudBridgeComponent());
            camel.addComponent("second", new CloudBridgeComponent());
            assertThat(URISupport.sanitizeUri("x:y?shoeSize=45")).isEqualTo("x:y?shoeSize=xxxxxx");
            assertThat(URISupport.sanitizeUri("x:y?tempUrlKey=45")).isEqualTo("x:y?tempUrlKey=xxxxxx");
            assertThat(CamelContextHelper.containsSensitive(camel, "shoeSize")).isTrue();
            assertThat(CamelContextHelper.containsSensitive(camel, "sasToken")).isTrue();
        }
    }

    @Test
    void everyOptionMarkedSecretIsMasked() {
        assertThat(GeneratedMetadata.secrets()).containsExactlyInAnyOrderElementsOf(Secrets.NAMES);
    }
}
