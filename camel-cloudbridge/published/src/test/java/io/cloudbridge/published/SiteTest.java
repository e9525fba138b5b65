/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.published;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The documentation as HTML: whole, and no link in it leads nowhere. */
class SiteTest {

    private static final Pattern LINK = Pattern.compile("(?:href|src)=\"([^\"]+)\"");

    @TempDir
    private Path folder;

    @Test
    void everyLinkLeadsSomewhereAndEveryPageIsInTheNavigation() throws Exception {
        Repository.copyProject(folder);
        Repository.Run run = Repository.maven(folder, "-q", "-pl", "src-docs", "package");
        assertThat(run.status()).as(run.output()).isZero();
        Path site = folder.resolve("src-docs/target/site");
        List<String> broken = new ArrayList<>();
        List<Path> pages;
        try (Stream<Path> files = Files.walk(site)) {
            pages = files.filter(file -> file.toString().endsWith(".html")).toList();
        }
        assertThat(pages).hasSizeGreaterThan(40);
        for (Path page : pages) {
            String html = Files.readString(page);
            assertThat(html).as(page.toString()).contains("class=\"nav\"").doesNotContain("{root}", "include::");
            Matcher link = LINK.matcher(html.replaceAll("(?s)<pre.*?</pre>|<script.*?</script>", ""));
            while (link.find()) {
                if (!leadsSomewhere(page, link.group(1))) {
                    broken.add(site.relativize(page) + ": " + link.group(1));
                }
            }
        }
        assertThat(broken).isEmpty();
        String first = Files.readString(site.resolve("index.html"));
        try (Stream<Path> files = Files.list(site)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".html")))
                    .allSatisfy(name -> assertThat(first).contains("href=\"./" + name + "\""));
        }
    }

    private static boolean leadsSomewhere(Path page, String link) throws IOException {
        if (link.matches("[a-z]+:.*")) {
            return true;
        }
        String[] parts = link.split("#", 2);
        Path target =
                parts[0].isEmpty() ? page : page.resolveSibling(URLDecoder.decode(parts[0], StandardCharsets.UTF_8));
        return Files.isRegularFile(target)
                && (parts.length == 1 || Files.readString(target).contains("id=\"" + parts[1] + "\""));
    }
}
