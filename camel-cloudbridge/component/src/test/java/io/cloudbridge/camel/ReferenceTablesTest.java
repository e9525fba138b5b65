/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The tables in {@code src-docs/_tables} are committed, so that they can be read as files. When options or headers have changed, write them
 * anew:
 *
 * <pre>{@code
 * ./mvnw -pl camel-cloudbridge/component -am test -Dtest=ReferenceTablesTest -Dsurefire.failIfNoSpecifiedTests=false -Dreference=write
 * }</pre>
 */
class ReferenceTablesTest {

    private static final Path FOLDER = Path.of("../../src-docs/_tables");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([A-Za-z]+)`$");

    @Test
    void theTablesOfTheDocumentationAreThoseOfTheComponent() throws IOException {
        Map<String, String> files = ReferenceTables.files();
        if ("write".equals(System.getProperty("reference"))) {
            Files.createDirectories(FOLDER);
            for (Map.Entry<String, String> file : files.entrySet()) {
                Files.writeString(FOLDER.resolve(file.getKey()), file.getValue());
            }
        }
        for (Map.Entry<String, String> file : files.entrySet()) {
            assertThat(FOLDER.resolve(file.getKey()))
                    .as("src-docs/_tables differs from the component; write it with -Dreference=write")
                    .hasContent(file.getValue());
        }
        try (Stream<Path> committed = Files.list(FOLDER)) {
            assertThat(committed.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(files.keySet());
        }
    }

    @Test
    void everyOptionAndHeaderStandsInATable() {
        Set<String> expected = new TreeSet<>(GeneratedMetadata.endpointOptions().keySet());
        expected.addAll(GeneratedMetadata.componentOptions().keySet());
        expected.addAll(GeneratedMetadata.headers().keySet());
        Set<String> shown = new TreeSet<>();
        for (String file : ReferenceTables.files().values()) {
            Matcher row = ROW.matcher(file);
            while (row.find()) {
                shown.add(row.group(1));
            }
        }
        assertThat(shown).containsAll(expected);
    }
}
