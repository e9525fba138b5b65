/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.published;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files that a page of the documentation shows, each under its name. */
final class Documentation {

    private static final Pattern FILE = Pattern.compile("(?ms)^\\.(\\S+)\\n\\[source[^\\n]*\\n----\\n(.*?)^----$");

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
}
