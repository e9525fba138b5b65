/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.springboot;

import io.cloudbridge.camel.CloudBridgeComponent;
import io.cloudbridge.camel.CloudBridgeConfiguration;
import io.cloudbridge.camel.CloudBridgeConfigurationConfigurer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.support.PropertyBindingSupport;

/**
 * The properties below {@code camel.component.cloudbridge}: the options of the component's own configuration class, which are inherited, so that
 * an option cannot be forgotten here, and the few that stand on the component itself. What is not set is null. Not thread-safe; read once.
 */
public class CloudBridgeComponentConfiguration extends CloudBridgeConfiguration {

    static final String PREFIX = "camel.component.cloudbridge";

    private Boolean enabled;
    private Customizer customizer = new Customizer();
    private CloudBridgeConfiguration configuration;
    private Map<String, CloudBridgeConfiguration> connections = new LinkedHashMap<>();
    private Long transferMemory;
    private Boolean spoolStreams;
    private Boolean useGlobalSslContextParameters;
    private Boolean bridgeErrorHandler;
    private Boolean lazyStartProducer;
    private Boolean autowiredEnabled;
    private Boolean healthCheckConsumerEnabled;
    private Boolean healthCheckProducerEnabled;

    /** Sets on the component what is set here. */
    void applyTo(CloudBridgeComponent component) {
        CamelContext context = component.getCamelContext();
        set(configuration, component::setConfiguration);
        copy(context, this, component.getConfiguration());
        connections.forEach((name, connection) -> {
            CloudBridgeConfiguration target = component.getConnections().get(name);
            if (target == null) {
                target = new CloudBridgeConfiguration();
                component.getConnections().put(name, target);
            }
            copy(context, connection, target);
        });
        set(transferMemory, component::setTransferMemory);
        set(spoolStreams, component::setSpoolStreams);
        set(useGlobalSslContextParameters, component::setUseGlobalSslContextParameters);
        set(bridgeErrorHandler, component::setBridgeErrorHandler);
        set(lazyStartProducer, component::setLazyStartProducer);
        set(autowiredEnabled, component::setAutowiredEnabled);
        set(healthCheckConsumerEnabled, component::setHealthCheckConsumerEnabled);
        set(healthCheckProducerEnabled, component::setHealthCheckProducerEnabled);
    }

    private static <T> void set(T value, Consumer<T> setter) {
        if (value != null) {
            setter.accept(value);
        }
    }

    private static void copy(CamelContext context, CloudBridgeConfiguration from, CloudBridgeConfiguration to) {
        CloudBridgeConfigurationConfigurer options = new CloudBridgeConfigurationConfigurer();
        for (Map.Entry<String, Object> option : options.getAllOptions(from).entrySet()) {
            Object value = options.getOptionValue(from, option.getKey(), true);
            if (value != null) {
                // an option of any type holds a reference as text; the others were resolved when they were bound
                boolean reference = option.getValue() == Object.class && isReference(value);
                options.configure(
                        context, to, option.getKey(), reference ? bean(context, (String) value) : value, true);
            }
        }
    }

    private static boolean isReference(Object value) {
        return value instanceof String text && text.startsWith("#");
    }

    /** What {@code #name}, {@code #bean:name}, {@code #class:name} and the other references of Camel stand for. */
    static Object bean(CamelContext context, String reference) {
        try {
            Object bean = PropertyBindingSupport.resolveBean(context, reference);
            if (bean == reference && reference.startsWith("#")) {
                bean = context.getRegistry().lookupByName(reference.substring(1));
            }
            if (bean != null) {
                return bean;
            }
        } catch (Exception e) {
            throw new RuntimeCamelException("'" + reference + "' cannot be resolved: " + e.getMessage(), e);
        }
        throw new IllegalArgumentException("there is no bean '" + reference + "'");
    }

    public Boolean getEnabled() {
        return enabled;
    }

    /** Whether these properties are applied at all. */
    public void setEnabled(Boolean enabled) {
        this.enabled = enabled;
    }

    public Customizer getCustomizer() {
        return customizer;
    }

    public void setCustomizer(Customizer customizer) {
        this.customizer = customizer;
    }

    public CloudBridgeConfiguration getConfiguration() {
        return configuration;
    }

    /** Options that endpoints have unless a connection or the URI says otherwise, as #bean. The other properties are set on it. */
    public void setConfiguration(CloudBridgeConfiguration configuration) {
        this.configuration = configuration;
    }

    public Map<String, CloudBridgeConfiguration> getConnections() {
        return connections;
    }

    /** Named sets of options: {@code connections.NAME.provider} and so on. */
    public void setConnections(Map<String, CloudBridgeConfiguration> connections) {
        this.connections = connections;
    }

    public Long getTransferMemory() {
        return transferMemory;
    }

    /** Bytes of heap that parts of all transfers may take together. */
    public void setTransferMemory(Long transferMemory) {
        this.transferMemory = transferMemory;
    }

    public Boolean getSpoolStreams() {
        return spoolStreams;
    }

    /** Whether Camel's stream caching is told to spool to disk what is large. */
    public void setSpoolStreams(Boolean spoolStreams) {
        this.spoolStreams = spoolStreams;
    }

    public Boolean getUseGlobalSslContextParameters() {
        return useGlobalSslContextParameters;
    }

    /** Whether stores are reached with the application's own TLS settings, unless option sslContextParameters has others. */
    public void setUseGlobalSslContextParameters(Boolean useGlobalSslContextParameters) {
        this.useGlobalSslContextParameters = useGlobalSslContextParameters;
    }

    public Boolean getBridgeErrorHandler() {
        return bridgeErrorHandler;
    }

    /** Whether errors of a poll go to the route's error handler. */
    public void setBridgeErrorHandler(Boolean bridgeErrorHandler) {
        this.bridgeErrorHandler = bridgeErrorHandler;
    }

    public Boolean getLazyStartProducer() {
        return lazyStartProducer;
    }

    /** Whether a producer starts with its first message. */
    public void setLazyStartProducer(Boolean lazyStartProducer) {
        this.lazyStartProducer = lazyStartProducer;
    }

    public Boolean getAutowiredEnabled() {
        return autowiredEnabled;
    }

    /** Whether the only client of a store that the application has is used when nothing says how to log in. */
    public void setAutowiredEnabled(Boolean autowiredEnabled) {
        this.autowiredEnabled = autowiredEnabled;
    }

    public Boolean getHealthCheckConsumerEnabled() {
        return healthCheckConsumerEnabled;
    }

    /** Whether consumers have health checks. */
    public void setHealthCheckConsumerEnabled(Boolean healthCheckConsumerEnabled) {
        this.healthCheckConsumerEnabled = healthCheckConsumerEnabled;
    }

    public Boolean getHealthCheckProducerEnabled() {
        return healthCheckProducerEnabled;
    }

    /** Whether producers have health checks. */
    public void setHealthCheckProducerEnabled(Boolean healthCheckProducerEnabled) {
        this.healthCheckProducerEnabled = healthCheckProducerEnabled;
    }

    /** Whether the component is configured by these properties, as every starter of Camel has it. */
    public static class Customizer {
        private Boolean enabled;

        public Boolean getEnabled() {
            return enabled;
        }

        public void setEnabled(Boolean enabled) {
            this.enabled = enabled;
        }
    }
}
