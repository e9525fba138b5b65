/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.springboot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Path;
import java.util.List;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** An application with a wrong property does not start, and says which one it is and what to do. */
class WrongPropertiesTest {

    private static final String SECRET = "open-sesame";

    @TempDir
    private Path directory;

    @Configuration(proxyBeanMethods = false)
    static class Routes {
        @Bean
        RouteBuilder routes() {
            return new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:in").to("cloudbridge:box");
                }
            };
        }
    }

    private FailureAnalysis failure(List<Class<?>> sources, String... properties) {
        Throwable thrown = catchThrowable(() -> Applications.start(sources, properties));
        assertThat(thrown).as("the application must not start").isNotNull();
        FailureAnalysis analysis = new CloudBridgeFailureAnalyzer().analyze(thrown);
        assertThat(analysis).as("%s", thrown).isNotNull();
        assertThat(analysis.getDescription() + analysis.getAction() + analysis.getCause())
                .doesNotContain(SECRET);
        return analysis;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            .root-directry=x                   | property camel.component.cloudbridge.root-directry        | did you mean camel.component.cloudbridge.root-directory?
            .secretkay=open-sesame             | property camel.component.cloudbridge.secretkay            | did you mean camel.component.cloudbridge.secret-key?
            .conections.a.provider=local       | property camel.component.cloudbridge.conections.a.provider | did you mean camel.component.cloudbridge.connections.a.provider?
            .connections.a.acount-name=me      | property camel.component.cloudbridge.connections.a.acount-name | did you mean camel.component.cloudbridge.connections.a.account-name?
            .zzzzzzzzzzzzzz=1                  | property camel.component.cloudbridge.zzzzzzzzzzzzzz       | remove camel.component.cloudbridge.zzzzzzzzzzzzzz
            .connect-timeout=soon              | property camel.component.cloudbridge.connect-timeout is 'soon' | give a duration such as 500ms, 30s, 15m
            .connections.a.connect-timeout=1x  | property camel.component.cloudbridge.connections.a.connect-timeout is '1x' | give a duration such as 500ms, 30s, 15m
            .part-size=5MB                     | property camel.component.cloudbridge.part-size is '5MB'   | give a whole number, without a unit
            .delete=perhaps                    | property camel.component.cloudbridge.delete is 'perhaps'  | give true or false
            .body-type=octets                  | property camel.component.cloudbridge.body-type is 'octets' | stream, bytes, string, file, none
            .idempotent-repository=memory      | property camel.component.cloudbridge.idempotent-repository is 'memory' | give a bean, as #name, of type org.apache.camel.spi.IdempotentRepository
            .idempotent-repository=#absent     | property camel.component.cloudbridge.idempotent-repository is '#absent' | #absent
            """)
    void isNamedWithTheRemedyThoughNoRouteUsesTheComponent(String property, String described, String remedy) {
        FailureAnalysis failure = failure(List.of(), property);
        assertThat(failure.getDescription()).contains(described);
        assertThat(failure.getAction()).contains(remedy);
    }

    @Test
    void allMisspeltPropertiesAreNamedAtOnce() {
        FailureAnalysis failure = failure(List.of(), ".provder=local", ".regin=eu");
        assertThat(failure.getDescription()).contains("provder", "regin");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            .provider=floppy             |                                  | camel.component.cloudbridge.provider                  | use one of aws, azure, gcp, local, openstack
            .provider=openstack          |                                  | camel.component.cloudbridge.provider                  | add the dependency io.cloudbridge.camel:cloudbridge-openstack
            .account-name=me             | .provider=local                  | camel.component.cloudbridge.accountName               | remove it, or set the provider it is meant for
            .connections.a.provider=tape | .provider=local                  | camel.component.cloudbridge.connections[a].provider   | use one of aws, azure, gcp, local, openstack
            .connections.a.project-id=p  | .connections.a.provider=local    | camel.component.cloudbridge.connections[a].projectId  | remove it, or set the provider it is meant for
            """)
    void aWrongProviderOrAnOptionOfAnotherIsNamedWithTheRemedy(
            String property, String second, String described, String remedy) {
        String[] properties = second == null
                ? new String[] {property, ".root-directory=" + directory}
                : new String[] {property, second, ".root-directory=" + directory};
        FailureAnalysis failure = failure(List.of(Routes.class), properties);
        assertThat(failure.getDescription()).contains(described);
        assertThat(failure.getAction()).contains(remedy);
    }
}
