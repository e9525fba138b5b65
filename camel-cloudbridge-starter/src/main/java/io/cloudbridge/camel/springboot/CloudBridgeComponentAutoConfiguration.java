/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.springboot;

import io.cloudbridge.camel.CloudBridgeComponent;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.spi.ComponentCustomizer;
import org.apache.camel.spring.boot.CamelAutoConfiguration;
import org.apache.camel.spring.boot.util.ConditionalOnCamelContextAndAutoConfigurationBeans;
import org.apache.camel.spring.boot.util.ConditionalOnHierarchicalProperties;
import org.apache.camel.spring.boot.util.HierarchicalPropertiesEvaluator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.env.Environment;

/**
 * Gives each {@link CloudBridgeComponent} what the properties below {@code camel.component.cloudbridge} say. They are read when the application
 * starts, used or not, so that a wrong one is noticed then.
 */
@AutoConfiguration(after = CamelAutoConfiguration.class)
@Conditional(ConditionalOnCamelContextAndAutoConfigurationBeans.class)
@ConditionalOnHierarchicalProperties({"camel.component", "camel.component.cloudbridge"})
public class CloudBridgeComponentAutoConfiguration {

    @Bean
    CloudBridgeComponentConfiguration cloudBridgeComponentConfiguration(Environment environment, CamelContext context) {
        return new PropertyBinding(environment, context).bind();
    }

    @Bean
    ComponentCustomizer cloudBridgeComponentCustomizer(
            ApplicationContext application, CloudBridgeComponentConfiguration properties) {
        return new ComponentCustomizer() {
            @Override
            public void configure(String name, Component target) {
                properties.applyTo((CloudBridgeComponent) target);
            }

            @Override
            public boolean isEnabled(String name, Component target) {
                return target instanceof CloudBridgeComponent
                        && HierarchicalPropertiesEvaluator.evaluate(
                                application,
                                "camel.component.customizer",
                                CloudBridgeComponentConfiguration.PREFIX + ".customizer");
            }
        };
    }
}
