/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.springboot;

import io.cloudbridge.camel.CloudBridgeConfigurationConfigurer;
import io.cloudbridge.camel.connect.Spelling;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.springframework.boot.context.properties.bind.BindConstructorProvider;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Reads the properties. Spring's own {@code @ConfigurationProperties} would know neither Camel's durations ({@code 1h30m}) nor its references
 * ({@code #bean}) without teaching them to the whole application, and would not say what a misspelt property was to be.
 */
final class PropertyBinding {

    private static final ConfigurationPropertyName PREFIX =
            ConfigurationPropertyName.of(CloudBridgeComponentConfiguration.PREFIX);

    private final Environment environment;
    private final CamelContext context;

    PropertyBinding(Environment environment, CamelContext context) {
        this.environment = environment;
        this.context = context;
    }

    /**
     * What is set.
     *
     * @throws InvalidPropertyException for a property that is not known, or whose value does not fit
     */
    CloudBridgeComponentConfiguration bind() {
        Binder binder = new Binder(
                ConfigurationPropertySources.get(environment),
                new PropertySourcesPlaceholdersResolver(environment),
                List.of(PropertyConversion.of(context), ApplicationConversionService.getSharedInstance()),
                null,
                BindHandler.DEFAULT,
                BindConstructorProvider.DEFAULT);
        try {
            return binder.bind(
                            PREFIX,
                            Bindable.of(CloudBridgeComponentConfiguration.class),
                            new NoUnboundElementsBindHandler(BindHandler.DEFAULT, PropertyBinding::isStrict))
                    .orElseGet(CloudBridgeComponentConfiguration::new);
        } catch (BindException e) {
            throw e.getCause() instanceof UnboundConfigurationPropertiesException unbound ? unknown(unbound) : unfit(e);
        }
    }

    /** Names in the environment cannot tell a dash from a dot, so what is left there may belong to somebody else. */
    private static boolean isStrict(ConfigurationPropertySource source) {
        return !(source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource);
    }

    private static InvalidPropertyException unknown(UnboundConfigurationPropertiesException e) {
        List<String> problems = new ArrayList<>();
        List<String> remedies = new ArrayList<>();
        for (ConfigurationProperty property : e.getUnboundProperties()) {
            // the value may be a misspelt secret, and stays out of this
            problems.add("property " + property.getName() + origin(property) + " is not known");
            ConfigurationPropertyName meant = meant(property.getName());
            remedies.add(meant == null ? "remove " + property.getName() : "did you mean " + meant + "?");
        }
        return new InvalidPropertyException(String.join(", ", problems), String.join(", ", remedies), e);
    }

    /** The name with its first unknown word replaced by the nearest that is known; null if none is near. */
    private static ConfigurationPropertyName meant(ConfigurationPropertyName name) {
        Set<String> words = words();
        ConfigurationPropertyName meant = PREFIX;
        boolean connection = false;
        boolean replaced = false;
        for (int i = PREFIX.getNumberOfElements(); i < name.getNumberOfElements(); i++) {
            String word = name.getElement(i, Form.DASHED);
            if (!connection && !replaced && !words.contains(word)) {
                word = Spelling.nearest(word, words);
                replaced = true;
            }
            if (word == null) {
                return null;
            }
            // what follows is a name, then options again
            connection = i == PREFIX.getNumberOfElements() && word.equals("connections");
            String original = name.getElement(i, Form.ORIGINAL);
            meant = meant.append(original.matches("[\\w-]+") ? word : "[" + original + "]");
        }
        return replaced ? meant : null;
    }

    private static InvalidPropertyException unfit(BindException e) {
        ConfigurationProperty property = e.getProperty();
        Throwable reason = e;
        while (reason.getCause() != null) {
            reason = reason.getCause();
        }
        String value = property == null ? "" : " is '" + property.getValue() + "'" + origin(property);
        Object[] values = e.getTarget().getType().resolve(Object.class).getEnumConstants();
        String remedy = values != null
                ? "give one of " + Stream.of(values).map(Object::toString).collect(Collectors.joining(", "))
                : reason.getMessage() != null ? reason.getMessage() : "give a value of its type";
        return new InvalidPropertyException("property " + e.getName() + value, remedy, e);
    }

    private static String origin(ConfigurationProperty property) {
        return property.getOrigin() == null ? "" : " (" + property.getOrigin() + ")";
    }

    /** Every word that may stand behind the prefix or behind the name of a connection. */
    private static Set<String> words() {
        Map<String, Object> options = new CloudBridgeConfigurationConfigurer().getAllOptions(null);
        return Stream.concat(
                        options.keySet().stream(),
                        Stream.of(
                                "connections",
                                "transferMemory",
                                "spoolStreams",
                                "useGlobalSslContextParameters",
                                "bridgeErrorHandler",
                                "lazyStartProducer",
                                "autowiredEnabled",
                                "healthCheckConsumerEnabled",
                                "healthCheckProducerEnabled"))
                .map(PropertyBinding::dashed)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** {@code RootDirectory} and {@code rootDirectory} as {@code root-directory}, the way Spring writes properties. */
    static String dashed(String option) {
        StringBuilder dashed = new StringBuilder();
        for (char letter : option.toCharArray()) {
            if (Character.isUpperCase(letter) && dashed.length() > 0) {
                dashed.append('-');
            }
            dashed.append(Character.toLowerCase(letter));
        }
        return dashed.toString();
    }
}
