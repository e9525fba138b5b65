/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudbridge.camel.CloudBridgeComponent;
import java.util.Map;
import org.apache.camel.catalog.CamelCatalog;
import org.apache.camel.catalog.ConfigurationPropertiesValidationResult;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.apache.camel.catalog.EndpointValidationResult;
import org.junit.jupiter.api.Test;

class CatalogTest {

    private final CamelCatalog catalog = new DefaultCamelCatalog();

    @Test
    void theComponentIsDescribedByBeingOnTheClassPath() {
        assertThat(catalog.componentJSonSchema("cloudbridge")).contains("\"scheme\": \"cloudbridge\"");
    }

    @Test
    void aRightEndpointIsValid() {
        assertThat(catalog.validateEndpointProperties("cloudbridge:inbox?provider=aws&prefix=in/&delete=true")
                        .isSuccess())
                .isTrue();
    }

    @Test
    void aMisspeltOptionHasASuggestion() {
        EndpointValidationResult result =
                catalog.validateEndpointProperties("cloudbridge:inbox?provider=aws&prefx=in/");
        assertThat(result.isSuccess()).isFalse();
        assertThat(result.getUnknown()).containsExactly("prefx");
    }

    @Test
    void aValueOfTheWrongTypeIsFound() {
        Map<String, String> wrong = catalog.validateEndpointProperties("cloudbridge:inbox?maxMessagesPerPoll=many")
                .getInvalidInteger();
        assertThat(wrong).containsKey("maxMessagesPerPoll");
    }

    @Test
    void propertiesOfTheComponentAreValidatedToo() {
        ConfigurationPropertiesValidationResult right =
                catalog.validateConfigurationProperty("camel.component.cloudbridge.rootDirectory=x");
        assertThat(right.isSuccess()).isTrue();
        ConfigurationPropertiesValidationResult wrong =
                catalog.validateConfigurationProperty("camel.component.cloudbridge.rootDirectry=x");
        assertThat(wrong.isSuccess()).isFalse();
        assertThat(wrong.getUnknown()).isNotEmpty();
    }

    @Test
    void theRuntimeProviderListsComponentTransformersAndConsole() {
        int before = catalog.findComponentNames().size();
        catalog.setRuntimeProvider(new CloudBridgeRuntimeProvider());
        assertThat(catalog.findComponentNames()).hasSize(before + 1).contains("cloudbridge", "file");
        assertThat(catalog.findTransformerNames())
                .contains("cloudbridge-application-cloudevents", "cloudbridge-notification");
        assertThat(catalog.findDevConsoleNames()).contains("cloudbridge", "context");
        assertThat(catalog.listComponentsAsJson()).contains("\"cloudbridge\"");
        assertThat(catalog.listTransformersAsJson()).contains("cloudbridge:notification");
        assertThat(catalog.listDevConsolesAsJson()).contains("CloudBridge");
    }

    @Test
    void transformersAndConsoleAreDescribedByBeingOnTheClassPath() {
        assertThat(catalog.transformerModel("cloudbridge-notification").getName())
                .isEqualTo("cloudbridge:notification");
        assertThat(catalog.transformerModel("cloudbridge-application-cloudevents")
                        .getDescription())
                .isNotBlank();
        assertThat(catalog.devConsoleModel("cloudbridge").getName()).isEqualTo("cloudbridge");
    }

    /** The way of tools that look into the component's own jar. */
    @Test
    void theJarOfTheComponentDescribesItselfWhereItsClassIs() {
        CamelCatalog other = new DefaultCamelCatalog();
        other.addComponent("bridge", CloudBridgeComponent.class.getName());
        assertThat(CloudBridgeComponent.class.getResource("cloudbridge.json")).isNotNull();
        other.addComponent("cloudbridge", CloudBridgeComponent.class.getName());
        assertThat(other.findComponentNames()).contains("cloudbridge");
        assertThat(other.componentJSonSchema("cloudbridge")).contains("\"scheme\": \"cloudbridge\"");
    }
}
