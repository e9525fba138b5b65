/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

class RoutesTest {

    @TempDir
    private Path directory;

    @Test
    void areWrittenInYamlAndXml() {
        try (ConfigurableApplicationContext application = Applications.start(Applications.local(
                directory,
                ".auto-create-bucket=true",
                "camel.main.routes-include-pattern=classpath:routes/in-yaml.yaml,classpath:routes/in-xml.xml"))) {
            ProducerTemplate template = application.getBean(ProducerTemplate.class);
            template.sendBody("direct:yaml", "1");
            template.sendBody("direct:xml", "2");
            assertThat(directory.resolve("box/from-yaml")).hasContent("1");
            assertThat(directory.resolve("box/from-xml")).hasContent("2");
        }
    }
}
