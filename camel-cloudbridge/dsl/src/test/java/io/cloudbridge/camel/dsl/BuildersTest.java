/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.dsl;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.camel.CloudBridgeComponent;
import io.cloudbridge.camel.CloudBridgeOperation;
import io.cloudbridge.camel.dsl.component.ComponentsBuilderFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.endpoint.EndpointRouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildersTest {

    @TempDir
    private Path directory;

    private static final class Routes extends EndpointRouteBuilder
            implements CloudBridgeEndpointBuilderFactory.CloudBridgeBuilders {
        @Override
        public void configure() {
            from(direct("in"))
                    .to(cloudbridge("box").key("${header.name}").autoCreateBucket(true))
                    .to(cloudbridge("box")
                            .operation(CloudBridgeOperation.exists)
                            .key("${header.name}"));
        }
    }

    @Test
    void endpointsAndTheComponentAreBuiltWithTypes() throws Exception {
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            ComponentsBuilderFactory.cloudbridge()
                    .provider("local")
                    .rootDirectory(directory.toString())
                    .transferMemory(100_000_000L)
                    .register(camel, "cloudbridge");
            camel.addRoutes(new Routes());
            camel.start();
            try (ProducerTemplate template = camel.createProducerTemplate()) {
                Object exists = template.requestBodyAndHeader("direct:in", "1", "name", "a");
                assertThat(exists).isEqualTo(true);
            }
            assertThat(Files.readString(directory.resolve("box/a"))).isEqualTo("1");
            assertThat(camel.getComponent("cloudbridge", CloudBridgeComponent.class)
                            .getTransferMemory())
                    .isEqualTo(100_000_000L);
        }
    }

    @Test
    void headersHaveNamesToo() {
        assertThat(new Routes().cloudbridge().cloudBridgeKey()).isEqualTo("CamelCloudBridgeKey");
    }
}
