/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.message;

import io.cloudbridge.store.CloudBridgeException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;

/** Options that are text or Simple expressions; each is parsed once. Thread-safe. */
public final class Expressions {

    private static final Pattern FUNCTION = Pattern.compile("\\$(simple)?\\{");

    private final CamelContext context;
    private final Map<String, Expression> parsed = new ConcurrentHashMap<>();

    public Expressions(CamelContext context) {
        this.context = context;
    }

    /** Parses ahead, so that a wrong expression fails at start. Null is none. */
    public void prepare(String text) {
        if (isExpression(text)) {
            parse(text);
        }
    }

    /**
     * The value of an option for an exchange.
     *
     * @throws CloudBridgeException.InvalidRequest if the expression gives nothing
     */
    public String evaluate(String option, String text, Exchange exchange) {
        String value = isExpression(text) ? parse(text).evaluate(exchange, String.class) : text;
        if (value == null || value.isEmpty()) {
            throw CloudBridgeException.invalid(
                    "option " + option + " is '" + text + "', which gives nothing for this message");
        }
        return value;
    }

    /** The text up to the first function: all of it if there is none. */
    public static String constantStart(String text) {
        Matcher function = FUNCTION.matcher(text);
        return function.find() ? text.substring(0, function.start()) : text;
    }

    private Expression parse(String text) {
        return parsed.computeIfAbsent(text, t -> {
            Expression expression = context.resolveLanguage("simple").createExpression(t);
            expression.init(context);
            return expression;
        });
    }

    /** Text without a function is taken as it is, so that a key may hold whatever Simple would unescape. */
    private static boolean isExpression(String text) {
        return text != null && FUNCTION.matcher(text).find();
    }
}
