/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.published;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files that a page of the documentation shows, each under its name. */
final class Documentation {

    private static final Pattern FILE = Pattern.compile("(?ms)^\\.(\\S+)\\n\\[source[^\\n]*\\n----\\n(.*?)^----$");

    private static final Pattern YAML =
            Pattern.compile("(?ms)^\\[source,yaml[^\\n]*\\n----\\n(.*?)^----$|^```yaml\\n(.*?)^```$");

    private Documentation() {}

    /** Writes them, as a reader would. */
    static void write(String page, Path folder) throws IOException {
        Matcher files = FILE.matcher(
                Files.readString(Repository.PROJECT.resolve("src-docs").resolve(page)));
        while (files.find()) {
            Path file = folder.resolve(files.group(1));
            Files.createDirectories(file.getParent());
            Files.writeString(file, files.group(2));
        }
    }

    /** Writes each block of YAML of all pages and of the README into a file, and says how many there are. */
    static int writeYaml(Path folder) throws IOException {
        Files.createDirectories(folder);
        int count = 0;
        List<Path> pages = new ArrayList<>(List.of(Repository.PROJECT.resolve("README.md")));
        try (Stream<Path> files = Files.walk(Repository.PROJECT.resolve("src-docs"))) {
            files.filter(file -> file.toString().endsWith(".adoc")).forEach(pages::add);
        }
        for (Path page : pages) {
            Matcher block = YAML.matcher(Files.readString(page));
            while (block.find()) {
                String code = block.group(1) == null ? block.group(2) : block.group(1);
                Files.writeString(folder.resolve(++count + ".yaml"), code.replaceAll(" +<\\d+>(?=\\n)", ""));
            }
        }
        return count;
    }
}
