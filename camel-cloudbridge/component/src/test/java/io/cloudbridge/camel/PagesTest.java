/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What pages of the documentation name is there: other pages, files, options, headers, tests. Asciidoctor itself looks into one page only. */
class PagesTest {

    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Path DOCS = ROOT.resolve("src-docs");

    private static final Pattern XREF = Pattern.compile("xref:([^\\[#\\s]+)(?:#([^\\[\\s]+))?\\[");
    private static final Pattern LINK = Pattern.compile("(?:link:|image::?)([^\\[\\s]+)\\[");
    private static final Pattern SECTION = Pattern.compile("(?m)^==+ (.+)$|^\\[#([\\w-]+)]$");
    private static final Pattern HEADER = Pattern.compile("\\bCamelCloudBridge[A-Z]\\w*");
    private static final Pattern OF_ENDPOINT = Pattern.compile("cloudbridge:[\\w{}-]*\\?([^\\s\"'`<]+)");
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|Promises|Conformance))#(\\w+)`");

    private static List<Path> pages;

    @BeforeAll
    static void find() throws IOException {
        try (Stream<Path> files = Files.walk(DOCS)) {
            pages = files.filter(file -> file.toString().endsWith(".adoc"))
                    .filter(file -> !file.startsWith(DOCS.resolve("target")))
                    .toList();
        }
    }

    @Test
    void everyReferenceLeadsToAPageAndASection() {
        List<String> broken = new ArrayList<>();
        each(XREF, (page, match) -> {
            Path target = page.resolveSibling(match.group(1)).normalize();
            if (!Files.exists(target)) {
                broken.add(page + ": no page " + match.group(1));
            } else if (match.group(2) != null && !sections(target).contains(match.group(2))) {
                broken.add(page + ": no section " + match.group());
            }
        });
        assertThat(broken).isEmpty();
    }

    @Test
    void everyLinkAndPictureIsAFileThatTheSiteHas() {
        List<String> broken = new ArrayList<>();
        each(LINK, (page, match) -> {
            Path target = page.resolveSibling(match.group(1)).normalize();
            boolean copied = target.startsWith(DOCS.resolve("decisions")) || target.startsWith(DOCS.resolve("images"));
            if (!match.group(1).contains("://") && !(copied && Files.exists(target))) {
                broken.add(page + ": no file " + match.group(1));
            }
        });
        assertThat(broken).isEmpty();
    }

    @Test
    void everyHeaderThatAPageNamesExists() {
        Set<String> unknown = new TreeSet<>();
        Set<String> known = new TreeSet<>(GeneratedMetadata.headers().keySet());
        known.add(CloudBridgeConstants.OBJECT);
        each(HEADER, (page, match) -> {
            if (!known.contains(match.group())) {
                unknown.add(page + ": " + match.group());
            }
        });
        assertThat(unknown).isEmpty();
    }

    @Test
    void everyOptionInAnEndpointOfAPageExists() {
        Set<String> unknown = new TreeSet<>();
        Set<String> known = GeneratedMetadata.endpointOptions().keySet();
        each(OF_ENDPOINT, (page, match) -> {
            for (String pair : match.group(1).split("&")) {
                String name = pair.split("=")[0];
                if (name.matches("\\w+") && !known.contains(name)) {
                    unknown.add(page + ": " + name);
                }
            }
        });
        assertThat(unknown).isEmpty();
    }

    @Test
    void everyTestThatAPageNamesExists() throws IOException {
        Set<String> named = new TreeSet<>();
        each(TEST, (page, match) -> named.add(match.group(1) + "#" + match.group(2)));
        assertThat(named).isNotEmpty();
        Set<String> missing = new TreeSet<>(named);
        try (Stream<Path> sources = Files.walk(ROOT.resolve("camel-cloudbridge"))) {
            for (Path source :
                    (Iterable<Path>) sources.filter(file -> file.toString().endsWith(".java"))::iterator) {
                String type = source.getFileName().toString().replace(".java", "");
                missing.removeIf(
                        test -> test.startsWith(type + "#") && declares(source, test.substring(type.length() + 1)));
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void everyDecisionRecordIsListed() throws IOException {
        String list = text(DOCS.resolve("decisions.adoc"));
        try (Stream<Path> records = Files.list(DOCS.resolve("decisions"))) {
            assertThat(records.map(record -> record.getFileName().toString()).filter(name -> name.matches("\\d{4}-.*")))
                    .allSatisfy(name -> assertThat(list).contains("xref:decisions/" + name + "["));
        }
    }

    private static boolean declares(Path source, String method) {
        return Pattern.compile("\\bvoid " + method + "\\(")
                .matcher(text(source))
                .find();
    }

    /** The ids of a page's sections, as Asciidoctor makes them. */
    private static Set<String> sections(Path page) {
        Set<String> ids = new TreeSet<>();
        Matcher section = SECTION.matcher(text(page));
        while (section.find()) {
            String title = section.group(1);
            ids.add(title == null ? section.group(2) : id(title));
        }
        return ids;
    }

    private static String id(String title) {
        String plain = title.toLowerCase(Locale.ROOT).replaceAll("[^\\w. -]", "");
        return "_" + plain.replaceAll("[ .-]+", "_").replaceAll("_$", "");
    }

    private interface Look {
        void at(Path page, MatchResult match);
    }

    private static void each(Pattern pattern, Look look) {
        for (Path page : pages) {
            pattern.matcher(text(page)).results().forEach(match -> look.at(page, match));
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
