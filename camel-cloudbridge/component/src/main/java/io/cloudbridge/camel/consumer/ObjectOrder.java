/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.consumer;

import io.cloudbridge.camel.message.ObjectExpression;
import io.cloudbridge.store.CloudBridgeException;
import io.cloudbridge.store.ObjectInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The order of {@code sortBy}, as in the file component: expressions of the File language separated by {@code ;}, each with or without
 * {@code reverse:} and {@code ignoreCase:} in front; {@code file:modified} is short for <code>${file:modified}</code>. What has no value comes
 * first.
 */
final class ObjectOrder {

    private final List<Step> steps;

    /** @throws CloudBridgeException.InvalidRequest if the text cannot be understood */
    ObjectOrder(ObjectExpression.Scope scope, String text) {
        this.steps = Arrays.stream(text.split(";", -1))
                .map(part -> Step.parse(scope, part.strip()))
                .toList();
    }

    /** One object with what it is sorted by, computed once. */
    private record Entry(ObjectInfo object, List<Object> values) {}

    /** Sorts in place; objects that are equal stay in their order. */
    void sort(List<ObjectInfo> objects) {
        List<Entry> entries = new ArrayList<>(objects.size());
        for (ObjectInfo object : objects) {
            // not toList() of Stream: values may be null
            List<Object> values = new ArrayList<>(steps.size());
            steps.forEach(step -> values.add(step.value(object)));
            entries.add(new Entry(object, values));
        }
        entries.sort(this::compare);
        for (int i = 0; i < entries.size(); i++) {
            objects.set(i, entries.get(i).object);
        }
    }

    private int compare(Entry a, Entry b) {
        for (int i = 0; i < steps.size(); i++) {
            int order = steps.get(i).compare(a.values.get(i), b.values.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private record Step(ObjectExpression expression, boolean reverse, boolean ignoreCase) {

        private static final Comparator<Object> NATURAL = Comparator.nullsFirst(Step::natural);

        static Step parse(ObjectExpression.Scope scope, String part) {
            boolean reverse = part.startsWith("reverse:");
            String rest = reverse ? part.substring("reverse:".length()) : part;
            boolean ignoreCase = rest.startsWith("ignoreCase:");
            rest = ignoreCase ? rest.substring("ignoreCase:".length()) : rest;
            if (rest.isEmpty()) {
                throw CloudBridgeException.invalid("option sortBy has an empty part; write for example file:modified, "
                        + "or reverse:file:length;file:name");
            }
            String expression = rest.contains("${") ? rest : "${" + rest + "}";
            return new Step(new ObjectExpression(scope, "sortBy", expression), reverse, ignoreCase);
        }

        Object value(ObjectInfo object) {
            Object value = expression.evaluate(object, Object.class);
            return ignoreCase && value != null ? value.toString().toLowerCase(Locale.ROOT) : value;
        }

        int compare(Object a, Object b) {
            int order = NATURAL.compare(a, b);
            return reverse ? -order : order;
        }

        @SuppressWarnings("unchecked")
        private static int natural(Object a, Object b) {
            return a instanceof Comparable<?> && a.getClass() == b.getClass()
                    ? ((Comparable<Object>) a).compareTo(b)
                    : a.toString().compareTo(b.toString());
        }
    }
}
