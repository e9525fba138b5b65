/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.camel.BodyType;
import io.cloudbridge.camel.CloudBridgeComponent;
import io.cloudbridge.camel.CloudBridgeConfiguration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.processor.idempotent.MemoryIdempotentRepository;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class PropertiesTest {

    @TempDir
    private Path directory;

    @Configuration(proxyBeanMethods = false)
    static class Beans {
        @Bean
        IdempotentRepository remembered() {
            return MemoryIdempotentRepository.memoryIdempotentRepository(10);
        }

        @Bean
        SSLContextParameters tls() {
            return new SSLContextParameters();
        }

        @Bean
        Object small() {
            return "a filter";
        }
    }

    @Test
    void propertiesOfEveryKindReachTheComponent() {
        try (ConfigurableApplicationContext application = Applications.start(
                List.of(Beans.class),
                Applications.local(
                        directory,
                        ".connectTimeout=1h30m",
                        ".request-timeout=PT2S",
                        ".presign-expiry=1h",
                        ".part-size=9000000",
                        ".MAX_RETRIES=7",
                        ".body-type=bytes",
                        ".checksums=whenRequired",
                        ".delete=true",
                        ".idempotent-repository=#remembered",
                        ".ssl-context-parameters=#bean:tls",
                        ".filter=#small",
                        ".transfer-memory=100000000",
                        ".spool-streams=false",
                        ".health-check-producer-enabled=false",
                        ".prefix=${java.specification.name}"))) {
            CloudBridgeComponent component =
                    application.getBean(CamelContext.class).getComponent("cloudbridge", CloudBridgeComponent.class);
            CloudBridgeConfiguration options = component.getConfiguration();
            assertThat(options.getRootDirectory()).isEqualTo(directory.toString());
            assertThat(options.getConnectTimeout()).isEqualTo(Duration.ofMinutes(90));
            assertThat(options.getRequestTimeout()).isEqualTo(Duration.ofSeconds(2));
            assertThat(options.getPresignExpiry()).isEqualTo(Duration.ofHours(1));
            assertThat(options.getPartSize()).isEqualTo(9_000_000);
            assertThat(options.getMaxRetries()).isEqualTo(7);
            assertThat(options.getBodyType()).isEqualTo(BodyType.bytes);
            assertThat(options.getChecksums()).isEqualTo("whenRequired");
            assertThat(options.getDelete()).isTrue();
            assertThat(options.getIdempotentRepository()).isSameAs(application.getBean("remembered"));
            assertThat(options.getSslContextParameters()).isSameAs(application.getBean("tls"));
            assertThat(options.getFilter()).isSameAs(application.getBean("small"));
            assertThat(options.getPrefix()).isEqualTo(System.getProperty("java.specification.name"));
            assertThat(options.getNoop()).as("what is not set").isNull();
            assertThat(component.getTransferMemory()).isEqualTo(100_000_000);
            assertThat(component.isSpoolStreams()).isFalse();
            assertThat(component.isHealthCheckProducerEnabled()).isFalse();
            assertThat(component.isHealthCheckConsumerEnabled()).isTrue();
        }
    }

    @Test
    void connectionsKeepTheirNamesAndTheirOwnOptions() throws Exception {
        try (ConfigurableApplicationContext application = Applications.start(
                ".provider=local",
                ".auto-create-bucket=true",
                ".connections.archive.root-directory=" + directory.resolve("a"),
                ".connections.myOther.rootDirectory=" + directory.resolve("b"),
                ".connections[third.one].root-directory=" + directory.resolve("c"),
                ".connections.archive.max-retries=2")) {
            ProducerTemplate template = application.getBean(ProducerTemplate.class);
            template.sendBody("cloudbridge:box?connection=archive&key=k", "1");
            template.sendBody("cloudbridge:box?connection=myOther&key=k", "2");
            template.sendBody("cloudbridge:box?connection=third.one&key=k", "3");
            assertThat(Files.readString(directory.resolve("a/box/k"))).isEqualTo("1");
            assertThat(Files.readString(directory.resolve("b/box/k"))).isEqualTo("2");
            assertThat(Files.readString(directory.resolve("c/box/k"))).isEqualTo("3");
            CloudBridgeComponent component =
                    application.getBean(CamelContext.class).getComponent("cloudbridge", CloudBridgeComponent.class);
            assertThat(component.getConnections().get("archive").getMaxRetries())
                    .isEqualTo(2);
            assertThat(component.getConnections().get("myOther").getMaxRetries())
                    .isNull();
        }
    }

    @Test
    void aDisabledCustomizerLeavesTheComponentAlone() {
        try (ConfigurableApplicationContext application =
                Applications.start(Applications.local(directory, ".customizer.enabled=false"))) {
            CloudBridgeComponent component =
                    application.getBean(CamelContext.class).getComponent("cloudbridge", CloudBridgeComponent.class);
            assertThat(component.getConfiguration().getProvider()).isNull();
        }
    }

    @Test
    void withTheComponentDisabledNothingIsRead() {
        try (ConfigurableApplicationContext application =
                Applications.start(Applications.local(directory, ".enabled=false", ".nonsense=1"))) {
            assertThat(application.getBeansOfType(CloudBridgeComponentConfiguration.class))
                    .isEmpty();
        }
    }
}
