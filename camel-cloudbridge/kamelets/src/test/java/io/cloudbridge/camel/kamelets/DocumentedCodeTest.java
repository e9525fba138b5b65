/* SPDX-License-Identifier: Apache-2.0 */
package io.cloudbridge.camel.kamelets;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.util.json.Jsoner;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.xml.sax.InputSource;

/**
 * Each block of code in the README and the documentation is what it says it is. YAML is loaded as routes, as Camel does it; what runs as a whole is
 * run elsewhere, by {@code published} and the examples.
 */
class DocumentedCodeTest {

    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

    private static final Pattern ADOC = Pattern.compile("(?ms)^\\[source,(\\w+)[^\\n]*]\\n----\\n(.*?)^----$");
    private static final Pattern MARKDOWN = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```$");
    private static final Pattern MARKDOWN_LINK = Pattern.compile("]\\(([^)#\\s]+)(?:#[^)\\s]*)?\\)");

    @TestFactory
    Stream<DynamicTest> everyBlockIsWhatItSaysItIs() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (Path page : pages()) {
            String text = Files.readString(page);
            Pattern block = page.toString().endsWith(".adoc") ? ADOC : MARKDOWN;
            for (MatchResult match : block.matcher(text).results().toList()) {
                long line = text.substring(0, match.start()).lines().count() + 1;
                String kind = match.group(1);
                String code = match.group(2).replaceAll(" +<\\d+>(?=\\n)", "");
                tests.add(DynamicTest.dynamicTest(
                        ROOT.relativize(page) + ":" + line + " " + kind, page.toUri(), () -> check(kind, code)));
            }
        }
        assertThat(tests).hasSizeGreaterThan(50);
        return tests.stream();
    }

    @Test
    void everyLinkOfAMarkdownPageLeadsToAFile() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path page : pages()) {
            if (page.toString().endsWith(".md")) {
                Matcher link = MARKDOWN_LINK.matcher(Files.readString(page));
                while (link.find()) {
                    if (!link.group(1).contains("://") && !Files.exists(page.resolveSibling(link.group(1)))) {
                        broken.add(ROOT.relativize(page) + ": " + link.group(1));
                    }
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md")));
        for (String folder : List.of("src-docs", "examples")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
                files.filter(file -> file.toString().matches(".*\\.(adoc|md)"))
                        .filter(file -> !file.toString().matches(".*/(target|\\.work|node_modules)/.*"))
                        .sorted()
                        .forEach(pages::add);
            }
        }
        return pages;
    }

    private static void check(String kind, String code) throws Exception {
        switch (kind) {
            case "properties" -> properties(code);
            case "yaml" -> yaml(code);
            case "xml" -> xml(code);
            case "java" -> java(code);
            case "json" -> Jsoner.deserialize(code);
            case "console", "bash", "shell", "python", "text" ->
                assertThat(code).isNotBlank();
            // OperatePageTest compares the names in it with what Prometheus is given
            case "promql" -> assertThat(code).contains("cloudbridge_");
            default -> throw new AssertionError("no check for blocks of " + kind);
        }
    }

    /** A {@code #} behind a value is part of the value. */
    private static void properties(String code) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(code));
        assertThat(properties).isNotEmpty();
        properties.forEach((name, value) -> {
            assertThat(name.toString()).matches("[\\w.-]+(\\[[\\w.-]+])?[\\w.-]*");
            assertThat(value.toString()).as("value of " + name).doesNotContain(" #");
        });
    }

    private static void yaml(String code) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString("page.yaml", code));
            assertThat(context.getRouteDefinitions()).isNotEmpty();
        }
    }

    /** A document, or parts of one. */
    private static void xml(String code) throws Exception {
        String document = code.contains("<?xml") ? code : "<parts>" + code + "</parts>";
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(document)));
    }

    /** A file, members of a class, statements, or the rest of a route. */
    private static void java(String code) throws IOException {
        Map<String, String> wrapped = new TreeMap<>();
        wrapped.put("a file", code);
        wrapped.put("members", "class A {\n" + code + "\n}");
        wrapped.put("statements", "class A { void a() {\n" + code + "\n} }");
        wrapped.put("a statement", "class A { void a() {\n" + code.stripTrailing() + ";\n} }");
        wrapped.put("the rest of a route", "class A { void a() { from(\"x\")\n" + code + ";\n} }");
        // a class, and statements that use it
        Matcher end = Pattern.compile("(?m)^}$").matcher(code);
        if (end.find()) {
            wrapped.put(
                    "a class and statements",
                    code.substring(0, end.end()) + "class B { void b() {\n" + code.substring(end.end()) + "\n} }");
        }
        Map<String, List<?>> problems = new TreeMap<>();
        for (Map.Entry<String, String> form : wrapped.entrySet()) {
            List<Diagnostic<? extends JavaFileObject>> found = errors(form.getValue());
            if (found.isEmpty()) {
                return;
            }
            problems.put(form.getKey(), found);
        }
        throw new AssertionError("no Java: " + problems + "\n" + code);
    }

    private static List<Diagnostic<? extends JavaFileObject>> errors(String source) throws IOException {
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        JavaFileObject file = new SimpleJavaFileObject(URI.create("string:///A.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
        JavacTask task = (JavacTask)
                ToolProvider.getSystemJavaCompiler().getTask(null, null, diagnostics, List.of(), null, List.of(file));
        task.parse();
        return diagnostics.getDiagnostics().stream()
                .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                .toList();
    }
}
