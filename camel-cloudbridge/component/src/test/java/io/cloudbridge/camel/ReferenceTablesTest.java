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
import org.junit.jupiter.api.Test;

/**
 * The tables of options and headers, and the code that is run elsewhere, are written into the pages of {@code src-docs}, so that these are whole as
 * files. When options, headers or such code have changed, write them anew:
 *
 * <pre>{@code
 * ./mvnw -pl camel-cloudbridge/component -am test -Dtest=ReferenceTablesTest -Dsurefire.failIfNoSpecifiedTests=false -Dreference=write
 * }</pre>
 */
class ReferenceTablesTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([A-Za-z]+)`$");

    @Test
    void thePagesShowTheOptionsOfTheComponentAndTheCodeThatIsRun() throws IOException {
        Map<String, String> tables = ReferenceTables.all();
        StringBuilder text = new StringBuilder();
        for (Path page : WrittenPages.pages()) {
            String expected = WrittenPages.written(Files.readString(page), tables);
            if ("write".equals(System.getProperty("reference"))) {
                Files.writeString(page, expected);
            }
            assertThat(page)
                    .as(page + " differs from what it shows; write it with -Dreference=write")
                    .hasContent(expected);
            text.append(expected);
        }
        assertThat(tables.keySet()).allSatisfy(table -> assertThat(text).contains("// from table " + table + "\n"));
        assertThat(text).as("a code host does not expand it").doesNotContain("include::");
    }

    @Test
    void everyOptionAndHeaderStandsInATable() {
        Set<String> expected = new TreeSet<>(GeneratedMetadata.endpointOptions().keySet());
        expected.addAll(GeneratedMetadata.componentOptions().keySet());
        expected.addAll(GeneratedMetadata.headers().keySet());
        Set<String> shown = new TreeSet<>();
        for (String table : ReferenceTables.all().values()) {
            Matcher row = ROW.matcher(table);
            while (row.find()) {
                shown.add(row.group(1));
            }
        }
        assertThat(shown).containsAll(expected);
    }
}
