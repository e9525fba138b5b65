/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.connect;

import io.cloudbridge.store.CloudBridgeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.camel.spi.PropertyConfigurer;
import org.apache.camel.spi.PropertyConfigurerGetter;

/**
 * Checks numbers, durations and switches of a URI as text, since Camel turns text that is no number into 0: {@code minSize=5MB} would take
 * everything. Public for the starter, which takes properties by the same rules.
 */
public final class OptionText {

    private static final Pattern COMMENT = Pattern.compile("\\S\\s+(#|//|!)");
    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d+");
    private static final Pattern DURATION = Pattern.compile("[+-]?[pP].+|\\d+|(\\d+(d|h|m|s|ms))+");

    /** What to do about a duration that is none. */
    public static final String DURATION_REMEDY = "give a duration such as 500ms, 30s, 15m, 1h30m or PT15M";

    private OptionText() {}

    /**
     * The constant that a text names, in any case.
     *
     * @param what the text is, to begin an error with
     * @throws CloudBridgeException.InvalidRequest that lists the values
     */
    public static Object checkEnum(String what, Class<?> type, String text) {
        List<String> names =
                Arrays.stream(type.getEnumConstants()).map(Object::toString).toList();
        for (Object constant : type.getEnumConstants()) {
            if (constant.toString().equalsIgnoreCase(text)) {
                return constant;
            }
        }
        String near = Spelling.nearest(text, names);
        throw CloudBridgeException.invalid(
                what + " is '" + text + "'" + (near == null ? "" : " (did you mean " + near + "?)") + "; use one of "
                        + String.join(", ", names) + commentRemedy(text));
    }

    /** What to add to an error about a value that has a comment behind it; empty if it has none. */
    public static String commentRemedy(String text) {
        return text != null && COMMENT.matcher(text).find()
                ? ". A comment is part of the value in a properties file; put it on a line of its own"
                : "";
    }

    /** Whether Camel and we read it as the same duration. */
    public static boolean isDuration(String text) {
        return DURATION.matcher(text).matches();
    }

    /**
     * Checks what is going to be bound.
     *
     * @throws CloudBridgeException.InvalidRequest naming the option
     */
    public static void check(PropertyConfigurer configurer, Map<String, Object> parameters) {
        parameters.forEach((name, value) -> {
            // #bean and #property references are resolved later
            if (value instanceof String text && !text.startsWith("#") && !text.isEmpty()) {
                Class<?> type = ((PropertyConfigurerGetter) configurer).getOptionType(name, true);
                if ((type == Integer.class || type == Long.class)
                        && !NUMBER.matcher(text).matches()) {
                    throw CloudBridgeException.invalid("option " + name + " is '" + text
                            + "'; give a whole number, without a unit" + commentRemedy(text));
                }
                if ((type == Boolean.class || type == boolean.class)
                        && !text.equalsIgnoreCase("true")
                        && !text.equalsIgnoreCase("false")) {
                    throw CloudBridgeException.invalid(
                            "option " + name + " is '" + text + "'; use true or false" + commentRemedy(text));
                }
                if (type == Duration.class && !isDuration(text)) {
                    throw CloudBridgeException.invalid(
                            "option " + name + " is '" + text + "'; " + DURATION_REMEDY + commentRemedy(text));
                }
                if (type != null && type.isEnum()) {
                    checkEnum("option " + name, type, text);
                }
            }
        });
    }
}
