/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.examples.browserupload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page of the documentation shows what the example has. */
class DocumentationTest {

    private static final Path DOCUMENTATION = Path.of("../../src-docs");

    private static String page() throws IOException {
        return Files.readString(DOCUMENTATION.resolve("presigned-urls.adoc"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cors/s3.json", "cors/gcs.json"})
    void itQuotesTheCorsConfigurationAsItIs(String file) throws IOException {
        assertThat(page()).contains(Files.readString(Path.of(file))).contains("examples/browser-upload/" + file);
    }

    @Test
    void itsPicturesAreThere() throws IOException {
        Matcher image = Pattern.compile("image::([^\\[]+)\\[").matcher(page());
        int found = 0;
        for (; image.find(); found++) {
            assertThat(DOCUMENTATION.resolve(image.group(1))).isNotEmptyFile();
        }
        assertThat(found).isEqualTo(3);
    }
}
