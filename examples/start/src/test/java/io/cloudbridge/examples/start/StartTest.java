/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.examples.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.main.Main;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code src-docs/start.adoc} tells happens. */
class StartTest {

    @TempDir
    private Path folder;

    @Test
    void aDroppedFileIsStoredProcessedAndMoved() throws Exception {
        Main main = new Main();
        main.addOverrideProperty("drop", folder.resolve("drop").toString());
        main.addOverrideProperty("report", folder.resolve("report").toString());
        main.addOverrideProperty(
                "camel.component.cloudbridge.rootDirectory",
                folder.resolve("store").toString());
        main.start();
        try {
            Files.createDirectories(folder.resolve("drop"));
            Files.writeString(folder.resolve("drop/first.txt"), "hello");
            Path done = folder.resolve("store/inbox/done/first.txt");
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(done));
            assertThat(done).hasContent("hello");
            assertThat(folder.resolve("store/inbox/first.txt")).doesNotExist();
            assertThat(folder.resolve("drop/first.txt")).doesNotExist();
            assertThat(folder.resolve("report/said.txt")).hasContent("hello\n");
        } finally {
            main.stop();
        }
    }

    @Test
    void theVersionsAreThoseOfTheProject() throws IOException {
        String mine = Files.readString(Path.of("pom.xml"));
        String parent = Files.readString(Path.of("../../pom.xml"));
        assertThat(text(mine, "cloudbridge.version")).isEqualTo(text(parent, "version"));
        for (String same : List.of("maven.compiler.release", "camel.version")) {
            assertThat(text(mine, same)).as(same).isEqualTo(text(parent, same));
        }
        for (String managed : List.of("junit", "assertj", "awaitility", "slf4j")) {
            assertThat(mine).contains("<version>" + text(parent, managed + ".version") + "</version>");
        }
    }

    /** The first element of this name. */
    private static String text(String xml, String element) {
        Matcher found = Pattern.compile("<" + Pattern.quote(element) + ">([^<]*)<").matcher(xml);
        assertThat(found.find()).as(element).isTrue();
        return found.group(1);
    }
}
