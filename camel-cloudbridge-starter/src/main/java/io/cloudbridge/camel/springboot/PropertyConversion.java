/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.springboot;

import io.cloudbridge.camel.CloudBridgeConfiguration;
import io.cloudbridge.camel.connect.OptionText;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.ExceptionHandler;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.util.TimeUtils;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.core.convert.converter.GenericConverter;
import org.springframework.core.convert.support.GenericConversionService;

/** From the text of a property to the type of its option, with the same rules as in a URI, and errors that say what to write instead. */
final class PropertyConversion {

    private PropertyConversion() {}

    static ConversionService of(CamelContext context) {
        GenericConversionService conversion = new GenericConversionService();
        conversion.addConverter(String.class, Duration.class, PropertyConversion::duration);
        conversion.addConverter(String.class, Integer.class, text -> number(text, Integer::valueOf));
        conversion.addConverter(String.class, Long.class, text -> number(text, Long::valueOf));
        conversion.addConverter(String.class, Boolean.class, PropertyConversion::truth);
        conversion.addConverter(new References(context));
        return conversion;
    }

    private static Duration duration(String text) {
        String trimmed = text.trim();
        if (!OptionText.isDuration(trimmed)) {
            throw new IllegalArgumentException(OptionText.DURATION_REMEDY);
        }
        return trimmed.matches("[+-]?[pP].+")
                ? Duration.parse(trimmed)
                : Duration.ofMillis(TimeUtils.toMilliSeconds(trimmed));
    }

    private static <N extends Number> N number(String text, Function<String, N> parser) {
        try {
            return parser.apply(text.trim());
        } catch (NumberFormatException e) {
            // no cause: the last in the chain is what the user reads
            throw new IllegalArgumentException("give a whole number, without a unit");
        }
    }

    private static Boolean truth(String text) {
        return switch (text.trim().toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("give true or false");
        };
    }

    /** Options that are beans. */
    private record References(CamelContext context) implements GenericConverter {

        private static final Set<ConvertiblePair> PAIRS = Stream.of(
                        CloudBridgeConfiguration.class,
                        ExceptionHandler.class,
                        IdempotentRepository.class,
                        SSLContextParameters.class)
                .map(type -> new ConvertiblePair(String.class, type))
                .collect(Collectors.toUnmodifiableSet());

        @Override
        public Set<ConvertiblePair> getConvertibleTypes() {
            return PAIRS;
        }

        @Override
        public Object convert(Object source, TypeDescriptor from, TypeDescriptor to) {
            String text = ((String) source).trim();
            if (!text.startsWith("#")) {
                throw new IllegalArgumentException("give a bean, as #name, of type " + to.getName());
            }
            Object bean = CloudBridgeComponentConfiguration.bean(context, text);
            if (!to.getType().isInstance(bean)) {
                throw new IllegalArgumentException("give a bean of type " + to.getName() + "; this one is a "
                        + bean.getClass().getName());
            }
            return bean;
        }
    }
}
