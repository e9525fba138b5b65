/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.message;

import io.cloudbridge.camel.CloudBridgeConstants;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.Failure;
import io.cloudbridge.store.ObjectInfo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.Predicate;
import org.apache.camel.spi.Language;
import org.apache.camel.support.DefaultExchange;

/**
 * An expression about an object of a listing, in the File language, with <code>${bucket}</code>, <code>${key}</code>, <code>${etag}</code>,
 * <code>${size}</code>, <code>${versionId}</code> and <code>${lastModified}</code> on top. It sees what the listing said, never what a route
 * made of it. File functions work on the key itself, so two keys never look alike. Thread-safe.
 */
public final class ObjectExpression {

    private static final Map<String, Function<ObjectInfo, Object>> OWN = Map.of(
            "bucket", ObjectInfo::bucket,
            "key", ObjectInfo::key,
            "etag", ObjectInfo::etag,
            "size", ObjectInfo::size,
            "versionId", object -> object.versionId() == null ? "" : object.versionId(),
            "lastModified", ObjectInfo::lastModified);

    private static final Pattern TOKEN =
            Pattern.compile("\\$(?:simple)?\\{(bucket|key|etag|size|versionId|lastModified)}");
    private static final String FILE_LANGUAGE = "file";

    private final Scope scope;
    private final String option;
    private final String text;
    private final List<Function<ObjectInfo, Object>> parts;
    private final Expression expression;

    /**
     * What expressions are evaluated in.
     *
     * @param provider name of the provider, for header CamelCloudBridgeProvider
     */
    public record Scope(CamelContext context, String provider) {}

    /**
     * @param option name of the option, for messages
     * @throws CloudBridgeException.InvalidRequest if the text is no expression
     */
    public ObjectExpression(Scope scope, String option, String text) {
        this.scope = scope;
        this.option = option;
        this.text = text;
        boolean simple = !TOKEN.matcher(text).replaceAll("").contains("${") && !text.contains("$simple{");
        this.parts = simple ? parts(text) : null;
        this.expression = simple ? null : parse(scope, option, text, Language::createExpression);
        if (expression != null) {
            expression.init(scope.context());
        }
    }

    /** A text that has no function but our own. It is asked for each entry of each listing, so the language is left out of it. */
    private static List<Function<ObjectInfo, Object>> parts(String text) {
        List<Function<ObjectInfo, Object>> parts = new ArrayList<>();
        Matcher token = TOKEN.matcher(text);
        int end = 0;
        while (token.find()) {
            String constant = text.substring(end, token.start());
            parts.add(object -> constant);
            parts.add(OWN.get(token.group(1)));
            end = token.end();
        }
        String rest = text.substring(end);
        parts.add(object -> rest);
        return List.copyOf(parts);
    }

    /** Reads a predicate in the same language. */
    public static java.util.function.Predicate<ObjectInfo> predicate(Scope scope, String option, String text) {
        return predicate(scope, parse(scope, option, text, Language::createPredicate));
    }

    /** Asks a predicate of Camel about objects. */
    public static java.util.function.Predicate<ObjectInfo> predicate(Scope scope, Predicate predicate) {
        predicate.init(scope.context());
        return object -> predicate.matches(exchange(scope, object));
    }

    private static <T> T parse(
            Scope scope, String option, String text, java.util.function.BiFunction<Language, String, T> parser) {
        try {
            Language language = scope.context().resolveLanguage(FILE_LANGUAGE);
            return parser.apply(language, TOKEN.matcher(text).replaceAll("\\${headers.$1}"));
        } catch (RuntimeException e) {
            throw new CloudBridgeException.InvalidRequest(
                    Failure.of("option " + option + " is '" + text + "', which is no expression of the File language: "
                            + e.getMessage()),
                    e);
        }
    }

    /** What the expression yields, or null. */
    public String evaluate(ObjectInfo object) {
        return expression == null ? joined(object) : evaluateExpression(object, String.class);
    }

    private String joined(ObjectInfo object) {
        StringBuilder value = new StringBuilder();
        parts.forEach(part -> value.append(part.apply(object)));
        return value.toString();
    }

    public <T> T evaluate(ObjectInfo object, Class<T> type) {
        if (expression != null) {
            return evaluateExpression(object, type);
        }
        return scope.context().getTypeConverter().convertTo(type, joined(object));
    }

    private <T> T evaluateExpression(ObjectInfo object, Class<T> type) {
        try {
            return expression.evaluate(exchange(scope, object), type);
        } catch (RuntimeException e) {
            throw new CloudBridgeException.InvalidRequest(
                    Failure.of("option " + option + " is '" + text + "', which fails for object '" + object.key()
                            + "': " + e.getMessage()),
                    e);
        }
    }

    /** The text up to the first function. */
    public String constantStart() {
        int function = text.indexOf('$');
        return function < 0 ? text : text.substring(0, function);
    }

    public boolean isConstant() {
        return constantStart().length() == text.length();
    }

    public String option() {
        return option;
    }

    public String text() {
        return text;
    }

    private static Exchange exchange(Scope scope, ObjectInfo object) {
        Exchange exchange = new DefaultExchange(scope.context());
        Map<String, Object> headers = exchange.getMessage().getHeaders();
        String key = object.key();
        String name = key.substring(key.lastIndexOf('/') + 1);
        headers.put(CloudBridgeConstants.PROVIDER, scope.provider());
        headers.put(CloudBridgeConstants.BUCKET, object.bucket());
        headers.put(CloudBridgeConstants.KEY, key);
        headers.put(CloudBridgeConstants.CONTENT_LENGTH, object.size());
        headers.put(CloudBridgeConstants.ETAG, object.etag());
        headers.put(CloudBridgeConstants.VERSION_ID, object.versionId());
        headers.put(CloudBridgeConstants.STORAGE_CLASS, object.storageClass());
        headers.put(CloudBridgeConstants.LAST_MODIFIED, object.lastModified());
        headers.put(Exchange.FILE_NAME, key);
        headers.put(Exchange.FILE_NAME_ONLY, name);
        headers.put(Exchange.FILE_PATH, key);
        headers.put(Exchange.FILE_PARENT, key.length() == name.length() ? "" : key.substring(0, key.lastIndexOf('/')));
        headers.put(Exchange.FILE_LENGTH, object.size());
        Instant modified = object.lastModified();
        if (modified != null) {
            headers.put(Exchange.FILE_LAST_MODIFIED, modified.toEpochMilli());
            headers.put(Exchange.MESSAGE_TIMESTAMP, modified.toEpochMilli());
        }
        OWN.forEach((own, value) -> headers.put(own, value.apply(object)));
        exchange.setProperty(CloudBridgeConstants.OBJECT, object);
        return exchange;
    }
}
