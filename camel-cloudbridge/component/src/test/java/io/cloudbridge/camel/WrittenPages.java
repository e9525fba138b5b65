/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Parts of the pages that come from elsewhere: tables from the component, code from files that are run. They stand in the pages themselves, between
 * {@code // from …} and {@code // end}, since a code host shows no {@code include::}.
 */
final class WrittenPages {

    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

    /** {@code // from table NAME} … {@code // end}. */
    private static final Pattern TABLE = Pattern.compile("(?ms)^// from table ([\\w-]+)\\n(.*?)^// end$");

    /** {@code // from FILE[tags=a;b]}, title and kind of the block, its content, {@code // end}. */
    private static final Pattern CODE = Pattern.compile(
            "(?ms)^// from ([\\w./-]+)(?:\\[tags=([\\w;-]+)])?\\n((?:[.\\[][^\\n]*\\n)*)----\\n(.*?)^----\\n// end$");

    private static final Pattern TAG = Pattern.compile("\\b(tag|end)::([\\w-]+)\\[]");

    private WrittenPages() {}

    /** Every page of the documentation. */
    static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve("src-docs"))) {
            return files.filter(file -> file.toString().endsWith(".adoc"))
                    .filter(file -> !file.toString().contains("/target/"))
                    .sorted()
                    .toList();
        }
    }

    /** A page as it should be. */
    static String written(String page, Map<String, String> tables) {
        String withTables = TABLE.matcher(page).replaceAll(match -> {
            String table = tables.get(match.group(1));
            if (table == null) {
                throw new IllegalStateException("no table " + match.group(1) + "; there are " + tables.keySet());
            }
            return Matcher.quoteReplacement("// from table " + match.group(1) + "\n" + table + "// end");
        });
        return CODE.matcher(withTables)
                .replaceAll(match -> Matcher.quoteReplacement(match.group().substring(0, match.start(4) - match.start())
                        + code(match.group(1), match.group(2))
                        + "----\n// end"));
    }

    /** The lines of a file that stand between these tags, or all but the tags, moved to the left. */
    private static String code(String file, String tags) {
        Set<String> wanted = tags == null ? Set.of() : Set.of(tags.split(";"));
        Set<String> open = new HashSet<>();
        List<String> lines = new ArrayList<>();
        for (String line : lines(ROOT.resolve(file))) {
            Matcher tag = TAG.matcher(line);
            if (tag.find()) {
                if (tag.group(1).equals("tag")) {
                    open.add(tag.group(2));
                } else {
                    open.remove(tag.group(2));
                }
            } else if (tags == null || open.stream().anyMatch(wanted::contains)) {
                lines.add(line);
            }
        }
        if (lines.isEmpty()) {
            throw new IllegalStateException(file + " has nothing between tags " + tags);
        }
        int indent = lines.stream()
                .filter(line -> !line.isBlank())
                .mapToInt(line -> line.length() - line.stripLeading().length())
                .min()
                .orElse(0);
        StringBuilder code = new StringBuilder();
        lines.forEach(line ->
                code.append(line.isBlank() ? "" : line.substring(indent)).append('\n'));
        return code.toString().stripTrailing() + "\n";
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
