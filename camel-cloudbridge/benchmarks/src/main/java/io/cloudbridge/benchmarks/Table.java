/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A table with a column of names and columns of values, and below it the ratios that are promised. */
final class Table {

    private final String title;
    private final List<String> columns;
    private final List<String> lines = new ArrayList<>();
    private final List<String> bars = new ArrayList<>();

    Table(String title, String... columns) {
        this.title = title;
        this.columns = List.of(columns);
    }

    void row(String name, Object... values) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "  %-34s", name));
        for (int i = 0; i < values.length; i++) {
            String text = values[i] instanceof Double number ? number(number) : String.valueOf(values[i]);
            line.append(String.format(Locale.ROOT, " %" + width(i) + "s", text));
        }
        lines.add(line.toString());
    }

    private int width(int column) {
        return Math.max(10, columns.get(column).length());
    }

    private static String number(double value) {
        String format = value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : value >= 1 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, format, value);
    }

    void atLeast(String what, double value, double bar) {
        bar(what, value, ">=", bar, value >= bar);
    }

    void atMost(String what, double value, double bar) {
        bar(what, value, "<=", bar, value <= bar);
    }

    private void bar(String what, double value, String relation, double bar, boolean held) {
        bars.add(String.format(
                Locale.ROOT,
                "  %-6s %-62s %s (%s %s)",
                held ? "held" : "MISSED",
                what,
                number(value),
                relation,
                number(bar)));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(title).append('\n');
        text.append(String.format(Locale.ROOT, "  %-34s", ""));
        for (int i = 0; i < columns.size(); i++) {
            text.append(String.format(Locale.ROOT, " %" + width(i) + "s", columns.get(i)));
        }
        lines.forEach(line -> text.append('\n').append(line));
        bars.forEach(line -> text.append('\n').append(line));
        return text.append("\n").toString();
    }
}
