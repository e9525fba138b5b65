/* SPDX-License-Identifier: Apache-2.0 */

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Writes search.js, the text of each section of the site, so that the pages are searched in the browser, from a web server or from a folder. */
final class SearchIndex {

    private static final Pattern TITLE = Pattern.compile("(?s)<h1>(.*?)</h1>");
    private static final Pattern SECTION =
            Pattern.compile("(?s)<h([23]) id=\"([^\"]+)\">(.*?)</h\\1>(.*?)(?=<h[23] id=|<div id=\"foot|</body>|$)");

    private SearchIndex() {}

    /** @param arguments the folder of the site */
    public static void main(String[] arguments) throws IOException {
        Path site = Path.of(arguments[0]);
        List<String> entries = new ArrayList<>();
        try (Stream<Path> files = Files.walk(site)) {
            for (Path page : (Iterable<Path>) files.filter(file -> file.toString().endsWith(".html")).sorted()::iterator) {
                String html = Files.readString(page).replaceAll("(?s)<(script|style|details)\\b.*?</\\1>", "");
                String url = site.relativize(page).toString().replace('\\', '/');
                Matcher title = TITLE.matcher(html);
                String name = title.find() ? text(title.group(1)) : url;
                int content = html.indexOf("<div id=\"content\">");
                String body = content < 0 ? html : html.substring(content);
                int first = body.indexOf("<h2 id=");
                entries.add(entry(url, name, first < 0 ? body : body.substring(0, first)));
                Matcher section = SECTION.matcher(body);
                while (section.find()) {
                    entries.add(entry(url + "#" + section.group(2), name + " › " + text(section.group(3)), section.group(4)));
                }
            }
        }
        Files.writeString(site.resolve("search.js"), "window.searchIndex = [\n" + String.join(",\n", entries) + "\n];\n");
    }

    private static String entry(String url, String title, String html) {
        return "[" + quoted(url) + ", " + quoted(title) + ", " + quoted(text(html)) + "]";
    }

    private static String text(String html) {
        return html.replaceAll("<[^>]*>", " ")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&#8217;", "’")
                .replace("&#8230;", "…")
                .replaceAll("&#8203;|&#8201;", " ")
                .replace("&quot;", "\"")
                .replace("&amp;", "&")
                .replaceAll("\\s+", " ")
                .strip();
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("</", "<\\/") + '"';
    }
}
